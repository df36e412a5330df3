"""A count that looks like a mistake as a whole is not posted before somebody confirms it."""

from typing import Any

import pytest

from tests.jobs.count_desk import CountDesk
from tests.jobs.shop_desk import Desk

SKUS = [f"S-{number}" for number in range(8)]
SHELF = {sku: 20 + number for number, sku in enumerate(SKUS)}


@pytest.fixture
def hall(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Eight items at main, and other quantities of the same at the annex."""
    rows = "".join(f"{sku},{units}\n" for sku, units in SHELF.items())
    desk.opened(f"sku,quantity\n{rows}")
    for sku, units in SHELF.items():
        desk.json("receive", sku, units + 7, "--location", "annex", "--at", "2026-11-02T08:00")
    return CountDesk(desk, monkeypatch)


def doubts(answer: Any) -> str:
    return " ".join(answer["doubts"])


def test_a_column_of_zeros_is_not_posted(hall: CountDesk) -> None:
    """Approved or not; confirming takes its figures."""
    answer = hall.upload("ann", dict.fromkeys(SKUS, 0))
    assert "8 of the 8 lines that hold something by the book were counted 0" in doubts(answer)
    hall.run("bob", "approve", 1)

    said = hall.refused("bob", "post", 1)
    assert "stockbook count confirm 1 --differing 8 --units -188" in said
    assert hall.desk.level("S-0")["on_hand"] == 20

    assert "does not differ in 7 lines by -1 units" in hall.refused(
        "bob", "confirm", 1, "--differing", 7, "--units", -1
    )
    assert hall.run("bob", "confirm", 1, "--differing", 8, "--units", -188)["doubts"] == []
    hall.run("bob", "post", 1)
    assert hall.desk.level("S-0")["on_hand"] == 0


def test_what_the_book_learns_voids_a_confirmation(hall: CountDesk) -> None:
    """Whoever confirmed it saw other figures."""
    hall.upload("ann", dict.fromkeys(SKUS, 0))
    hall.run("bob", "confirm", 1, "--differing", 8, "--units", -188)
    hall.desk.json("ship", "S-0", 1, "--location", "main", "--at", "2026-11-10T08:00")

    assert "--units -187" in doubts(hall.run("bob", "show", 1))


def test_the_sheet_of_another_location_is_recognised(hall: CountDesk) -> None:
    """It fits the annex line by line."""
    answer = hall.upload("ann", {sku: units + 7 for sku, units in SHELF.items()})

    assert "it looks like a sheet of annex: 8 of 8 lines are just what lies there" in doubts(answer)


def test_a_slipped_digit_is_not_waved_through(hall: CountDesk) -> None:
    """One line is enough."""
    answer = hall.upload("ann", SHELF | {"S-0": 200})

    assert "S-0 200 instead of 20" in doubts(answer)


def test_a_slipped_digit_that_is_counted_again_stops_nothing_else(hall: CountDesk) -> None:
    """Its line is left out, so nobody has to confirm it for the others to be posted."""
    hall.upload("ann", SHELF | {"S-0": 200})

    assert hall.run("ann", "recount", 1, "S-0")["doubts"] == []
    assert hall.run("ann", "post", 1)["status"] == "posted"


def test_what_is_not_on_a_complete_sheet_counts_as_zeros(hall: CountDesk) -> None:
    """One row and the word complete would empty the hall."""
    answer = hall.upload("ann", {"S-0": 20}, "--complete")

    assert "7 of the 8 lines that hold something" in doubts(answer)


def test_nothing_absurd_is_nothing_to_confirm(hall: CountDesk) -> None:
    """An ordinary count needs no such word, and a person reads of the brake what a program does."""
    hall.upload("ann", SHELF | {"S-0": 19})
    assert "nothing about count 1 is absurd" in hall.refused(
        "ann", "confirm", 1, "--differing", 1, "--units", -1
    )

    hall.upload("ann", dict.fromkeys(SKUS, 0))
    out = hall.desk.run("count", "show", 2).out
    assert "stop: 8 of the 8 lines" in out


def test_the_brake_is_set_in_the_configuration(hall: CountDesk) -> None:
    """A warehouse that counts what it has sold out may allow more zeros."""
    hall.configure("{brake: {zeros_percent: 100, differing_percent: 100}}")

    assert hall.upload("ann", dict.fromkeys(SKUS, 0))["doubts"] == []
