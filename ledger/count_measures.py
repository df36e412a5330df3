"""What posted counts tell about the book over time, as facts; ledger only of counts that stand.

A count that is reversed, or was never posted, says nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from ledger.count_blocks import Columns
from ledger.count_rows import StoredCount, counted_slices, list_counts
from ledger.counts import LineStatus
from ledger.database import Reading
from ledger.instants import from_micros
from ledger.items import Assembly
from ledger.values import ON_HAND_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredLine:
    """A line that was not simply as expected. ``booked``: with all that was learnt since.

    ``passed`` None: it was as expected (and news came later) or, where it differs, it was left
    out to be counted again. ``on_sheet`` False: a complete sheet did not name it.
    """

    item: int
    sku: str
    on_sheet: bool
    counted_at: datetime
    expected: int
    counted: int
    booked: int
    unit_cost: int | None
    passed: LineStatus | None
    reason_code: str
    first_difference: int | None

    @property
    def difference(self) -> int:
        return self.counted - self.expected

    @property
    def left_out(self) -> bool:
        return self.passed is None and self.difference != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredCount:
    """A posted count. ``slices``: all that was found, read anew, some at a time.

    ``counted_by``: who counted it, and ``first_by`` the lines before that it counts again.
    """

    count: StoredCount
    slices: Callable[[], Iterator[Columns]]
    lines: tuple[MeasuredLine, ...]
    counted_by: str
    first_by: str


def measured_counts(
    tx: Reading, location: str | None, since: datetime, until: datetime
) -> Iterator[MeasuredCount]:
    """The posted counts that were true then, one by one: each may hold millions of lines."""
    first: dict[int, int] = dict(tx.rows("SELECT count_id, first_id FROM count_recount"))
    people = _people(tx)
    for count in list_counts(tx):
        here = location in {None, count.sheet.location}
        if here and count.posted and not count.reversed and since <= count.sheet.counted_at < until:
            yield MeasuredCount(
                count=count,
                slices=partial(counted_slices, tx, count.id),
                lines=tuple(_line(*row) for row in tx.rows(_LINES, (count.id,))),
                counted_by=people[count.id],
                first_by=people[first[count.id]] if count.id in first else "",
            )


def unit_costs(tx: Reading) -> dict[int, int]:
    """By item, of those that have one."""
    return dict(tx.rows("SELECT id, unit_cost FROM item WHERE unit_cost IS NOT NULL"))


def items_to_count(tx: Reading) -> dict[str, dict[int, str]]:
    """What the book knows of at each location and a person can count: item and its category."""
    found: dict[str, dict[int, str]] = {}
    for location, item, category in tx.rows(_TO_COUNT):
        found.setdefault(location, {})[item] = category
    return found


def _people(tx: Reading) -> dict[int, str]:
    """Who counted each count: all of them, where several did; its uploader where nobody says."""
    found: dict[int, list[str]] = {}
    for count_id, who in sorted(tx.rows(_PEOPLE)):
        found.setdefault(count_id, []).append(who)
    return {count_id: ", ".join(names) for count_id, names in found.items()}


def _line(  # noqa: PLR0917  # the columns of a row
    item: int,
    sku: str,
    sheet_row: int | None,
    at: int,
    expected: int,
    counted: int,
    booked: int,
    unit_cost: int | None,
    passed: str | None,
    reason_code: str | None,
    first_difference: int | None,
) -> MeasuredLine:
    return MeasuredLine(
        item=item,
        sku=sku,
        on_sheet=sheet_row is not None,
        counted_at=from_micros(at),
        expected=expected,
        counted=counted,
        booked=booked,
        unit_cost=unit_cost,
        passed=LineStatus(passed) if passed else None,
        reason_code=reason_code or "",
        first_difference=first_difference,
    )


_ON_HAND: Final = ", ".join(f"'{state.value}'" for state in ON_HAND_STATES)

_PEOPLE: Final = """
    SELECT DISTINCT stock_count.id, coalesce(count_file.counted_by, stock_count.uploaded_by)
    FROM stock_count LEFT JOIN count_file ON count_file.count_id = stock_count.id
"""

_LINES: Final = """
    SELECT item_id, item.sku, sheet_row, counted_at, expected, counted, variance,
           coalesce(count_line.unit_cost, item.unit_cost), passed, reason_code, first_difference
    FROM count_line JOIN item ON item.id = count_line.item_id
    WHERE count_id = ? ORDER BY line
"""

_TO_COUNT: Final = f"""
    SELECT DISTINCT location.code, item.id, item.category
    FROM balance
    JOIN place ON place.id = balance.place_id AND place.state IN ({_ON_HAND})
    JOIN location ON location.id = place.location_id AND location.kind = 'own'
    JOIN item ON item.id = balance.item_id
    WHERE item.stocked = 1 AND item.assembly <> '{Assembly.COMPONENTS.value}'
"""
