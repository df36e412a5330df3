"""The commands that `count causes` tells mend the line when they are pasted."""

import pytest

from ledger.snapshots import Owed
from tests.jobs.causes_desk import (
    COUNTED,
    cause_of,
    differences,
    explaining,
    first_cause,
    paste,
    sold,
    upload,
    write_odd_workbook,
)
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(desk: Desk) -> Desk:
    return explaining(desk)


def test_a_receipt_is_booked_by_the_command_told(opened: Desk) -> None:
    """Then the line is as expected, and nothing is incoming any more."""
    words = ("--ordered", "--location", "main", "--at", "2026-11-02T08:00")
    opened.json("receive", "A-1", 24, *words)
    opened.json("receive", "A-1", 60, *words)
    opened.json("receive", "A-1", 60, "--arrived", "--location", "main", "--at", "2026-11-04T08:00")
    count = upload(opened, "A-1,184\n")

    cause = first_cause(opened, count, "A-1")
    paste(opened, cause["command"])

    assert cause["kind"] == "receipt_not_booked"
    assert differences(opened, count) == {}
    assert opened.level("A-1")["incoming"] == 0


def test_a_transfer_is_booked_by_the_command_told(opened: Desk) -> None:
    """It arrived where it was bound for."""
    way = ("--location", "main", "--to", "annex")
    opened.json("transfer", "A-1", 24, *way, "--departed", "--at", "2026-11-10T08:00")
    count = upload(
        opened, "A-1,24\n", "--location", "annex", "--counted-at", "2026-11-12T12:00+00:00"
    )

    cause = first_cause(opened, count, "A-1")
    paste(opened, cause["command"])

    assert cause["kind"] == "transfer_not_booked"
    assert differences(opened, count) == {}
    assert opened.level("A-1", "annex")["in_transit"] == 0


def test_goods_that_another_location_has_too_much_are_moved_there(opened: Desk) -> None:
    """The item is as expected in both counts then."""
    there = upload(
        opened, "A-1,37\nB-7,5\n", "--location", "annex", "--counted-at", "2026-11-12T11:00+00:00"
    )
    here = upload(opened, "A-1,63\n")

    cause = first_cause(opened, here, "A-1")
    paste(opened, cause["command"])

    assert cause["evidence"].startswith(f"count {there} of annex differs by just as much")
    assert differences(opened, here) == {}
    assert list(differences(opened, there)) == ["B-7"]


def test_a_return_is_settled_by_the_command_told(opened: Desk) -> None:
    """It came back before the count."""
    sold(opened, "A-1", shipped=12)
    count = upload(opened, "A-1,100\n")

    cause = first_cause(opened, count, "A-1")
    paste(opened, cause["command"])

    assert cause["kind"] == "return_not_booked"
    assert differences(opened, count) == {}


def test_an_order_that_left_untold_is_pulled(opened: Desk) -> None:
    """Once the storefront says so; the command itself works at any time."""
    sold(opened, "A-1", owed=[Owed(location="main", quantity=12)])
    count = upload(opened, "A-1,88\n")

    cause = first_cause(opened, count, "A-1")
    paste(opened, cause["command"])

    assert cause["kind"] == "shipment_not_told"
    assert "order 1001 of shop" in cause["evidence"]


def test_what_lay_elsewhere_is_declared_by_the_command_told(opened: Desk) -> None:
    """Wherever the sheet is now, and however it had to be read: here it lay on a second worksheet,
    had no headings, decimal commas, a counter, and instants that say nothing of the order of dates.
    """
    sold(opened, "A-1", owed=[Owed(location="main", quantity=12, packed=12)])
    path = opened.folder / "hall.xlsx"
    write_odd_workbook(path)
    how = ("--sheet", "Hall 2", "--columns", "-,sku,quantity,counted_at", "--decimal", "comma")
    more = ("--dates", "day-first", "--counted-by", "carl", "--packed", "counted")
    count = opened.json_or_differing("count", "upload", path, "--location", "main", *how, *more)[
        "count"
    ]
    cause = cause_of(opened, count, "A-1", "goods_elsewhere")
    path.unlink()

    paste(opened, cause["command"])

    assert cause["command"] == f"stockbook count declare {count} --packed not-counted"
    answer = opened.run("count", "show", count + 1, "--json").json
    assert answer["variances"] == []
    assert [(one["file"], one["counted_by"]) for one in answer["files"]] == [("hall.xlsx", "carl")]
    assert opened.run("count", "show", count, "--json").json["status"] == "reversed"
    refused = opened.run("count", "post", count, "--json").json["error"]
    assert f"count {count} goes on as count {count + 1}; say that number" in str(refused)


def test_a_count_of_several_sheets_is_declared_by_the_command_told(opened: Desk) -> None:
    """Two people counted it, in bins; both are named still, and so are their bins."""
    sold(opened, "A-1", owed=[Owed(location="main", quantity=12, packed=12)])
    paths = [opened.write(f"{place}.csv", f"sku,counted,bin\nA-1,{units},{place}\n")
             for place, units in (("front", 50), ("back", 38))]  # fmt: skip
    by = ("--counted-by", "ann", "--counted-by", "bob")
    count = opened.json_or_differing(
        "count", "upload", *paths, *COUNTED, "--packed", "counted", *by
    )["count"]

    paste(opened, cause_of(opened, count, "A-1", "goods_elsewhere")["command"])

    answer = opened.run("count", "show", count + 1, "--json").json
    assert answer["variances"] == []
    assert [one["counted_by"] for one in answer["files"]] == ["ann", "bob"]
    bins = opened.json("count", "bins", "A-1", "--location", "main")["bins"]
    assert {(one["bin"], one["counted"]) for one in bins} == {("front", 50), ("back", 38)}


def test_a_sheet_with_damaged_rows_is_not_declared_to_be_without(opened: Desk) -> None:
    """That would be refused: the line is left out, and somebody looks again."""
    opened.json("damage", "A-1", 12, "--location", "main", "--at", "2026-11-02T08:00")
    path = opened.write("states.csv", "sku,counted,state\nA-1,88,ok\nB-7,1,ok\nB-7,1,damaged\n")
    at = ("--location", "main", "--counted-at", "2026-11-12T12:00+00:00")
    count = opened.json_or_differing("count", "upload", path, *at)["count"]

    cause = cause_of(opened, count, "A-1", "goods_elsewhere")
    paste(opened, cause["command"])

    assert cause["command"] == f"stockbook count recount {count} A-1"


def test_a_line_with_a_movement_near_it_is_left_out_by_the_command_told(opened: Desk) -> None:
    """Left out, the book is right: it has the movement."""
    opened.json("ship", "A-1", 9, "--location", "main", "--at", "2026-11-12T12:00:40")
    count = upload(opened, "A-1,91\n")

    cause = first_cause(opened, count, "A-1")
    paste(opened, cause["command"])
    opened.json("count", "post", count)

    assert cause["kind"] == "moved_near"
    assert opened.level("A-1")["on_hand"] == 91


def test_a_receipt_booked_as_another_item_is_accepted_by_the_command_told(opened: Desk) -> None:
    """The shelf is right."""
    opened.json("receive", "A-1", 48, "--location", "main", "--at", "2026-11-10T08:00")
    count = upload(opened, "A-1,100\nA-2,148\n")

    cause = first_cause(opened, count, "A-2")
    paste(opened, cause["command"])
    opened.json("count", "post", count)

    assert cause["kind"] == "misbooked_item"
    assert [opened.level(sku)["on_hand"] for sku in ("A-1", "A-2")] == [100, 148]


def test_what_a_complete_sheet_does_not_name_is_told(opened: Desk) -> None:
    """Left out, it is counted again."""
    count = upload(opened, "A-1,100\nB-7,100\n", *COUNTED, "--complete")

    cause = first_cause(opened, count, "A-2")
    paste(opened, cause["command"])

    assert cause["kind"] == "not_counted"
    assert differences(opened, count)["A-2"] == (-100, "recount")


def test_a_late_receipt_of_a_posted_count_is_booked_and_ruled(opened: Desk) -> None:
    """The adjustment is taken back by the receipt, so the book stays the shelf."""
    opened.json("receive", "A-1", 24, "--ordered", "--location", "main", "--at", "2026-11-02T08:00")
    count = upload(opened, "A-1,124\n")
    opened.json("count", "approve", count)
    opened.json("count", "post", count)

    paste(opened, first_cause(opened, count, "A-1")["command"])

    assert opened.level("A-1")["on_hand"] == 124
    assert opened.json("check")["ok"]
