"""XLSX and XLS as rows of text, as a person reads them; numbers are written out whole.

Formulas are what they last came to. Hidden rows are rows. What holds no value, such as #N/A, says
so in its text, so that no such cell passes for an empty one.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from reconcile.reading.appearance import NOTHING_HIDDEN, Hidden, Range, spanned
from reconcile.reading.workbook_parts import extents_of
from reconcile.reading.worksheet_scan import BadWorkbookError, Extent, Place, Value

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, SheetMetadata


@dataclass(frozen=True, slots=True)
class Worksheet:
    """One table of a workbook; its first row and column are A1's, wherever its cells begin.

    ``values``: the cells as the workbook holds them, each time from the first row. ``merged``: of
    cells that span several rows, where each of the others begins, which are empty. ``hidden``: what
    nobody sees of it, and what is read all the same.
    """

    name: str
    visible: bool
    values: Callable[[], Iterator[list[Value]]]
    merged: Mapping[Place, Place] = field(default_factory=dict)
    hidden: Hidden = NOTHING_HIDDEN

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
        start = file.read(len(OLE_START))
        file.seek(0)
        if start == OLE_START:
            # What reads workbooks is loaded for a workbook only, here and below.
            from reconcile.reading.old_workbooks import old_worksheets

            yield (Worksheet(*one) for one in old_worksheets(file.read()))
        else:
            yield from _opened_xlsx(file)


def is_workbook(start: bytes) -> bool:
    """By the first bytes of a file, whatever its name."""
    return start.startswith((ZIP_START, _EMPTY_ZIP_START, OLE_START))


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
    if abs(value) >= _DIGITS_KEPT or not math.isfinite(value):
        return f"{value:.14E}"
    if value == int(value):
        return str(int(value))
    text = repr(float(value))
    # Three decimals could be read as thousands, which no number of a workbook means.
    return f"{text}0" if len(text.partition(".")[2]) == _GROUP else text


def _opened_xlsx(file: IO[bytes]) -> Iterator[Iterator[Worksheet]]:
    """Only worksheets whose extent is known are read."""
    from python_calamine import CalamineError, CalamineWorkbook

    extents = extents_of(file)
    file.seek(0)
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            yield (
                _worksheet(workbook.get_sheet_by_name(one.name), one, extents[one.name])
                for one in workbook.sheets_metadata
                if one.name in extents
            )
    except CalamineError as error:
        raise BadWorkbookError(f"cannot be read as XLSX ({error}); save it anew as XLSX") from None


def _worksheet(sheet: "CalamineSheet", about: "SheetMetadata", extent: Extent) -> Worksheet:
    from python_calamine import SheetVisibleEnum

    return Worksheet(
        about.name,
        about.visible is SheetVisibleEnum.Visible,
        _values(sheet, extent.odd),
        _merged(sheet) if extent.merged else {},
        Hidden(frozenset(extent.hidden_rows), frozenset(extent.hidden_columns)),
    )


def _merged(sheet: "CalamineSheet") -> dict[Place, Place]:
    return spanned(
        Range(top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )


def _values(
    sheet: "CalamineSheet", odd: Mapping[Place, str]
) -> Callable[[], Iterator[list[Value]]]:
    def values() -> Iterator[list[Value]]:
        if sheet.start is not None:
            before: list[Value] = [""] * sheet.start[1]  # rows above are there, these are not
            yield from ([*before, *row] for row in sheet.iter_rows())

    return lambda: with_odd(values(), odd)


def with_odd(rows: Iterator[list[Value]], odd: Mapping[Place, str]) -> Iterator[list[Value]]:
    """The same rows with what such cells say, be it beyond the last cell that has a value."""
    if not odd:
        yield from rows
        return
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (number, place), says in odd.items():
        by_row.setdefault(number, []).append((place, says))
    last = max(by_row)
    for number in count():
        cells = next(rows, None)
        if cells is None:
            if number > last:
                return
            cells = []
        for place, says in by_row.get(number, ()):
            cells.extend([""] * (place + 1 - len(cells)))
            cells[place] = says
        yield cells


ZIP_START: Final = b"PK\x03\x04"
_EMPTY_ZIP_START: Final = b"PK\x05\x06"
OLE_START: Final = b"\xd0\xcf\x11\xe0"
_DIGITS_KEPT: Final = 10**15
_GROUP: Final = 3
