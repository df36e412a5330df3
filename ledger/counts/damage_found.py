"""Damaged goods that the book has because a count found them: their own document may come later."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from ledger.database import Reading
from ledger.instants import to_micros
from ledger.values import Movement, State

PREFIX: Final = "damage/count-"
"""Of the keys of movements that a count tells (jobs.counts.states)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DamageFound:
    """``units`` of an item that a count found damaged at a location, and that are booked so."""

    count: int
    sku: str
    location: str
    units: int


def damage_found(tx: Reading, booked: Collection[Movement]) -> Iterator[DamageFound]:
    """What counts found that looked after the damage which was just booked: perhaps the same."""
    late = {
        (one.sku, one.destination.location): to_micros(one.occurred_at)
        for one in booked
        if one.destination.state is State.DAMAGED and not one.key.startswith(PREFIX)
    }
    rows = tx.rows_among(_FOUND, {sku for sku, _ in late}, (PREFIX, f"{PREFIX[:-1]}."))
    for sku, location, key, at, units in rows:
        since = late.get((sku, location))
        if since is not None and since <= at:
            count = int(key.removeprefix(PREFIX).partition("-")[0])
            yield DamageFound(count=count, sku=sku, location=location, units=units)


_FOUND: Final = f"""
    SELECT item.sku, location.code, movement.key, occurred_at, quantity FROM movement
    JOIN item ON item.id = item_id JOIN place ON place.id = destination_id
    JOIN location ON location.id = place.location_id
    WHERE item.sku IN (?*) AND place.state = '{State.DAMAGED.value}'
    AND movement.key >= ? AND movement.key < ? ORDER BY sequence
"""
