"""What of a worksheet is merged or hidden, and where an XLS says so.

xlrd tells that only together with all formats, at their price; but the records of an XLS lie one
behind the other, each with its kind and its length.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from reconcile.reading.workbook_parts import BadWorkbookError, Place

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
    """Of a worksheet of an XLS."""

    merged: list[Range] = field(default_factory=list)
    hidden: Hidden = NOTHING_HIDDEN


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
    return [_appearance(stream, offset) for offset in _worksheets(stream)]


def _worksheets(stream: bytes) -> Iterator[int]:
    """Where each begins; charts and macros are none."""
    for kind, data in _records(stream, 0):
        if kind == _SHEET and len(data) > _SHEET_KIND and data[_SHEET_KIND] == 0:
            yield int.from_bytes(data[:4], "little")


def _appearance(stream: bytes, offset: int) -> Appearance:
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
    found.hidden = Hidden(frozenset(rows), frozenset(columns))
    return found


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
_WANTED: Final = (_SHEET, _MERGED, _ROW, _COLUMNS)
_ROW_FLAGS: Final = 12
_ROW_HIDDEN: Final = 0x20
_COLUMNS_FLAGS: Final = 8
_COLUMNS_MAX: Final = 255
"""The last column of an XLS."""
_SHEET_KIND: Final = 5
"""Which of its bytes says whether a listed sheet is a worksheet."""
