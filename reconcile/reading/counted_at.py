"""When each row was counted: as one column says, or a date and a time of day in two.

A date that may be read in two ways waits for the rows below: one of them may show how it is meant.
"""

from itertools import accumulate, islice
from typing import Final

import numpy as np

from reconcile.arrays import concatenated
from reconcile.reading.blocks import Block
from reconcile.reading.cells import InstantReader, Parsed, parsed
from reconcile.reading.dates import UndecidedError
from reconcile.reading.headings import Column
from reconcile.reading.layouts import PROBLEMS_MAX
from reconcile.reading.texts import Coded


class CountedAt:
    """The instants of all rows, while the blocks of a sheet come one by one."""

    def __init__(self, reader: InstantReader) -> None:
        self._reader = reader
        self._read: list[Parsed] = []
        self._undecided: dict[int, Coded] = {}

    def add(self, block: Block) -> None:
        coded = _written(block)
        undecided = False

        def read(text: str) -> int:
            nonlocal undecided
            try:
                return self._reader(text)
            except UndecidedError:
                undecided = True
                raise

        self._read.append(parsed(coded, read, problems_max=PROBLEMS_MAX))
        if undecided:
            self._undecided[len(self._read) - 1] = coded

    def instants(self) -> Parsed:
        """In microseconds UTC."""
        self._reader.dates.has_all = True
        for place, coded in self._undecided.items():
            self._read[place] = parsed(coded, self._reader, problems_max=PROBLEMS_MAX)
        begin = [0, *accumulate(len(one.integers) for one in self._read)]
        problems = (
            (before + place, problem)
            for before, one in zip(begin, self._read, strict=False)
            for place, problem in one.problems
        )
        integers = concatenated([one.integers for one in self._read])
        return Parsed(integers, list(islice(problems, PROBLEMS_MAX)))


def _written(block: Block) -> Coded:
    """A column that the sheet does not have is read as if it were empty throughout."""
    columns = [block.cells[one] for one in (Column.COUNTED_AT, Column.TIME) if one in block.cells]
    if not columns:
        return Coded(np.broadcast_to(np.int64(0), len(block.row)), [""])
    day, *others = (one.coded() for one in columns)
    if not others:
        return day
    time = others[0]
    pairs, codes = np.unique(day.codes * len(time.texts) + time.codes, return_inverse=True)
    parts = zip(*np.divmod(pairs, len(time.texts)), strict=True)
    return Coded(codes, [_joined(day.texts[one], time.texts[other]) for one, other in parts])


def _joined(day: str, time: str) -> str:
    """A workbook may keep midnight beside a day, and a day of long ago beside a time."""
    if not day or not time:
        return day or time
    for midnight in _MIDNIGHTS:
        day = day.removesuffix(midnight)
    return f"{day} {time.rpartition(' ')[2] if time.startswith(_NO_DAYS) else time}"


_MIDNIGHTS: Final = (" 00:00:00", " 00:00", "T00:00:00")
_NO_DAYS: Final = ("1899-12-3", "1900-01-0", "1904-01-01")
