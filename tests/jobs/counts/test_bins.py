"""Bins are remembered: what was found there before is not adjusted away for want of looking."""

from typing import Any

import pytest

from tests.jobs.shop_desk import Desk

BOTH = "SKU,Counted,Bin\nA-1,6,x\nA-1,4,y\n00123,5,z\n"


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten A-1 and five 00123 at main since the first of November."""
    desk.opened()
    return desk


def upload(desk: Desk, text: str, *more: str, day: int = 12) -> Any:
    at = ("--location", "main", "--counted-at", f"2026-11-{day}T12:00")
    answered = desk.run("count", "upload", desk.write(f"{day}.csv", text), *at, *more, "--json")
    assert answered.status in {0, 1}, answered
    return answered.json


def post(desk: Desk, count: int) -> None:
    desk.json("count", "approve", count)
    desk.json("count", "post", count)


def statuses(answer: Any) -> dict[str, str]:
    return {one["sku"]: one["status"] for one in answer["variances"]}


def bins(desk: Desk, *words: object) -> list[tuple[str, str, int, int]]:
    found = desk.json("count", "bins", *words, "--location", "main")["bins"]
    return [(one["bin"], one["sku"], one["counted"], one["count"]) for one in found]


def test_where_items_were_found_is_remembered(opened: Desk) -> None:
    """From every count that names bins, posted or not, by bin."""
    upload(opened, BOTH)

    assert bins(opened) == [("x", "A-1", 6, 1), ("y", "A-1", 4, 1), ("z", "00123", 5, 1)]
    assert bins(opened, "A-1", "--bin", "y") == [("y", "A-1", 4, 1)]


def test_a_known_bin_that_nobody_counted_holds_the_line(opened: Desk) -> None:
    """Named, and whatever is tolerated: four units would be written off that nobody looked for."""
    config = (opened.folder / "config.yaml").read_text(encoding="utf-8")
    opened.write("config.yaml", f"{config}\ncounts: {{tolerance_units: 50}}\n")
    upload(opened, BOTH)

    answer = upload(opened, "SKU,Counted,Bin\nA-1,6,x\n00123,5,z\n", day=13)

    assert statuses(answer) == {"A-1": "partial"}
    (line,) = answer["variances"]
    assert "last found in y too" in line["reason"]
    assert "not all of it was counted" in opened.refused("count", "post", 2)
    assert opened.level("A-1")["on_hand"] == 10


def test_a_bin_that_was_missed_is_told_as_the_cause(opened: Desk) -> None:
    """With what was last found there, and the command that leaves the line out."""
    upload(opened, BOTH)
    upload(opened, "SKU,Counted,Bin\nA-1,6,x\n00123,5,z\n", day=13)

    answered = opened.run("count", "causes", 2, "--json")

    assert answered.status == 1
    (line,) = answered.json["lines"]
    assert (line["sku"], line["status"]) == ("A-1", "partial")
    cause = line["causes"][0]
    assert (cause["kind"], cause["command"]) == ("not_counted", "stockbook count recount 2 A-1")
    assert "y (4)" in cause["evidence"]
    assert "--add-to 2" in cause["evidence"]


def test_a_partial_line_that_agrees_with_the_book_is_held_too(opened: Desk) -> None:
    """What lies in the other bin would be too many."""
    upload(opened, BOTH)

    assert statuses(upload(opened, "SKU,Counted,Bin\nA-1,10,x\n", day=13)) == {"A-1": "partial"}


def test_another_bin_is_no_riddle_where_all_known_ones_were_counted(opened: Desk) -> None:
    """Goods are put where there is room."""
    upload(opened, BOTH)

    answer = upload(opened, "SKU,Counted,Bin\nA-1,2,x\nA-1,0,y\nA-1,8,new\n", day=13)

    assert answer["variances"] == []


@pytest.mark.parametrize("text", ["SKU,Counted\nA-1,6\n", "SKU,Counted,Bin\nA-1,6,\n00123,5,z\n"])
def test_a_row_without_a_bin_is_all_that_there_was(opened: Desk, text: str) -> None:
    """Whoever does not count by bin counts the location."""
    upload(opened, BOTH)

    assert statuses(upload(opened, text, day=13)) == {"A-1": "needs_approval"}


def test_a_person_may_say_that_a_bin_holds_an_item_no_more(opened: Desk) -> None:
    """The line then waits for that bin no longer, and nobody is sent there."""
    upload(opened, BOTH)
    upload(opened, "SKU,Counted,Bin\nA-1,10,x\n", day=13)

    gone = opened.json("count", "bin-gone", "y", "A-1", "--location", "main")

    assert gone == {"location": "main", "bin": "y", "skus": ["A-1"]}
    assert opened.json("count", "show", 2)["variances"] == []
    assert bins(opened, "A-1") == [("x", "A-1", 10, 2)]


def test_a_whole_bin_may_be_gone(opened: Desk) -> None:
    """A shelf that was taken down holds nothing, until something is found there again."""
    upload(opened, "SKU,Counted,Bin\nA-1,10,x\n00123,5,x\n")

    opened.json("count", "bin-gone", "x", "--location", "main")

    assert bins(opened) == []
    assert "no count has named a bin 'q'" in opened.refused("count", "bin-gone", "q",
                                                            "--location", "main")  # fmt: skip
    assert "not remembered in bin x" in opened.refused("count", "bin-gone", "x", "A-1",
                                                       "--location", "main")  # fmt: skip
    assert "SKU 'nope' is unknown" in opened.refused("count", "bins", "nope", "--location", "main")


def test_an_accepted_line_says_that_the_other_bins_are_empty(opened: Desk) -> None:
    """Once it is posted it asserts all that there was; until then it does not."""
    upload(opened, BOTH)
    upload(opened, "SKU,Counted,Bin\nA-1,6,x\n", day=13)
    assert ("y", "A-1", 4, 1) in bins(opened, "A-1")

    post(opened, 2)

    assert bins(opened, "A-1") == [("x", "A-1", 6, 2)]
    assert opened.level("A-1")["on_hand"] == 6


def test_a_line_to_be_counted_again_says_nothing_of_other_bins(opened: Desk) -> None:
    """It is left out of the posted count."""
    upload(opened, BOTH)
    upload(opened, "SKU,Counted,Bin\nA-1,6,x\n00123,5,z\n", day=13)
    opened.run("count", "recount", 2, "A-1")
    post(opened, 2)

    assert ("y", "A-1", 4, 1) in bins(opened, "A-1")


def test_a_reversed_count_is_forgotten_and_an_older_one_remembered(opened: Desk) -> None:
    """What it had superseded holds again."""
    upload(opened, BOTH)
    post(opened, 1)
    upload(opened, "SKU,Counted,Bin\nA-1,10,elsewhere\n", day=13)
    post(opened, 2)
    assert bins(opened, "A-1") == [("elsewhere", "A-1", 10, 2)]

    opened.run("count", "reverse", 2)

    assert bins(opened, "A-1") == [("x", "A-1", 6, 1), ("y", "A-1", 4, 1)]


def test_what_is_found_later_says_nothing_of_an_earlier_count(opened: Desk) -> None:
    """Goods may have been brought there since."""
    upload(opened, "SKU,Counted,Bin\nA-1,10,x\n")
    upload(opened, BOTH, day=13)

    assert opened.json("count", "show", 1)["variances"] == []


def test_bins_of_one_location_are_none_of_another(opened: Desk) -> None:
    """Both may have an aisle A."""
    upload(opened, BOTH)

    assert opened.json("count", "bins", "--location", "annex")["bins"] == []
    assert "no count has named a bin 'y'" in opened.refused("count", "bin-gone", "y",
                                                            "--location", "annex")  # fmt: skip


@pytest.mark.parametrize("code", ["a\0b", "a" * 300])
def test_a_bin_that_cannot_be_kept_refuses_the_sheet(opened: Desk, code: str) -> None:
    """With its row and its column."""
    path = opened.write("odd.csv", f"SKU,Counted,Bin\nA-1,10,{code}\n")

    answered = opened.run("count", "upload", path, "--location", "main",
                          "--counted-at", "2026-11-12T12:00", "--json")  # fmt: skip

    (problem,) = answered.json["problems"]
    assert (problem["row"], problem["column"]) == (2, "Bin")
    assert "cannot be kept" in problem["problem"]


def test_people_read_where_things_lie(opened: Desk) -> None:
    """By bin, as one walks."""
    upload(opened, BOTH)

    assert opened.run("count", "bins", "--location", "main").out.splitlines()[1].startswith("x")
    forgotten = opened.run("count", "bin-gone", "z", "--location", "main")
    assert forgotten.out == "forgotten in z: 00123\n"
