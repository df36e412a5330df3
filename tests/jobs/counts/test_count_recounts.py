"""Lines that somebody else counts again: on which sheet, by whom, and what is told of it."""

import csv
import io

import pytest

from tests.jobs.count_desk import CountDesk, statuses
from tests.jobs.shop_desk import Desk

LATER = "2026-11-12T15:00"
DEAR = "{second_person_above: 99.99}"


@pytest.fixture
def sent_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Of ten A-1 of 50 each ann found 8, and 4 of five 00123; both are to be counted again."""
    desk.opened()
    desk.json("items", "create", "A-1", "--unit-cost", "50")
    desk.json("items", "create", "00123", "--unit-cost", "50")
    hall = CountDesk(desk, monkeypatch)
    hall.configure(DEAR)
    hall.upload("ann", {"A-1": 8, "00123": 4})
    hall.run("eve", "recount", 1, "A-1", "00123")
    return hall


def sheet(hall: CountDesk, name: str, sku: str, counted: int) -> object:
    return hall.desk.write(name, f"SKU,Qty\n{sku},{counted}\n")


def test_a_recount_to_which_a_file_is_added_stays_a_recount(sent_back: CountDesk) -> None:
    """Under its new number its lines are still held beside the first ones."""
    sent_back.upload("bob", {"A-1": 8}, "--recount-of", 1, at=LATER)

    more = sheet(sent_back, "more.csv", "00123", 4)
    answer = sent_back.run("bob", "upload", more, "--add-to", 2, "--counted-at", LATER)

    assert (answer["count"], answer["recount_of"]) == (3, 1)
    said = sent_back.refused("bob", "upload", more, "--add-to", 3, "--recount-of", 1)
    assert "--add-to keeps what the count counts again" in said
    assert {one["sku"]: one["first_difference"] for one in answer["variances"]} == {
        "A-1": -2,
        "00123": -1,
    }


def test_who_counted_first_may_not_approve_what_was_added_to(sent_back: CountDesk) -> None:
    """Else a second file beside the recount would let ann accept her own difference."""
    sent_back.upload("bob", {"A-1": 7}, "--recount-of", 1, at=LATER)
    more = sheet(sent_back, "more.csv", "00123", 4)
    sent_back.run("bob", "upload", more, "--add-to", 2, "--counted-at", LATER)

    assert "ann counted it" in sent_back.refused("ann", "approve", 3, "A-1")


def test_who_counted_first_adds_no_file_to_the_recount(sent_back: CountDesk) -> None:
    """Refused as it is for the first file of it."""
    sent_back.upload("bob", {"A-1": 8}, "--recount-of", 1, at=LATER)

    more = sheet(sent_back, "more.csv", "00123", 4)
    said = sent_back.refused("ann", "upload", more, "--add-to", 2, "--counted-at", LATER)

    assert "ann (00123) counted count 1 already" in said
    assert sent_back.run("eve", "show", 2)["status"] == "open"


def test_two_people_count_again_on_a_sheet_each(sent_back: CountDesk) -> None:
    """Several files at once are one recount."""
    files = [
        sheet(sent_back, f"{sku}.csv", sku, units) for sku, units in (("A-1", 8), ("00123", 4))
    ]
    answer = sent_back.run(
        "eve", "upload", *files, "--location", "main", "--counted-at", LATER, "--recount-of", 1,
        "--counted-by", "bob", "--counted-by", "zoe",
    )  # fmt: skip

    assert answer["recount_of"] == 1
    assert [one["first_difference"] for one in answer["variances"]] == [-2, -1]
    again = sent_back.run(
        "eve", "upload", *files, "--location", "main", "--counted-at", LATER, "--recount-of", 1
    )
    assert again["count"] == answer["count"], "the same files are the same recount"


def test_a_recount_names_a_line_that_was_sent_back(sent_back: CountDesk) -> None:
    """Another sheet is no recount of it: it would settle nothing, and nobody would notice."""
    sent_back.desk.json("items", "create", "lamp")
    said = sent_back.refused(
        "bob", "upload", sheet(sent_back, "lamp.csv", "lamp", 0), "--location", "main",
        "--counted-at", LATER, "--recount-of", 1,
    )  # fmt: skip

    assert said == (
        "the sheet names none of the lines of count 1 that are to be counted again: 00123, A-1"
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (9, "count 9 is unknown; list them with `stockbook count list`"),
        (2, "no line of count 2 is to be counted again, and it is posted; leave --recount-of out"),
        (
            3,
            "no line of count 3 is to be counted again; say which with "
            "`stockbook count recount 3 SKU...`",
        ),
    ],
)
def test_what_cannot_be_counted_again_is_told_as_what_it_is(
    sent_back: CountDesk, number: int, text: str
) -> None:
    """An unknown number, a posted count, and one of which nobody has sent a line back."""
    sent_back.upload("ann", {"A-1": 10})
    sent_back.run("eve", "post", 2)
    sent_back.upload("ann", {"A-1": 9}, at="2026-11-12T13:00")

    assert sent_back.refused(
        "bob", "upload", sheet(sent_back, "again.csv", "A-1", 8), "--location", "main",
        "--counted-at", LATER, "--recount-of", number,
    ) == text  # fmt: skip


def test_a_sheet_of_another_location_is_told_without_a_number(sent_back: CountDesk) -> None:
    """A refused sheet has none."""
    said = sent_back.refused(
        "bob", "upload", sheet(sent_back, "again.csv", "A-1", 8), "--location", "annex",
        "--counted-at", LATER, "--recount-of", 1,
    )  # fmt: skip

    assert said == "count 1 is of main, this sheet of annex; say --location main"


def test_a_line_says_in_which_count_it_was_counted_again(sent_back: CountDesk) -> None:
    """So that nobody counts it a third time, and an auditor finds what became of it."""
    before = sent_back.run("eve", "show", 1)
    assert {one["counted_again_in"] for one in before["variances"]} == {None}
    sent_back.upload("bob", {"A-1": 8}, "--recount-of", 1, at=LATER)

    answer = sent_back.run("eve", "show", 1)
    assert {one["sku"]: one["counted_again_in"] for one in answer["variances"]} == {
        "A-1": 2,
        "00123": None,
    }
    out = sent_back.desk.run("count", "show", 1).out
    assert "A-1: counted again in count 2" in out.splitlines()
    assert "--recount-of 1`" in out, "one line is still to be counted"
    report = sent_back.desk.run("count", "report", 1).out
    rows = {row["sku"]: row["counted_again_in"] for row in csv.DictReader(io.StringIO(report))}
    assert rows == {"A-1": "2", "00123": ""}


def test_nobody_is_sent_to_lines_that_were_all_counted_again(sent_back: CountDesk) -> None:
    """And a recount that is reversed counted nothing."""
    sent_back.upload("bob", {"A-1": 8, "00123": 4}, "--recount-of", 1, at=LATER)
    assert "--recount-of" not in sent_back.desk.run("count", "show", 1).out

    sent_back.run("bob", "reverse", 2)
    assert "--recount-of" in sent_back.desk.run("count", "show", 1).out
    assert statuses(sent_back.run("eve", "show", 1)) == {"A-1": "recount", "00123": "recount"}


def test_a_complete_sheet_counts_every_line_again(sent_back: CountDesk) -> None:
    """Also those that it does not name."""
    sent_back.desk.json("items", "create", "lamp")
    answer = sent_back.upload("bob", {"lamp": 1}, "--recount-of", 1, "--complete", at=LATER)

    assert answer["recount_of"] == 1
    found = sent_back.run("eve", "show", 1)["variances"]
    assert [one["counted_again_in"] for one in found] == [2, 2]


def test_who_counted_at_the_very_first_may_not_approve_the_third_count(
    sent_back: CountDesk,
) -> None:
    """All of them counted this line, and each may be behind what is missing."""
    sent_back.upload("bob", {"A-1": 7}, "--recount-of", 1, at=LATER)
    sent_back.run("eve", "recount", 2, "A-1")
    sent_back.upload("zoe", {"A-1": 4}, "--recount-of", 2, at="2026-11-12T18:00")

    for name in ("ann", "bob", "zoe"):
        assert f"{name} counted it" in sent_back.refused(name, "approve", 3)
    sent_back.run("eve", "approve", 3)


def test_a_recount_follows_a_count_that_goes_on(sent_back: CountDesk) -> None:
    """A line sent back again under the new number was counted again already, and agrees."""
    sent_back.upload("bob", {"00123": 4}, "--recount-of", 1, at=LATER)
    goes_on = sent_back.run("eve", "declare", 1, "--packed", "counted")["count"]
    again = sent_back.run("eve", "show", 2)
    assert again["recount_of"] == goes_on
    assert statuses(again) == {"00123": "needs_approval"}, "nothing is sent back as yet"

    first = sent_back.run("eve", "recount", goes_on, "00123")

    assert {one["sku"]: one["counted_again_in"] for one in first["variances"]} == {
        "A-1": None,
        "00123": 2,
    }
    assert statuses(sent_back.run("eve", "show", 2)) == {"00123": "agreed"}


def test_lines_are_counted_again_under_the_number_of_today(sent_back: CountDesk) -> None:
    """Whoever says the old one is told the new one."""
    sent_back.run("eve", "declare", 1, "--packed", "counted")

    assert sent_back.refused(
        "bob", "upload", sheet(sent_back, "again.csv", "A-1", 8), "--location", "main",
        "--counted-at", LATER, "--recount-of", 1,
    ) == "count 1 goes on as count 2; say that number"  # fmt: skip


def test_nobody_agrees_with_a_count_that_was_withdrawn(sent_back: CountDesk) -> None:
    """What the first count found is said no more, so a person looks at the second."""
    sent_back.upload("bob", {"00123": 4}, "--recount-of", 1, at=LATER)
    assert statuses(sent_back.run("eve", "show", 2)) == {"00123": "agreed"}

    sent_back.run("eve", "reverse", 1)

    assert statuses(sent_back.run("eve", "show", 2)) == {"00123": "needs_approval"}
