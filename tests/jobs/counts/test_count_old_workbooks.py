"""Sheets as XLS, which say the same as an XLSX would."""

from datetime import datetime
from pathlib import Path

import pytest
import xlwt

from tests.jobs.sheet_desk import differing, refused, rows_of, upload
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow

LYING = datetime(2026, 11, 12, 9)  # noqa: DTZ001  # workbooks know no zones
INSTANT = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1, twenty A-2 and five 00123 at main since the first of November."""
    desk.opened("sku,quantity\nA-1,10\nA-2,20\n00123,5\n")
    return desk


def merged(desk: Desk, last: object = 5) -> Path:
    """A title over all columns, a bin over three rows, a person over two, and a hidden sheet."""
    book = xlwt.Workbook()
    hidden = book.add_sheet("Old")
    hidden.visibility = 1
    hidden.write(0, 0, "SKU")
    hidden.write(0, 1, "Counted")
    sheet = book.add_sheet("Count")
    sheet.write_merge(0, 0, 0, 3, "Count of Monday")
    for place, text in enumerate(["Bin", "SKU", "Counted", "Counted by"]):
        sheet.write(2, place, text)
    sheet.write_merge(3, 5, 0, 0, "x")
    sheet.write_merge(3, 4, 3, 3, "ann")
    sheet.write(5, 3, "bob")
    for row, (sku, counted) in enumerate([("A-1", 9), ("A-2", 20), ("00123", last)], 3):
        sheet.write(row, 1, sku)
        sheet.write(row, 2, counted)
    book.active_sheet = 1
    path = desk.folder / "merged.xls"
    book.save(str(path))
    return path


def test_what_spans_rows_of_an_old_workbook_is_said_of_each(opened: Desk) -> None:
    """A bin and a person, also where a row has no cell of its own there."""
    answer = upload(opened, merged(opened))

    assert differing(answer) == [("A-1", 9)]
    assert answer["files"][0]["counted_by"] == "ann, bob"
    bins = opened.json("count", "bins", "--location", "main")["bins"]
    assert [(one["sku"], one["bin"]) for one in bins] == [
        ("00123", "x"),
        ("A-1", "x"),
        ("A-2", "x"),
    ]


def test_the_copy_of_an_old_workbook_tells_what_spans_rows_in_each(opened: Desk) -> None:
    """It holds no merged cells, and uploads once it is mended."""
    copy = Path(refused(opened, merged(opened, "?"))["annotated"])

    assert rows_of(copy)[4][:4] == ["x", "A-2", 20, "ann"]
    assert rows_of(copy)[5][:4] == ["x", "00123", "?", "bob"]


def test_days_of_the_calendar_of_1904_are_read(opened: Desk) -> None:
    """Old Macs counted their days from there."""
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("Count")
    for row, cells in enumerate([("SKU", "Counted", "Counted at"), ("A-1", 9, LYING)]):
        for place, value in enumerate(cells):
            sheet.write(row, place, value, INSTANT if value is LYING else xlwt.Style.default_style)
    book.save(str(opened.folder / "mac.xls"))

    answer = upload(opened, opened.folder / "mac.xls")
    assert answer["variances"][0]["counted_at"].startswith("2026-11-12T09:00")


def test_what_is_hidden_in_an_old_workbook_is_read_and_told(opened: Desk) -> None:
    """Whoever filtered a sheet does not see what is counted of it."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Count")
    for row, cells in enumerate([("SKU", "Counted", "Bin"), ("A-1", 9, "x"), ("A-2", 20, "y")]):
        for place, value in enumerate(cells):
            sheet.write(row, place, value)
    sheet.row(2).hidden = True
    sheet.col(2).hidden = True
    book.save(str(opened.folder / "filtered.xls"))

    answer = upload(opened, opened.folder / "filtered.xls")
    assert answer["lines"] == 2
    assert answer["notes"] == [
        "hidden rows are read as well: 3",
        "the column 'Bin' is hidden, and read as well",
    ]
