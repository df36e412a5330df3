"""What posted counts assert: the lines that late news concerns, found by item and instant.

A posted line is in the table count_line when it was not simply as expected, else in the blocks of
its count. A complete count also asserts that what it does not name is not there; such a line's
number is the count's number of lines and the item's id.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from ledger.counts.blocks import CountedLine, find
from ledger.counts.countable import items_in_scope
from ledger.counts.facts import ASSERTING, LineStatus
from ledger.counts.late_news import PostedLine
from ledger.database import Reading, Row

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


def counted_until(tx: Reading) -> tuple[int, int]:
    """The newest instant of any posted count, and of any that stands; before all time if none."""
    posted, standing = tx.rows(_NEWEST)[0]
    return _NEVER if posted is None else posted, _NEVER if standing is None else standing


def as_found(tx: Reading, line: PostedLine) -> tuple[int | None, int]:
    """Row of the sheet and quantity of a line that was as expected; nothing if it is not on it."""
    for counted in lines_counted(tx, line.count, [line.item]):
        return counted.row, counted.counted
    return None, 0


def lines_counted(tx: Reading, count_id: int, items: Collection[int]) -> Iterator[CountedLine]:
    """The lines of these items that stand on the sheet, each of its blocks read once."""
    begins = [first for (first,) in tx.rows(_BEGINS, (count_id,))]
    wanted: defaultdict[int, list[int]] = defaultdict(list)
    for item in items:
        wanted[bisect_right(begins, item) - 1].append(item)
    for place, of_block in wanted.items():
        if place >= 0:
            ((content,),) = tx.rows(_BLOCK, (count_id, begins[place]))
            yield from find(content, of_block)


def _lines_of(
    tx: Reading, count: Row, location_id: int, since: Mapping[int, int]
) -> Iterator[PostedLine]:
    """The posted lines of one count: those with rows of their own, and those as expected."""
    count_id, counted_at, complete, category, supplier, lines, packed, damaged = count
    items = {item for item, at in since.items() if at <= counted_at}
    found = {row[1]: row for row in tx.rows_among(_OWN_ROWS, items, (count_id,))}
    found |= {
        line.item: (line.line, line.item, line.counted_at, 0, 1, _POSTED)
        for line in lines_counted(tx, count_id, items - found.keys())
    }
    if complete:
        within = items_in_scope(tx, category=category, supplier=supplier)
        # What a complete sheet does not name is not there, as it says.
        unlisted = items - found.keys() if within is None else within & (items - found.keys())
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
                packed_counted=packed != _NOT_COUNTED,
                damaged_counted=damaged != _NOT_COUNTED,
            )


_NEVER: Final = -(2**63)
_POSTED: Final = LineStatus.POSTED.value
_NOT_COUNTED: Final = 0
"""As somebody said; of what nobody said, and somebody approved, all was counted."""

_NEWEST: Final = """
    SELECT max(CASE WHEN posted_at IS NOT NULL THEN counted_at END), max(counted_at)
    FROM stock_count WHERE reversed_at IS NULL
"""

_COUNTS: Final = """
    SELECT id, counted_at, complete, category, supplier, lines, packed_counted, damaged_counted
    FROM stock_count
    WHERE location_id = ? AND counted_at >= ? AND posted_at IS NOT NULL AND reversed_at IS NULL
"""

_OWN_ROWS: Final = """
    SELECT line, item_id, counted_at, variance, revision, status FROM count_line
    WHERE item_id IN (?*) AND count_id = ?
"""

_BEGINS: Final = "SELECT first_item FROM count_block WHERE count_id = ? ORDER BY first_item"
_BLOCK: Final = "SELECT content FROM count_block WHERE count_id = ? AND first_item = ?"
