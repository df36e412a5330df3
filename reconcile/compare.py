"""Lines beside the book as of their own instants: what differs, and what becomes of it."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np

from ledger.count_blocks import Columns
from ledger.count_decisions import first_count, words_on_lines
from ledger.count_rows import StoredCount, counted_slices
from ledger.countable import CountedItem, counted_items, items_in_category
from ledger.counts import CountSheet, Decided, Decision, LineStatus, Variance
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.joined import Items
from ledger.shelf import PACKED
from ledger.values import State
from reconcile.arrays import Integers
from reconcile.bins import bins_missed
from reconcile.decide import LineFacts, Rules, judge
from reconcile.shelf import PARTS, Book, Lines, Shelf, lines_of, read_book, shelf_at

ITEMS_ASKED_MAX: Final = 20_000
"""For more items than this it is quicker to read all between the first and the last."""


def compare(tx: Reading, count: StoredCount, rules: Rules) -> list[Variance]:
    """The lines that are not simply as expected, beside the book as this transaction knows it.

    Of a count that counts lines of another one again, those lines as well.
    """
    words = words_on_lines(tx, count.id)
    first = _first_differences(tx, count)
    return [
        _variance(line, facts, rules=rules, said=words.get(line.number, ()))
        for compared in _compared(tx, count)
        for line, facts in _to_judge(tx, count.sheet, compared, first)
    ]


def _first_differences(tx: Reading, again: StoredCount) -> dict[int, int]:
    """What the lines that are counted again differed by in the count before, by item.

    Beside the book as it is known now, as the lines of the second count are.
    """
    first = first_count(tx, again.id)
    if first is None:
        return {}
    words = words_on_lines(tx, first.id)
    wanted = [line for line, said in words.items() if said[-1].decided is Decided.RECOUNT]
    found: dict[int, int] = {}
    for lines, shelf, _ in _compared(tx, first):
        difference = lines.counted - _expected(first.sheet, shelf)
        places = np.flatnonzero(np.isin(lines.number, wanted))
        items, differences = lines.item[places].tolist(), difference[places].tolist()
        found.update(zip(items, differences, strict=True))
    return found


class _Compared(NamedTuple):
    """Lines, what the book says beside them, and the bins of their items that were left out."""

    lines: Lines
    shelf: Shelf
    missed: Mapping[int, tuple[str, ...]]


def _compared(tx: Reading, count: StoredCount) -> Iterator[_Compared]:
    """All lines beside the book, some at a time."""
    scope = _Scope(tx, count.sheet)
    since = to_micros(count.sheet.counted_from)
    for lines, items in _slices(tx, count):
        book = read_book(tx, count.location_id, items, since=since)
        completed = scope.completed(lines, book)
        yield _Compared(completed, shelf_at(completed, book), bins_missed(tx, count, items))


def _slices(tx: Reading, count: StoredCount) -> Iterator[tuple[Lines, Items]]:
    """Lines on the sheet, and the items that the book must tell of beside them."""
    first = 0
    for columns in counted_slices(tx, count.id):
        lines = lines_of(columns)
        last = int(lines.item[-1])
        if count.sheet.complete:
            yield lines, range(first, last + 1)
        elif len(columns) <= ITEMS_ASKED_MAX:
            yield lines, columns.item.tolist()
        else:
            yield lines, range(columns.item[0], last + 1)
        first = last + 1
    if count.sheet.complete:
        yield lines_of(_NO_LINES), range(first, _ITEM_MAX)


class _Scope:
    """What a complete sheet says of items that it does not name; of another sheet nothing."""

    def __init__(self, tx: Reading, sheet: CountSheet) -> None:
        self._sheet = sheet
        self._category = (
            None
            if sheet.category is None
            else np.array(sorted(items_in_category(tx, sheet.category)), dtype=np.int64)
        )

    def completed(self, lines: Lines, book: Book) -> Lines:
        if not self._sheet.complete:
            return lines
        missing = np.setdiff1d(book.items, lines.item)
        if self._category is not None:
            missing = np.intersect1d(missing, self._category)
        return _completed(lines, missing.astype(np.int64), self._sheet)


def _completed(lines: Lines, missing: Integers, sheet: CountSheet) -> Lines:
    """What a complete sheet does not name was not there: counted 0, on no row.

    Such lines are numbered after the sheet's own, see ledger.posted_counts.
    """
    order = np.argsort(np.concatenate([lines.item, missing]), kind="stable")
    nothing = np.zeros(len(missing), dtype=np.int64)
    at = np.full(len(missing), to_micros(sheet.counted_at), dtype=np.int64)

    def joined(own: Integers, others: Integers) -> Integers:
        both: Integers = np.concatenate([own, others])[order]
        return both

    return Lines(
        number=joined(lines.number, missing + sheet.lines),
        item=joined(lines.item, missing),
        counted=joined(lines.counted, nothing),
        row=joined(lines.row, nothing),
        counted_from=joined(lines.counted_from, at),
        counted_at=joined(lines.counted_at, at),
    )


def _expected(sheet: CountSheet, shelf: Shelf) -> Integers:
    """On hand, without what lay elsewhere as the uploader said."""
    elsewhere = ((PACKED, sheet.packed_counted), (State.DAMAGED.value, sheet.damaged_counted))
    expected = shelf.on_hand
    for state, counted in elsewhere:
        if counted is False:
            expected = expected - shelf.levels[state]
    return expected


class _Line(msgspec.Struct, frozen=True, gc=False):
    """What of a line is told and not judged; instants in microseconds."""

    number: int
    row: int
    item: CountedItem
    counted_from: int
    counted_at: int


def _to_judge(
    tx: Reading, sheet: CountSheet, compared: _Compared, first: Mapping[int, int]
) -> Iterator[tuple[_Line, LineFacts]]:
    lines, shelf, missed = compared
    expected = _expected(sheet, shelf)
    again = np.isin(lines.item, [*first, *missed])
    places = np.flatnonzero((lines.counted != expected) | (shelf.moved > 0) | again)
    items = counted_items(tx, lines.item[places].tolist())
    instants = (lines.counted_from, lines.counted_at)
    told = _cells((lines.number, lines.row, lines.item, *instants), places)
    levels = (shelf.levels[name] for name in PARTS)
    judged = _cells((expected, lines.counted, shelf.moved, *levels), places)
    for (number, row, item, *at), facts in zip(told, judged, strict=True):
        line = _Line(number, row, items[item], *at)
        yield (
            line,
            _facts(sheet, line, facts, first=first.get(item), missed_bins=missed.get(item, ())),
        )


def _facts(
    sheet: CountSheet,
    line: _Line,
    cells: Sequence[int],
    *,
    first: int | None,
    missed_bins: Sequence[str],
) -> LineFacts:
    expected, counted, moved, *units = cells
    parts = dict(_parts(units)) if any(units) else _NONE
    return LineFacts(
        expected=expected,
        counted=counted,
        on_sheet=bool(line.row),
        moved=moved,
        parts=parts,
        unsaid=_unsaid(sheet, parts) if parts else _NONE,
        missed_bins=missed_bins,
        unit_cost=line.item.unit_cost,
        category=line.item.category,
        first_difference=first,
    )


def _parts(units: Iterable[int]) -> Iterator[tuple[str, int]]:
    return ((name, some) for name, some in zip(PARTS, units, strict=True) if some)


def _unsaid(sheet: CountSheet, parts: Mapping[str, int]) -> dict[str, int]:
    said = {PACKED: sheet.packed_counted, State.DAMAGED.value: sheet.damaged_counted}
    return {name: parts[name] for name in said if said[name] is None and name in parts}


def _variance(line: _Line, facts: LineFacts, *, rules: Rules, said: Sequence[Decision]) -> Variance:
    status, reason = judge(facts, rules, said)
    return Variance(
        line=line.number,
        row=line.row or None,
        item=line.item.id,
        sku=line.item.sku,
        counted_at=from_micros(line.counted_at),
        expected=facts.expected,
        counted=facts.counted,
        status=status,
        uncertain=facts.moved,
        reason=reason,
        unit_cost=line.item.unit_cost,
        reason_code=said[-1].reason_code if said and status is LineStatus.ACCEPTED else "",
        first_difference=facts.first_difference,
        counted_from=from_micros(line.counted_from),
    )


def _cells(columns: Iterable[Integers], places: Integers) -> Iterator[tuple[int, ...]]:
    """Plain integers, a tuple a place."""
    return zip(*(column[places].tolist() for column in columns), strict=True)


_NONE: Final[Mapping[str, int]] = {}

_NO_LINES: Final = Columns(
    item=array("q"),
    counted=array("q"),
    row=array("q"),
    counted_from=array("q"),
    counted_at=array("q"),
)

_ITEM_MAX: Final = 2**63
