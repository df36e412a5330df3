"""The opening instant: what came to a location or left it before is in its opening stock.

Told as movements as well it would count twice (docs/decisions/0025).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

from ledger.database import Reading
from ledger.instants import to_micros
from ledger.values import ON_HAND_STATES, OPENING, Place


def opened_after(
    places: Iterable[Place], at: datetime, openings: Mapping[str, datetime]
) -> tuple[str, datetime] | None:
    """The location that came into the book after this moved goods on hand there, and when."""
    for one in places:
        opening = openings.get(one.location or "")
        if opening and at < opening and one.location and one.state in ON_HAND_STATES:
            return one.location, opening
    return None


def opening_stock(tx: Reading, skus: Collection[str]) -> set[tuple[str, str]]:
    """(SKU, location) of these items where the location came into the book with some of them."""
    rows = tx.rows_among(_OPENED_WITH, skus, (OPENING.name,))
    return {(sku, location) for sku, location in rows}


def moved_before(tx: Reading, location: str, at: datetime) -> set[str]:
    """SKUs of which goods came to the location or left it before, other than as opening stock.

    What is promised to an order lies there still, so a promise is no such movement.
    """
    return {sku for (sku,) in tx.rows(_MOVED, (location, location, to_micros(at), OPENING.name))}


_OPENED_WITH: Final = """
    SELECT DISTINCT item.sku, location.code FROM item
    JOIN movement ON movement.item_id = item.id
    JOIN place AS source ON source.id = movement.source_id
    JOIN place ON place.id = movement.destination_id
    JOIN location ON location.id = place.location_id
        AND location.opening_at = movement.occurred_at
    WHERE item.sku IN (?*) AND source.name = ?
"""

_ON_HAND: Final = f"""
    SELECT place.id FROM place JOIN location ON location.id = place.location_id
    WHERE location.code = ? AND state IN ({", ".join(f"'{one.value}'" for one in ON_HAND_STATES)})
"""

_MOVED: Final = f"""
    SELECT DISTINCT item.sku FROM movement
    JOIN item ON item.id = movement.item_id
    WHERE (source_id IN ({_ON_HAND})) <> (destination_id IN ({_ON_HAND})) AND occurred_at < ?
        AND source_id NOT IN (SELECT id FROM place WHERE name = ?)
"""
