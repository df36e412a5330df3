"""Workbooks made for tests, cell by cell."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

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
            sheet.append(row)
    book.save(path)
    return path


def packed(path: Path, sheet: str, *, more: Mapping[str, str] | None = None) -> Path:
    """The least that is an XLSX: one worksheet of this XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
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
