"""Workbooks as people have them: numbers for codes, dates, errors; and what is none."""

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reconcile.reading import workbook_parts
from reconcile.reading.workbook_parts import extents_of
from reconcile.reading.workbooks import opened_workbook, text_of
from reconcile.reading.worksheet_scan import BadWorkbookError, Look, Scan, column_number
from tests.reconcile.books import CONTENT, lying, packed, with_password, worksheet, xlsx
from tests.shared import shared


def rows(path: Path) -> list[list[str]]:
    with opened_workbook(path) as sheets:
        return list(next(sheets).rows())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("00123", "00123"),
        ("NA", "NA"),
        (7.0, "7"),
        (7, "7"),
        (1.5, "1.5"),
        (1.234, "1.2340"),
        (4006381333931.0, "4006381333931"),
        (123456789012345678.0, "1.23456789012346E+17"),
        (True, "TRUE"),
        (
            datetime(2026, 3, 31, 18),  # noqa: DTZ001  # workbooks know no zones
            "2026-03-31 18:00:00",
        ),
        (date(2026, 3, 31), "2026-03-31"),
        (time(8, 15), "08:15:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_cell_says_what_a_person_reads(value: Any, text: str) -> None:
    """A code that the workbook holds as a number has all of its digits; one too long has not."""
    assert text_of(value) == text


def test_rows_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    """Empty rows and columns before the first cell count; hidden rows are rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("B2:D2")
    sheet["B2"].value = "Count of Monday"
    for place, value in {"B4": "SKU", "C4": "Qty", "B5": "00123", "C5": 7.0}.items():
        sheet[place].value = value
    sheet.row_dimensions[5].hidden = True
    book.save(tmp_path / "count.xlsx")

    assert rows(tmp_path / "count.xlsx") == [
        ["", "", ""],
        ["", "Count of Monday", ""],
        ["", "", ""],
        ["", "SKU", "Qty"],
        ["", "00123", "7"],
    ]


def test_what_has_no_value_says_so(tmp_path: Path) -> None:
    """An error, or a formula that a program wrote and nobody opened since; never an empty cell."""
    text = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1+1</f><v/></c></row>'
        '<row r="2"><c r="A2" t="e"><f>X</f><v>#REF!</v></c><c r="B2" t="str"><f>""</f><v></v></c>'
        '<c r="C2"><f>1+1</f><v>2</v></c></row>'
    )

    assert rows(packed(tmp_path / "count.xlsx", worksheet(text))) == [
        ["#N/A", "#NOT CALCULATED", ""],
        ["#REF!", "", "2"],
    ]


def test_an_old_workbook_is_read_too() -> None:
    """A real one of a warehouse system, with its headings and whole numbers."""
    with opened_workbook(shared("data/count-sheets/inventory.xls")) as sheets:
        template = [list(one.rows()) for one in sheets][-1]

    assert template[0][0] == "Product code"
    assert template[1][6] == "0"
    assert template[1][3] == "2022-06-30"


def test_hidden_worksheets_are_known_as_such(tmp_path: Path) -> None:
    """Which one to read is for others to decide."""
    book = openpyxl.Workbook()
    book.create_sheet("Second").sheet_state = "hidden"
    book.save(tmp_path / "count.xlsx")

    with opened_workbook(tmp_path / "count.xlsx") as sheets:
        found = list(sheets)

    assert [(one.name, one.visible) for one in found] == [("Sheet", True), ("Second", False)]
    assert list(found[1].rows()) == []


def refused(path: Path) -> str:
    with pytest.raises(BadWorkbookError) as error:
        rows(path)
    return str(error.value)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 cut", b"\xd0\xcf\x11\xe0 cut", b"PK\x03\x04" + bytes(4000)]
)
def test_a_damaged_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    """With what to do."""
    path = tmp_path / "count.xlsx"
    path.write_bytes(content)

    assert "save it anew as XLSX" in refused(path)


def test_a_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    """It is no zip any more, but lies in a container of its own."""
    assert "is protected by a password" in refused(with_password(tmp_path / "count.xlsx"))


def test_other_zips_are_no_workbooks(tmp_path: Path) -> None:
    """An OpenDocument sheet, or somebody's pictures."""
    path = tmp_path / "count.xlsx"
    xlsx(path, [["SKU"]])
    content = path.read_bytes().replace(b"xl/workbook", b"no/workbook")
    path.write_bytes(content)

    assert "save it anew as XLSX" in refused(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_early(tmp_path: Path) -> None:
    """By what comes out of it, whatever its directory says."""
    path = lying(tmp_path / "count.xlsx", megabytes=5)
    assert path.stat().st_size < 10_000

    with path.open("rb") as file, pytest.raises(BadWorkbookError, match="more than 4000000 bytes"):
        extents_of(file, bytes_max=4_000_000)


def test_a_part_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    """One of them would be measured, and the other one read."""
    path = packed(tmp_path / "c.xlsx", worksheet(""), more={"xl/worksheets/SHEET1.xml": "<far/>"})

    assert "twice" in refused(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_parts_may_be_packed_or_not(tmp_path: Path, method: int) -> None:
    """A zip knows both."""
    text = worksheet('<row r="1"><c r="A1"><v>7</v></c></row>')

    assert rows(packed(tmp_path / "c.xlsx", text, method=method)) == [["7"]]


def test_other_packings_and_passwords_are_refused(tmp_path: Path) -> None:
    """No spreadsheet makes them."""
    odd = packed(tmp_path / "a.xlsx", worksheet(""), method=zipfile.ZIP_BZIP2)
    assert "that spreadsheets do not use" in refused(odd)

    locked = packed(tmp_path / "b.xlsx", worksheet(""))
    content = bytearray(locked.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(content)
    assert "protected by a password" in refused(locked)


def test_lists_that_are_too_long_are_refused(tmp_path: Path) -> None:
    """Of parts, and of worksheets."""
    many = {f"xl/media/{number}": "" for number in range(workbook_parts.PARTS_MAX)}
    assert "at most 10000 are read" in refused(packed(tmp_path / "a.xlsx", "", more=many))

    long = CONTENT["xl/workbook.xml"] + " " * 1_000_001
    path = packed(tmp_path / "b.xlsx", worksheet(""), more={"xl/workbook.xml": long})
    assert "a list of worksheets of more than" in refused(path)


def test_numbers_that_are_none_are_no_codes() -> None:
    """A workbook may hold them all the same."""
    assert [text_of(value) for value in (float("inf"), float("nan"))] == ["INF", "NAN"]


@pytest.mark.parametrize(
    "text",
    [
        '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'/></row><row r = '9999'><c r = 'XFD9999'><v>1</v></c></row>",
        '<row><c r="A1"><v>1</v></c><c r="XFD900000"><v>1</v></c></row>',
        f"{'<row/>' * 5_000}<row>{'<c><v>1</v></c>' * 3_000}</row>",
    ],
)
def test_one_cell_far_away_is_refused_early(tmp_path: Path, text: str) -> None:
    """Everything up to it would be made in memory, wherever the cells say that they are."""
    assert "more than 10000000 cells" in refused(packed(tmp_path / "c.xlsx", worksheet(text)))


def test_a_cell_cut_in_two_is_found() -> None:
    """A worksheet is unpacked piece by piece, and a piece ends anywhere."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(1, 60))
    scan = Scan(Look())
    for begin in range(0, len(cells), 37):
        scan.take(cells[begin : begin + 37].encode())

    assert scan.extent.odd == {(row, 0): "#N/A" for row in range(59)}


def test_columns_are_numbered_as_letters_run() -> None:
    """From 0."""
    assert [column_number(one) for one in ("A", "Z", "AA", "xfd")] == [0, 25, 26, 16383]
