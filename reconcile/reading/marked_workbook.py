"""Rows with marked cells as an XLSX: texts and numbers stay what they are, nothing is a formula."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from reconcile.reading.formulas import disarmed


@dataclass(frozen=True, slots=True)
class Marked:
    """A row; ``wrong``: the places of its cells that are. ``told``: of the one that says why."""

    cells: Sequence[Any]
    wrong: frozenset[int] = frozenset()
    is_heading: bool = False
    told: int | None = None


def write_workbook(file: IO[bytes], rows: Iterator[Marked], *, name: str) -> None:
    """One worksheet of these rows, written row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(INVALID_TITLE_REGEX.sub(" ", name)[:_TITLE_MAX])
    for row in rows:
        cells = [_cell(sheet, value) for value in row.cells]
        for place, cell in enumerate(cells):
            if place in row.wrong or place == row.told:
                cell.fill = _WRONG
            if row.is_heading:
                cell.font = _BOLD
        sheet.append(cells)
    book.save(file)


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        value = str(value)
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_LETTERS_MAX] or None)
    if value:
        # openpyxl takes a text that begins like a formula, or says #N/A, for what it says.
        cell.data_type = "s"
        cell.number_format = _TEXT
        # It stays text when somebody edits it.
        cell.quotePrefix = disarmed(value) != value
    return cell


_WRONG: Final = PatternFill("solid", fgColor="FFFFC7CE")
_BOLD: Final = Font(bold=True)
_TEXT: Final = "@"
_TITLE_MAX: Final = 31
"""Of a worksheet's name; some programs do not keep to it."""

_LETTERS_MAX: Final = 32_767
"""As many as a cell of a workbook can hold."""
