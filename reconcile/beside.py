"""The lines of a count beside the book, all of them or those of some items, as columns of numbers.

A complete sheet has a line for every item that the book names, too.
"""

from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ledger.counts.blocks import Columns
from ledger.counts.countable import items_in_scope
from ledger.counts.facts import CountSheet
from ledger.counts.posted import lines_counted
from ledger.counts.rows import StoredCount, counted_slices
from ledger.counts.shelf import PACKED
from ledger.database import Reading
from ledger.instants import to_micros
from ledger.joined import Items
from ledger.values import State
from reconcile.arrays import Integers
from reconcile.shelf import STATES, Book, Lines, Shelf, lines_of, read_book, shelf_at

ITEMS_ASKED_MAX: Final = 20_000
"""For more items than this it is quicker to read all between the first and the last."""

Places = npt.NDArray[np.bool_] | Integers
"""A mask, or places."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Lines, sorted by item, and what the book says of each."""

    lines: Lines
    shelf: Shelf

    def columns(self) -> list[Integers]:
        """In the order of `from_columns`."""
        levels = [self.shelf.levels[state] for state in STATES]
        return [*(getattr(self.lines, name) for name in _LINE), *levels, self.shelf.moved]

    def among(self, places: Places) -> "Beside":
        return from_columns([column[places] for column in self.columns()])

    def expected(self, sheet: CountSheet) -> Integers:
        """On hand, without what lay elsewhere as the uploader said."""
        expected = self.shelf.on_hand
        for state in elsewhere(sheet):
            expected = expected - self.shelf.levels[state]
        return expected

    def odd(self, sheet: CountSheet) -> npt.NDArray[np.bool_]:
        """What differs, and what moved while it was counted."""
        found: npt.NDArray[np.bool_] = self.lines.counted != self.expected(sheet)
        return found | (self.shelf.moved > 0)


def elsewhere(sheet: CountSheet) -> list[str]:
    """What did not lie where people looked, as the uploader said."""
    said = ((PACKED, sheet.packed_counted), (State.DAMAGED.value, sheet.damaged_counted))
    return [state for state, counted in said if counted is False]


def from_columns(columns: Sequence[Integers]) -> Beside:
    line, levels, moved = columns[: len(_LINE)], columns[len(_LINE) : -1], columns[-1]
    shelf = Shelf(levels=dict(zip(STATES, levels, strict=True)), moved=moved)
    return Beside(Lines(*line), shelf)


def joined(parts: Sequence[Beside]) -> Beside:
    """As one, sorted; no item is in two of them."""
    if not parts:
        return from_columns([np.zeros(0, dtype=np.int64)] * COLUMNS)
    columns = zip(*(part.columns() for part in parts), strict=True)
    whole = from_columns([np.concatenate(column) for column in columns])
    return whole.among(np.argsort(whole.lines.item, kind="stable"))


def every_line(tx: Reading, count: StoredCount) -> Iterator[tuple[Beside, Items]]:
    """All lines, some at a time, with the items that the book was asked for."""
    scope = _Scope(tx, count.sheet)
    for lines, items in _slices(tx, count):
        yield _beside(tx, count, scope, lines=lines, items=items), items


def lines_of_items(tx: Reading, count: StoredCount, items: Collection[int]) -> Beside:
    """The lines of these items only, of which there are few."""
    found = sorted(lines_counted(tx, count.id, items), key=lambda one: one.item)
    lines = Lines(
        *(np.array([getattr(one, name) for one in found], dtype=np.int64) for name in _COUNTED)
    )
    return _beside(tx, count, _Scope(tx, count.sheet), lines=lines, items=sorted(items))


def _beside(
    tx: Reading, count: StoredCount, scope: "_Scope", *, lines: Lines, items: Items
) -> Beside:
    since = to_micros(count.sheet.counted_from)
    book = read_book(tx, count.location_id, items, since=since)
    completed = scope.completed(lines, book)
    return Beside(completed, shelf_at(completed, book, elsewhere=elsewhere(count.sheet)))


def _slices(tx: Reading, count: StoredCount) -> Iterator[tuple[Lines, Items]]:
    """Lines on the sheet, and the items that the book must tell of beside them."""
    first = 1  # of ids the smallest
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
        within = items_in_scope(tx, category=sheet.category, supplier=sheet.supplier)
        self._within = None if within is None else np.array(sorted(within), dtype=np.int64)

    def completed(self, lines: Lines, book: Book) -> Lines:
        if not self._sheet.complete:
            return lines
        missing = np.setdiff1d(book.items, lines.item)
        if self._within is not None:
            missing = np.intersect1d(missing, self._within)
        return _completed(lines, missing.astype(np.int64), self._sheet)


def _completed(lines: Lines, missing: Integers, sheet: CountSheet) -> Lines:
    """What a complete sheet does not name was not there: counted 0, on no row.

    Such lines are numbered after the sheet's own, see ledger.counts.posted.
    """
    order = np.argsort(np.concatenate([lines.item, missing]), kind="stable")
    nothing = np.zeros(len(missing), dtype=np.int64)
    since, at = (
        np.full(len(missing), to_micros(one), dtype=np.int64)
        for one in (sheet.counted_from, sheet.counted_at)
    )

    def both(own: Integers, others: Integers) -> Integers:
        values: Integers = np.concatenate([own, others])[order]
        return values

    return Lines(
        number=both(lines.number, missing + sheet.lines),
        item=both(lines.item, missing),
        counted=both(lines.counted, nothing),
        row=both(lines.row, nothing),
        counted_from=both(lines.counted_from, since),
        counted_at=both(lines.counted_at, at),
    )


_LINE: Final = ("number", "item", "counted", "row", "counted_from", "counted_at")
_COUNTED: Final = ("line", *_LINE[1:])
COLUMNS: Final = len(_LINE) + len(STATES) + 1

_NO_LINES: Final = Columns(
    item=array("q"),
    counted=array("q"),
    row=array("q"),
    counted_from=array("q"),
    counted_at=array("q"),
)

_ITEM_MAX: Final = 2**63
