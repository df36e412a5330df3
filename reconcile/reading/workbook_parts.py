"""What an XLSX file would unpack to, looked at before anything of it is built in memory.

A workbook is a zip of XML. Its own directory may lie about sizes, and one cell far away makes a
worksheet of billions, so every part is unpacked once in small pieces, counted, and forgotten.
On the way it finds the cells that a reader of values shows as empty, though they are not.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, Final
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

UNPACKED_BYTES_MAX: Final = 600_000_000
"""A million rows of ten columns; a file of zeros packs a thousand to one."""

CELLS_MAX: Final = 10_000_000
"""Of one worksheet, empty ones within its corners too: some 30 bytes of memory each."""

PARTS_MAX: Final = 10_000
"""A workbook of hundreds of worksheets with pictures has fewer."""

Value = int | float | str | bool | time | date | datetime | timedelta
"""What a cell of a workbook may hold; an empty one is an empty text."""

Place = tuple[int, int]
"""Row and column of a cell, both from 0."""


class BadWorkbookError(Exception):
    """A file that is not unpacked, and why."""


@dataclass(slots=True)
class Extent:
    """Within what corners a worksheet's cells lie, and which of them hold no value.

    ``valueless``: what such a cell says instead: an error, or that it was never calculated.
    ``merged``: some cells span several rows or columns. What is hidden is numbered from 0.
    """

    rows: int = 0
    columns: int = 0
    valueless: dict[Place, str] = field(default_factory=dict)
    merged: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def extents_of(file: IO[bytes], *, bytes_max: int = UNPACKED_BYTES_MAX) -> dict[str, Extent]:
    """By the worksheet's name. Raises BadWorkbookError for what must not, or cannot be read."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            if kind := _other_kind(archive):
                raise BadWorkbookError(kind)
            if len(parts) > PARTS_MAX:
                raise BadWorkbookError(f"has {len(parts)} parts; at most {PARTS_MAX} are read")
            extents = _extents(file, parts, bytes_max)
            names = _worksheet_names(archive)
    except (BadZipFile, EOFError, ET.ParseError, KeyError, ValueError, NotImplementedError,
            struct.error, zlib.error, OSError, RuntimeError) as error:  # fmt: skip
        raise BadWorkbookError(
            f"is damaged or another kind of workbook ({error}); save it anew as XLSX"
        ) from None
    return {name: extents[part] for part, name in names.items() if part in extents}


def _other_kind(archive: ZipFile) -> str | None:
    """What else a zip is, with what to do; None for a workbook, be it a damaged one."""
    names = {name.lower() for name in archive.namelist()[: PARTS_MAX + 1]}
    if any(name.startswith("xl/worksheets/") or name == "xl/workbook.xml" for name in names):
        return None
    if "xl/workbook.bin" in names:
        return "is a binary workbook (XLSB); save it as XLSX"
    if {"mimetype", "content.xml"} <= names:
        return "is an OpenDocument spreadsheet; save it as XLSX or 'CSV UTF-8'"
    if any(name.endswith(".iwa") for name in names):
        return "is a Numbers document; export it as XLSX or CSV"
    return "is an archive of other files; unpack it, and upload the sheets in it"


def column_number(letters: str) -> int:
    """From 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _extents(file: IO[bytes], parts: list[ZipInfo], bytes_max: int) -> dict[str, Extent]:
    extents: dict[str, Extent] = {}
    unpacked = 0
    for part in parts:
        is_worksheet = part.filename.lower().startswith("xl/worksheets/")
        scan = _Scan()
        for piece in _pieces(file, part):
            unpacked += len(piece)
            if unpacked > bytes_max:
                raise BadWorkbookError(
                    f"unpacks to more than {bytes_max} bytes; save the sheet as 'CSV UTF-8'"
                )
            if is_worksheet:
                scan.take(piece)
        if is_worksheet:
            if part.filename.lower() in extents:
                raise BadWorkbookError(f"holds {part.filename} twice; save it anew as XLSX")
            extents[part.filename.lower()] = scan.extent
    return extents


def _pieces(file: IO[bytes], part: ZipInfo) -> Iterator[bytes]:
    """The content of a part, unpacked by what is there and not by what the directory says."""
    if part.flag_bits & _ENCRYPTED:
        raise BadWorkbookError("is protected by a password; save it without one")
    if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise BadWorkbookError("is packed in a way that spreadsheets do not use; save it anew")
    file.seek(part.header_offset)
    name_length, extra_length = struct.unpack("<26xHH", file.read(_HEADER_BYTES))
    file.seek(name_length + extra_length, 1)
    left = part.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0 and (packed := file.read(min(left, _PIECE_BYTES))):
        left -= len(packed)
        if part.compress_type == ZIP_STORED:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, _PIECE_BYTES)
            packed = inflate.unconsumed_tail
    yield inflate.flush()


def _worksheet_names(archive: ZipFile) -> dict[str, str]:
    """The name of each worksheet by the part that holds it."""
    targets = {
        relation.get("Id"): (relation.get("Target") or "").lstrip("/").lower()
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    names = {}
    for sheet in _xml(archive, "xl/workbook.xml").iter():
        if sheet.tag.endswith("}sheet"):
            identity = next((sheet.get(key) for key in sheet.attrib if key.endswith("}id")), None)
            target = targets.get(identity, "")
            part = target if target.startswith("xl/") else f"xl/{target}"
            names[part] = sheet.get("name") or ""
    return names


def _xml(archive: ZipFile, part: str) -> ET.Element:
    """A short part. The parser of the standard library stops entities that multiply."""
    with archive.open(part) as file:
        content = file.read(_LIST_BYTES_MAX + 1)
    if len(content) > _LIST_BYTES_MAX:
        raise BadWorkbookError(f"has a list of worksheets of more than {_LIST_BYTES_MAX} bytes")
    return ET.fromstring(content)  # noqa: S314  # expat refuses what multiplies


class _Scan:
    """Takes the XML of a worksheet piece by piece; a cell may be cut by the end of one."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._tail = b""
        self._rows = 0
        self._cells_of_row = 0

    def take(self, piece: bytes) -> None:
        self._count(piece)
        text = self._tail + piece
        self._tail = text[-_CELL_BYTES_MAX:]
        self._look_for_valueless(text)
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

    def _count(self, piece: bytes) -> None:
        """Rows, and the most cells of one: their positions may be left out."""
        begun, *others = (one.count(b"<c ") + one.count(b"<c>") for one in piece.split(b"<row"))
        self._rows += len(others)
        cells = [begun + self._cells_of_row, *others]
        self._cells_of_row = cells[-1]
        self.extent.columns = max(self.extent.columns, *cells)

    def _look_for_hidden(self, text: bytes) -> None:
        rows = (_ROW_NUMBER.search(one) for one in _HIDDEN_ROWS.findall(text))
        self.extent.hidden_rows |= {int(one[1]) - 1 for one in rows if one}
        for attributes in _HIDDEN_COLUMNS.findall(text):
            first, last = (pattern.search(attributes) for pattern in _COLUMN_SPAN)
            if first and last:
                end = min(int(last[1]), _COLUMNS_MAX)
                self.extent.hidden_columns |= set(range(int(first[1]) - 1, end))

    def _look_for_valueless(self, text: bytes) -> None:
        found = []
        if b'"e"' in text:
            found += [(one[1], one[2].decode()) for one in _ERRORS.finditer(text)]
        if b"<f" in text:
            found += [(one[1], NOT_CALCULATED) for one in _NOT_CALCULATED.finditer(text)
                      if b't="str"' not in one[1]]  # fmt: skip
        for attributes, says in found:
            if position := _POSITION.search(attributes):
                place = (int(position[2]) - 1, column_number(position[1].decode()))
                self.extent.valueless[place] = says


def _written_oddly(text: bytes) -> bool:
    """Whether spaces or other quotes may stand around a position."""
    spaces = [one for one in _OTHER_SPACES if one in text]
    marks = (*_ODD_MARKS, *(mark for one in spaces for mark in (one + b"=", b"=" + one)))
    return any(mark in text for mark in marks)


NOT_CALCULATED: Final = "#NOT CALCULATED"
"""Of a formula that a program wrote and no spreadsheet has opened since."""

_ENCRYPTED: Final = 1
_HEADER_BYTES: Final = 30
_PIECE_BYTES: Final = 1 << 20
_CELL_BYTES_MAX: Final = 16_384
"""A formula has at most 8,192 letters."""
_LIST_BYTES_MAX: Final = 1_000_000

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
_NOT_CALCULATED: Final = re.compile(
    rb"""<c ([^>]*)>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"""
)
