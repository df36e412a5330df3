"""A refused sheet comes back as an annotated copy, to be mended and uploaded as it is."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.jobs.sheet_desk import AT, differing, refused, rows_of, text_of, upload
from tests.jobs.shop_desk import Desk
from tests.reconcile.books import xlsx
from tests.shared import shared

WRONG = 'SKU;Größe;Qty\nA-1;"a; b";x\n00123;=1+1;5\nnope;;y\n'


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 and five 00123 at main since the first of November."""
    desk.opened()
    return desk


def test_people_are_told_where_the_copy_is(opened: Desk) -> None:
    """Below all problems."""
    answered = opened.run("count", "upload", opened.write("c.csv", "SKU,Qty\nA-1,x\n"), *AT)

    assert f"a copy with all problems is in {opened.folder / 'c.problems.csv'}" in answered.err


def test_thousands_of_problems_are_all_told_and_a_screenful_is_shown(opened: Desk) -> None:
    """The terminal says how many more there are, and where."""
    path = opened.write("c.csv", "SKU,Qty\n" + "A-1,x\n" * 3_000)

    answered = opened.run("count", "upload", path, *AT)

    assert len(answered.out.splitlines()) < 150
    assert "and 2900 problems more, which that copy tells too" in answered.err
    copy = (opened.folder / "c.problems.csv").read_text(encoding="utf-8")
    assert copy.count("is not a whole number") == 3_000
    answer = refused(opened, path)
    assert answer["error"]["what"] == "the sheet has 3000 problems"
    assert len(answer["problems"]) == 3_000


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
        [
            "A-1",
            "a; b",
            "x",
            "Qty: 'x' is not a whole number of at least 0; write the units in digits",
        ],
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
    """None of their cells is lost; once those beyond are empty, it uploads as it is."""
    path = opened.write("count.csv", "SKU,Qty\nA-1,1,200\n00123,5\n")

    copy = Path(refused(opened, path)["annotated"])

    first, wrong, other = copy.read_text(encoding="utf-8").splitlines()
    assert wrong.startswith('A-1,1,"3 cells under 2 headings')
    assert wrong.endswith(",200")
    assert "3 cells under 2 headings" in text_of(refused(opened, copy))
    mended = wrong.replace("A-1,1,", "A-1,9,").removesuffix("200")
    copy.write_text(f"{first}\n{mended}\n{other}", encoding="utf-8")
    assert differing(upload(opened, copy)) == [("A-1", 9)]


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
    assert (
        sheet["D4"].value
        == "Qty: 'x' is not a whole number of at least 0; write the units in digits"
    )
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


def test_rows_with_too_many_cells_are_told_with_all_others(opened: Desk) -> None:
    """The rest of the sheet is looked at as well, and its copy tells each row its own."""
    rows = "A-1,8,x,y\nnope,1,\n00123,?,\nA-1,7,x,\n"
    answer = refused(opened, opened.write("wide.csv", f"SKU,Counted,Bin\n{rows}"))

    told = [(one["row"], one["column"], one["problem"][:30]) for one in answer["problems"]]
    assert told == [
        (2, None, "4 cells under 3 headings; quot"),
        (3, "SKU", "sku 'nope' is unknown; correct"),
        (4, "Counted", "'?' says no number; write 0 wh"),
    ]
    copy = Path(answer["annotated"]).read_text(encoding="utf-8")
    assert [row[3][:12] for row in csv.reader(copy.splitlines())] == [
        "Stockbook pr", "4 cells unde", "SKU: sku 'no", "Counted: '?'", "",
    ]  # fmt: skip


def test_a_sheet_of_rows_with_too_many_cells_alone_is_told_so(opened: Desk) -> None:
    """There is no other row to look at."""
    answer = refused(opened, opened.write("wide.csv", "SKU,Counted\nA-1,8,x\n00123,5,y\n"))

    assert [one["row"] for one in answer["problems"]] == [2, 3]
