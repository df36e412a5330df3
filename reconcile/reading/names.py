"""Which items a column of SKUs or barcodes names.

Of a few rows the book is asked; against many the whole book is read, some of it at a time, and the
fingerprints of its names are looked up among those of the sheet.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from ledger.counts.countable import (
    ASKED_MAX,
    BARCODES,
    SKUS,
    Lines,
    asked_names,
    every_name,
    every_pack,
)
from ledger.database import Reading
from reconcile.arrays import Growing, Integers, concatenated, integers_of_text, narrowed
from reconcile.barcodes.columns import Canonical, Flags, canonical
from reconcile.barcodes.gtin import forms
from reconcile.reading.texts import Prints, Texts, Words, lines_of_text

EMPTY: Final = -1
"""An empty cell, where item ids begin with 1 and 0 is a text that names none."""

UNKNOWN: Final = 0

SEVERAL: Final = -2
"""A text that names two items, by forms of one number; it names none."""


class Found(NamedTuple):
    """Of each cell its item's id, EMPTY, UNKNOWN or SEVERAL; and of barcodes what they stand for.

    ``units``: as the book says of the code, 0 where it does not. ``is_case``: as the number says.
    """

    item: Integers
    units: Integers
    is_case: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """How names of one kind are looked up; see ledger.counts.countable for the two ways to ask.

    ``packs``: how many units names stand for. ``numbers``: forms of one GTIN are the same name.
    """

    asked: Callable[[set[str]], Lines]
    every: Callable[[], Iterable[Lines]]
    packs: Callable[[], Iterable[Lines]] = tuple
    numbers: bool = False


def sku_book(tx: Reading) -> Book:
    return Book(asked=partial(asked_names, tx, SKUS), every=partial(every_name, tx, SKUS))


def barcode_book(tx: Reading) -> Book:
    return Book(
        asked=partial(asked_names, tx, BARCODES),
        every=partial(every_name, tx, BARCODES),
        packs=partial(every_pack, tx),
        numbers=True,
    )


class Names:
    """A column, while its blocks come one by one; its items are found once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._few: list[Texts] = []
        self._prints: tuple[Growing, ...] = (Growing(np.uint64), Growing(np.uint64))
        self._empty: list[Flags] = []
        self._is_case: list[Flags] = []
        self._rows = 0

    def add(self, texts: Texts) -> None:
        self._rows += len(texts)
        same, is_case = self._canonical(texts)
        for halves, half in zip(self._prints, same.prints(), strict=True):
            halves.add(half)
        self._empty.append(texts.length == 0)
        self._is_case.append(is_case)
        self._few = [*self._few, texts] if self._rows <= ASKED_MAX else []

    def found(self) -> Found:
        few = self._rows <= ASKED_MAX
        sheet = _Sorted(Prints(*(half.whole() for half in self._prints)))
        self._prints = ()
        item, several = self._matched(sheet, [self._asked()] if few else self._book.every())
        units, others = self._matched(sheet, self._book.packs())
        for rows in (*several, *others):
            item[rows] = SEVERAL
        item[concatenated(self._empty)] = EMPTY
        return Found(narrowed(item), narrowed(units), concatenated(self._is_case))

    def _canonical(self, texts: Texts) -> Canonical:
        if self._book.numbers:
            return canonical(texts)
        return Canonical(texts, np.broadcast_to(np.bool_(False), len(texts)))  # noqa: FBT003

    def _asked(self) -> Lines:
        texts = set(chain.from_iterable(self._few))
        if self._book.numbers:
            texts = {form for text in texts for form in forms(text)}
        return self._book.asked(texts)

    def _matched(
        self, sheet: "_Sorted", lines: Iterable[Lines]
    ) -> tuple[Integers, Sequence[Integers]]:
        """The number of each row's text, 0 for others; and rows of which the book has several."""
        found, several = np.zeros(len(sheet), dtype=np.int32), []
        for names, numbers in lines:
            if not numbers:
                continue
            places, rows = sheet.rows_of(self._canonical(lines_of_text(names)).texts.prints())
            news, before = _numbers_at(places, numbers), found[rows]
            if news.max(initial=0) > _NARROW_MAX:
                found = found.astype(np.int64)
            found[rows] = news
            if self._book.numbers:  # the same SKU is never two items
                several.append(rows[(found[rows] != news) | ((before > 0) & (before != news))])
        return found, several


class _Sorted:
    """The fingerprints of a sheet, to look others up among them."""

    def __init__(self, prints: Prints) -> None:
        self._prints = prints
        self._keys, self._places = _sorted_keys(prints.first)
        self._once = _are_apart(self._keys, self._places)

    def __len__(self) -> int:
        return len(self._keys)

    def rows_of(self, some: Prints) -> tuple[Integers, Integers]:
        """Pairs of a place among these and a row of the sheet with the same text."""
        keys, places = _sorted_keys(some.first)  # neighbours are looked up near each other
        place, match = self._near((keys & places).astype(np.int64), some.first)
        row = (self._keys[match] & self._places).astype(np.int64)
        same = (self._prints.first[row] == some.first[place]) & (
            self._prints.second[row] == some.second[place]
        )
        return place[same], row[same]

    def _near(self, order: Integers, first: Words) -> tuple[Integers, Integers]:
        """Pairs of a place in ``first`` and a key that may be of the same text."""
        begin = np.searchsorted(self._keys, first[order] & ~self._places)
        if self._once:
            return order, np.minimum(begin, len(self) - 1)
        many = np.searchsorted(self._keys, first[order] | self._places, side="right") - begin
        match = np.arange(many.sum()) + np.repeat(begin - (np.cumsum(many) - many), many)
        return np.repeat(order, many), match


_NARROW_MAX: Final = np.iinfo(np.int32).max


def _numbers_at(places: Integers, numbers: str | range) -> Integers:
    if isinstance(numbers, str):
        return integers_of_text(numbers)[places]
    return places + numbers.start


def texts_at(columns: Iterable[tuple[Integers, Texts]], rows: Collection[int]) -> dict[int, str]:
    """What stands in these rows, from (row numbers, cells)."""
    found: dict[int, str] = {}
    for row, texts in columns:
        places: Iterator[int] = iter(np.flatnonzero(np.isin(row, list(rows))).tolist())
        found.update((int(row[place]), texts[place]) for place in places)
    return found


def _are_apart(keys: Words, places: np.uint64) -> bool:
    """Whether no two are the same but for their places. Some at a time: all are much memory."""
    parts = (keys[first : first + _PART + 1] for first in range(0, len(keys), _PART))
    return all(bool(((part[1:] ^ part[:-1]) > places).all()) for part in parts)


_PART: Final = 1 << 18


def _sorted_keys(first: Words) -> tuple[Words, np.uint64]:
    """Fingerprints, sorted, with the place of each in their lowest bits; and the mask of those.

    Numbers sort several times as quickly as places do.
    """
    places = np.uint64((1 << len(first).bit_length()) - 1)
    keys = first & ~places
    keys |= np.arange(len(first), dtype=np.uint32)  # a file has fewer rows
    keys.sort()
    return keys, places
