"""What an XLSX file would unpack to, looked at before anything of it is built in memory.

A workbook is a zip of XML. Its own directory may lie about sizes, one cell far away makes a
worksheet of billions, and a million cells may name one long text, so every part is unpacked once in
small pieces, counted, and forgotten.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import IO, Final
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from reconcile.reading.shared_texts import TextLengths, text_bytes
from reconcile.reading.styles import percent_styles
from reconcile.reading.worksheet_scan import BadWorkbookError, Extent, Look, Scan

UNPACKED_BYTES_MAX: Final = 600_000_000
"""A million rows of ten columns; a file of zeros packs a thousand to one."""

PARTS_MAX: Final = 10_000
"""A workbook of hundreds of worksheets with pictures has fewer."""


def extents_of(file: IO[bytes], *, bytes_max: int = UNPACKED_BYTES_MAX) -> dict[str, Extent]:
    """By the worksheet's name. Raises BadWorkbookError for what must not, or cannot be read."""
    try:
        with ZipFile(file) as archive:
            parts = archive.infolist()
            if kind := _other_kind(archive):
                raise BadWorkbookError(kind)
            if len(parts) > PARTS_MAX:
                raise BadWorkbookError(f"has {len(parts)} parts; at most {PARTS_MAX} are read")
            _require_packing(parts)
            book = _xml(archive, "xl/workbook.xml")
            extents = _extents(file, parts, bytes_max, _look(archive, book))
            _refuse_long_texts(file, parts, extents, bytes_max)
            names = _worksheet_names(archive, book)
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


def _require_packing(parts: list[ZipInfo]) -> None:
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise BadWorkbookError("is protected by a password; save it without one")
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise BadWorkbookError("is packed in a way that spreadsheets do not use; save it anew")


def _look(archive: ZipFile, book: ET.Element) -> Look:
    styles = next((one for one in archive.namelist() if one.lower() == "xl/styles.xml"), None)
    percents = frozenset[int]()
    if styles is not None:
        with archive.open(styles) as file:
            percents = percent_styles(file.read(_STYLES_BYTES_MAX))
    still_to_reckon = (one.get("fullCalcOnLoad") for one in book.iter() if _is(one, "calcPr"))
    return Look(percents, not any(one in {"1", "true"} for one in still_to_reckon))


def _extents(
    file: IO[bytes], parts: list[ZipInfo], bytes_max: int, look: Look
) -> dict[str, Extent]:
    extents: dict[str, Extent] = {}
    unpacked = 0
    for part in parts:
        is_worksheet = part.filename.lower().startswith("xl/worksheets/")
        scan = Scan(look)
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


def _refuse_long_texts(
    file: IO[bytes], parts: list[ZipInfo], extents: dict[str, Extent], bytes_max: int
) -> None:
    """A cell only names its text; a reader makes one for each cell."""
    lengths = TextLengths()
    for part in parts:
        if part.filename.lower() == "xl/sharedstrings.xml":
            for piece in _pieces(file, part):
                lengths.take(piece)
    for part in parts:
        extent = extents.get(part.filename.lower())
        if extent is None or extent.shared * lengths.longest <= bytes_max:
            continue
        if text_bytes(_pieces(file, part), lengths, bytes_max=bytes_max) > bytes_max:
            raise BadWorkbookError(
                f"repeats long texts until they are more than {bytes_max} bytes; remove their "
                "column, or save the sheet as 'CSV UTF-8'"
            )


def _pieces(file: IO[bytes], part: ZipInfo) -> Iterator[bytes]:
    """The content of a part, unpacked by what is there and not by what the directory says."""
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


def _worksheet_names(archive: ZipFile, book: ET.Element) -> dict[str, str]:
    """The name of each worksheet by the part that holds it."""
    targets = {
        relation.get("Id"): (relation.get("Target") or "").lstrip("/").lower()
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    names = {}
    for sheet in book.iter():
        if _is(sheet, "sheet"):
            identity = next((sheet.get(key) for key in sheet.attrib if key.endswith("}id")), None)
            target = targets.get(identity, "")
            part = target if target.startswith("xl/") else f"xl/{target}"
            names[part] = sheet.get("name") or ""
    return names


def _is(element: ET.Element, name: str) -> bool:
    return element.tag.endswith(f"}}{name}")


def _xml(archive: ZipFile, part: str) -> ET.Element:
    """A short part. The parser of the standard library stops entities that multiply."""
    with archive.open(part) as file:
        content = file.read(_LIST_BYTES_MAX + 1)
    if len(content) > _LIST_BYTES_MAX:
        raise BadWorkbookError(f"has a list of worksheets of more than {_LIST_BYTES_MAX} bytes")
    return ET.fromstring(content)  # noqa: S314  # expat refuses what multiplies


_ENCRYPTED: Final = 1
_HEADER_BYTES: Final = 30
_PIECE_BYTES: Final = 1 << 20
_LIST_BYTES_MAX: Final = 1_000_000
_STYLES_BYTES_MAX: Final = 50_000_000
"""Workbooks that are copied for years gather tens of thousands of styles."""
