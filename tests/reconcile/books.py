"""Workbooks made for tests, cell by cell."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

_OPEN = "http://schemas.openxmlformats.org"
_MAIN = f"{_OPEN}/spreadsheetml/2006/main"
_RELATIONS = f"{_OPEN}/officeDocument/2006/relationships"
CONTENT = {
    "[Content_Types].xml": f'<Types xmlns="{_OPEN}/package/2006/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="r0" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
    '<sheet name="Count" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def xlsx(path: Path, *sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> Path:
    """A workbook of these worksheets, as openpyxl writes it."""
    book = openpyxl.Workbook(write_only=True)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(names[number] if names else None)
        for row in rows:
            sheet.append([_text(sheet, one) if isinstance(one, str) else one for one in row])
    book.save(path)
    return path


def _text(sheet: Any, text: str) -> Any:
    """A text, whatever openpyxl would take it for."""
    cell = WriteOnlyCell(sheet, text or None)
    cell.data_type = "s" if text else cell.data_type
    return cell


def packed(
    path: Path,
    sheet: str,
    *,
    more: Mapping[str, str] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """The least that is an XLSX: one worksheet of this XML."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in {**CONTENT, "xl/worksheets/sheet1.xml": sheet, **(more or {})}.items():
            archive.writestr(name, content)
    return path


def worksheet(rows: str) -> str:
    """XML of a worksheet with these rows."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def lying(path: Path, megabytes: int) -> Path:
    """A workbook whose directory says one byte of a part that unpacks to so many megabytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in CONTENT.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(megabytes):
                part.write(bytes(1_000_000))
        info = archive.getinfo("xl/worksheets/sheet1.xml")
        info.file_size = 1
    path.write_bytes(content.getvalue())
    return path


def with_password(path: Path) -> Path:
    """The least of a container in which a spreadsheet puts a workbook that has a password."""
    magic = bytes.fromhex("d0cf11e0a1b11ae1")
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    head = magic + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    sectors = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    for name, kind, child in (("Root Entry", 5, 1), ("EncryptedPackage", 2, free)):
        letters = name.encode("utf-16-le")
        sectors += letters.ljust(64, b"\0") + struct.pack("<HBB3I", len(letters) + 2, kind, 1,
                                                          free, free, child)  # fmt: skip
        sectors += bytes(36) + struct.pack("<IQ", end, 0)
    path.write_bytes(head + sectors + bytes(256))
    return path
