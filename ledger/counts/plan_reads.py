"""What planning a count asks of the book: what lies at a location, what moved, what was counted.

Of all items that were ever booked there and can be counted, as texts of one number a line.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from ledger.counts.countable import COUNTED
from ledger.counts.shelf import shelf_places
from ledger.database import Reading
from ledger.joined import ALL_ITEMS, item_ranges, joined
from ledger.values import LOSS, State


@dataclass(frozen=True, slots=True)
class StandingBlock:
    """Lines of a count that is not reversed. ``posted`` to ``supplier``: of it."""

    count: int
    counted_at: int
    posted: bool
    complete: bool
    category: str | None
    supplier: str | None
    content: bytes


def plan_levels(tx: Reading, location_id: int) -> tuple[str, ...]:
    """Item, units on hand, units available, and unit cost in millionths or -1."""
    places = shelf_places(tx, location_id)
    (available,) = (one for one, state in places.items() if state == State.AVAILABLE.value)
    levels = _LEVELS.format(places=_listed(places), available=int(available))
    return joined(tx, ("item_id", "on_hand", "available", "unit_cost"), levels, items=ALL_ITEMS)


def plan_changes(tx: Reading, location_id: int, *, since: int) -> tuple[str, ...]:
    """Item, units that left other than by loss, and the newest instant of any change on hand.

    Of what happened after ``since``, in microseconds.
    """
    places = _listed(shelf_places(tx, location_id))
    changes = _CHANGES.format(places=places)
    return joined(
        tx, ("item_id", "units_out", "moved_at"), changes, items=ALL_ITEMS, values=(since,)
    )


def units_left(
    tx: Reading, location_id: int, *, since: int, until: int, known_at: int
) -> Iterator[tuple[str, ...]]:
    """Item, units that left other than by loss, and unit cost in millionths or -1.

    Of what happened after ``since`` and not after ``until``, as the book knew it at ``known_at``,
    in microseconds. Only items of which some left, a range of their ids at a time.
    """
    left = _LEFT.format(places=_listed(shelf_places(tx, location_id)))
    values = (since, until, known_at)
    columns = ("item_id", "units_out", "coalesce(unit_cost, -1)")
    (last,) = tx.rows("SELECT coalesce(max(id), 0) FROM item")[0]
    for items in item_ranges(last):
        yield joined(tx, columns, left, items=items, values=values)


def standing_blocks(tx: Reading, location_id: int) -> Iterator[StandingBlock]:
    """What was counted there, the oldest count first."""
    for count, at, posted, complete, *rest in tx.stream(_BLOCKS, (location_id,)):
        yield StandingBlock(count, at, bool(posted), bool(complete), *rest)


def lines_to_recount(tx: Reading) -> dict[int, list[int]]:
    """By count, the lines of which the last word is that they are counted again."""
    found: dict[int, list[int]] = {}
    for count, line in tx.rows(_RECOUNTS):
        found.setdefault(count, []).append(line)
    return found


def _listed(places: Collection[int]) -> str:
    return ", ".join(str(int(one)) for one in places)


_LEVELS: Final = f"""
    FROM (
        SELECT item_id, sum(quantity) AS on_hand,
               sum(CASE WHEN place_id = {{available}} THEN quantity ELSE 0 END) AS available,
               max(coalesce(unit_cost, -1)) AS unit_cost
        FROM balance JOIN item ON item.id = balance.item_id
        WHERE place_id IN ({{places}}) AND {COUNTED} AND item_id IN (?*) GROUP BY item_id
    ) AS levels
"""

_LOST: Final = f"SELECT id FROM place WHERE name = '{LOSS.name}'"

_CHANGES: Final = f"""
    FROM (
        SELECT item_id, max(occurred_at) AS moved_at,
               sum(CASE WHEN source_id IN ({{places}}) AND destination_id NOT IN ({_LOST})
                   THEN quantity ELSE 0 END) AS units_out
        FROM movement
        WHERE occurred_at > ? AND (source_id IN ({{places}})) <> (destination_id IN ({{places}}))
        AND item_id IN (?*) GROUP BY item_id
    ) AS changes
"""

_LEFT: Final = f"""
    FROM (
        SELECT item_id, sum(quantity) AS units_out FROM movement
        WHERE occurred_at > ? AND occurred_at <= ? AND recorded_at <= ?
        AND source_id IN ({{places}}) AND destination_id NOT IN ({{places}})
        AND destination_id NOT IN ({_LOST}) AND item_id IN (?*) GROUP BY item_id
    ) AS gone JOIN item ON item.id = item_id WHERE {COUNTED}
"""

_BLOCKS: Final = """
    SELECT stock_count.id, stock_count.counted_at, posted_at IS NOT NULL, complete, category,
           supplier, content
    FROM stock_count JOIN count_block ON count_block.count_id = stock_count.id
    WHERE location_id = ? AND reversed_at IS NULL
    ORDER BY stock_count.counted_at, stock_count.id, first_item
"""

_RECOUNTS: Final = """
    SELECT count_id, line FROM count_decision AS said
    WHERE decision = 'recount' AND sequence = (
        SELECT max(sequence) FROM count_decision AS newest
        WHERE newest.count_id = said.count_id AND newest.line = said.line
    )
"""
