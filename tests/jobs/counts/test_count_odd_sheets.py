"""Sheets with odd dates, merged cells, sums and wrappings, and files that are none."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.jobs.sheet_desk import refused, rows_of, text_of, upload
from tests.jobs.shop_desk import Desk
from tests.reconcile.books import xlsx

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 and five 00123 at main since the first of November."""
    desk.opened()
    return desk


def test_dates_that_may_be_read_in_two_ways_are_asked(opened: Desk) -> None:
    """One row that can be read in one way only shows how the others are meant."""
    head, open_row = "SKU,Counted,Counted at\n", "A-1,8,11/12/2026 12:00\n"
    unsaid = opened.write("unsaid.csv", head + open_row)
    shown = opened.write("shown.csv", head + open_row + "00123,5,11/13/2026 12:00\n")

    said = opened.run("count", "upload", unsaid, "--location", "main", "--json")
    assert "--dates day-first or month-first" in text_of(said.json)
    american = opened.json_or_differing("count", "upload", shown, "--location", "main")
    assert american["variances"][0]["counted_at"].startswith("2026-11-12T12:00")
    told = opened.json_or_differing(
        "count", "upload", unsaid, "--location", "main", "--dates", "month-first"
    )
    assert told["variances"][0]["counted_at"].startswith("2026-11-12T12:00")
    assert told["count"] != american["count"]


@pytest.mark.parametrize(
    "text",
    [
        "SKU;Counted;Date;Time\nA-1;8;12.11.2026;12:00\n",
        "Artikelnr;Gezählt;Datum;Uhrzeit\nA-1;8;12.11.2026;12:00\n",
        "SKU;Counted;Time;Date\nA-1;8;12:00 PM;2026-11-12 00:00:00\n",
    ],
)
def test_an_instant_in_two_columns_is_one(opened: Desk, text: str) -> None:
    """The day in one, the time of day in another."""
    path = opened.write("two.csv", text)
    answer = opened.json_or_differing("count", "upload", path, "--location", "main")
    assert answer["variances"][0]["counted_at"].startswith("2026-11-12T12:00")


def test_a_day_without_its_time_is_no_instant(opened: Desk) -> None:
    """Whichever of the two cells is empty."""
    rows = "A-1,8,13/11/2026,\n00123,5,,12:00\n"
    answer = refused(opened, opened.write("half.csv", f"SKU,Counted,Date,Time\n{rows}"))
    assert [one["row"] for one in answer["problems"]] == [2, 3]


def test_a_bin_that_spans_rows_is_that_of_each(opened: Desk) -> None:
    """In the annotated copy as well, which holds no merged cells; blank rows stay blank."""
    path = xlsx(opened.folder / "merged.xlsx", [
        ["Bin", "SKU", "Counted"], ["x", "A-1", 10], [None, "00123", "?"], [None, None, None],
    ])  # fmt: skip
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("A2:A4")
    book.save(path)

    copy = Path(refused(opened, path)["annotated"])
    assert rows_of(copy)[2][:3] == ["x", "00123", "?"]
    sheet["C3"] = 5
    book.save(path)
    upload(opened, path)
    bins = opened.json("count", "bins", "--location", "main")["bins"]
    assert [(one["sku"], one["bin"]) for one in bins] == [("00123", "x"), ("A-1", "x")]


def test_a_second_row_of_headings_is_told_as_one(opened: Desk) -> None:
    """It says more than that nobody knows such an item."""
    answer = refused(opened, opened.write("two.csv", "Item,Quantity\nSKU,Counted\nA-1,9\n"))

    assert "leave one row of headings" in text_of(answer)


def test_a_letter_of_two_signs_is_offered_as_one(opened: Desk) -> None:
    """A Macintosh writes an umlaut as a letter and a mark; both look the same."""
    opened.json("items", "create", "GR\u00dcN")
    answer = refused(opened, opened.write("mac.csv", "SKU,Counted\nGRU\u0308N,9\n"))

    assert "which look alike; of all items only 'GR\u00dcN' can be meant" in text_of(answer)


def test_a_sum_below_the_table_is_told_as_one(opened: Desk) -> None:
    """Nobody is asked to make an item of it."""
    path = opened.write("sum.csv", "SKU,Counted\nA-1,8\nZwischensumme,8\n")
    assert "is a sum of other rows and no item; remove the row" in text_of(refused(opened, path))


@pytest.mark.parametrize("text", ['"=""A-1"""', "'A-1", "A\u20111", "a-1", "\u200bA-1"])
def test_a_sku_as_a_spreadsheet_wraps_it_is_offered(opened: Desk, text: str) -> None:
    """Never taken: a SKU is compared exactly."""
    answer = refused(opened, opened.write("odd.csv", f"SKU,Counted\n{text},8\n"))
    assert "only 'A-1' can be meant" in text_of(answer)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["mimetype", "content.xml"], "an OpenDocument spreadsheet; save it as XLSX"),
        (["Index/Document.iwa"], "a Numbers document; export it"),
        (["xl/workbook.bin"], "a binary workbook (XLSB)"),
        (["count.csv"], "an archive of other files; unpack it"),
    ],
)
def test_another_kind_of_zip_is_told_by_what_it_is(
    opened: Desk, names: list[str], said: str
) -> None:
    """With what to do, whatever its name."""
    with zipfile.ZipFile(opened.folder / "count.xlsx", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert said in text_of(refused(opened, opened.folder / "count.xlsx"))


def test_columns_of_a_copy_that_has_headings_need_not_be_said(opened: Desk) -> None:
    """Who repeats the command with the mended copy is told so."""
    words = ("--columns", "sku,quantity")
    copy = Path(refused(opened, opened.write("bare.csv", "A-1,x\n"), *words)["annotated"])
    assert "so --columns is not needed" in text_of(refused(opened, copy, *words))


def test_what_is_hidden_in_a_workbook_is_read_and_told(opened: Desk) -> None:
    """Rows that somebody filtered away, and columns that are read; others are no matter."""
    rows: list[list[object]] = [
        ["SKU", "Counted", "Bin", "Note"],
        *(["A-1", 1, f"B{row}", ""] for row in range(9)),
    ]
    path = xlsx(opened.folder / "filtered.xlsx", rows)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for row in (1, 3, 4, 5, 6, 8, 9):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions.group("C", "D", hidden=True)
    book.save(path)

    assert upload(opened, path)["notes"] == [
        "hidden rows are read as well: 3, 4, 5, 6, 8 and 1 more",
        "the column 'Bin' is hidden, and read as well",
    ]
