"""What the XML of a worksheet is about to become, found piece by piece before a reader builds it.

How far its cells reach, what of it is hidden or merged, and which cells a reader of values would
show as something else than a person sees: errors and formulas that were never calculated as empty
ones or as zeros, percentages as numbers a hundred times as small.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

CELLS_MAX: Final = 10_000_000
"""Of one worksheet, empty ones within its corners too: some 30 bytes of memory each."""

ODD_MAX: Final = 1_000_000
"""Cells of a worksheet that hold no value, or a percentage: some 200 bytes of memory each."""

Value = int | float | str | bool | time | date | datetime | timedelta
"""What a cell of a workbook may hold; an empty one is an empty text."""

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


class BadWorkbookError(Exception):
    """A file that is not unpacked, and why."""


@dataclass(slots=True)
class Extent:
    """Within what corners a worksheet's cells lie, and which of them are no plain values.

    ``odd``: what such a cell says: an error, that it was never calculated, or a percentage.
    ``merged``: some cells span several rows or columns. What is hidden is numbered from 0.
    ``shared``: how many cells name a text of the workbook.
    """

    rows: int = 0
    columns: int = 0
    odd: dict[Place, str] = field(default_factory=dict)
    merged: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    shared: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What holds for all worksheets of a workbook.

    ``percents``: the numbers of the styles that show percentages. ``reckoned`` False: what wrote it
    says that its formulas are still to be calculated, and has put zeros in their place.
    """

    percents: frozenset[int] = frozenset()
    reckoned: bool = True


class Scan:
    """Takes the XML of a worksheet piece by piece; a cell may be cut by the end of one."""

    def __init__(self, look: Look) -> None:
        self.extent = Extent()
        self._percent = _percent_cells(look.percents)
        self._uncalculated = _NOT_CALCULATED if look.reckoned else _NOT_CALCULATED_OR_ZERO
        self._prefix: bytes | None = None
        self._tail = b""
        self._rows = 0
        self._cells_of_row = 0

    def take(self, piece: bytes) -> None:
        piece = self._without_prefix(piece)
        self._count(piece)
        text = self._tail + piece
        self._tail = text[-_CELL_BYTES_MAX:]
        self._look_for_odd(text)
        self.extent.merged |= b"<mergeCell " in text
        if b"hidden=" in text:
            self._look_for_hidden(text)
        letters, far_rows = _ODD if _written_oddly(text) else _USUAL
        column = max(
            (column_number(one.decode()) for one in set(letters.findall(text))), default=-1
        )
        row = max(map(int, set(far_rows.findall(text))), default=0)
        extent = self.extent
        extent.columns = max(extent.columns, column + 1)
        extent.rows = max(extent.rows, row, self._rows)
        if extent.rows * extent.columns > CELLS_MAX:
            raise BadWorkbookError(
                f"has a worksheet of {extent.rows} rows and {extent.columns} columns, more than "
                f"{CELLS_MAX} cells: remove what stands far off, or save it as 'CSV UTF-8'"
            )

    def _without_prefix(self, piece: bytes) -> bytes:
        """Some programs write ``<x:c>`` for ``<c>``."""
        if self._prefix is None:
            found = _PREFIXED.search(piece)
            self._prefix = found[1] if found else b""
        if not self._prefix:
            return piece
        return piece.replace(b"<" + self._prefix, b"<").replace(b"</" + self._prefix, b"</")

    def _count(self, piece: bytes) -> None:
        """Rows, and the most cells of one: their positions may be left out."""
        begun, *others = (one.count(b"<c ") + one.count(b"<c>") for one in piece.split(b"<row"))
        self._rows += len(others)
        cells = [begun + self._cells_of_row, *others]
        self._cells_of_row = cells[-1]
        self.extent.columns = max(self.extent.columns, *cells)
        self.extent.shared += piece.count(b'"s"') + piece.count(b"'s'")

    def _look_for_hidden(self, text: bytes) -> None:
        rows = (_ROW_NUMBER.search(one) for one in _HIDDEN_ROWS.findall(text))
        self.extent.hidden_rows |= {int(one[1]) - 1 for one in rows if one}
        for attributes in _HIDDEN_COLUMNS.findall(text):
            first, last = (pattern.search(attributes) for pattern in _COLUMN_SPAN)
            if first and last:
                end = min(int(last[1]), _COLUMNS_MAX)
                self.extent.hidden_columns |= set(range(int(first[1]) - 1, end))

    def _look_for_odd(self, text: bytes) -> None:
        odd = self.extent.odd
        for attributes, says in self._odd_cells(text):
            if position := _POSITION.search(attributes):
                odd[int(position[2]) - 1, column_number(position[1].decode())] = says
        if len(odd) > ODD_MAX:
            raise BadWorkbookError(
                f"has more than {ODD_MAX} cells with errors, percentages or formulas that were "
                "never calculated; remove the columns of them, or save it as 'CSV UTF-8'"
            )

    def _odd_cells(self, text: bytes) -> Iterator[tuple[bytes, str]]:
        """The attributes of each, and what it says."""
        if self._percent is not None:
            for one in self._percent.finditer(text):
                if says := _percentage(one[1], one[2]):
                    yield one[1], says
        if b'"e"' in text:
            yield from ((one[1], one[2].decode()) for one in _ERRORS.finditer(text))
        if b"<f" in text:
            for one in self._uncalculated.finditer(text):
                if b't="str"' not in one[1]:
                    yield one[1], NOT_CALCULATED


def column_number(letters: str) -> int:
    """From 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def percent_text(value: float) -> str:
    """A number as a cell shows it that is formatted as a percentage: 3 is 300%."""
    return f"{value * 100:.15g}%"


def shows_percent(code: str) -> bool:
    """Whether a number format does; not where the sign is quoted."""
    return "%" in _QUOTED.sub("", code)


def _percentage(attributes: bytes, text: bytes) -> str | None:
    if b't="' in attributes and b't="n"' not in attributes:
        return None  # a text, which no format changes
    try:
        return percent_text(float(text))
    except ValueError:
        return None


def _percent_cells(styles: Iterable[int]) -> re.Pattern[bytes] | None:
    """None where there are none, as in most workbooks."""
    numbers = b"|".join(b"%d" % one for one in sorted(styles))
    if not numbers:
        return None
    return re.compile(
        rb"""<c ([^>]*\bs=["'](?:%b)["'][^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?"""
        rb"""\s*<v>([^<]{1,30})</v>""" % numbers
    )


def _written_oddly(text: bytes) -> bool:
    """Whether spaces or other quotes may stand around a position."""
    spaces = [one for one in _OTHER_SPACES if one in text]
    marks = (*_ODD_MARKS, *(mark for one in spaces for mark in (one + b"=", b"=" + one)))
    return any(mark in text for mark in marks)


NOT_CALCULATED: Final = "#NOT CALCULATED"
"""Of a formula that a program wrote and no spreadsheet has opened since."""

_CELL_BYTES_MAX: Final = 16_384
"""A formula has at most 8,192 letters."""
_PREFIXED: Final = re.compile(rb"<(\w+:)worksheet[\s>]")
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')
"""Of a number format: what stands in the text as it is."""

_USUAL: Final = (
    re.compile(rb'r="([A-Za-z]{1,3})[0-9]'),
    re.compile(rb'r="[A-Za-z]{0,3}([0-9]{4,9})"'),
)
"""The columns of cells; and rows: nearer than the thousandth they make no large worksheet."""
_ODD: Final = (
    re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})[0-9]"""),
    re.compile(rb"""\br\s*=\s*["'][A-Za-z]{0,3}([0-9]{4,9})["']"""),
)
"""The same in the spelling that XML allows and spreadsheets do not use: ten times as slow."""
_ODD_MARKS: Final = (b"='", b" =", b"= ")
_OTHER_SPACES: Final = (b"\t", b"\n", b"\r")

_HIDDEN_ROWS: Final = re.compile(rb"""<row\s([^>]*\bhidden=["'](?:1|true)["'][^>]*)>""")
_HIDDEN_COLUMNS: Final = re.compile(rb"""<col\s([^>]*\bhidden=["'](?:1|true)["'][^>]*)>""")
_ROW_NUMBER: Final = re.compile(rb"""\br=["']([0-9]{1,7})["']""")
_COLUMN_SPAN: Final = tuple(
    re.compile(rb"""\b%b=["']([0-9]{1,5})["']""" % name) for name in (b"min", b"max")
)
_COLUMNS_MAX: Final = 16_384
"""Of any worksheet."""

_POSITION: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ERRORS: Final = re.compile(
    rb"""<c ([^>]*\bt="e"[^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]{1,30})</v>"""
)
_FORMULA_OF = rb"""<c ([^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>%b</v>)?\s*</c>"""
_NOT_CALCULATED: Final = re.compile(_FORMULA_OF % b"")
_NOT_CALCULATED_OR_ZERO: Final = re.compile(_FORMULA_OF % b"0?")
