"""What posted counts tell about the book over time, as facts; ledger only of counts that stand.

A count that is reversed, or was never posted, says nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from ledger.counts.blocks import Columns
from ledger.counts.classes import kept_classes
from ledger.counts.counters import counters
from ledger.counts.decisions import first_count
from ledger.counts.facts import LineStatus
from ledger.counts.rows import StoredCount, counted_slices, list_counts
from ledger.database import Reading
from ledger.instants import from_micros
from ledger.said import Assembly
from ledger.values import ON_HAND_STATES


@dataclass(frozen=True, slots=True)
class ItemScope:
    """What an item belongs to, as the scope of a sheet may name it."""

    category: str
    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredLine:
    """A line that was not simply as expected. ``booked``: with all that was learnt since.

    ``passed`` None: it was as expected (and news came later) or it was ``left_out`` to be counted
    again. ``on_sheet`` False: a complete sheet did not name it. ``abc_class``: by which it was
    judged; empty where it was not judged by one. ``people``: who counted it before and now, of a
    line that was counted again.
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
    left_out: bool
    category: str
    abc_class: str = ""
    people: tuple[str, str] | None = None

    @property
    def difference(self) -> int:
        return self.counted - self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredCount:
    """A posted count. ``slices``: all that was found, read anew, some at a time."""

    count: StoredCount
    slices: Callable[[], Iterator[Columns]]
    lines: tuple[MeasuredLine, ...]


def measured_counts(
    tx: Reading, location: str | None, since: datetime, until: datetime
) -> Iterator[MeasuredCount]:
    """The posted counts that were true then, one by one: each may hold millions of lines."""
    for count in list_counts(tx):
        here = location in {None, count.sheet.location}
        if here and count.posted and not count.reversed and since <= count.sheet.counted_at < until:
            yield MeasuredCount(
                count=count,
                slices=partial(counted_slices, tx, count.id),
                lines=tuple(_with_people(tx, count, _with_classes(tx, count))),
            )


def unit_costs(tx: Reading) -> dict[int, int]:
    """By item, of those that have one."""
    return dict(tx.stream("SELECT id, unit_cost FROM item WHERE unit_cost IS NOT NULL"))


def items_to_count(tx: Reading) -> dict[str, dict[int, ItemScope]]:
    """What the book knows of at each location and a person can count."""
    found: dict[str, dict[int, ItemScope]] = {}
    kinds: dict[tuple[str, str], ItemScope] = {}  # a million items are of few
    for location, item, *of in tx.stream(_TO_COUNT):
        category, supplier = of
        kind = kinds.setdefault((category, supplier), ItemScope(category, supplier))
        found.setdefault(location, {})[item] = kind
    return found


def _with_classes(tx: Reading, count: StoredCount) -> Iterator[MeasuredLine]:
    lines = (_line(*row) for row in tx.rows(_LINES, (count.id,)))
    classes = kept_classes(tx, count.id)
    if classes is None:
        return lines
    return (replace(one, abc_class=classes.of(one.item)) for one in lines)


def _with_people(
    tx: Reading, count: StoredCount, lines: Iterator[MeasuredLine]
) -> Iterator[MeasuredLine]:
    first = first_count(tx, count.id)
    if first is None:
        yield from lines
        return
    before, now = counters(tx, first), counters(tx, count)
    for one in lines:
        if one.first_difference is not None:
            first_by, again_by = (", ".join(sorted(who.of(one.item))) for who in (before, now))
            yield replace(one, people=(first_by, again_by))
        else:
            yield one


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
    status: str,
    category: str,
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
        left_out=status == _RECOUNT,
        category=category,
    )


_ON_HAND: Final = ", ".join(f"'{state.value}'" for state in ON_HAND_STATES)

_RECOUNT: Final = LineStatus.RECOUNT.value

_LINES: Final = """
    SELECT item_id, item.sku, sheet_row, counted_at, expected, counted, variance,
           coalesce(count_line.unit_cost, item.unit_cost), passed, reason_code, first_difference,
           status, item.category
    FROM count_line JOIN item ON item.id = count_line.item_id
    WHERE count_id = ? ORDER BY line
"""

_TO_COUNT: Final = f"""
    SELECT DISTINCT location.code, item.id, item.category, item.supplier
    FROM balance
    JOIN place ON place.id = balance.place_id AND place.state IN ({_ON_HAND})
    JOIN location ON location.id = place.location_id AND location.kind = 'own'
    JOIN item ON item.id = balance.item_id
    WHERE item.stocked = 1 AND item.assembly <> '{Assembly.COMPONENTS.value}'
"""
