"""The item of each row of a sheet: by its SKU, where that is empty by its barcode, then by its tag.

A row that gives a SKU counts units. A barcode may stand for several, and a tag is one thing.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from ledger.database import Reading
from reconcile.arrays import Integers, narrowed
from reconcile.barcodes.columns import Flags
from reconcile.barcodes.gs1 import LABEL_LENGTH_MIN
from reconcile.barcodes.scans import scan_of, tag_scan_of
from reconcile.reading.blocks import Block
from reconcile.reading.cells import Parsed
from reconcile.reading.headings import Column
from reconcile.reading.labelled import Labels, either
from reconcile.reading.layouts import PROBLEMS_MAX, TextSheet
from reconcile.reading.names import (
    EMPTY,
    UNKNOWN,
    Book,
    Found,
    Names,
    barcode_book,
    sku_book,
    texts_at,
)
from reconcile.reading.packs import units_of
from reconcile.reading.scanned import Scanned, scanned
from reconcile.reading.texts import Prints
from reconcile.reading.unnamed import Unnamed


@dataclass(frozen=True, slots=True)
class Named:
    """One place a row. ``units``: for how many one of what was counted stands.

    ``single``: what tells a thing that is one of a kind from all others, (0, 0) for what is not;
    None when nothing is. ``labels``: what labels say beside that; None when none does.
    """

    items: Parsed
    units: Integers
    single: Prints | None
    labels: Labels | None


class Naming:
    """The columns that name items, while the blocks of a sheet come one by one."""

    def __init__(self, tx: Reading, text: TextSheet) -> None:
        self._tx = tx
        self._text = text
        self._names = {
            column: Names(book(tx)) for column, book in _BOOKS.items() if column in text.headings
        }
        self._long: list[Flags] = []

    def add(self, block: Block) -> None:
        for column, names in self._names.items():
            names.add(block.cells[column])
        if Column.BARCODE in self._names:
            self._long.append(block.cells[Column.BARCODE].length >= LABEL_LENGTH_MIN)

    def named(self, row: Integers) -> Named:
        """Of all rows; ``row``: their numbers."""
        columns = self._columns(len(row))
        first, *others = columns.values()
        item, units, single, labels = first.item, first.units, first.single, first.labels
        for other in others:
            units = np.where(item == EMPTY, other.units, units)
            item = np.where(item == EMPTY, other.item, item)
            single = _either(other.single, single)
            labels = either(labels, other.labels)
        if Column.TAG in columns:
            tag = columns[Column.TAG]
            units = np.where(tag.item > 0, tag.units, units)
        problems = list(self._problems({name: one.item for name, one in columns.items()}, row))
        if problems:
            item = np.maximum(item, 0)
        return Named(Parsed(narrowed(item), problems), narrowed(units), single, labels)

    def _columns(self, rows: int) -> "dict[Column, _Read]":
        """Those that the sheet has; a row with a SKU counts units."""
        found: dict[Column, _Read] = {}
        if Column.SKU in self._names:
            found[Column.SKU] = _Read(self._names[Column.SKU].found().item, _all(1, rows))
        if Column.BARCODE in self._names:
            asked = found[Column.SKU].item == EMPTY if found else np.ones(rows, dtype=np.bool_)
            found[Column.BARCODE] = self._barcodes(self._names[Column.BARCODE].found(), asked=asked)
        if Column.TAG in self._text.headings:
            found[Column.TAG] = self._tags(rows)
        return found

    def _barcodes(self, found: Found, *, asked: Flags) -> "_Read":
        """What is no barcode of the book may still say what it is; a label, which lot it is of.

        Beside a SKU only what is as long as a label is looked at: the rest could say no more.
        """
        read = _Read(found.item, units_of(self._tx, found))
        odd = (found.item == UNKNOWN) & (asked | np.concatenate(self._long))
        if not odd.any():
            return read
        blocks = (block.cells[Column.BARCODE] for block in self._text.blocks())
        return _merged(read, odd, scanned(self._tx, blocks, wanted=odd, read=scan_of))

    def _tags(self, rows: int) -> "_Read":
        none = _Read(_all(EMPTY, rows), _all(1, rows))
        filled = np.concatenate(
            [block.cells[Column.TAG].length > 0 for block in self._text.blocks()]
        )
        if not filled.any():
            return none
        blocks = (block.cells[Column.TAG] for block in self._text.blocks())
        return _merged(none, filled, scanned(self._tx, blocks, wanted=filled, read=tag_scan_of))

    def _problems(
        self, columns: Mapping[Column, Integers], row: Integers
    ) -> Iterator[tuple[int, str]]:
        nameless: Flags = np.ones(len(row), dtype=np.bool_)
        for column, item in columns.items():
            wrong = nameless & (item <= UNKNOWN) & (item != EMPTY)
            yield from self._unnamed(column, row, np.flatnonzero(wrong)[:PROBLEMS_MAX])
            nameless &= item == EMPTY
        yield from _told(nameless, _NAMELESS)
        for (one, first), (other, second) in combinations(columns.items(), 2):
            differs = (first > 0) & (second > 0) & (first != second)
            yield from _told(differs, f"is another item by its {one} than by its {other}")

    def _unnamed(
        self, column: Column, row: Integers, places: Integers
    ) -> Iterator[tuple[int, str]]:
        if not len(places):
            return
        rows = row[places].tolist()
        cells = ((block.row, block.cells[column]) for block in self._text.blocks())
        texts = texts_at(cells, rows)
        unnamed = Unnamed(self._tx, column)
        for place, number in zip(places.tolist(), rows, strict=True):
            yield place, unnamed.problem(texts[number])


@dataclass(frozen=True, slots=True)
class _Read:
    """As `Named`, of one column, with EMPTY, UNKNOWN and their like among the items."""

    item: Integers
    units: Integers
    single: Prints | None = None
    labels: Labels | None = None


_BOOKS: Final[Mapping[Column, Callable[[Reading], Book]]] = {
    Column.SKU: sku_book,
    Column.BARCODE: barcode_book,
}
_NAMELESS: Final = "names no item; write its SKU or barcode, or remove the row if it is none"


def _merged(read: _Read, wanted: Flags, news: Scanned) -> _Read:
    item, units = read.item.astype(np.int64), read.units.astype(np.int64)
    item[wanted], units[wanted] = news.item, news.units
    single = None
    if news.single.first.any():
        single = Prints(*(np.zeros(len(item), dtype=np.uint64) for _ in Prints._fields))
        for half, new in zip(single, news.single, strict=True):
            half[wanted] = new
    return _Read(item, units, single, news.labels and news.labels.spread(wanted))


def _either(some: Prints | None, others: Prints | None) -> Prints | None:
    if some is None or others is None:
        return some or others
    is_some = some.first != 0
    return Prints(*(np.where(is_some, *halves) for halves in zip(some, others, strict=True)))


def _all(number: int, rows: int) -> Integers:
    return np.broadcast_to(np.int64(number), rows)


def _told(wrong: Flags, problem: str) -> list[tuple[int, str]]:
    return [(place, problem) for place in np.flatnonzero(wrong)[:PROBLEMS_MAX].tolist()]
