"""How many units each row counts: its quantity times what its code stands for; a tag is one thing.

What is one of a kind is counted once, however often and wherever it is read.
"""

from typing import Final

import numpy as np

from ledger.values import QUANTITY_MAX
from reconcile.arrays import Integers, narrowed, runs
from reconcile.barcodes.columns import Flags
from reconcile.reading.cells import Parsed
from reconcile.reading.layouts import PROBLEMS_MAX
from reconcile.reading.lines import SheetRows
from reconcile.reading.naming import Named


def units_counted(named: Named, quantity: Parsed | None, *, scans: bool = False) -> Parsed:
    """``quantity`` None: the sheet has no such column, so it is a list of tags, or of ``scans``."""
    if quantity is not None and named.single is None and (named.units == 1).all():
        return quantity
    single = _is_single(named)
    if quantity is None:
        counted = np.ones(len(single), dtype=np.int64)
        without = ~single & (named.items.integers > 0)
        problems = [] if scans else _told(without, _NO_TAG)
    else:
        counted = quantity.integers.astype(np.int64)
        problems = [*quantity.problems, *_told(single & (counted > 1), _ONE)]
        problems += _said_by_label(named, counted)
    # Their product may be more than 64 bits hold.
    most = np.int64(QUANTITY_MAX) // np.maximum(named.units, 1)
    problems += _told(counted > most, _TOO_MANY)
    return Parsed(narrowed(counted * named.units), problems)


def without_singles(rows: SheetRows, named: Named) -> SheetRows:
    """Many of them may lie in one bin."""
    return rows if named.single is None else rows.among(~_is_single(named))


def counted_once(rows: SheetRows, named: Named) -> SheetRows:
    """Without those that count what a row above has counted already."""
    if named.single is None:
        return rows
    places = np.flatnonzero(_is_single(named) & (rows.counted > 0))
    first, second = (half[places] for half in named.single)
    order = np.lexsort((second, first))
    once = np.ones(len(rows), dtype=np.bool_)
    once[places[order]] = runs(first[order], second[order])
    return rows.among(once)


def _said_by_label(named: Named, counted: Integers) -> list[tuple[int, str]]:
    """Twelve beside a label of twelve: one such box, or twelve of them?"""
    if named.labels is None:
        return []
    counts = named.labels.counts()
    doubtful = (counts > 1) & (counted == counts) & (named.units > 1)
    return [
        (place, _TWICE.format(counted[place], counted[place] * named.units[place]))
        for place in np.flatnonzero(doubtful)[:PROBLEMS_MAX].tolist()
    ]


def _is_single(named: Named) -> Flags:
    """Which rows are of things that are one of a kind."""
    if named.single is None:
        return np.zeros(len(named.units), dtype=np.bool_)
    found: Flags = named.single.first != 0
    return found


def _told(wrong: Flags, problem: str) -> list[tuple[int, str]]:
    return [(place, problem) for place in np.flatnonzero(wrong)[:PROBLEMS_MAX].tolist()]


_ONE: Final = (
    "is the quantity of one single thing (a tag, or a label with a serial number); write 1. If the "
    "column says how often it was read, remove it"
)
_TWICE: Final = (
    "is {0}, as the label says itself, and {0} of what bears it would be {1} units; write 1 for "
    "one of them, or the units with the SKU instead of the label"
)
_NO_TAG: Final = (
    "is no tag, and the sheet has no quantities; add a column 'quantity', or list tags alone, or "
    "say --scans if each row is one scan"
)
_TOO_MANY: Final = f"are more than {QUANTITY_MAX} units; is it another column?"
