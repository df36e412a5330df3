"""XLS, the workbooks of 1997 to 2003: the cells of each worksheet as they hold them."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Literal

import olefile
import xlrd
from xlrd.sheet import Cell, Sheet

from reconcile.reading.appearance import Appearance, Hidden, appearances, spanned
from reconcile.reading.worksheet_scan import (
    NOT_CALCULATED,
    BadWorkbookError,
    Place,
    Value,
    percent_text,
)


def old_worksheets(
    content: bytes,
) -> Iterator[tuple[str, bool, Callable[[], Iterator[list[Value]]], Mapping[Place, Place], Hidden]]:
    """Name, whether it is shown, its rows, what spans several of them, and what of it is hidden.

    Raises BadWorkbookError for what cannot be read.
    """
    with _readable():
        stream, by_spreadsheet = _stream(content)
        book = xlrd.open_workbook(
            file_contents=stream, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
        names = book.sheet_names()
        looks = appearances(stream)
    for number, name in enumerate(names):
        with _readable():
            sheet = book.sheet_by_index(number)
            look = looks[number] if number < len(looks) else Appearance()
            if by_spreadsheet:
                look.unreckoned.clear()
            values = _values(sheet, book.datemode, look)
            yield name, sheet.visibility == _VISIBLE, values, spanned(look.merged), look.hidden


def _stream(content: bytes) -> tuple[bytes, bool]:
    """What the container holds, and whether a spreadsheet wrote it, which calculates its formulas.

    xlrd would follow a chain of sectors round and round for ever.
    """
    with olefile.OleFileIO(io.BytesIO(content)) as container:
        if container.exists("EncryptedPackage"):
            raise BadWorkbookError("is protected by a password; save it without one")
        name = next((one for one in ("Workbook", "Book") if container.exists(one)), None)
        if name is None:
            raise BadWorkbookError("is no workbook, but another old document; save it as XLSX")
        stream: bytes = container.openstream(name).read(len(content))
        return stream, container.exists(_SUMMARY)


@contextmanager
def _readable() -> Iterator[None]:
    """The parsers of a damaged file stumble as they may; all Python, so nothing worse happens."""
    try:
        yield
    except BadWorkbookError:
        raise
    except Exception as error:  # noqa: BLE001  # a foreign parser of a damaged file
        raise BadWorkbookError(
            f"cannot be read as XLS ({error}); save it anew as XLSX, without a password"
        ) from None


def _values(
    sheet: Sheet, datemode: Literal[0, 1], look: Appearance
) -> Callable[[], Iterator[list[Value]]]:
    def values() -> Iterator[list[Value]]:
        for number in range(sheet.nrows):
            with _readable():
                row = [_value(cell, datemode) for cell in sheet.row(number)]
            for place in look.percents.get(number, ()):
                row[place : place + 1] = map(_percent, row[place : place + 1])
            for place in look.unreckoned.get(number, ()):
                row[place : place + 1] = [NOT_CALCULATED for _ in row[place : place + 1]]
            yield row

    return values


def _percent(value: Value) -> Value:
    return percent_text(value) if isinstance(value, float) else value


def _value(cell: Cell, datemode: Literal[0, 1]) -> Value:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(cell.value), "#N/A")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _instant(float(cell.value), datemode)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return float(cell.value)
    return str(cell.value)


def _instant(value: float, datemode: Literal[0, 1]) -> Value:
    """A time of day without a day, a day without a time, or both."""
    instant = xlrd.xldate_as_datetime(value, datemode)
    if 0 <= value < 1:
        return instant.time()
    return instant.date() if value == int(value) else instant


_VISIBLE: Final = 0
_SUMMARY: Final = "\x05SummaryInformation"
"""Author and program. Every spreadsheet writes it; programs that only write cells do not, and leave
formulas at nothing or zero."""
