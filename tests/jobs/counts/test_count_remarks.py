"""What sheets say of rows beside how many: who counted, tags of several files, lots, states."""

import csv
import shlex
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.jobs.count_desk import AT, CountDesk, statuses
from tests.jobs.shop_desk import Desk

TAGS = [f"3036142C8C008F80000532{number:02X}" for number in range(9)]
"""Of GTIN 8719139005740."""


@pytest.fixture
def hall(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Ten A-1 and five 00123 of 50 each, and twenty tagged shirts, at main since November."""
    desk.opened("sku,quantity\nA-1,10\n00123,5\nshirt,20\n")
    for sku in ("A-1", "00123"):
        desk.json("items", "create", sku, "--unit-cost", "50")
    desk.json("items", "create", "shirt", "--barcode", "8719139005740")
    return CountDesk(desk, monkeypatch)


def upload(hall: CountDesk, text: str, *more: object, who: str = "eve", at: str = AT) -> Any:
    """The answer to a sheet, or to several that stand one behind the other."""
    paths = [
        hall.desk.write(f"{at[-5:-3]}-{number}-{abs(hash(one))}.csv", one)
        for number, one in enumerate(text.split("---\n"))
    ]
    return hall.run(who, "upload", *paths, "--location", "main", "--counted-at", at, *more)


def counted(answer: Any) -> dict[str, int]:
    return {one["sku"]: one["counted"] for one in answer["variances"]}


def report_of(hall: CountDesk, count: int) -> list[dict[str, str]]:
    path = hall.desk.folder / f"report-{count}.csv"
    assert hall.desk.run("count", "report", count, path).status == 0
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


BOTH = "SKU,Qty,Gezählt von\nA-1,8,ann\n00123,4,bob\n"


def test_each_row_says_who_counted_it(hall: CountDesk) -> None:
    """Who counted a line may not approve it; who counted another one may."""
    hall.configure("{second_person_above: 49}")
    answer = upload(hall, BOTH)

    assert answer["files"][0]["counted_by"] == "ann, bob"
    assert "ann counted it" in hall.refused("ann", "approve", 1, "A-1")
    assert "eve counted it" in hall.refused("eve", "approve", 1, "A-1")
    assert "bob counted it" in hall.refused("bob", "approve", 1, "00123")
    hall.run("bob", "approve", 1, "A-1")
    hall.run("carol", "approve", 1, "A-1")
    hall.run("ann", "approve", 1, "00123")
    assert statuses(hall.run("carol", "approve", 1, "00123")) == {
        "A-1": "accepted",
        "00123": "accepted",
    }


def test_two_people_count_each_others_lines_again(hall: CountDesk) -> None:
    """Not their own; and who agrees with whom is measured by lines."""
    upload(hall, BOTH)
    hall.run("eve", "recount", 1, "A-1", "00123")
    later = "2026-11-12T15:00"

    same = hall.desk.write("same.csv", BOTH.replace("4,bob", "4,dora"))
    said = hall.refused(
        "eve", "upload", same, "--location", "main", "--counted-at", later, "--recount-of", 1
    )
    assert "ann (A-1) counted count 1 already" in said
    swapped = "SKU,Qty,Counted by\nA-1,8,bob\n00123,4,ann\n"
    answer = upload(hall, swapped, "--recount-of", 1, at=later)
    assert statuses(answer) == {"A-1": "agreed", "00123": "agreed"}

    hall.run("eve", "post", answer["count"])
    measured = hall.run("eve", "measures")
    assert {(one["first"], one["second"]) for one in measured["agreement"]} == {
        ("ann", "bob"),
        ("bob", "ann"),
    }


def test_an_empty_cell_is_whoever_the_uploader_says(hall: CountDesk) -> None:
    """And a column that names one person is that person."""
    upload(hall, "SKU,Qty,Counted by\nA-1,8,ann\n00123,4,\n", "--counted-by", "bob")
    assert [one["counted_by"] for one in report_of(hall, 1)] == ["ann", "bob"]

    alone = upload(hall, "SKU,Qty,Counted by\nA-1,7,zoe\n")
    assert alone["files"][0]["counted_by"] == "zoe"
    assert [one["counted_by"] for one in report_of(hall, 2)] == ["zoe"]


def test_people_stay_known_when_a_file_is_added(hall: CountDesk) -> None:
    """Of each line those who counted it, in whichever file."""
    upload(hall, BOTH)
    answer = upload(hall, "SKU,Qty\nA-1,1\nshirt,3\n", "--add-to", 1, "--counted-by", "carol")

    assert counted(answer) == {"A-1": 9, "00123": 4, "shirt": 3}
    assert {one["sku"]: one["counted_by"] for one in report_of(hall, 2)} == {
        "A-1": "ann, carol",
        "00123": "bob",
        "shirt": "carol",
    }


def test_a_column_of_other_things_is_no_list_of_people(hall: CountDesk) -> None:
    """Told before anything is kept."""
    rows = "".join(f"A-1,1,{number}\n" for number in range(501))
    path = hall.desk.write("many.csv", f"SKU,Qty,Counter\n{rows}")
    answered = hall.desk.run("count", "upload", path, "--counted-at", AT, "--location", "main",
                             "--json")  # fmt: skip

    assert [one["problem"][:16] for one in answered.json["problems"]] == ["names 501 people"]


@pytest.mark.parametrize("apart", [True, False])
def test_a_tag_that_two_files_read_is_counted_once(hall: CountDesk, *, apart: bool) -> None:
    """Uploaded together, or added later; bins or not."""
    one = "EPC,Bin\n" + "".join(f"{tag},x\n" for tag in TAGS[:6])
    two = "EPC,Bin\n" + "".join(f"{tag},x\n" for tag in TAGS[3:])
    if apart:
        upload(hall, one)
        answer = upload(hall, two, "--add-to", 1)
    else:
        answer = upload(hall, f"{one}---\n{two}")

    assert counted(answer) == {"shirt": 9}
    again = upload(hall, "EPC\n" + "\n".join(TAGS) + "\n", "--add-to", answer["count"])
    assert counted(again) == {"shirt": 9}


def test_lots_add_up_and_are_reported_each(hall: CountDesk) -> None:
    """With their expiry as the sheet has it, over all files of a count."""
    upload(hall, "SKU,Qty,Batch,Best before\nA-1,4,L1,11/2027\nA-1,5,L2,\n00123,5,,\n")
    answer = upload(hall, "SKU,Qty,Batch\nA-1,1,L2\n", "--add-to", 1)

    assert answer["variances"] == []
    path = hall.desk.folder / "report.xlsx"
    assert hall.desk.run("count", "report", answer["count"], path).status == 0
    rows = openpyxl.load_workbook(path)["Lots"].iter_rows(min_row=2, values_only=True)
    assert sorted(rows, key=str) == [
        ("00123", "available", None, None, 5),
        ("A-1", "available", "L1", "11/2027", 4),
        ("A-1", "available", "L2", None, 6),
    ]


def damaged(hall: CountDesk, units: int) -> None:
    hall.desk.json("damage", "A-1", units, "--location", "main", "--at", "2026-11-02T08:00")


def test_damaged_rows_are_a_part_of_what_was_counted(hall: CountDesk) -> None:
    """Found where the book has them, nothing is left to do."""
    damaged(hall, 2)
    answer = upload(hall, "SKU,Qty,Zustand\nA-1,8,verfügbar\nA-1,2,beschädigt\n")

    assert (answer["variances"], answer["misplaced"]) == ([], [])


@pytest.mark.parametrize(("book", "found"), [(0, 3), (4, 1)])
def test_goods_in_another_state_are_told_with_what_mends_it(
    hall: CountDesk, book: int, found: int
) -> None:
    """Although all of them are there; pasted, the command leaves nothing to do."""
    if book:
        damaged(hall, book)
    answer = upload(hall, f"SKU,Qty,State\nA-1,{10 - found},ok\nA-1,{found},damaged\n")

    assert answer["variances"] == []
    (one,) = answer["misplaced"]
    assert (one["sku"], one["state"], one["expected"], one["counted"]) == (
        "A-1", "damaged", book, found,
    )  # fmt: skip
    hall.desk.json(*shlex.split(one["command"])[1:])
    assert hall.run("eve", "show", 1)["misplaced"] == []
    hall.run("eve", "approve", 1)
    hall.run("eve", "post", 1)
    level = hall.desk.level("A-1")
    assert (level["available"], level["damaged"]) == (10 - found, found)


@pytest.mark.parametrize("complete", [False, True])
def test_an_item_without_damaged_rows_had_none(hall: CountDesk, *, complete: bool) -> None:
    """Beside rows that say damaged; else what was repaired untold would stay hidden from shops."""
    damaged(hall, 2)
    ours = "" if complete else "A-1,10,ok\n"
    sheet = f"SKU,Qty,State\n{ours}00123,4,ok\n00123,1,damaged\nshirt,20,ok\n"
    answer = upload(hall, sheet, *(["--complete"] if complete else []))

    told = {one["sku"]: (one["expected"], one["counted"]) for one in answer["misplaced"]}
    assert told == {"A-1": (2, 0), "00123": (0, 1)}
    hall.run("eve", "approve", 1)
    hall.run("eve", "post", 1)
    for one in answer["misplaced"]:
        hall.desk.json(*shlex.split(one["command"])[1:])
    assert hall.run("eve", "show", 1)["misplaced"] == []
    level = hall.desk.level("A-1")
    assert (level["available"], level["damaged"]) == (0 if complete else 10, 0)


def test_where_no_row_names_a_state_nothing_is_told_of_it(hall: CountDesk) -> None:
    """Nobody looked for damaged goods by saying which are in inspection."""
    damaged(hall, 2)
    answer = upload(hall, "SKU,Qty,State\nA-1,10,ok\nshirt,19,ok\nshirt,1,quarantine\n")

    assert [(one["sku"], one["state"]) for one in answer["misplaced"]] == [("shirt", "inspection")]


def test_what_was_moved_back_is_told_with_a_command_that_books_it_again(hall: CountDesk) -> None:
    """Each of them pasted twice books once."""
    upload(hall, "SKU,Qty,State\nA-1,9,ok\nA-1,1,damaged\n")
    for _ in range(2):
        (one,) = hall.run("eve", "show", 1)["misplaced"]
        for _ in range(2):
            hall.desk.json(*shlex.split(one["command"])[1:])
        assert hall.desk.level("A-1")["damaged"] == 1
        at = ("--location", "main", "--at", "2026-11-12T11:00")
        hall.desk.json_or_differing("damage", "--repaired", "A-1", 1, *at)


def test_a_person_is_told_of_them_too(hall: CountDesk) -> None:
    """And the command ends with something to look at."""
    path = hall.desk.write("s.csv", "SKU,Qty,State\nA-1,9,ok\nA-1,1,quarantine\n")
    answered = hall.desk.run("count", "upload", path, "--location", "main", "--counted-at", AT)

    assert answered.status == 1
    assert "A-1: 1 inspection were counted, the book has 0" in answered.out


def test_damaged_goods_alone_say_nothing_of_the_others(hall: CountDesk) -> None:
    """A row for those is asked for, or the word that the sheet is complete."""
    path: Path = hall.desk.write("s.csv", "SKU,Qty,State\nA-1,2,damaged\n")
    words = ("count", "upload", path, "--location", "main", "--counted-at", AT)

    problems = hall.desk.run(*words, "--json").json["problems"]
    assert [(one["row"], one["column"]) for one in problems] == [(2, "State")]
    assert "no row counts those that are available" in problems[0]["problem"]
    said = hall.desk.run(*words, "--damaged", "not-counted", "--json").json["problems"]
    assert "--damaged not-counted says" in said[0]["problem"]
    whole = hall.desk.run(*words, "--complete", "--json").json
    assert whole["problems"] == []


def test_another_sheet_may_count_the_damaged_ones(hall: CountDesk) -> None:
    """Of the same count, uploaded together or later; without it nobody counted the others."""
    damaged(hall, 2)
    cage = "SKU,Qty,State\nA-1,2,damaged\n"
    together = upload(hall, f"SKU,Qty\nA-1,8\n---\n{cage}")
    assert (together["variances"], together["misplaced"]) == ([], [])

    first = upload(hall, "SKU,Qty\nA-1,8\n00123,5\n")
    added = upload(hall, cage, "--add-to", first["count"])
    assert (added["variances"], added["misplaced"]) == ([], [])

    other = hall.desk.write("other.csv", "SKU,Qty,State\nshirt,1,damaged\n")
    answered = hall.desk.run("count", "upload", other, "--add-to", added["count"],
                             "--counted-at", AT, "--json")  # fmt: skip
    (problem,) = answered.json["problems"]
    assert problem["problem"].startswith("other.csv: counts goods of this item that are damaged")
