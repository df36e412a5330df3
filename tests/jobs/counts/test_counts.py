"""`count`: from a sheet of what people found to the adjustments in the book."""

import csv
import io

import pytest

from tests.jobs.sheet_texts import AT, SHEET, upload, variances
from tests.jobs.shop_desk import Desk


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 and five 00123 at main since the first of November."""
    desk.opened()
    return desk


def test_a_sheet_is_compared_approved_and_posted(opened: Desk) -> None:
    """Nothing is in the book before it is posted; then book is shelf."""
    answer = upload(opened)
    assert (answer["status"], answer["lines"], answer["problems"]) == ("open", 2, [])
    assert variances(answer) == [("A-1", 10, 8, -2, "needs_approval")]
    assert opened.level("A-1")["on_hand"] == 10

    assert opened.json("count", "approve", 1)["status"] == "approved"
    assert variances(opened.json("count", "post", 1)) == [("A-1", 10, 8, -2, "posted")]

    assert opened.level("A-1")["on_hand"] == 8
    (adjustment,) = [
        one for one in opened.json("history", "A-1")["movements"] if one["destination"] == "loss"
    ]
    assert adjustment["occurred_at"] == "2026-11-12T12:00:00+00:00"
    assert opened.json("check")["ok"]


def test_the_same_file_is_the_same_count(opened: Desk) -> None:
    """Whatever it is called; for another instant, or with more said of it, it is another one."""
    first = upload(opened)
    again = upload(opened, name="copy.csv")
    assert "count 1 has this already" in again["notes"][0]
    assert again | {"notes": []} == first

    other = opened.run(
        "count", "upload", opened.folder / "count.csv", "--location", "main",
        "--counted-at", "2026-11-13T12:00", "--json",
    )  # fmt: skip
    assert other.json["count"] == 2
    assert upload(opened, SHEET, "--damaged", "counted")["count"] == 3


def test_a_line_that_waits_keeps_the_whole_count_out_of_the_book(opened: Desk) -> None:
    """Named with its numbers, and nothing is posted."""
    upload(opened, "SKU,Counted\nA-1,8\n00123,9\n")
    opened.run("count", "recount", 1, "A-1")

    assert "00123: counted 9, expected 5" in opened.refused("count", "post", 1)
    assert opened.level("00123")["on_hand"] == 5


def test_a_line_to_recount_is_left_out(opened: Desk) -> None:
    """The others are posted; a second sheet counts it again."""
    upload(opened, "SKU,Counted\nA-1,8\n00123,9\n")
    opened.run("count", "recount", 1, "A-1")
    opened.json("count", "approve", 1)
    answer = opened.json("count", "post", 1)

    assert [one[-1] for one in variances(answer)] == ["recount", "posted"]
    assert (opened.level("A-1")["on_hand"], opened.level("00123")["on_hand"]) == (10, 9)


def test_expected_is_the_book_as_of_the_instant(opened: Desk) -> None:
    """What left after the count was still there when people counted."""
    opened.json("ship", "A-1", 3, "--at", "2026-11-12T13:00", "--location", "main")

    answer = upload(opened, "SKU,Counted\nA-1,10\n")

    assert answer["variances"] == []
    assert answer["lines"] == 1


def test_matched_lines_are_kept_as_proof(opened: Desk) -> None:
    """They are shown when all are asked for, also after posting."""
    upload(opened)
    opened.json("count", "approve", 1)
    opened.json("count", "post", 1)

    every = variances(opened.json("count", "show", 1, "--all"))

    assert sorted(every) == [("00123", 5, 5, 0, "matched"), ("A-1", 10, 8, -2, "posted")]
    exported = list(csv.DictReader(io.StringIO(opened.run("count", "export", 1).out)))
    assert [(row["row"], row["sku"], row["status"]) for row in exported] == [
        ("2", "A-1", "posted"),
        ("3", "00123", "matched"),
    ]


def test_an_approval_holds_only_for_the_difference_it_saw(opened: Desk) -> None:
    """The book learns of a sale before the count, so the difference is another one now."""
    upload(opened)
    opened.json("count", "approve", 1)
    opened.json("ship", "A-1", 3, "--at", "2026-11-11T13:00", "--location", "main")

    answered = opened.run("count", "show", 1, "--json")

    assert answered.status == 1
    assert answered.json["status"] == "open"
    assert variances(answered.json) == [("A-1", 7, 8, 1, "needs_approval")]
    assert "the difference was -2" in answered.json["variances"][0]["reason"]


def test_late_news_reopens_a_line_and_a_person_rules(opened: Desk) -> None:
    """First the book stays right, then somebody says when it really happened."""
    upload(opened, "SKU,Counted\nA-1,10\n")
    opened.json("count", "post", 1)
    opened.json("ship", "A-1", 3, "--at", "2026-11-11T13:00", "--location", "main")
    assert opened.level("A-1")["on_hand"] == 10
    shown = opened.run("count", "show", 1, "--json")
    assert (shown.status, variances(shown.json)[0][-1]) == (1, "reopened")

    opened.json("count", "rule", 1, "A-1", "after")

    assert opened.level("A-1")["on_hand"] == 7
    assert variances(opened.json("count", "show", 1))[0][-1] == "posted"
    assert opened.json("check")["ok"]


def test_a_withdrawn_count_waits_for_nobody(opened: Desk) -> None:
    """It was never in the book, and what it said is still there to be read."""
    upload(opened, "SKU,Qty\nA-1,8\n")

    withdrawn = opened.json("count", "reverse", 1)

    assert [one["status"] for one in withdrawn["variances"]] == ["reversed"]
    assert opened.json("count", "show", 1)["status"] == "reversed"


def test_a_reversed_count_is_out_of_the_book(opened: Desk) -> None:
    """And its file may come again."""
    upload(opened)
    opened.json("count", "approve", 1)
    opened.json("count", "post", 1)

    assert opened.json("count", "reverse", 1)["status"] == "reversed"
    assert opened.level("A-1")["on_hand"] == 10
    assert upload(opened)["count"] == 2


def test_a_tolerance_lets_small_differences_pass(opened: Desk) -> None:
    """By the configuration, without a person."""
    config = (opened.folder / "config.yaml").read_text(encoding="utf-8")
    opened.write("config.yaml", f"{config}\ncounts: {{tolerance_units: 2}}\n")

    assert variances(upload(opened)) == [("A-1", 10, 8, -2, "within_tolerance")]
    opened.json("count", "post", 1)
    assert opened.level("A-1")["on_hand"] == 8


def test_items_are_known_by_their_barcodes_too(opened: Desk) -> None:
    """A row may have either; one that names two items is a problem."""
    opened.json("items", "create", "A-1", "--barcode", "4006381333931")

    assert variances(upload(opened, "EAN;SKU;Menge\n4006381333931;;9\n;00123;4\n")) == [
        ("A-1", 10, 9, -1, "needs_approval"),
        ("00123", 5, 4, -1, "needs_approval"),
    ]


def test_two_bins_are_one_item_and_one_bin_twice_is_a_question(opened: Desk) -> None:
    """Added up in the one case, asked in the other."""
    assert upload(opened, "SKU,Qty,Bin\nA-1,4,x\nA-1,6,y\n")["variances"] == []
    opened.json("count", "reverse", 1)

    answered = opened.run(
        "count", "upload", opened.write("b.csv", "SKU,Qty,Bin\nA-1,4,x\nA-1,6,x\n"), *AT, "--json"
    )

    assert answered.status == 2
    assert [(one["row"], one["column"]) for one in answered.json["problems"]] == [(3, "Bin")]


def test_instants_may_stand_in_the_rows(opened: Desk) -> None:
    """Each line is compared with the book of its own minute, in the location's zone."""
    opened.json("ship", "A-1", 3, "--at", "2026-11-12T13:00Z", "--location", "main")
    text = (
        "SKU,Qty,Counted at\nA-1,7,2026-11-12T14:00+01:00\nA-1,0,2026-11-12T15:00+01:00\n"
        "00123,5,2026-11-12 12:00\n"
    )
    path = opened.write("count.csv", text)
    answered = opened.run("count", "upload", path, "--location", "main", "--json")

    # The two rows of A-1 span an hour in which nothing moved: 13:00 itself was counted.
    assert answered.json["variances"] == []
    assert answered.json["counted_at"] == "2026-11-12T14:00:00+00:00"


def test_goods_that_move_while_people_count_hold_the_line(opened: Desk) -> None:
    """By as much as moved; a person decides."""
    opened.json("ship", "A-1", 3, "--at", "2026-11-12T11:30Z", "--location", "main")

    answer = upload(opened, SHEET, "--counted-from", "2026-11-12T11:00")

    assert variances(answer) == [("A-1", 7, 8, 1, "uncertain")]
    assert answer["variances"][0]["reason"] == "3 units moved while it was counted"


def test_damaged_goods_are_counted_or_not_as_somebody_says(opened: Desk) -> None:
    """Undeclared the line waits; declared, expected follows."""
    opened.json("damage", "A-1", 2, "--at", "2026-11-10T10:00", "--location", "main")

    assert variances(upload(opened)) == [("A-1", 10, 8, -2, "needs_approval")]
    assert upload(opened, SHEET, "--damaged", "not-counted")["variances"] == []


def test_a_complete_sheet_asks_about_what_it_does_not_name(opened: Desk) -> None:
    """What is not named was not there, once a person agrees."""
    answer = upload(opened, "SKU,Qty\nA-1,10\n", "--complete")
    assert variances(answer) == [("00123", 5, 0, -5, "needs_approval")]

    opened.json("count", "approve", 1)
    opened.json("count", "post", 1)

    assert opened.level("00123")["on_hand"] == 0


def test_people_read_the_same_as_programs(opened: Desk) -> None:
    """A table, and a line that says where the count stands."""
    out = opened.run("count", "upload", opened.write("count.csv", SHEET), *AT).out

    assert "A-1        10        8          -2  needs_approval" in out
    assert "why lines may differ: `stockbook count causes 1`" in out
    assert "count 1 of main: 2 lines, 1 differs; open" in out
