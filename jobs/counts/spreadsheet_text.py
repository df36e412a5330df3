"""Foreign text in files that a spreadsheet opens: it stays text, whatever it begins with.

A spreadsheet takes a cell that begins with = + - or @ for a formula, which may call programs or
send what the sheet holds elsewhere. Our own numbers are written as numbers and need none of this.
"""

import re
from functools import lru_cache
from typing import Any, Final

_FORMULA_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""The full-width ones count where Chinese or Japanese is written."""

_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters, tabs and line ends among them, and what no XML holds."""

_BEGINS_A_CELL: Final = re.compile(f"((?:^|[;|])[\\s\"']*)(?=[{_FORMULA_SIGNS}])")
"""Where a cell may begin, also for a spreadsheet that splits at semicolons."""


def visible(text: str) -> str:
    """On one line, each character that cannot be printed shown as such."""
    return _UNPRINTABLE.sub("\ufffd", text)


@lru_cache(maxsize=4096)  # most columns say the same again and again
def csv_text(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for the beginning of a formula."""
    return _BEGINS_A_CELL.sub(r"\1'", visible(text))


def is_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take it for one if somebody typed it into a cell."""
    return _BEGINS_A_CELL.match(text) is not None


def workbook_text(sheet: Any, text: str) -> Any:
    """A cell marked as text, else openpyxl takes what begins with = for a formula.

    It stays text even when somebody edits the cell.
    """
    from openpyxl.cell import WriteOnlyCell  # slow to import, and only workbooks need it

    cell = WriteOnlyCell(sheet, value=visible(text) or None)
    if text:
        cell.data_type = "s"
        cell.quotePrefix = is_like_formula(text)
    return cell
