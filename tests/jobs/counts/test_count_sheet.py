"""`count sheet`: blind, in walking order, safe to open, and back into the book when filled in."""

import csv
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import openpyxl
import pytest
import zxingcpp

from jobs.counts.sheet_files import PAGE_ROWS_MAX, BlankSheet, SheetRow, write_sheet
from ledger.errors import Rejected
from tests.jobs.shop_desk import Desk
from tests.jobs.world import BEGIN

MAIN = ("--location", "main")
HEADINGS = ["Bin", "SKU", "Barcode", "Name", "Counted", "Counted at", "Counted by"]
EVIL = '=HYPERLINK("http://evil.example","<script>alert(1)</script>")'


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 in two bins, five 00123 in one, and a hundred C-9 that nobody counted."""
    desk.opened("sku,quantity\nA-1,10\n00123,5\nC-9,100\n")
    rows = f'sku,name,barcodes\nA-1,"{EVIL.replace(chr(34), chr(34) * 2)}",4006381333931\n'
    desk.json("items", "import", desk.write("items.csv", rows))
    upload(desk, desk.write("first.csv", "SKU,Counted,Bin\nA-1,4,B-10\nA-1,6,B-9\n00123,5,007\n"))
    return desk


def upload(desk: Desk, path: Path, at: str = "2026-11-12T12:00") -> Any:
    answered = desk.run("count", "upload", path, *MAIN, "--counted-at", at, "--json")
    assert answered.status in {0, 1}, answered
    return answered.json


def printed(desk: Desk, name: str, *words: object) -> Path:
    path = desk.folder / name
    desk.json("count", "sheet", path, *MAIN, *words)
    return path


def cells_of(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    rows = openpyxl.load_workbook(path)["Count"].iter_rows(values_only=True)
    return [["" if one is None else str(one) for one in row] for row in rows]


class Page(HTMLParser):
    """The texts of the cells, row by row, and every tag."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


PIXELS_A_MODULE = 4


def drawn(path: Path) -> list[str]:
    """The SVGs of a page."""
    return re.findall("<svg.*?</svg>", path.read_text(encoding="utf-8"))


def pixels(svg: str) -> npt.NDArray[np.uint8]:
    """Black lines of one module on white, as `M4 4.5h7m1 0h1` draws them."""
    scale = re.search(r'transform="scale\(([0-9.]+)\)"', svg)
    box = re.search(r'viewBox="0 0 ([0-9.]+) [0-9.]+"', svg)
    path = re.search(r' d="([^"]+)"', svg)
    assert box is not None
    assert path is not None
    modules = round(float(box[1]) / (float(scale[1]) if scale else 1))
    square = np.full((modules, modules), 255, dtype=np.uint8)
    x, y = 0.0, 0.0
    for move, first, second in re.findall(r"([Mmh])(-?[0-9.]+)(?: ?(-?[0-9.]+))?", path[1]):
        if move == "h":
            square[int(y), int(x) : int(x + float(first))] = 0
            x += float(first)
        else:
            dx, dy = float(first), float(second)
            x, y = (dx, dy) if move == "M" else (x + dx, y + dy)
    return square.repeat(PIXELS_A_MODULE, axis=0).repeat(PIXELS_A_MODULE, axis=1)


def decoded(svg: str) -> str:
    """What a scanner reads of it."""
    (code,) = zxingcpp.read_barcodes(pixels(svg))
    return code.text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_is_blind_and_in_walking_order(opened: Desk, ending: str) -> None:
    """Bin 9 before bin 10, what has no bin last, and no quantity anywhere."""
    heading, *rows = cells_of(printed(opened, f"sheet.{ending}", "00123", "C-9", "A-1"))

    assert heading == HEADINGS
    assert [row[:3] for row in rows] == [
        ["007", "00123", ""],
        ["B-9", "A-1", "4006381333931"],
        ["B-10", "A-1", "4006381333931"],
        ["", "C-9", ""],
    ]
    assert not any(cell for row in rows for cell in row[4:])


def test_a_filled_in_sheet_goes_back_as_it_is(opened: Desk) -> None:
    """Whoever counts writes only what was counted, and when."""
    path = printed(opened, "sheet.csv")
    heading, *rows = cells_of(path)
    found = {"C-9": "99"}
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [heading, *([*row[:4], found.get(row[1], "0"), "2026-11-13 09:00"] for row in rows)]
        )

    (line,) = upload(opened, path)["variances"]

    assert (line["sku"], line["counted"], line["expected"]) == ("C-9", 99, 100)


def test_a_filled_in_workbook_goes_back_as_it_is(opened: Desk) -> None:
    """With its leading zeros, and the instants that a spreadsheet makes dates of."""
    path = printed(opened, "sheet.xlsx", "A-1", "00123")
    workbook = openpyxl.load_workbook(path)
    found = {"007": 5, "B-9": 6, "B-10": 3}
    for row in workbook["Count"].iter_rows(min_row=2):
        row[4].value = found[str(row[0].value)]
        workbook["Count"].cell(row[0].row or 0, 6).value = datetime(2026, 11, 13, 9)  # noqa: DTZ001
    workbook.save(path)

    (line,) = upload(opened, path)["variances"]

    assert (line["sku"], line["counted"], line["expected"]) == ("A-1", 9, 10)
    assert line["counted_at"] == "2026-11-13T09:00:00+00:00"


def test_the_plan_says_what_is_on_the_sheet(opened: Desk) -> None:
    """With all bins of an item, since a count of some says nothing of it."""
    answer = opened.json("count", "sheet", opened.folder / "a.csv", *MAIN)
    assert [row[1] for row in cells_of(opened.folder / "a.csv")[1:]] == ["C-9"]
    assert (answer["rows"], answer["items"], answer["selected"]) == (1, 1, 1)

    rows = cells_of(printed(opened, "b.csv", "--bin", "B-9"))[1:]

    assert [row[0] for row in rows] == ["B-9", "B-10"]


def test_no_cell_of_a_sheet_is_a_formula(opened: Desk) -> None:
    """A name from a storefront may begin like one; it is text in every program."""
    workbook = openpyxl.load_workbook(printed(opened, "sheet.xlsx", "A-1"))
    cells = [cell for row in workbook["Count"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    (name,) = {cell.value for cell in cells if str(cell.value).startswith("=")}
    assert name == EVIL
    assert all(cell.quotePrefix for cell in cells if cell.value == EVIL)
    assert workbook["Count"]["A2"].number_format == "@"

    (_, row, _) = cells_of(printed(opened, "sheet.csv", "A-1"))
    assert row[3] == f"'{EVIL}"


def test_a_sku_like_a_formula_is_not_written_to_a_csv(opened: Desk) -> None:
    """It could not be marked and come back the same; a workbook holds it."""
    opened.json("items", "create", "=1+1")

    assert "'=1+1' would be a formula" in opened.refused(
        "count", "sheet", opened.folder / "s.csv", *MAIN, "=1+1"
    )
    assert cells_of(printed(opened, "s.xlsx", "=1+1"))[1][1] == "=1+1"


def test_a_page_to_print_has_a_code_for_each_row(opened: Desk) -> None:
    """The barcode where there is one, else the SKU; foreign text stays text."""
    path = printed(opened, "sheet.html", "A-1", "00123")
    page = Page(path)

    assert page.rows[1] == ["", "Code", *HEADINGS[:5], "Lot, note"]
    assert page.rows[2:5] == [
        ["1", "", "007", "00123", "", "", "", ""],
        ["2", "", "B-9", "A-1", "4006381333931", EVIL, "", ""],
        ["3", "", "B-10", "A-1", "4006381333931", EVIL, "", ""],
    ]
    assert page.tags.count("svg") == 3
    assert "script" not in page.tags
    assert [decoded(one) for one in drawn(path)] == ["00123", "4006381333931", "4006381333931"]


def test_every_code_of_a_long_page_is_read_by_a_scanner(tmp_path: Path) -> None:
    """As it is drawn, with the margin that its standard wants, whatever the SKU holds."""
    skus = ["A-1", "Ü-9 ß/#&<>", "日本語", "0" * 13, "X" * 60, "y" * 255]
    rows = [
        SheetRow(bin=f"B-{number}", sku=skus[number % 6], barcode="", name="x" * 200)
        for number in range(300)
    ]
    write_sheet(BlankSheet(location="main", made_at=BEGIN, rows=rows), tmp_path / "sheet.html")

    codes = drawn(tmp_path / "sheet.html")
    assert len(codes) == 300
    assert [decoded(one) for one in codes[:6]] == skus
    # The same SKU is drawn the same way, so the others are read as well.
    assert codes == codes[:6] * 50


def test_a_code_is_large_enough_for_a_scanner(tmp_path: Path) -> None:
    """Its smallest square is a quarter of a millimetre at least, and it fits its column."""
    for sku, width in {"A-1": 11.6, "X" * 60: 16.8, "y" * 255: 20.0}.items():
        row = SheetRow(bin="", sku=sku, barcode="", name="")
        write_sheet(BlankSheet(location="main", made_at=BEGIN, rows=[row]), tmp_path / "s.html")
        (code,) = drawn(tmp_path / "s.html")
        found = re.search(r'width="([0-9.]+)mm".*viewBox="0 0 ([0-9.]+) ', code)
        assert found is not None
        modules = (pixels(code).shape[0]) / PIXELS_A_MODULE
        assert float(found[1]) <= width + 0.01
        assert float(found[1]) / modules >= 0.25


def test_people_read_what_was_written(opened: Desk) -> None:
    """And how much more there would be."""
    path = opened.folder / "sheet.csv"

    out = opened.run("count", "sheet", path, *MAIN, "--class", "C", "--limit", 2).out

    assert out == f"{path}: 2 rows, 2 of 3 items at main\n"


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        ("sheet.pdf", (), "ends in none of .csv, .xlsx, .html"),
        ("sheet.csv", ("nope",), "SKU 'nope' is unknown"),
        ("sheet.csv", ("A-1", "--bin", "B-9"), "not both"),
        ("sheet.csv", ("--class", "A"), "nothing to count"),
        ("none/sheet.csv", (), "cannot be written"),
        ("none/sheet.xlsx", (), "cannot be written"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    opened: Desk, name: str, words: tuple[str, ...], why: str
) -> None:
    """With what to do instead, and no file is left."""
    assert why in opened.refused("count", "sheet", opened.folder / name, *MAIN, *words)
    assert not (opened.folder / name).exists()


def test_nobody_carries_two_hundred_pages(tmp_path: Path) -> None:
    """A file holds more."""
    rows = [SheetRow(bin="", sku=f"S{i}", barcode="", name="") for i in range(PAGE_ROWS_MAX + 1)]
    sheet = BlankSheet(location="main", made_at=BEGIN, rows=rows)

    with pytest.raises(Rejected, match="rows are too many"):
        write_sheet(sheet, tmp_path / "sheet.html")
    write_sheet(sheet, tmp_path / "sheet.csv")
