"""What posted counts assert: the lines that late news concerns, found by item and instant.

A posted line is in the table count_line when it was not simply as expected, else in the blocks of
its count. A complete count also asserts that what it does not name is not there; such a line's
number is the count's number of lines and the item's id.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from ledger.count_blocks import find
from ledger.counts import ASSERTING, LineStatus
from ledger.database import Reading, Row
from ledger.late_news import PostedLine

Wanted = Mapping[int, Mapping[int, int]]
"""By location id and item id: since when posted lines matter, in microseconds."""


def posted_lines(tx: Reading, wanted: Wanted) -> list[PostedLine]:
    """The posted count lines of these items whose instants are not before what is wanted."""
    return [
        line
        for location_id, since in wanted.items()
        if since
        for count in tx.rows(_COUNTS, (location_id, min(since.values())))
        for line in _lines_of(tx, count, location_id, since)
    ]


def posted_until(tx: Reading) -> int:
    """The newest instant of any posted count; before all time when there is none."""
    newest: int | None = tx.rows(
        "SELECT max(counted_at) FROM stock_count "
        "WHERE posted_at IS NOT NULL AND reversed_at IS NULL"
    )[0][0]
    return _NEVER if newest is None else newest


def as_found(tx: Reading, line: PostedLine) -> tuple[int | None, int]:
    """Row of the sheet and quantity of a line that was as expected; nothing if it is not on it."""
    for _, content in _blocks(tx, line.count, [line.item]):
        if counted := find(content, line.item):
            return counted.row, counted.counted
    return None, 0


def _lines_of(
    tx: Reading, count: Row, location_id: int, since: Mapping[int, int]
) -> Iterator[PostedLine]:
    """The posted lines of one count: those with rows of their own, and those as expected."""
    count_id, counted_at, complete, category, lines = count
    items = {item for item, at in since.items() if at <= counted_at}
    found = {row[1]: row for row in tx.rows_among(_OWN_ROWS, items, (count_id,))}
    found |= _matched(tx, count_id, items - found.keys())
    if complete:
        unlisted = _in_scope(tx, items - found.keys(), category)
        found |= {item: (lines + item, item, counted_at, 0, 1, _POSTED) for item in unlisted}
    for line, item, at, variance, revision, status in found.values():
        if status in ASSERTING and at >= since[item]:
            yield PostedLine(
                count=count_id,
                line=line,
                item=item,
                location=location_id,
                counted_at=at,
                variance=variance,
                revision=revision,
            )


def _matched(tx: Reading, count_id: int, items: Collection[int]) -> dict[int, Row]:
    found = {}
    for item, content in _blocks(tx, count_id, items):
        if line := find(content, item):
            found[item] = (line.line, item, line.counted_at, 0, 1, _POSTED)
    return found


def _in_scope(tx: Reading, items: Collection[int], category: str | None) -> list[int]:
    """Items that a complete sheet says are not there, because it does not name them."""
    if category is None:
        return list(items)
    rows = tx.rows_among(
        "SELECT id FROM item WHERE id IN (?*) AND category = ?", items, (category,)
    )
    return [item for (item,) in rows]


def _blocks(tx: Reading, count_id: int, items: Collection[int]) -> list[Row]:
    """(item, content of the block in which it would be)."""
    return tx.rows_among(_BLOCKS, items, (count_id,))


_NEVER: Final = -(2**63)
_POSTED: Final = LineStatus.POSTED.value

_COUNTS: Final = """
    SELECT id, counted_at, complete, category, lines FROM stock_count
    WHERE location_id = ? AND counted_at >= ? AND posted_at IS NOT NULL AND reversed_at IS NULL
"""

_OWN_ROWS: Final = """
    SELECT line, item_id, counted_at, variance, revision, status FROM count_line
    WHERE item_id IN (?*) AND count_id = ?
"""

_BLOCKS: Final = """
    WITH wanted (item_id) AS (?*)
    SELECT wanted.item_id, content FROM count_block
    JOIN wanted ON wanted.item_id BETWEEN first_item AND last_item
    WHERE count_id = ?
"""
