"""What a sheet found, by item and by bin, to be kept; once it is read it is gone."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ledger.bins import BinsFound
from ledger.count_blocks import Columns
from reconcile.arrays import Integers, runs
from reconcile.lines import SLICE_LINES, SheetRows


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """``lines``: some at a time, sorted by item. ``bins``: None when no sheet has any."""

    lines: Iterator[Columns]
    bins: BinsFound | None


def bins_found(rows: SheetRows) -> BinsFound | None:
    """Where everything lay."""
    if rows.bins is None:
        return None
    numbers: dict[str, int] = {}
    places = [numbers.setdefault(text, len(numbers)) for text in rows.bins.texts]
    codes = np.array(places, dtype=np.int64)[rows.bins.codes]
    return BinsFound(codes=list(numbers), rows=_by_bin(rows, codes))


def _by_bin(rows: SheetRows, codes: Integers) -> Iterator[tuple[int, int, int]]:
    """Each item and bin once: its rows may be told apart by lot, or leave the bin open."""
    order = np.lexsort((codes, rows.item))
    item, code = rows.item[order], codes[order]
    begin = np.flatnonzero(runs(item, code))
    units = np.add.reduceat(rows.counted[order].astype(np.int64), begin)
    for first in range(0, len(begin), SLICE_LINES):
        places = slice(first, first + SLICE_LINES)
        columns = (item[begin[places]], code[begin[places]], units[places])
        yield from zip(*(column.tolist() for column in columns), strict=True)
