"""Sheets as people have them, from the file to the count."""

from datetime import datetime
from typing import Any

import pytest

from tests.jobs.sheet_desk import AT, differing, refused, text_of, upload
from tests.jobs.shop_desk import Desk
from tests.reconcile.books import packed, worksheet, xlsx
from tests.shared import shared

ODD = "Artikelkennung;Ist-Zahl;Farbe\nA-1;8;rot\n00123;5;blau\n"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 and five 00123 at main since the first of November."""
    desk.opened()
    return desk


def test_a_workbook_is_a_sheet(opened: Desk) -> None:
    """With a title, numbers for quantities, instants for instants, and text for codes."""
    at = datetime(2026, 11, 12, 12, 0)  # noqa: DTZ001  # workbooks know no zones
    head: list[Any] = ["SKU", "Counted", "Counted at"]
    rows = [["Monday"], [], head, ["A-1", 8.0, at], ["00123", 5, at]]
    path = xlsx(opened.folder / "count.xlsx", rows)

    answered = opened.run("count", "upload", path, "--location", "main", "--json")

    assert differing(answered.json) == [("A-1", 8)]
    assert answered.json["variances"][0]["row"] == 4
    assert answered.json["counted_at"] == "2026-11-12T12:00:00+00:00"


def test_an_old_workbook_of_a_warehouse_system_is_a_sheet(opened: Desk) -> None:
    """Whose instructions stand on a worksheet before it."""
    path = shared("data/count-sheets/inventory.xls")
    opened.json("items", "create", "10088")

    answer = upload(opened, path, "--all")

    assert [(one["sku"], one["counted"]) for one in answer["variances"]] == [("10088", 200)]
    assert answer["notes"] == [
        "read of worksheet 'Template'",
        "lots are added up; the book keeps one number an item, `count report` tells each",
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

    assert "Row 2 says: A-1, 8" in text_of(refused(opened, path))
    answer = upload(opened, path, "--columns", "sku,quantity")
    assert differing(answer) == [("A-1", 8)]
    assert answer["variances"][0]["row"] == 2


def test_columns_that_are_too_few_are_told(opened: Desk) -> None:
    """The colon of a time cuts no row that is cut by what usually does."""
    path = opened.write("count.csv", "10:00;A-1;8\n10:01;00123;5\n")

    said = text_of(refused(opened, path, "--columns", "sku,quantity"))

    assert "no row has as many cells; name them all, - for one to pass over: 10:00, A-1, 8" in said
    assert differing(upload(opened, path, "--columns", "-,sku,quantity")) == [("A-1", 8)]
    tilde = opened.write("tilde.csv", "A-1~7\n00123~5\n")
    assert differing(upload(opened, tilde, "--columns", "sku,quantity")) == [("A-1", 7)]


@pytest.mark.parametrize("content", ["{\\rtf1 A-1, 8}", '[{"sku": "A-1", "counted": 8}]'])
def test_what_is_no_table_is_told_as_that(opened: Desk, content: str) -> None:
    """And not as one whose headings nobody knows."""
    said = text_of(refused(opened, opened.write("count.csv", content)))

    assert "is no table of text; save the count as 'CSV UTF-8'" in said


def test_a_workbook_with_all_of_a_row_in_one_cell_is_told(opened: Desk) -> None:
    """As a text opened with the wrong delimiter, with how to mend it."""
    path = xlsx(opened.folder / "count.xlsx", [["Hall 1"], ["SKU;Qty"], ["A-1;8"]])

    (problem,) = refused(opened, path)["problems"]

    assert problem["row"] == 2
    assert "has all headings in one cell; split the column at ';'" in problem["problem"]


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
    assert "a formula that nobody has calculated" in text_of(answer)


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
    (note,) = again["notes"]
    assert note.startswith(
        "read as was said of the same headings before: "
        "sku is 'Artikelkennung'; quantity is 'Ist-Zahl' (`stockbook count headings` lists"
    )
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


def test_what_is_not_used_is_said(opened: Desk) -> None:
    """To people as to programs."""
    path = opened.write("count.csv", "SKU,Counted by,Qty,Colour\nA-1,Ann,8,red\n")

    assert upload(opened, path)["not_used"] == ["Colour"]
    own = opened.write("own.csv", "SKU,Name,Counted\nA-1,a thing,6\n")
    assert upload(opened, own)["not_used"] == [], "a column of our own blank sheets"
    assert "not used: Colour" in opened.run("count", "upload", path, *AT).err
