"""The count's report for the auditor: who, when, before, after, why, and what was learnt since."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.jobs.count_desk import CountDesk
from tests.jobs.shop_desk import Desk


@pytest.fixture
def audited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Ten A-1 of 12.50 were counted as 8 by ann, sent back, accepted as stolen by bob, posted;
    then the book learnt that one had left before. Another line is as expected; a third is odd.
    """
    desk.opened("sku,quantity\nA-1,10\n00123,5\n=1+1,3\n")
    desk.json("items", "create", "A-1", "--unit-cost", "12.50")
    hall = CountDesk(desk, monkeypatch)
    hall.upload("ann", {"A-1": 8, "00123": 5, "=1+1": 3})
    hall.run("bob", "recount", 1, "A-1")
    hall.run("bob", "approve", 1, "A-1", "--reason", "theft")
    hall.run("eve", "post", 1)
    desk.json("ship", "A-1", 1, "--location", "main", "--at", "2026-11-11T13:00", "--key", "k7")
    return hall


def rows_of(hall: CountDesk, *path: Path) -> list[dict[str, str]]:
    answered = hall.desk.run("count", "report", 1, *path)
    assert answered.status == 0, answered
    text = path[0].read_text(encoding="utf-8") if path else answered.out
    return list(csv.DictReader(io.StringIO(text)))


def facts_of(book: Workbook) -> dict[object, object]:
    """What the first sheet says of the count as a whole."""
    return {row[0]: row[1] for row in book["Count"].iter_rows(min_row=2, values_only=True)}


def test_every_line_stands_alone(audited: CountDesk) -> None:
    """Before and after as known at posting, decisions, what is booked now, and by whom."""
    row, matched, odd = rows_of(audited)

    named = ("sku", "expected", "counted", "difference", "unit_cost", "value", "status", "passed",
             "reason_code", "booked", "late_news", "counted_by", "uploaded_by",
             "posted_by")  # fmt: skip
    assert [row[name] for name in named] == [
        "A-1", "10", "8", "-2", "12.5", "-25", "reopened", "accepted", "theft", "-1", "1", "ann",
        "ann", "eve",
    ]  # fmt: skip
    first, second = row["decided"].split("; ")
    assert first.startswith("bob ")
    assert first.endswith(": recount -2")
    assert second.endswith(": accepted -2 (theft)")
    assert [matched[name] for name in named[:4]] == ["00123", "5", "5", "0"]
    assert (matched["status"], matched["booked"]) == ("matched", "0")
    assert odd["sku"] == "'=1+1"


def test_the_file_is_the_same_as_the_printed_lines(audited: CountDesk) -> None:
    """By the ending of its name."""
    assert rows_of(audited, audited.desk.folder / "report.csv") == rows_of(audited)


def test_a_workbook_has_the_whole_story(audited: CountDesk) -> None:
    """One sheet each for the count, its lines, the decisions and the late news."""
    path = audited.desk.folder / "report.xlsx"
    assert audited.desk.run("count", "report", 1, path).status == 0
    book = load_workbook(path)

    assert book.sheetnames == ["Count", "Lines", "Decisions", "Late news"]
    facts = facts_of(book)
    assert (facts["file"], facts["uploaded by"], facts["posted by"]) == (
        "sheet-1.csv",
        "ann",
        "eve",
    )
    assert facts["damaged goods"] == "nobody said"
    words = [row[1:] for row in book["Decisions"].iter_rows(min_row=2, values_only=True)]
    assert words == [
        ("bob", 3, "A-1", "recount", -2, None),
        ("bob", 3, "A-1", "accepted", -2, "theft"),
    ]
    (news,) = book["Late news"].iter_rows(min_row=2, values_only=True)
    assert news[1:] == (3, "A-1", 1, "ship/k7/1/1", "2026-11-11T13:00:00+00:00")
    assert book["Lines"]["G4"].value == "=1+1"
    assert book["Lines"]["G4"].data_type == "s"


def test_a_page_to_print(audited: CountDesk) -> None:
    """It needs nothing from anywhere else."""
    path = audited.desk.folder / "report.html"
    assert audited.desk.run("count", "report", 1, path).status == 0
    page = path.read_text(encoding="utf-8")

    assert "<h1>Count 1 of main</h1>" in page
    assert "<td>=1+1</td>" in page
    assert "uploaded_by" not in page
    assert "http" not in page
    assert "<script" not in page


def test_a_count_that_is_not_posted_can_be_reported_too(audited: CountDesk) -> None:
    """As it stands beside the book of now; what a complete sheet does not name is last."""
    audited.upload("ann", {"A-1": 6}, "--complete", at="2026-11-12T13:00")

    out = audited.desk.run("count", "report", 2).out
    rows = list(csv.DictReader(io.StringIO(out)))

    assert [(row["sku"], row["difference"], row["booked"], row["posted_by"]) for row in rows] == [
        ("A-1", "-2", "", ""),
        ("00123", "-5", "", ""),
        ("'=1+1", "-3", "", ""),
    ]


def test_confirmations_and_recounts_are_told(audited: CountDesk) -> None:
    """Who said that it is true although it is absurd."""
    audited.configure("{brake: {lines_at_least: 1}}")
    audited.upload("ann", {"A-1": 0}, at="2026-11-12T14:00")
    audited.run("bob", "recount", 2, "A-1")
    audited.upload("eve", {"A-1": 0}, "--recount-of", 2, at="2026-11-12T15:00")
    audited.run("bob", "confirm", 3, "--differing", 1, "--units", -8)

    path = audited.desk.folder / "report.xlsx"
    assert audited.desk.run("count", "report", 3, path).status == 0
    facts = facts_of(load_workbook(path))

    assert facts["counts again"] == "count 2"
    assert str(facts["confirmed"]).startswith("bob 20")
    assert "counted 0; is it an empty column?" in str(facts["confirmed"])


def test_what_cannot_be_written_is_said(audited: CountDesk) -> None:
    """By its ending, and with nothing left behind."""
    answered = audited.desk.run("count", "report", 1, audited.desk.folder / "report.pdf")

    assert answered.status == 2
    assert "ends in none of .csv, .xlsx, .html" in answered.err


def test_a_reversed_count_has_nothing_in_the_book(audited: CountDesk) -> None:
    """Each line says so by itself, and who took it out; what was decided stays told."""
    audited.run("zoe", "reverse", 1)

    row, *_ = rows_of(audited)

    named = ("difference", "status", "booked", "late_news", "posted_by", "reversed_by")
    assert [row[name] for name in named] == ["-2", "reversed", "0", "", "eve", "zoe"]
    assert row["reversed_at"]
    assert "accepted -2 (theft)" in row["decided"]


def test_each_printed_line_says_who_counted_it(audited: CountDesk) -> None:
    """Where several people did, the files alone do not say it."""
    sheet = audited.desk.write("two.csv", "SKU,Qty,Counted by\nA-1,7,cleo\n00123,5,dora\n")
    place = ("--location", "main", "--counted-at", "2026-11-13T12:00")
    number = audited.run("office", "upload", sheet, *place)["count"]
    page = audited.desk.folder / "count.html"
    audited.desk.json("count", "report", number, page)

    lines = page.read_text(encoding="utf-8").split("<h2>Lines</h2>")[1]
    assert [name in lines.split("</tr>")[i] for i, name in ((1, "cleo"), (2, "dora"))] == [True] * 2


def test_a_count_of_several_numbers_says_who_brought_each_file(audited: CountDesk) -> None:
    """The old number says under which one it goes on, and that nobody took it back."""
    place = ("--location", "main", "--counted-at", "2026-11-13T12:00")
    one = audited.desk.write("one.csv", "SKU,Qty\nA-1,7\n")
    two = audited.desk.write("two.csv", "SKU,Qty\n00123,5\n")
    old = audited.run("cleo", "upload", one, *place)["count"]
    new = audited.run("dora", "upload", two, *place, "--add-to", old)["count"]

    facts = {}
    for number in (old, new):
        path = audited.desk.folder / f"report-{number}.xlsx"
        audited.desk.json("count", "report", number, path)
        facts[number] = facts_of(load_workbook(path))
    assert facts[old]["goes on as"] == f"count {new}"
    assert str(facts[new]["one.csv came with"]).startswith(f"count {old}, uploaded by cleo 20")
    assert (facts[new]["one.csv counted by"], facts[new]["uploaded by"]) == ("cleo", "dora")
    assert "two.csv came with" not in facts[new]
