"""What the book says of a location's shelves: levels of now, and what changed since an instant.

From the two follows what lay there at any instant after it, for a million items at once.
"""

from collections.abc import Collection
from typing import Final

from ledger.database import Reading, Row
from ledger.values import ON_HAND_STATES

PACKED: Final = "packed"
"""Not a state but a part of committed; told beside the states."""

ITEMS_ASKED_MAX: Final = 20_000
"""For more items than this it is quicker to read everything that changed."""


def shelf_levels(tx: Reading, location_id: int) -> list[Row]:
    """(item id, state or packed, units) of what is not zero, of all items at the location."""
    return tx.rows(f"{_LEVELS} UNION ALL {_PACKED}", (location_id, location_id))


def shelf_changes(
    tx: Reading, location_id: int, *, since: int, items: Collection[int] | None
) -> list[Row]:
    """(item id, instant, state or packed, change) of everything after ``since``, in microseconds.

    Of these items or, with None or very many, of all.
    """
    sides = [f"{_CHANGES.format(side=side, sign=sign)}" for side, sign in _SIDES]
    queries = [*sides, _PACKING]
    if items is None or len(items) > ITEMS_ASKED_MAX:
        return [row for query in queries for row in tx.rows(query, (location_id, since))]
    narrowed = [f"{query} AND item_id IN (?*)" for query in queries]
    return [row for query in narrowed for row in tx.rows_among(query, items, (location_id, since))]


_SIDES: Final = (("source_id", "-"), ("destination_id", ""))
_STATES: Final = ", ".join(f"'{state.value}'" for state in ON_HAND_STATES)

_LEVELS: Final = f"""
    SELECT item_id, place.state, quantity FROM balance
    JOIN place ON place.id = balance.place_id
    WHERE place.location_id = ? AND place.state IN ({_STATES}) AND quantity <> 0
"""

_PACKED: Final = f"""
    SELECT item_id, '{PACKED}', sum(delta) FROM packing WHERE location_id = ? GROUP BY item_id
"""

_CHANGES: Final = f"""
    SELECT item_id, occurred_at, place.state, {{sign}}quantity FROM movement
    JOIN place ON place.id = movement.{{side}} AND place.state IN ({_STATES})
    WHERE place.location_id = ? AND occurred_at > ?
"""

_PACKING: Final = f"""
    SELECT item_id, occurred_at, '{PACKED}', delta FROM packing
    WHERE location_id = ? AND occurred_at > ?
"""
