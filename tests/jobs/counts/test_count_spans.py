"""Counts that take their time: what moved where people looked holds a line, and nothing else."""

import pytest

from tests.jobs.shop_desk import Desk

SPAN = ("--location", "main", "--counted-from", "2026-11-12T08:00", "--counted-at",
        "2026-11-12T12:00")  # fmt: skip


@pytest.fixture
def damaged(desk: Desk) -> Desk:
    """Ten of A-1, two of which were put with the damaged goods at ten."""
    desk.opened()
    desk.json("damage", "A-1", 2, "--at", "2026-11-12T10:00", "--location", "main")
    return desk


def status(desk: Desk, sheet: str, *said: str) -> list[str]:
    path = desk.write("sheet.csv", sheet)
    answer = desk.json_or_differing("count", "upload", path, *SPAN, *said)
    return [one["status"] for one in answer["variances"]]


def test_goods_damaged_meanwhile_left_a_shelf_without_damaged_goods(damaged: Desk) -> None:
    """Whoever counted before ten found ten, whoever came later eight."""
    assert status(damaged, "SKU,Qty\nA-1,8\n", "--damaged", "not-counted") == ["uncertain"]


def test_goods_damaged_meanwhile_stayed_where_everything_is_counted(damaged: Desk) -> None:
    """They lay in the counted area before and after."""
    assert status(damaged, "SKU,Qty\nA-1,10\n", "--damaged", "counted") == []


def test_damaged_goods_written_off_meanwhile_move_no_other(damaged: Desk) -> None:
    """Nobody looked at them."""
    gone = ("--written-off", "--at", "2026-11-12T11:30", "--location", "main")
    damaged.json("damage", "A-1", 2, *gone)
    since = ("--counted-from", "2026-11-12T11:00", "--damaged", "not-counted")

    assert status(damaged, "SKU,Qty\nA-1,8\n", *since) == []


def test_what_came_and_went_while_a_complete_sheet_was_counted_holds_its_line(desk: Desk) -> None:
    """It names no A-1, of which some were there for an hour."""
    desk.opened("sku,quantity\nA-1,0\n00123,5\n")
    for command, at in (("receive", "09:00"), ("ship", "10:00")):
        desk.json(command, "A-1", 3, "--at", f"2026-11-12T{at}", "--location", "main")

    assert status(desk, "SKU,Qty\n00123,5\n", "--complete", "--damaged", "counted") == ["uncertain"]


def test_who_accepted_a_line_did_not_know_what_moved_later(desk: Desk) -> None:
    """As many came as left, so the difference is what it was; the line waits again."""
    desk.opened()
    assert status(desk, "SKU,Qty\nA-1,8\n") == ["needs_approval"]
    desk.json("count", "approve", 1)
    for command, at in (("receive", "09:00"), ("ship", "10:00")):
        desk.json(command, "A-1", 3, "--at", f"2026-11-12T{at}", "--location", "main")

    (line,) = desk.json_or_differing("count", "show", 1)["variances"]
    assert line["status"] == "uncertain"
    assert "of which the book learnt after somebody decided" in line["reason"]
    assert "moved while it was counted" in desk.refused("count", "post", 1)
    desk.json("count", "approve", 1)
    assert desk.json("count", "post", 1)["status"] == "posted"
