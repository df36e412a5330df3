"""The rows of a sheet as columns of numbers, and as one line an item."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ledger.counts.blocks import BLOCK_LINES, Columns
from ledger.counts.rows import SLICE_BLOCKS
from reconcile.arrays import Integers, narrow_array_of, order_of, runs
from reconcile.reading.texts import Coded, Prints

SLICE_LINES: Final = SLICE_BLOCKS * BLOCK_LINES
"""So many lines are worked on at a time."""


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One place a row; instants in microseconds UTC. ``bins``: None when the sheet has none.

    ``packed`` and ``damaged``: some rows say that they are of such goods. ``counted_by``: names,
    one a line; ``lots``: see the module ``remarks``; ``single``: see ``naming``. None: unsaid.
    """

    row: Integers
    item: Integers
    counted: Integers
    counted_from: Integers
    counted_at: Integers
    bins: Coded | None
    packed: bool = False
    damaged: bool = False
    counted_by: Coded | None = None
    lots: Coded | None = None
    single: Prints | None = None

    def __len__(self) -> int:
        return len(self.row)

    def among(self, places: npt.NDArray[np.bool_]) -> "SheetRows":
        if places.all():
            return self
        return SheetRows(
            row=self.row[places],
            item=self.item[places],
            counted=self.counted[places],
            counted_from=self.counted_from[places],
            counted_at=self.counted_at[places],
            bins=_coded_among(self.bins, places),
            packed=self.packed,
            damaged=self.damaged,
            counted_by=_coded_among(self.counted_by, places),
            lots=_coded_among(self.lots, places),
            single=self.single and Prints(*(half[places] for half in self.single)),
        )


class ItemLines:
    """One line an item, sorted: its rows added up, from the first instant to the last."""

    def __init__(self, rows: SheetRows) -> None:
        self._rows = rows
        self._order = order_of(rows.item)
        item = rows.item[self._order]
        self._begin = np.flatnonzero(runs(item))

    def __len__(self) -> int:
        return len(self._begin)

    def __iter__(self) -> Iterator[Columns]:
        """All lines, some at a time."""
        for first in range(0, len(self), SLICE_LINES):
            yield self._slice(first, min(first + SLICE_LINES, len(self)))

    def _slice(self, first: int, last: int) -> Columns:
        begin = self._begin[first:last]
        end = self._begin[last] if last < len(self) else len(self._order)
        order, groups = self._order[begin[0] : end], begin - begin[0]

        def reduced(column: Integers, how: np.ufunc) -> Integers:
            values = column[order]
            if len(groups) == len(order):  # each item stands on one row
                return values
            joined: Integers = how.reduceat(values.astype(np.int64), groups)
            return joined

        return Columns(
            first_line=first + 1,
            item=narrow_array_of(reduced(self._rows.item, np.minimum)),
            counted=narrow_array_of(reduced(self._rows.counted, np.add)),
            row=narrow_array_of(reduced(self._rows.row, np.minimum)),
            counted_from=narrow_array_of(reduced(self._rows.counted_from, np.minimum)),
            counted_at=narrow_array_of(reduced(self._rows.counted_at, np.maximum)),
        )


def _coded_among(column: Coded | None, places: npt.NDArray[np.bool_]) -> Coded | None:
    return column and Coded(column.codes[places], column.texts)


def repeated_bins(rows: SheetRows) -> Integers:
    """Places whose item stands in the same bin on a row above."""
    assert rows.bins is not None
    codes = rows.bins.codes
    order = np.lexsort((codes, rows.item))
    item, code = rows.item[order], codes[order]
    again = (item[1:] == item[:-1]) & (code[1:] == code[:-1]) & (item[1:] > 0)
    return np.sort(order[1:][again])
