"""What the book says of a location's shelves: levels of now, and what changed since an instant.

From the two follows what lay there at any instant after it, for a million items at once.
"""

from collections.abc import Collection, Sequence
from typing import Final

from ledger.database import Reading, Row
from ledger.values import ON_HAND_STATES

PACKED: Final = "packed"
"""Not a state but a part of committed; told beside the states."""

ITEMS_ASKED_MAX: Final = 20_000
"""For more items than this it is quicker to read everything that changed."""


def shelf_levels(
    tx: Reading, location_id: int, *, items: Collection[int] | None
) -> dict[str, list[Row]]:
    """(item id, units) of what is not zero, by state and packed.

    Of these items or, with None or very many, of all.
    """
    places = tx.rows(_PLACES, (location_id,))
    found = {state: _asked(tx, _LEVELS, items, (place_id,)) for place_id, state in places}
    packed = _asked(tx, _PACKED, items, (location_id,), grouped="GROUP BY item_id")
    return found | {PACKED: [(item, int(units)) for item, units in packed]}


def shelf_changes(
    tx: Reading, location_id: int, *, since: int, items: Collection[int] | None
) -> list[Row]:
    """(item id, instant, state or packed, change) of everything after ``since``, in microseconds.

    Of these items or, with None or very many, of all.
    """
    sides = [f"{_CHANGES.format(side=side, sign=sign)}" for side, sign in _SIDES]
    return [
        row
        for query in (*sides, _PACKING)
        for row in _asked(tx, query, items, (location_id, since))
    ]


def _asked(
    tx: Reading,
    query: str,
    items: Collection[int] | None,
    values: Sequence[int],
    *,
    grouped: str = "",
) -> list[Row]:
    """The query of these items, or of all where that is quicker."""
    if items is None or len(items) > ITEMS_ASKED_MAX:
        return tx.rows(f"{query} {grouped}", values)
    return tx.rows_among(f"{query} AND item_id IN (?*) {grouped}", items, values)


_SIDES: Final = (("source_id", "-"), ("destination_id", ""))
_STATES: Final = ", ".join(f"'{state.value}'" for state in ON_HAND_STATES)

_PLACES: Final = f"""
    SELECT id, state FROM place WHERE location_id = ? AND state IN ({_STATES})
"""

_LEVELS: Final = "SELECT item_id, quantity FROM balance WHERE place_id = ? AND quantity <> 0"

_PACKED: Final = "SELECT item_id, sum(delta) FROM packing WHERE location_id = ?"

_CHANGES: Final = f"""
    SELECT item_id, occurred_at, place.state, {{sign}}quantity FROM movement
    JOIN place ON place.id = movement.{{side}} AND place.state IN ({_STATES})
    WHERE place.location_id = ? AND occurred_at > ?
"""

_PACKING: Final = f"""
    SELECT item_id, occurred_at, '{PACKED}', delta FROM packing
    WHERE location_id = ? AND occurred_at > ?
"""
