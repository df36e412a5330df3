"""A CSV file as blocks of rows, so that no more than one block lies in memory.

A file without a quote is cut at its delimiters by numpy; any other goes through the csv module.
Both see the same cells.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final

import numpy as np
import numpy.typing as npt

from reconcile.arrays import Integers
from reconcile.reading.headings import Column
from reconcile.reading.records import (
    CELL_LETTERS_MAX,
    Layout,
    is_misshapen,
    opened,
    records,
    records_or_errors,
)
from reconcile.reading.texts import PADDING, Texts, stripped, texts_of

BLOCK_BYTES: Final = 1 << 19
"""Some twenty thousand rows: enough for numpy, and little memory."""

BLOCK_ROWS: Final = 10_000
"""Of rows that are made of objects."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a sheet, none of them blank: their numbers, and their cells by column."""

    row: Integers
    cells: Mapping[Column, Texts]

    def among(self, wanted: npt.NDArray[np.bool_]) -> "Block":
        return Block(
            self.row[wanted], {name: column.among(wanted) for name, column in self.cells.items()}
        )


class MisshapenError(Exception):
    """A row has more cells than there are headings, or is several rows in one."""


def blocks_of(path: Path, layout: Layout) -> Iterator[Block]:
    """Raises MisshapenError, csv.Error or UnicodeError for what is no table."""
    may_be_cut = layout.encoding in _ASCII_INSIDE and layout.split_place is None
    blocks = _cut if may_be_cut and _is_plain(path) else _parsed
    return (block for block in blocks(path, layout) if len(block.row))


def shapely_blocks_of(path: Path, layout: Layout) -> Iterator[Block]:
    """Without the rows that cannot be read, have too many cells, or are several in one."""
    return (block for block in _parsed(path, layout, shapely=True) if len(block.row))


def block_of(rows: Sequence[int], cells: Mapping[Column, Iterable[str]]) -> Block:
    """Of ordinary texts; blank rows are left out."""
    texts = {column: stripped(texts_of(column_texts)) for column, column_texts in cells.items()}
    return _without_blank(np.array(rows, dtype=np.int64), texts)


_ASCII_INSIDE: Final = ("utf-8-sig", "cp1252", "mac_roman")
"""Encodings in which a byte below 128 is that character, wherever it stands."""


def _is_plain(path: Path) -> bool:
    """Whether there is no quote in it, and no carriage return without a line feed."""
    with path.open("rb") as file:
        while chunk := file.read(BLOCK_BYTES):
            if chunk.endswith(b"\r"):
                chunk += file.read(1)
            if b'"' in chunk or (b"\r" in chunk and _RETURN_ALONE.search(chunk)):
                return False
    return True


def _cut(path: Path, layout: Layout) -> Iterator[Block]:
    with path.open("rb") as file:
        for _ in range(layout.heading_row):
            file.readline()
        row = layout.heading_row + 1
        while lines := file.read(BLOCK_BYTES) + file.readline():
            # The byte order mark of UTF-8 stood above, with the headings.
            text = lines if _is_utf8(layout) else lines.decode(layout.encoding).encode()
            rows = _Rows(text if text.endswith(b"\n") else text + b"\n", layout.delimiter)
            yield _cut_block(rows, layout, row)
            row += len(rows)


def _is_utf8(layout: Layout) -> bool:
    return layout.encoding == "utf-8-sig"


def _cut_block(rows: "_Rows", layout: Layout, first_row: int) -> Block:
    if (rows.cuts >= layout.width).any() and rows.overflow(layout.width):
        raise MisshapenError
    texts = {column: rows.cells(place) for column, place in layout.columns.items()}
    if any(int(one.length.max(initial=0)) > CELL_LETTERS_MAX for one in texts.values()):
        raise csv.Error("field larger than field limit")  # as `_parsed` would
    row = np.arange(first_row, first_row + len(rows), dtype=np.int64)
    return _without_blank(row, texts)


class _Rows:
    """Lines that end with a line end, and where they are cut.

    ``cuts``: how many there are in each. A row that is too short has no cells at its end.
    """

    def __init__(self, lines: bytes, delimiter: str) -> None:
        self.content = content = np.frombuffer(lines + PADDING, np.uint8)
        self._is_bare = lines.isascii() and not any(space in lines for space in _SPACES)
        self.end = np.flatnonzero(content == _LINE_END)
        self.begin = np.concatenate([[0], self.end[:-1] + 1])
        self._cut = np.append(np.flatnonzero(content == ord(delimiter)), len(content))
        self._first_cut, self.cuts = self._even() or self._counted()

    def __len__(self) -> int:
        return len(self.begin)

    def cells(self, place: int) -> Texts:
        begin = self.begin if place == 0 else self._nth_cut(place - 1) + 1
        end = np.where(self.cuts > place, self._nth_cut(place), self.end)
        there = self.cuts >= place
        found = Texts(self.content, begin * there, (end - begin) * there)
        return found if self._is_bare else stripped(found)

    def overflow(self, width: int) -> bool:
        """Whether a row has more cells; one empty cell at the end is none."""
        return bool((self.cuts > width).any() or self.cells(width).length.any())

    def _even(self) -> tuple[Integers, Integers] | None:
        """Where the first cut of each row is, and how many it has, if they all have as many."""
        many, over = divmod(len(self._cut) - 1, len(self.begin))
        if not many or over:
            return None
        first = np.arange(0, len(self._cut) - 1, many)
        within = (self._cut[first] >= self.begin) & (self._cut[first + (many - 1)] < self.end)
        return (first, np.full(len(first), many)) if within.all() else None

    def _counted(self) -> tuple[Integers, Integers]:
        first: Integers = np.searchsorted(self._cut, self.begin)
        return first, np.searchsorted(self._cut, self.end) - first

    def _nth_cut(self, number: int) -> Integers:
        """Of each row; of one that has no such cut it is some other place."""
        found: Integers = self._cut[np.minimum(self._first_cut + number, len(self._cut) - 1)]
        return found


def _parsed(path: Path, layout: Layout, *, shapely: bool = False) -> Iterator[Block]:
    """``shapely``: leaves out the rows of which it would else raise MisshapenError."""
    with opened(path, layout.encoding) as file:
        numbered = enumerate(_records(file, layout, shapely=shapely), 1)
        for _ in islice(numbered, layout.heading_row):
            pass
        while rows := list(islice(numbered, BLOCK_ROWS)):
            fitting = [(number, cells) for number, cells in rows if not is_misshapen(cells, layout)]
            if len(fitting) < len(rows) and not shapely:
                raise MisshapenError
            rows = fitting
            yield block_of(
                [number for number, _ in rows],
                {
                    column: [cells[place] if place < len(cells) else "" for _, cells in rows]
                    for column, place in layout.columns.items()
                },
            )


def _records(file: IO[str], layout: Layout, *, shapely: bool) -> Iterator[list[str]]:
    """``shapely``: what cannot be read is a blank row."""
    if not shapely:
        return records(file, layout.delimiter, wrapped=layout.wrapped)
    rows = records_or_errors(file, layout.delimiter, wrapped=layout.wrapped)
    return ([] if isinstance(cells, csv.Error) else cells for cells in rows)


def _without_blank(row: Integers, texts: Mapping[Column, Texts]) -> Block:
    filled = np.zeros(len(row), dtype=np.bool_)
    for column in texts.values():
        filled |= column.length > 0
    if filled.all():
        return Block(row, texts)
    return Block(row, texts).among(filled)


_RETURN_ALONE: Final = re.compile(rb"\r(?!\n)")
_LINE_END: Final = ord("\n")
_SPACES: Final = (b" ", b"\t", b"\r", b"\v", b"\f", b"\x1c", b"\x1d", b"\x1e", b"\x1f")
