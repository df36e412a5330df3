"""Several facts learnt late of one line: each is told, and a person may rule on each alone."""

import pytest

from tests.jobs.shop_desk import Desk

AT = ("--location", "main", "--counted-at", "2026-11-12T12:00")


@pytest.fixture
def counted(desk: Desk) -> Desk:
    """Ten of A-1 were counted at noon, as expected."""
    desk.opened()
    sheet = desk.write("sheet.csv", "SKU,Counted\nA-1,10\n")
    desk.json("count", "upload", sheet, *AT)
    desk.json("count", "post", 1)
    return desk


def told(desk: Desk, key: str, units: int, *, at: str) -> None:
    """Positive: they came."""
    command = "ship" if units < 0 else "receive"
    desk.json(command, "A-1", abs(units), "--at", at, "--location", "main", "--key", key)


def test_each_fact_is_told_with_its_command(counted: Desk) -> None:
    """A person pastes it."""
    told(counted, "early", -2, at="2026-11-11T09:00")
    told(counted, "late", -1, at="2026-11-12T11:59")

    shown = counted.run("count", "show", 1)

    assert "A-1: learnt later: -2 on 2026-11-11T09:00:00+00:00, ship/early/1/1" in shown.out
    assert "`stockbook count rule --fact ship/late/1/1 1 A-1 after`" in shown.out
    assert "`stockbook count rule 1 A-1 before`" in shown.out


def test_one_of_two_parcels_left_after_the_count(counted: Desk) -> None:
    """The other one had left before it, and waits until somebody says so."""
    told(counted, "early", -2, at="2026-11-11T09:00")
    told(counted, "late", -1, at="2026-11-12T11:59")

    once = counted.json_or_differing("count", "rule", 1, "A-1", "after", "--fact", "ship/late/1/1")

    assert [one["fact"] for one in once["variances"][0]["learnt"]] == ["ship/early/1/1"]
    assert once["variances"][0]["status"] == "reopened"
    counted.json("count", "rule", 1, "A-1", "before")
    assert counted.level("A-1")["on_hand"] == 9
    assert counted.level("A-1", **{"as-of": "2026-11-12T12:00Z"})["on_hand"] == 10
    assert counted.json("check")["ok"]


def test_facts_that_only_offset_each_other_are_asked_about(counted: Desk) -> None:
    """Two came before the count and two left after it: in sum nothing, and two are missing."""
    told(counted, "came", 2, at="2026-11-11T09:00")
    told(counted, "left", -2, at="2026-11-12T11:59")

    (line,) = counted.json_or_differing("count", "show", 1)["variances"]
    assert (line["status"], [one["units"] for one in line["learnt"]]) == ("reopened", [2, -2])
    counted.json_or_differing("count", "rule", 1, "A-1", "after", "--fact", "ship/left/1/1")
    counted.json("count", "rule", 1, "A-1", "before")

    assert counted.level("A-1")["on_hand"] == 8


def test_facts_of_the_same_stamp_are_two_facts(counted: Desk) -> None:
    """Of one instant on paper, one before the count and one after it."""
    told(counted, "came", 2, at="2026-11-12T11:59")
    told(counted, "left", -2, at="2026-11-12T11:59")

    counted.json_or_differing("count", "rule", 1, "A-1", "after", "--fact", "ship/left/1/1")
    counted.json("count", "rule", 1, "A-1", "before")

    assert counted.level("A-1")["on_hand"] == 8


def test_what_a_count_posted_meanwhile_does_not_keep_a_fact_from_being_ruled(
    counted: Desk,
) -> None:
    """A count of an earlier hour is news to the later one too, but nothing that could be later."""
    sheet = counted.write("earlier.csv", "SKU,Counted\nA-1,9\n")
    told(counted, "left", -2, at="2026-11-12T11:59")
    counted.json_or_differing("count", "upload", sheet, *AT[:3], "2026-11-12T08:00")
    counted.json("count", "approve", 2)
    counted.json_or_differing("count", "post", 2)

    counted.json("count", "rule", 1, "A-1", "after")

    assert counted.level("A-1")["on_hand"] == 8


def test_a_fact_that_does_not_wait_is_refused_with_those_that_do(counted: Desk) -> None:
    """And `before` is said of all that is left."""
    told(counted, "left", -2, at="2026-11-12T11:59")

    wrong = counted.refused("count", "rule", 1, "A-1", "after", "--fact", "lost")
    before = counted.refused("count", "rule", 1, "A-1", "before", "--fact", "ship/left/1/1")

    assert wrong == "lost does not wait for a ruling; ship/left/1/1 does"
    assert "say `before` of all that is left" in before
