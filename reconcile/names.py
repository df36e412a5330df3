"""Which items a column of SKUs or barcodes names.

Of a few rows the book is asked; against many the whole book is read, some of it at a time, and the
fingerprints of its names are looked up among those of the sheet.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from ledger.countable import ASKED_MAX, Countable
from reconcile.arrays import Growing, Integers, concatenated, integers_of_text, narrowed, taken
from reconcile.texts import Prints, Texts, lines_of_text

EMPTY: Final = -1
"""An empty cell, where item ids begin with 1 and 0 is a text that names none."""

LookUp = Callable[[Collection[str]], Countable]
Everything = Callable[[], Iterable[tuple[str, str]]]


class Names:
    """A column, while its blocks come one by one. See ledger.countable for the two ways to ask."""

    def __init__(self, look_up: LookUp, everything: Everything) -> None:
        self._look_up = look_up
        self._everything = everything
        self._few: list[Texts] = []
        self._prints: tuple[Growing, ...] = (Growing(np.uint64), Growing(np.uint64))
        self._empty: list[npt.NDArray[np.bool_]] = []
        self._rows = 0

    def add(self, texts: Texts) -> None:
        self._rows += len(texts)
        for halves, half in zip(self._prints, texts.prints(), strict=True):
            halves.add(half)
        self._empty.append(texts.length == 0)
        self._few = [*self._few, texts] if self._rows <= ASKED_MAX else []

    def items(self) -> Integers:
        """The id of each cell's item, EMPTY, or 0."""
        found = self._asked() if self._rows <= ASKED_MAX else self._matched()
        found[concatenated(self._empty)] = EMPTY
        return narrowed(found)

    def _asked(self) -> Integers:
        texts = list(chain.from_iterable(self._few))
        ids = self._look_up(set(texts)).ids
        return np.fromiter((ids.get(text, 0) for text in texts), np.int64, count=len(texts))

    def _matched(self) -> Integers:
        first, second = (halves.whole() for halves in self._prints)
        self._prints = ()
        order = np.argsort(first).astype(np.int32)  # a file has fewer rows than that counts
        first = taken(first, order)
        second = taken(second, order)
        sheet = Prints(first, second)
        once = bool((first[1:] != first[:-1]).all())
        found = np.zeros(len(order), dtype=np.int32)
        for names, lines in self._everything():
            if lines:
                places, matches = _same(lines_of_text(names).prints(), sheet, once=once)
                ids = integers_of_text(lines)
                if ids.max() > _NARROW_MAX:
                    found = found.astype(np.int64)
                found[order[matches]] = ids[places]
        return found


_NARROW_MAX: Final = np.iinfo(np.int32).max


def texts_at(columns: Iterable[tuple[Integers, Texts]], rows: Collection[int]) -> dict[int, str]:
    """What stands in these rows, from (row numbers, cells)."""
    found: dict[int, str] = {}
    for row, texts in columns:
        places: Iterator[int] = iter(np.flatnonzero(np.isin(row, list(rows))).tolist())
        found.update((int(row[place]), texts[place]) for place in places)
    return found


def _same(some: Prints, all_sorted: Prints, *, once: bool) -> tuple[Integers, Integers]:
    """Pairs of places with the same text, where the first halves of the others are sorted.

    ``once``: none of those halves is there twice.
    """
    order = np.argsort(some.first)  # neighbours are looked up near each other
    first = some.first[order]
    begin = np.searchsorted(all_sorted.first, first)
    if once:
        match = np.minimum(begin, len(all_sorted.first) - 1)
        same = (all_sorted.first[match] == first) & (all_sorted.second[match] == some.second[order])
        return order[same], match[same]
    many = np.searchsorted(all_sorted.first, first, side="right") - begin
    place = np.repeat(order, many)
    match = np.arange(len(place)) + np.repeat(begin - (np.cumsum(many) - many), many)
    same = some.second[place] == all_sorted.second[match]
    return place[same], match[same]
