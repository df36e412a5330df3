"""XLSX and XLS as rows of text, as a person reads them; numbers are written out whole.

Formulas are what they last came to. Hidden rows are rows. What holds no value, such as #N/A, says
so in its text, so that no such cell passes for an empty one.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetVisibleEnum,
)

from reconcile.workbook_parts import BadWorkbookError, Extent, Place, extents_of

WORKBOOK_BYTES_MAX: Final = 150_000_000
"""As many as of text: packed, that is several million rows."""

Value = int | float | str | bool | time | date | datetime | timedelta


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One table of a workbook; its first row and column are A1's, wherever its cells begin."""

    name: str
    visible: bool
    _sheet: CalamineSheet
    _valueless: Mapping[Place, str]

    def values(self) -> Iterator[list[Value]]:
        """The cells as the workbook holds them; all rows are equally long."""
        start = self._sheet.start
        if start is None:
            return
        before: list[Value] = [""] * start[1]  # the rows above are there, these columns are not
        for number, row in enumerate(self._sheet.iter_rows()):
            values = [*before, *row]
            if self._valueless:
                for place, value in enumerate(values):
                    values[place] = self._valueless.get((number, place), value)
            yield values

    def rows(self, count: int | None = None) -> Iterator[list[str]]:
        """Text, of the first so many rows or of all."""
        for row in islice(self.values(), count):
            yield [text_of(value) for value in row]


@contextmanager
def opened_workbook(path: Path) -> Iterator[Iterator[Worksheet]]:
    """Its worksheets, each loaded when it is asked for.

    Raises BadWorkbookError for what cannot, or must not be read.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(OLE_START) and _ENCRYPTED in file.read():
            raise BadWorkbookError("is protected by a password; save it without one")
        file.seek(0)
        extents = extents_of(file) if start.startswith(ZIP_START) else {}
        file.seek(0)
        with _workbook(file, start) as workbook:
            yield (
                Worksheet(
                    name=one.name,
                    visible=one.visible is SheetVisibleEnum.Visible,
                    _sheet=workbook.get_sheet_by_name(one.name),
                    _valueless=extents.get(one.name, Extent()).valueless,
                )
                for one in workbook.sheets_metadata
                if one.name in extents or not extents
            )


def is_workbook(start: bytes) -> bool:
    """By the first bytes of a file, whatever its name."""
    return start.startswith((ZIP_START, OLE_START))


def text_of(value: Value) -> str:
    """A cell as text: 7.0 is 7, a code of fifteen digits stays one."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _number(value: float) -> str:
    """A workbook keeps fifteen digits. What has more is shown by its power, as that of no code."""
    if abs(value) >= _DIGITS_KEPT:
        return f"{value:.14E}"
    if value == int(value):
        return str(int(value))
    text = repr(float(value))
    # Three decimals could be read as thousands, which no number of a workbook means.
    return f"{text}0" if len(text.partition(".")[2]) == _GROUP else text


@contextmanager
def _workbook(file: IO[bytes], start: bytes) -> Iterator[CalamineWorkbook]:
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            yield workbook
    except CalamineError as error:
        kind = "XLSX" if start.startswith(ZIP_START) else "XLS"
        raise BadWorkbookError(
            f"cannot be read as {kind} ({error}); save it anew as XLSX, without a password"
        ) from None


ZIP_START: Final = b"PK\x03\x04"
OLE_START: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""The name of the part in which a spreadsheet puts an XLSX that has a password."""

_DIGITS_KEPT: Final = 10**15
_GROUP: Final = 3
