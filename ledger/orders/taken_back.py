"""Goods that never left are taken back at the instant of their shipping (design 2).

A wrong fact is followed by its reverse, which bears the instant of the fact. Only so is a count
right that found the goods between their shipping and the word that there was none: the reverse is
late news to it. Which movements shipped a line the ledger knows; which of them was wrong is decided
here: one that the storefront tells of no more, at the same location, the newest one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from ledger.counts.ruled_later import ruled_later
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.orders.line_state import Transfer
from ledger.values import CUSTOMER


class Parcel(msgspec.Struct, kw_only=True):
    """Units of a line that left a location at an instant (microseconds) and are still away.

    ``earliest_at``: when they left is only known to be after it. ``packed``: how many of them were
    packed until then.
    """

    location: str
    units: int
    at: int
    earliest_at: int | None
    packed: int = 0


def dated_as_left(transfers: Iterable[Transfer], away: Sequence[Parcel]) -> Iterator[Transfer]:
    """The transfers of a plan; those that take back one by one, each at the instant of its parcel.

    What is shipped by the same plan may be taken back by it. What came back as a return came out of
    the oldest parcels. ``away`` is used up.
    """
    parcels = list(away)
    for move in transfers:
        if move.takes_back:
            yield from _taken_back(move, parcels)
            continue
        if move.destination == CUSTOMER.name:
            parcels.append(_parcel(move))
        elif move.source == CUSTOMER.name:
            _returned(parcels, move.quantity)
        yield move


def parcels(tx: Reading, line_ref: int, keys: Sequence[str], part: tuple[int, int]) -> list[Parcel]:
    """What is away by a line's movements of these keys, of one of its components.

    Where a person ruled that a parcel left after a count, that is when it left.
    """
    item, per_unit = part
    rows = sorted(tx.rows_among(_MOVED, keys, (CUSTOMER.name, CUSTOMER.name, item)))
    later = ruled_later(tx, item, [key for _, key, *_ in rows])
    packed = _packed(tx, line_ref, part)
    away: list[Parcel] = []
    told_at: int
    for _, key, quantity, source, destination, told_at, earliest_at in rows:
        units, at = quantity // per_unit, later.get(key, told_at)
        if destination == CUSTOMER.name:
            parcel = Parcel(
                location=_location(source), units=units, at=at, earliest_at=earliest_at,
                packed=min(units, packed[at]),
            )  # fmt: skip
            packed[at] -= parcel.packed
            away.append(parcel)
        elif source == CUSTOMER.name:
            _came(away, units, at=at)
    return away


def _taken_back(move: Transfer, away: Sequence[Parcel]) -> Iterator[Transfer]:
    """What no parcel explains keeps the instant at which it was found out."""
    standing = {to_micros(at) for at in move.standing}
    until, location = to_micros(move.occurred_at), _location(move.destination)

    def fits(one: Parcel) -> tuple[bool, bool, bool, int]:
        return one.at not in standing, one.at <= until, one.location == location, one.at

    left = move.quantity
    for parcel in sorted(away, key=fits, reverse=True):
        units = min(left, parcel.units)
        if units:
            left -= units
            packed = min(units, parcel.packed)
            parcel.units -= units
            parcel.packed -= packed
            yield replace(
                move,
                quantity=units,
                occurred_at=from_micros(parcel.at),
                earliest_at=from_micros(parcel.earliest_at) if parcel.earliest_at else None,
                packed=packed,
            )
    if left:
        yield replace(move, quantity=left)


def _parcel(move: Transfer) -> Parcel:
    return Parcel(
        location=_location(move.source),
        units=move.quantity,
        at=to_micros(move.occurred_at),
        earliest_at=to_micros(move.earliest_at) if move.earliest_at else None,
    )


def _came(away: Sequence[Parcel], units: int, *, at: int) -> None:
    """At the very instant of a parcel it was taken back; at any other it is a return."""
    for parcel in away:
        if parcel.at == at:
            taken = min(units, parcel.units)
            parcel.units -= taken
            units -= taken
    _returned(away, units)


def _returned(away: Sequence[Parcel], units: int) -> None:
    for parcel in away:
        taken = min(units, parcel.units)
        parcel.units -= taken
        units -= taken


def _packed(tx: Reading, line_ref: int, part: tuple[int, int]) -> Counter[int]:
    """Units that were packed no more from an instant on."""
    item, per_unit = part
    found = Counter[int]()
    for at, change in tx.rows(_UNPACKED, (item, line_ref)):
        found[at] = max(0, -int(change) // per_unit)
    return found


def _location(place: str) -> str:
    return place.partition(":")[0]


_UNPACKED: Final = """
    SELECT occurred_at, sum(delta) FROM packing WHERE item_id = ? AND line_id = ?
    GROUP BY occurred_at
"""

_MOVED: Final = """
    SELECT movement.sequence, key, quantity, source.name, destination.name, occurred_at, earliest_at
    FROM movement JOIN place AS source ON source.id = source_id
    JOIN place AS destination ON destination.id = destination_id
    WHERE key IN (?*) AND (source.name = ? OR destination.name = ?) AND item_id = ?
"""
