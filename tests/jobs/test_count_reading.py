"""Sheets as people have them, from the file to the count; and their copies, to be mended."""

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.jobs.shop_desk import Desk
from tests.reconcile.books import packed, worksheet, xlsx
from tests.shared import shared

AT = ("--location", "main", "--counted-at", "2026-11-12T12:00")
ODD = "Artikelkennung;Ist-Zahl;Farbe\nA-1;8;rot\n00123;5;blau\n"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 and five 00123 at main since the first of November."""
    desk.opened()
    return desk


def upload(desk: Desk, path: Path, *more: object) -> Any:
    answered = desk.run("count", "upload", path, *AT, *more, "--json")
    assert answered.status in {0, 1}, answered
    return answered.json


def refused(desk: Desk, path: Path, *more: object) -> Any:
    answered = desk.run("count", "upload", path, *AT, *more, "--json")
    assert answered.status == 2, answered
    return answered.json


def differing(answer: Any) -> list[tuple[str, int]]:
    return [(one["sku"], one["counted"]) for one in answer["variances"]]


def text_of(answer: Any) -> str:
    return "; ".join(one["problem"] for one in answer["problems"])


def rows_of(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_workbook_is_a_sheet(opened: Desk) -> None:
    """With a title, numbers for quantities, instants for instants, and text for codes."""
    at = datetime(2026, 11, 12, 12, 0)  # noqa: DTZ001  # workbooks know no zones
    head: list[Any] = ["SKU", "Counted", "Counted at"]
    rows = [["Monday"], [], head, ["A-1", 8.0, at], ["00123", 5, at]]
    path = xlsx(opened.folder / "count.xlsx", rows)

    answered = opened.run("count", "upload", path, "--location", "main", "--json")

    assert differing(answered.json) == [("A-1", 8)]
    assert answered.json["variances"][0]["row"] == 4
    assert answered.json["counted_at"] == "2026-11-12T12:00:00Z"


def test_an_old_workbook_of_a_warehouse_system_is_a_sheet(opened: Desk) -> None:
    """Whose instructions stand on a worksheet before it."""
    path = shared("data/count-sheets/inventory.xls")
    opened.json("items", "create", "10088")

    answer = upload(opened, path, "--all")

    assert [(one["sku"], one["counted"]) for one in answer["variances"]] == [("10088", 200)]
    assert answer["notes"] == [
        "read of worksheet 'Template'",
        "lots are added up; the book keeps one number an item, `count report` each",
    ]
    assert answer["not_used"] == ["Product name", "OB QOH", "Comment"]


def test_of_several_worksheets_the_one_with_headings_is_read(opened: Desk) -> None:
    """And where several have them, a person says which."""
    sheet: list[list[Any]] = [["SKU", "Qty"], ["A-1", 8]]
    other: list[list[Any]] = [["SKU", "Qty"], ["A-1", 7]]
    one = xlsx(opened.folder / "a.xlsx", [["How to count"]], sheet, names=["Help", "Hall 1"])
    two = xlsx(opened.folder / "b.xlsx", sheet, other, names=["Hall 1", "Hall 2"])

    assert differing(upload(opened, one)) == [("A-1", 8)]
    assert "'Hall 1', 'Hall 2' may each be the sheet; say --sheet NAME" in text_of(
        refused(opened, two)
    )
    assert differing(upload(opened, two, "--sheet", "Hall 2")) == [("A-1", 7)]
    assert differing(upload(opened, two, "--sheet", "Hall 1")) == [("A-1", 8)]
    assert "it has 'Hall 1', 'Hall 2'" in text_of(refused(opened, two, "--sheet", "Hall 3"))


def test_a_workbook_without_headings_has_them_named(opened: Desk) -> None:
    """Or is told that it has none."""
    path = xlsx(opened.folder / "count.xlsx", [[], ["A-1", 8], ["00123", 5]])

    assert "The first row says: A-1, 8" in text_of(refused(opened, path))
    answer = upload(opened, path, "--columns", "sku,quantity")
    assert differing(answer) == [("A-1", 8)]
    assert answer["variances"][0]["row"] == 2


def test_headings_of_a_workbook_may_leave_a_question(opened: Desk) -> None:
    """As those of a text."""
    path = xlsx(opened.folder / "count.xlsx", [["SKU", "Qty", "Stock"], ["A-1", 8, 7]])

    assert "both mean quantity; say which with --map" in text_of(refused(opened, path))
    assert differing(upload(opened, path, "--map", "quantity=Stock")) == [("A-1", 7)]


@pytest.mark.parametrize("rows", [[], [["SKU", "Qty"]], [["SKU", "Qty"], ["", None]]])
def test_a_workbook_without_rows_says_so(opened: Desk, rows: list[list[Any]]) -> None:
    """Whether it has headings or nothing at all."""
    said = text_of(refused(opened, xlsx(opened.folder / "count.xlsx", rows)))

    assert "no rows below them" in said or "The first row says: nothing" in said


def test_errors_and_numbers_too_long_are_problems(opened: Desk) -> None:
    """Never empty cells, and never another code."""
    text = (
        '<row r="1"><c r="A1" t="str"><v>SKU</v></c><c r="B1" t="str"><v>Qty</v></c>'
        '<c r="C1" t="str"><v>Bin</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>A-1</v></c><c r="B2" t="e"><v>#N/A</v></c></row>'
        '<row r="3"><c r="A3"><v>123456789012345678</v></c><c r="B3"><f>1+1</f></c></row>'
        '<row r="4"><c r="A4" t="str"><v>A-1</v></c><c r="B4"><v>1</v></c>'
        '<c r="C4" t="e"><v>#REF!</v></c></row>'
    )
    answer = refused(opened, packed(opened.folder / "count.xlsx", worksheet(text)))

    assert [(one["row"], one["column"]) for one in answer["problems"]] == [
        (2, "Qty"), (3, "SKU"), (3, "Qty"), (4, "Bin"),
    ]  # fmt: skip
    assert "1.23456789012346E+17" in text_of(answer)
    assert "#NOT CALCULATED" in text_of(answer)


def test_what_a_heading_means_is_said_once(opened: Desk) -> None:
    """The next sheet with just these headings is understood, and that is said."""
    first = opened.write("a.csv", ODD)
    said = ("--map", "sku=Artikelkennung", "--map", "quantity=Ist-Zahl")
    assert "--map sku=HEADING" in text_of(refused(opened, first))

    answer = upload(opened, first, *said)
    assert differing(answer) == [("A-1", 8)]
    assert (answer["not_used"], answer["notes"]) == (["Farbe"], [])

    again = upload(opened, opened.write("b.csv", ODD.replace("A-1;8", "A-1;7")))
    assert differing(again) == [("A-1", 7)]
    assert again["notes"] == [
        "headings understood as was said of the same ones before: "
        "sku is 'Artikelkennung', quantity is 'Ist-Zahl'"
    ]
    assert upload(opened, first)["count"] == answer["count"]


def test_a_refused_sheet_teaches_nothing(opened: Desk) -> None:
    """Nor does it hold elsewhere: there a column may mean another location."""
    said = ("--map", "sku=Artikelkennung", "--map", "quantity=Ist-Zahl")
    refused(opened, opened.write("a.csv", ODD.replace("8", "x")), *said)
    assert "no row of headings" in text_of(refused(opened, opened.write("b.csv", ODD)))

    upload(opened, opened.write("c.csv", ODD), *said)
    elsewhere = opened.run("count", "upload", opened.folder / "c.csv", "--location", "annex",
                           "--counted-at", "2026-11-12T12:00", "--json")  # fmt: skip
    assert "no row of headings" in text_of(elsewhere.json)


def test_the_same_file_read_otherwise_is_another_count(opened: Desk) -> None:
    """Else the first reading would stand for the second."""
    path = opened.write("a.csv", "SKU,Qty,Stock\nA-1,8,7\n")

    first = upload(opened, path, "--map", "quantity=Qty")
    second = upload(opened, path, "--map", "quantity=Stock")

    assert (differing(first), differing(second)) == ([("A-1", 8)], [("A-1", 7)])
    assert first["count"] != second["count"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_without_headings_has_them_named(opened: Desk, delimiter: str) -> None:
    """In order, and what is not wanted is passed over."""
    text = "A-1,red,8\n00123,blue,5\n".replace(",", delimiter)
    path = opened.write("count.txt", text)

    assert "name its columns with --columns" in text_of(refused(opened, path))
    answer = upload(opened, path, "--columns", "sku,-,quantity")
    assert differing(answer) == [("A-1", 8)]
    assert answer["variances"][0]["row"] == 1


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("A-1,8\n", "sku,bin,quantity", "names 3 columns"),
        ("SKU,Qty\nA-1,8\n", "sku,quantity", "is a row of headings"),
    ],
)
def test_columns_that_do_not_fit_are_refused(
    opened: Desk, text: str, columns: str, said: str
) -> None:
    """Before a heading is taken for goods."""
    path = opened.write("count.csv", text)

    assert said in text_of(refused(opened, path, "--columns", columns))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--columns", "sku,quantity,sku"), "names a column twice"),
        (("--columns", "sku,bin"), "must name quantity"),
        (("--columns", "sku,price,quantity"), "'price' is none of sku, barcode"),
        (("--map", "sku"), "write COLUMN=HEADING"),
        (("--map", "price=Preis"), "'price' is none of"),
        (("--map", "sku=A", "--map", "sku=B"), "says twice what sku is"),
        (("--columns", "sku,quantity", "--map", "sku=A"), "--columns is for a sheet without"),
        (("--encoding", "klingon"), "is no encoding of text"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    opened: Desk, options: tuple[str, ...], said: str
) -> None:
    """With what they take."""
    path = opened.write("count.csv", ODD)

    assert said in opened.refused("count", "upload", path, *AT, *options)


def test_options_of_another_kind_of_file_are_refused(opened: Desk) -> None:
    """No option does nothing."""
    text = opened.write("count.csv", ODD)
    book = xlsx(opened.folder / "count.xlsx", [["SKU", "Qty"], ["A-1", 8]])

    assert "leave --sheet out" in text_of(refused(opened, text, "--sheet", "Hall 1"))
    assert "leave --encoding out" in text_of(refused(opened, book, "--encoding", "utf-8"))


def test_a_mark_that_nothing_explains_is_asked_about(opened: Desk) -> None:
    """And as a person says, so it is read."""
    path = opened.write("count.csv", "SKU;Qty\nA-1;1.200\n00123;5\n")

    assert "--decimal comma" in text_of(refused(opened, path))
    assert differing(upload(opened, path, "--decimal", "comma")) == [("A-1", 1200)]
    assert "not a whole number" in text_of(refused(opened, path, "--decimal", "point"))


def test_an_assumed_encoding_is_said_and_can_be_told(opened: Desk) -> None:
    """A sign alone proves nothing."""
    opened.json("items", "create", "5€")
    opened.json("items", "create", "5Ä")
    path = opened.write("count.csv", "SKU,Qty\n5€,1\nA-1,8\n".encode("cp1252"))

    answer = upload(opened, path)
    assert ("5€", 1) in differing(answer)
    assert "read as cp1252, which nothing in it proves" in answer["notes"][0]

    told = upload(opened, path, "--encoding", "mac-roman")
    assert ("5Ä", 1) in differing(told)
    assert told["notes"] == []


def test_a_word_that_is_no_state_is_refused(opened: Desk) -> None:
    """It is never added up unsaid."""
    text = "SKU,Qty,State\nA-1,8,available\nA-1,2,purple\n00123,5,\n"
    answer = refused(opened, opened.write("count.csv", text))

    assert [(one["row"], one["column"]) for one in answer["problems"]] == [(3, "State")]
    assert "'purple' is no state" in text_of(answer)


def test_packed_goods_are_a_part_of_what_was_counted(opened: Desk) -> None:
    """A row that says packed declares that such goods were counted."""
    path = opened.write("count.csv", "SKU,Qty,Bin,Zustand\nA-1,8,x,verfügbar\nA-1,2,x,verpackt\n")

    assert upload(opened, path)["variances"] == []
    said = text_of(refused(opened, path, "--packed", "not-counted"))
    assert "--packed not-counted says" in said


def test_lots_tell_rows_of_a_bin_apart(opened: Desk) -> None:
    """The same lot twice is still a question."""
    text = "SKU,Qty,Bin,Batch\nA-1,4,x,L1\nA-1,6,x,L2\n"
    assert upload(opened, opened.write("a.csv", text))["variances"] == []

    answer = refused(opened, opened.write("b.csv", text.replace("L2", "L1")))
    assert [(one["row"], one["column"]) for one in answer["problems"]] == [(3, "Bin")]


def test_people_are_told_where_the_copy_is(opened: Desk) -> None:
    """Below all problems."""
    answered = opened.run("count", "upload", opened.write("c.csv", "SKU,Qty\nA-1,x\n"), *AT)

    assert f"a copy with all problems is in {opened.folder / 'c.problems.csv'}" in answered.err


def test_what_is_not_used_is_said(opened: Desk) -> None:
    """To people as to programs."""
    path = opened.write("count.csv", "SKU,Counted by,Qty,Colour\nA-1,Ann,8,red\n")

    assert upload(opened, path)["not_used"] == ["Colour"]
    assert "not used: Colour" in opened.run("count", "upload", path, *AT).err


WRONG = 'SKU;Größe;Qty\nA-1;"a; b";x\n00123;=1+1;5\nnope;;y\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "mac_roman"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_refused_sheet_is_given_back_with_its_problems(
    opened: Desk, encoding: str, line_end: str
) -> None:
    """In its own letters, delimiter and line ends; mended, it uploads as it is."""
    path = opened.write("count.csv", WRONG.replace("\n", line_end).encode(encoding))

    answer = refused(opened, path)

    copy = Path(answer["annotated"])
    assert copy == opened.folder / "count.problems.csv"
    text = copy.read_bytes().decode(encoding)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert rows == [
        ["SKU", "Größe", "Qty", "Stockbook problem"],
        ["A-1", "a; b", "x", "Qty: 'x' is not a whole number of at least 0"],
        ["00123", "'=1+1", "5", ""],
        ["nope", "", "y", rows[3][3]],
    ]
    assert rows[3][3].startswith("SKU: sku 'nope' is unknown")
    assert "; Qty: 'y' is not" in rows[3][3]
    assert text.count("\r\n") == (4 if line_end == "\r\n" else 0)

    mended = text.replace(";x;", ";8;").replace("nope", "A-1").replace(";y;", ";1;")
    copy.write_bytes(mended.encode(encoding))
    assert differing(upload(opened, copy)) == [("A-1", 9)]


def test_nothing_is_ever_written_over(opened: Desk) -> None:
    """The next copy has the next number; a copy of a copy replaces its problems only."""
    path = opened.write("count.csv", "SKU,Qty\nA-1,x\n")
    first, second = (Path(refused(opened, path)["annotated"]) for _ in range(2))
    third = Path(refused(opened, first)["annotated"])

    names = [one.name for one in (first, second, third)]
    assert names == ["count.problems.csv", "count.problems-2.csv", "count.problems-3.csv"]
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()


def test_the_copy_goes_where_a_person_wants_it(opened: Desk) -> None:
    """Unless something is there, or it is called what it is not."""
    path = opened.write("count.csv", "SKU,Qty\nA-1,x\n")
    target = opened.folder / "mend me.csv"

    assert refused(opened, path, "--annotated", target)["annotated"] == str(target)
    said = opened.refused("count", "upload", path, *AT, "--annotated", target)
    assert "is there already" in said
    said = opened.refused("count", "upload", path, *AT, "--annotated", "x.xlsx")
    assert "ends with .csv" in said


def test_a_folder_that_takes_no_copy_is_no_obstacle(opened: Desk) -> None:
    """The problems are told all the same."""
    path = opened.write("count.csv", "SKU,Qty\nA-1,x\n")
    target = opened.folder / "no such folder" / "copy.csv"

    answer = refused(opened, path, "--annotated", target)

    assert answer["annotated"] is None
    assert "cannot be written" in answer["notes"][0]
    assert len(answer["problems"]) == 1


def test_a_sheet_without_headings_gets_them_in_its_copy(opened: Desk) -> None:
    """So that it can be uploaded by itself."""
    path = opened.write("count.csv", "A-1,red,x\n")

    copy = Path(refused(opened, path, "--columns", "sku,-,quantity")["annotated"])
    copy.write_text(copy.read_text(encoding="utf-8").replace(",x,", ",8,"), encoding="utf-8")

    assert copy.read_text(encoding="utf-8").startswith("sku,,quantity,Stockbook problem\n")
    assert differing(upload(opened, copy)) == [("A-1", 8)]


def test_rows_with_too_many_cells_are_told_in_the_copy(opened: Desk) -> None:
    """Behind all of their cells, none of which is lost."""
    path = opened.write("count.csv", "SKU,Qty\nA-1,1,200\n00123,5\n")

    copy = Path(refused(opened, path)["annotated"]).read_text(encoding="utf-8")

    assert copy.splitlines()[1].startswith('A-1,1,200,"3 cells under 2 headings')


def test_a_problem_of_the_whole_sheet_needs_no_copy(opened: Desk) -> None:
    """There is no row to mend."""
    path = opened.write("count.csv", "SKU,Qty\nA-1,8\n")

    answered = opened.run("count", "upload", path, "--location", "main", "--json")

    assert answered.json["annotated"] is None
    assert list(opened.folder.glob("*.problems*")) == []


def test_a_refused_workbook_comes_back_as_a_workbook(opened: Desk) -> None:
    """Codes stay text, numbers numbers, the wrong cell is marked; mended, it uploads as it is."""
    head: list[Any] = ["SKU", "Qty", "Note"]
    rows = [["Monday"], head, ["00123", 5, "=1+1"], ["A-1", "x", "#N/A"]]
    path = xlsx(opened.folder / "count.xlsx", rows)

    copy = Path(refused(opened, path)["annotated"])

    assert copy.name == "count.problems.xlsx"
    assert rows_of(copy)[1:3] == [
        ["SKU", "Qty", "Note", "Stockbook problem"],
        ["00123", 5, "=1+1", None],
    ]
    book = openpyxl.load_workbook(copy)
    sheet = book.active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert sheet["B4"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B3"].fill.fgColor.rgb != "FFFFC7CE"
    assert sheet["D4"].value == "Qty: 'x' is not a whole number of at least 0"
    sheet["B4"].value = 8
    book.save(copy)
    assert differing(upload(opened, copy)) == [("A-1", 8)]


def test_an_old_workbook_comes_back_as_a_new_one(opened: Desk) -> None:
    """Nothing here writes XLS."""
    source = shared("data/count-sheets/inventory.xls")
    path = opened.write("inventory.xls", source.read_bytes())

    copy = Path(refused(opened, path)["annotated"])

    assert copy.name == "inventory.problems.xlsx"
    assert rows_of(copy)[0][-1] == "Stockbook problem"
    assert "is unknown" in rows_of(copy)[1][-1]
    opened.json("items", "create", "10088")
    assert upload(opened, copy)["lines"] == 1


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
