"""`count causes`: why lines differ, from a real book."""

import pytest

from tests.jobs.causes_desk import (
    COUNTED,
    explained,
    explaining,
    first_cause,
    paste,
    upload,
)
from tests.jobs.shop_desk import Desk


@pytest.fixture
def opened(desk: Desk) -> Desk:
    return explaining(desk)


def test_lines_are_explained_and_nothing_is_changed(opened: Desk) -> None:
    """The largest first; exit 1 while a line waits, 0 when none does."""
    count = upload(opened, "A-1,63\nA-2,137\nB-7,97\n")

    a_1, a_2, b_7 = explained(opened, count)

    assert [one["sku"] for one in (a_1, a_2, b_7)] == ["A-1", "A-2", "B-7"]
    assert {"row": 2, "expected": 100, "counted": 63, "difference": -37}.items() <= a_1.items()
    assert [one["kind"] for one in a_1["causes"]] == ["mistaken_item"]
    assert b_7["causes"] == []
    assert opened.run("count", "causes", count).status == 1
    paste(opened, a_1["causes"][0]["command"])
    paste(opened, f"stockbook count approve {count}")
    assert opened.run("count", "causes", count).status == 0


def test_a_person_reads_causes_with_their_commands(opened: Desk) -> None:
    """Last the lines of which nothing is known, with what to do all the same."""
    count = upload(opened, "A-1,10\nA-2,99\n")

    told = opened.run("count", "causes", count).out.splitlines()

    assert told[0] == "A-1: counted 10, expected 100 (-90)"
    assert told[1].endswith("mistyped: 10 for 100: a digit was left out")
    assert told[2] == "        stockbook count recount 1 A-1"
    assert told[3:] == [
        "A-2: counted 99, expected 100 (-1)",
        "        no likely cause: nothing in the book, the sheet or other counts fits",
        "        stockbook count recount 1 A-2",
        "count 1 of main: 2 lines beyond the tolerance, 1 for a likely cause",
    ]


def test_where_nothing_fits_it_is_said_what_to_do(opened: Desk) -> None:
    """Somebody counts again; of a posted count, somebody looks at what moved."""
    count = upload(opened, "A-1,71\n")

    (open_line,) = explained(opened, count)
    opened.json("count", "approve", count)
    opened.json("count", "post", count)
    (posted_line,) = explained(opened, count)
    paste(opened, posted_line["next"])

    assert (open_line["causes"], open_line["next"]) == ([], f"stockbook count recount {count} A-1")
    assert (posted_line["causes"], posted_line["next"]) == ([], "stockbook history A-1")


def test_a_person_reads_a_hundred_lines_at_most(opened: Desk) -> None:
    """`--json` has them all; a posted count has causes without commands."""
    skus = [f"M-{number}" for number in range(101)]
    items = opened.write("items.csv", "sku\n" + "\n".join(skus))
    opened.json("items", "import", items)
    came = "".join(f"{sku},100,2026-11-02T08:00\n" for sku in skus)
    receipts = opened.write("in.csv", f"sku,quantity,at\n{came}")
    opened.json("receive", "--file", receipts, "--location", "main")
    count = upload(opened, "".join(f"{sku},10\n" for sku in skus))

    told = opened.run("count", "causes", count).out.splitlines()
    opened.run("count", "approve", count)
    opened.json("count", "confirm", count, "--differing", 101, "--units", -9090)
    opened.json("count", "post", count)
    posted = opened.run("count", "causes", count, "M-7").out.splitlines()

    assert told[-2] == "and 1 more: `stockbook count causes 1 --json`"
    assert len(posted) == 3


def test_a_sku_that_does_not_differ_is_refused(opened: Desk) -> None:
    """As is a count that is not there."""
    count = upload(opened, "A-1,10\nA-2,100\n")

    assert opened.refused("count", "causes", count, "A-2") == "A-2 does not differ in count 1"
    assert "count 9 is unknown" in opened.refused("count", "causes", 9)


def test_a_count_without_differences_has_nothing_to_explain(opened: Desk) -> None:
    """And is no problem."""
    count = upload(opened, "A-1,100\n")

    assert explained(opened, count) == []


def test_a_part_on_another_sheet_is_told(opened: Desk) -> None:
    """Of another aisle, uploaded as a count of its own."""
    aisle = upload(opened, "A-1,47\nB-7,100\n", name="aisle.csv")
    count = upload(opened, "A-1,53\nA-2,100\n")

    cause = first_cause(opened, count, "A-1")

    assert cause["kind"] == "not_counted"
    assert cause["evidence"].startswith(f"count {aisle} has the 47 that are missing here")


def test_a_posted_count_is_explained_too(opened: Desk) -> None:
    """By the book of its instant; its lines can no longer be left out, so no command is told."""
    count = upload(opened, "A-1,10\nA-2,99\n")
    opened.json("count", "approve", count)
    opened.json("count", "post", count)

    cause = first_cause(opened, count, "A-1")

    assert (cause["kind"], cause["command"]) == ("mistyped", None)


def test_the_adjustment_of_a_posted_count_is_no_movement_near_it(opened: Desk) -> None:
    """Else it would explain itself together with another movement."""
    opened.json("receive", "A-1", 18, "--location", "main", "--at", "2026-11-12T11:59")
    count = upload(opened, "A-1,109\n")
    opened.json("count", "approve", count)
    opened.json("count", "post", count)

    (line,) = explained(opened, count)

    assert (line["difference"], line["causes"]) == (-9, [])


def test_the_quantity_of_the_other_location_is_told(opened: Desk) -> None:
    """As the book had it when this one was counted, not as it is now."""
    opened.json("receive", "A-1", 63, "--location", "annex", "--at", "2026-11-02T08:00")
    opened.json("receive", "A-1", 9, "--location", "annex", "--at", "2026-11-12T13:00Z")
    count = upload(opened, "A-1,63\n")

    assert first_cause(opened, count, "A-1")["kind"] == "other_location"


def test_items_that_look_alike_in_their_names_are_told(opened: Desk) -> None:
    """From the item master, as pack sizes are."""
    opened.json("items", "create", "A-1", "--name", "Tea green tin")
    opened.json("items", "create", "B-7", "--name", "Tea black tin", "--pack-size", 10)
    count = upload(opened, "A-1,149\nB-7,51\n")

    cause = first_cause(opened, count, "A-1")

    assert cause["evidence"].startswith("B-7 (Tea black tin) differs by just as much the other way")
    assert first_cause(opened, upload(opened, "B-7,10\n"), "B-7")["evidence"] == (
        "10 cases of 10, counted as one unit each"
    )


def test_a_shelf_that_nobody_counted_is_told_by_what_lay_there(opened: Desk) -> None:
    """Its items are missing together, as an earlier count found them: in one bin."""
    rows = "A-1,100,H-7\nA-2,100,K-1\nB-7,100,H-7\n"
    before = opened.write("before.csv", f"sku,counted,bin\n{rows}")
    when = ("--location", "main", "--counted-at", "2026-11-11T12:00")
    opened.json("count", "post", opened.json("count", "upload", before, *when)["count"])
    sheet = opened.write("sheet.csv", "sku,counted,bin\nA-2,100,K-1\n")
    said = opened.json_or_differing("count", "upload", sheet, *COUNTED, "--complete")

    cause = first_cause(opened, said["count"], "A-1")

    assert cause["kind"] == "not_counted"
    assert cause["evidence"].endswith("at all, like 1 more that is alike or beside it")


def test_a_case_that_has_a_code_of_its_own_is_a_case(opened: Desk) -> None:
    """Whether or not the item says its pack size."""
    opened.json("items", "create", "A-1", "--barcode", "04006381333931=17")
    count = upload(opened, "A-1,83\n")

    cause = first_cause(opened, count, "A-1")

    assert (cause["kind"], cause["evidence"]) == (
        "cases_missed",
        "just 1 whole case of 17 missing",
    )


def test_items_of_one_bin_are_neighbours(opened: Desk) -> None:
    """Far from each other on the sheet, and in nothing else alike."""
    far = "".join(f"A-2,{units},K-{units}\n" for units in (10, 20, 30, 40))
    path = opened.write("bins.csv", f"sku,counted,bin\nA-1,63,H-7\n{far}B-7,137,H-7\n")
    count = opened.json_or_differing("count", "upload", path, *COUNTED)["count"]

    (line,) = explained(opened, count, "A-1")

    assert line["causes"][0]["kind"] == "mistaken_item"
    assert "B-7 differs by just as much" in line["causes"][0]["evidence"]
    assert line["causes"][0]["evidence"].endswith("it lies in the same bin")


def test_what_was_ruled_to_be_after_is_doubted_no_more(opened: Desk) -> None:
    """The book has it just behind the count since then, which says nothing about the count."""
    count = upload(opened, "A-1,97\n")
    opened.json("count", "approve", count)
    opened.json("count", "post", count)
    opened.run("ship", "A-1", 3, "--location", "main", "--at", "2026-11-12T11:58")

    opened.json("count", "rule", count, "A-1", "after")

    (line,) = explained(opened, count, "A-1")
    assert line["causes"] == []
