"""What the book says of a location's shelves: levels of now, and what changed since an instant.

From the two follows what lay there at any instant after it, for a million items at once.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from ledger.database import Reading
from ledger.joined import Items, joined, rows_of_items
from ledger.values import ON_HAND_STATES, State

Number = TypeVar("Number", bound=Any)

PACKED: Final = "packed"
"""Not a state but a part of committed; told beside the states."""


def shelf_places(tx: Reading, location_id: int) -> Mapping[int, str]:
    """The states in which goods lie there, by place id."""
    return dict(tx.rows(_PLACES, (location_id,)))


class Levels(NamedTuple):
    """Levels of now as texts, an item a line, in their order.

    ``items``: of which ``available`` tells the units, their ids a line each, or those that were
    asked for. ``others``: a shelf, which `shelf_parts` splits, and the units that lie there in
    another state.
    """

    items: str | Items
    available: str
    others: str


def shelf_levels(tx: Reading, places: Mapping[int, str], items: Items) -> Levels:
    """What is available may be zero, other levels are not.

    Places between these may be told as well: to leave them out costs more than to tell them.
    """
    first, last = min(places), max(places)
    shelf = f"item_id * {last - first + 1} + place_id - {first}"
    available = next(place for place, state in places.items() if state == State.AVAILABLE)
    is_available = f"place_id = {int(available)}"
    is_other = f"place_id <> {int(available)} AND quantity <> 0"
    told = joined(
        tx,
        ("quantity", f"({shelf}) || ' ' || quantity"),
        _LEVELS,
        items=items,
        values=(first, last),
        only=(is_available, is_other),
    )
    if told[0] and told[0].count("\n") + 1 == len(items):  # of each one: no ids need be told
        return Levels(items, *told)
    (ids,) = joined(tx, ("item_id",), _LEVELS, items=items, values=(available, available))
    return Levels(ids, *told)


def shelf_parts(shelves: Number, places: Collection[int]) -> tuple[Number, Number]:
    """Item id and place id of a shelf, or of an array of them: as one number they are half the
    text to write and to read.
    """
    first, last = min(places), max(places)
    items = shelves // (last - first + 1)
    return items, shelves - items * (last - first + 1) + first


def packed_levels(tx: Reading, location_id: int, items: Items) -> tuple[str, ...]:
    """Item ids and units, each one a line."""
    return joined(tx, ("item_id", "units"), _PACKED, items=items, values=(location_id,))


def shelf_changes(
    tx: Reading, location_id: int, items: Items, *, since: int
) -> Iterator[tuple[int, int, str, int]]:
    """(item id, instant, state or packed, change) of all after ``since``, in microseconds."""
    places = shelf_places(tx, location_id)
    changes = _CHANGES.format(places=_listed(places))
    for item, at, source, destination, units in rows_of_items(tx, changes, items, (since,)):
        if source in places:
            yield item, at, places[source], -units
        if destination in places:
            yield item, at, places[destination], units
    for item, at, units in rows_of_items(tx, _PACKING, items, (location_id, since)):
        yield item, at, PACKED, units


def items_in_states(
    tx: Reading, location_id: int, states: Collection[str], *, since: int
) -> set[int]:
    """Items that lie in these states there, or did at any time after ``since``, in microseconds."""
    places = [place for place, state in shelf_places(tx, location_id).items() if state in states]
    return {item for (item,) in tx.rows(_IN_PLACES.format(places=_listed(places)), (since,))}


def moves_of_state(
    tx: Reading, location_id: int, state: str, items: Collection[int]
) -> Mapping[int, int]:
    """How often goods of these items were moved into that state there, or out of it, by item."""
    places = [place for place, one in shelf_places(tx, location_id).items() if one == state]
    return tx.mapping(_MOVES.format(places=_listed(places)), items)


def moved_until(
    tx: Reading, location_id: int, items: Collection[int], *, since: int, until: int
) -> Mapping[int, int]:
    """The newest sequence of a movement there between two instants (microseconds), by item."""
    if not items:
        return {}
    moves = _MOVED_UNTIL.format(places=_listed(shelf_places(tx, location_id)))
    return tx.mapping(moves, items, (since, until))


def _listed(places: Collection[int]) -> str:
    return ", ".join(str(int(place_id)) for place_id in places)


_STATES: Final = ", ".join(f"'{state.value}'" for state in ON_HAND_STATES)

_PLACES: Final = f"""
    SELECT id, state FROM place WHERE location_id = ? AND state IN ({_STATES})
"""

_LEVELS: Final = """
    FROM (SELECT item_id, place_id, quantity FROM balance
          WHERE place_id BETWEEN ? AND ? AND item_id IN (?*) ORDER BY item_id, place_id) AS shelf
"""

_PACKED: Final = """
    FROM (SELECT item_id, sum(delta) AS units FROM packing
          WHERE location_id = ? AND item_id IN (?*) GROUP BY item_id) AS packed
"""

_CHANGES: Final = """
    SELECT item_id, occurred_at, source_id, destination_id, quantity FROM movement
    WHERE occurred_at > ? AND (source_id IN ({places}) OR destination_id IN ({places}))
    AND item_id IN (?*)
"""

_IN_PLACES: Final = """
    SELECT item_id FROM balance WHERE place_id IN ({places}) AND quantity <> 0
    UNION SELECT item_id FROM movement
    WHERE occurred_at > ? AND (source_id IN ({places}) OR destination_id IN ({places}))
"""

_MOVES: Final = """
    SELECT item_id, count(*) FROM movement
    WHERE item_id IN (?*) AND (source_id IN ({places}) OR destination_id IN ({places}))
    GROUP BY item_id
"""

_MOVED_UNTIL: Final = """
    SELECT item_id, max(sequence) FROM movement
    WHERE item_id IN (?*) AND occurred_at > ? AND occurred_at <= ?
    AND (source_id IN ({places}) OR destination_id IN ({places}))
    GROUP BY item_id
"""

_PACKING: Final = """
    SELECT item_id, occurred_at, delta FROM packing
    WHERE location_id = ? AND occurred_at > ? AND item_id IN (?*)
"""
