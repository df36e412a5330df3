"""Lines beside the book as of their own instants: what differs, and what becomes of it."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import numpy as np

from ledger.count_blocks import Columns
from ledger.count_rows import StoredCount, counted_slices, decisions, skus_of
from ledger.countable import items_in_category
from ledger.counts import CountSheet, LineStatus, Variance
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.joined import Items
from ledger.shelf import PACKED
from ledger.values import State
from reconcile.arrays import Integers
from reconcile.decide import LineFacts, Tolerance, judge
from reconcile.shelf import PARTS, Book, Lines, Shelf, lines_of, read_book, shelf_at

ITEMS_ASKED_MAX: Final = 20_000
"""For more items than this it is quicker to read all between the first and the last."""


def compare(tx: Reading, count: StoredCount, tolerance: Tolerance) -> list[Variance]:
    """The lines that are not simply as expected, beside the book as this transaction knows it."""
    decided = decisions(tx, count.id)

    def judged(line: int, facts: LineFacts) -> tuple[LineStatus, str]:
        return judge(facts, tolerance, decided.get(line))

    return [
        variance
        for lines, shelf in _compared(tx, count)
        for variance in _variances(tx, count.sheet, lines, shelf, judged=judged)
    ]


def _compared(tx: Reading, count: StoredCount) -> Iterator[tuple[Lines, Shelf]]:
    """All lines beside the book, some at a time."""
    scope = _Scope(tx, count.sheet)
    since = to_micros(count.sheet.counted_from)
    for lines, items in _slices(tx, count):
        book = read_book(tx, count.location_id, items, since=since)
        completed = scope.completed(lines, book)
        yield completed, shelf_at(completed, book)


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


def _variances(
    tx: Reading,
    sheet: CountSheet,
    lines: Lines,
    shelf: Shelf,
    *,
    judged: Callable[[int, LineFacts], tuple[LineStatus, str]],
) -> Iterator[Variance]:
    expected = _expected(sheet, shelf)
    places = np.flatnonzero((lines.counted != expected) | (shelf.moved > 0))
    skus = skus_of(tx, lines.item[places].tolist())
    names = _cells((lines.number, lines.row, lines.item, lines.counted_at), places)
    all_facts = _facts(sheet, lines, shelf, expected, places=places)
    for (number, row, item, at), facts in zip(names, all_facts, strict=True):
        status, reason = judged(number, facts)
        yield Variance(
            line=number,
            row=row or None,
            item=item,
            sku=skus[item],
            counted_at=from_micros(at),
            expected=facts.expected,
            counted=facts.counted,
            status=status,
            uncertain=facts.moved,
            reason=reason,
        )


def _facts(
    sheet: CountSheet, lines: Lines, shelf: Shelf, expected: Integers, *, places: Integers
) -> Iterator[LineFacts]:
    said = {PACKED: sheet.packed_counted, State.DAMAGED.value: sheet.damaged_counted}
    unsaid = [name for name, counted in said.items() if counted is None]
    there = [name for name in PARTS if shelf.levels[name][places].any()]
    levels = (shelf.levels[name] for name in there)
    columns = (expected, lines.counted, lines.row, shelf.moved, *levels)
    for should_be, counted, row, moved, *units in _cells(columns, places):
        parts = {name: some for name, some in zip(there, units, strict=True) if some}
        yield LineFacts(
            expected=should_be,
            counted=counted,
            on_sheet=bool(row),
            moved=moved,
            parts=parts,
            unsaid={name: some for name, some in parts.items() if name in unsaid},
        )


def _cells(columns: Iterable[Integers], places: Integers) -> Iterator[tuple[int, ...]]:
    """Plain integers, a tuple a place."""
    return zip(*(column[places].tolist() for column in columns), strict=True)


_NO_LINES: Final = Columns(
    item=array("q"),
    counted=array("q"),
    row=array("q"),
    counted_from=array("q"),
    counted_at=array("q"),
)

_ITEM_MAX: Final = 2**63
