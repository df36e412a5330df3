"""What of a worksheet is merged, hidden or shown as a percentage, and where an XLS says so.

xlrd tells that only together with all formats, at their price; but the records of an XLS lie one
behind the other, each with its kind and its length.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from reconcile.reading.worksheet_scan import BadWorkbookError, Place, shows_percent

MERGED_MAX: Final = 200_000
"""More are laid out by no hand."""


class Range(NamedTuple):
    """The corners of cells that are one, all within it; from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """Rows and columns that nobody sees, from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


NOTHING_HIDDEN: Final = Hidden()


@dataclass(slots=True)
class Appearance:
    """Of a worksheet of an XLS, in which rows and places are numbered from 0.

    ``percents``: places by row that show percentages. ``unreckoned``: those of formulas that came
    to nothing or to zero, as they do where nobody has calculated them.
    """

    merged: list[Range] = field(default_factory=list)
    hidden: Hidden = NOTHING_HIDDEN
    percents: dict[int, list[int]] = field(default_factory=dict)
    unreckoned: dict[int, list[int]] = field(default_factory=dict)


def spanned(ranges: Iterable[Range]) -> dict[Place, Place]:
    """Of cells below the first row of a range, where in the same column it begins.

    Ranges may be told to span a million rows; no more cells than are read are looked at.
    """
    found: dict[Place, Place] = {}
    for one in ranges:
        if len(found) + (one.bottom - one.top) * (one.right - one.left + 1) > MERGED_MAX:
            raise BadWorkbookError(
                f"has more than {MERGED_MAX} merged cells; take their merging off"
            )
        for column in range(one.left, one.right + 1):
            found |= {
                (row, column): (one.top, column) for row in range(one.top + 1, one.bottom + 1)
            }
    return found


def appearances(stream: bytes) -> list[Appearance]:
    """Of each worksheet of an XLS, in the order in which the workbook lists them."""
    percents = _percent_styles(stream)
    return [_appearance(stream, offset, percents) for offset in _worksheets(stream)]


def _worksheets(stream: bytes) -> Iterator[int]:
    """Where each begins; charts and macros are none."""
    for kind, data in _records(stream, 0):
        if kind == _SHEET and len(data) > _SHEET_KIND and data[_SHEET_KIND] == 0:
            yield int.from_bytes(data[:4], "little")


def _percent_styles(stream: bytes) -> frozenset[int]:
    """The numbers of the styles that show a number as a percentage, as cells name them."""
    formats, styles = set(_PERCENT_FORMATS), list[int]()
    for kind, data in _records(stream, 0):
        number = data[2:4] if kind == _STYLE else data[:2]
        if kind == _STYLE:
            styles.append(int.from_bytes(number, "little"))
        elif kind == _FORMAT and shows_percent(_format_code(data)):
            formats.add(int.from_bytes(number, "little"))
    return frozenset(place for place, one in enumerate(styles) if one in formats)


def _format_code(data: bytes) -> str:
    """Of BIFF8, or of BIFF5, whose length has one byte and which has no flags."""
    is_short = len(data) > _LENGTH_AT and len(data) == _LENGTH_AT + 1 + data[_LENGTH_AT]
    text = data[_LENGTH_AT + 1 :] if is_short else data[_LENGTH_AT + 3 :]
    return text.replace(b"\0", b"").decode("latin-1")


def _appearance(stream: bytes, offset: int, percents: frozenset[int]) -> Appearance:
    found, rows, columns = Appearance(), set[int](), set[int]()
    for kind, data in _records(stream, offset):
        if kind == _MERGED:
            found.merged += [
                Range(top, left, bottom, right)
                for top, bottom, left, right in struct.iter_unpack(
                    "<4H", data[2 : 2 + (len(data) - 2) // 8 * 8]
                )
            ]
        elif kind == _ROW and len(data) > _ROW_FLAGS and data[_ROW_FLAGS] & _ROW_HIDDEN:
            rows.add(int.from_bytes(data[:2], "little"))
        elif kind == _COLUMNS and len(data) > _COLUMNS_FLAGS and data[_COLUMNS_FLAGS] & 1:
            first, last = struct.unpack_from("<2H", data)
            columns |= set(range(first, min(last, _COLUMNS_MAX) + 1))
        elif kind in _CELLS and len(data) >= _CELL_BYTES_MIN:
            _look_at_cells(found, kind, data, percents)
    found.hidden = Hidden(frozenset(rows), frozenset(columns))
    return found


def _look_at_cells(found: Appearance, kind: int, data: bytes, percents: frozenset[int]) -> None:
    """Of one record: a cell, or several side by side."""
    row, first, style = struct.unpack_from("<3H", data)
    styles = [style]
    if kind == _NUMBERS:
        styles = [
            one for one, _ in struct.iter_unpack("<HI", data[4 : 4 + (len(data) - 6) // 6 * 6])
        ]
    places = [place for place, one in enumerate(styles, first) if one in percents]
    if places:
        found.percents.setdefault(row, []).extend(places)
    if kind == _FORMULA and data[6:14] in _NOTHINGS:
        found.unreckoned.setdefault(row, []).append(first)


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """To the end of the part that begins there; a chart within it is a part of its own."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, offset)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        if depth == 1 and kind in _WANTED:
            yield kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


_BEGIN: Final = 0x0809
_END: Final = 0x000A
_SHEET: Final = 0x0085
_MERGED: Final = 0x00E5
_ROW: Final = 0x0208
_COLUMNS: Final = 0x007D
_STYLE: Final = 0x00E0
_FORMAT: Final = 0x041E
_FORMULA: Final = 0x0006
_NUMBERS: Final = 0x00BD
_CELLS: Final = frozenset([_FORMULA, _NUMBERS, 0x0203, 0x027E])
"""The last ones are numbers, one a record."""
_WANTED: Final = frozenset([_SHEET, _MERGED, _ROW, _COLUMNS, _STYLE, _FORMAT, *_CELLS])
_CELL_BYTES_MIN: Final = 10
_LENGTH_AT: Final = 2
"""Of the text of a format."""
_PERCENT_FORMATS: Final = (9, 10)
"""0% and 0.00%, which no workbook needs to define."""
_NOTHINGS: Final = (bytes(8), b"\3\0\0\0\0\0\xff\xff")
"""Zero, and no text at all."""
_ROW_FLAGS: Final = 12
_ROW_HIDDEN: Final = 0x20
_COLUMNS_FLAGS: Final = 8
_COLUMNS_MAX: Final = 255
"""The last column of an XLS."""
_SHEET_KIND: Final = 5
"""Which of its bytes says whether a listed sheet is a worksheet."""
