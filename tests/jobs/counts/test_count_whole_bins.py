"""A sheet may be complete for bins: what was remembered there and is not on it was not there."""

from typing import Any

import pytest

from tests.jobs.sheet_desk import AT, refused, text_of, upload
from tests.jobs.shop_desk import Desk

FIRST = "SKU,Counted,Bin\nred,6,A\nred,4,B\nblue,10,A\ngreen,10,B\n"
LATER = ("--counted-at", "2026-11-13T12:00")


@pytest.fixture
def binned(desk: Desk) -> Desk:
    """Ten each of three mugs: red in bins A and B, blue in A, green in B; and a lamp in none."""
    desk.opened("sku,quantity\nred,10\nblue,10\ngreen,10\nlamp,10\n")
    upload(desk, desk.write("first.csv", FIRST))
    desk.json("count", "post", 1)
    return desk


def sheet(desk: Desk, text: str, *more: object, name: str = "later.csv") -> Any:
    return upload(desk, desk.write(name, text), *LATER, *more)


def lines(answer: Any) -> dict[str, tuple[int, str]]:
    return {one["sku"]: (one["counted"], one["status"]) for one in answer["variances"]}


def test_what_lay_in_the_bin_and_is_not_on_the_sheet_was_not_there(binned: Desk) -> None:
    """All of blue lay there; of red some lies elsewhere, so its line is partial."""
    answer = sheet(binned, "SKU,Counted,Bin\nlamp,10,A\n", "--bin", "A")

    assert lines(answer) == {"red": (0, "partial"), "blue": (0, "needs_approval")}
    assert {(one["file"], one["row"]) for one in answer["variances"]} == {(None, None)}
    assert answer["lines"] == 3


def test_what_is_not_on_the_sheet_waits_within_any_tolerance(binned: Desk) -> None:
    """As with a complete sheet: nobody wrote that nothing was there."""
    config = (binned.folder / "config.yaml").read_text(encoding="utf-8")
    binned.write("config.yaml", f"{config}\ncounts: {{tolerance_units: 50}}\n")

    answer = sheet(binned, "SKU,Counted,Bin\nred,5,A\nred,4,B\n", "--bin", "A")

    assert lines(answer) == {"red": (9, "within_tolerance"), "blue": (0, "needs_approval")}
    reason = next(one["reason"] for one in answer["variances"] if one["sku"] == "blue")
    assert reason == "it is not on the sheet, which is said to be complete"


def test_several_bins_are_one_scope(binned: Desk) -> None:
    """Then nothing of red is missing, and the lamp that lies in no bin is uncounted."""
    text = "SKU,Counted,Bin\nred,9,A\ngreen,10,B\n"
    answer = sheet(binned, text, "--bin", "A", "--bin", "B")

    assert lines(answer) == {"red": (9, "needs_approval"), "blue": (0, "needs_approval")}


def test_a_sheet_of_one_bin_needs_no_column(binned: Desk) -> None:
    """All of its rows lie there; of several bins nobody could tell."""
    answer = sheet(binned, "SKU,Counted\nblue,10\nred,6\n", "--bin", "A")
    assert lines(answer) == {"red": (6, "partial")}

    said = text_of(refused(binned, binned.folder / "later.csv", "--bin", "A", "--bin", "B"))
    assert said == "the sheet has no column of bins; say one --bin, or give it the column"


def test_a_row_of_no_bin_counts_all_of_its_item(binned: Desk) -> None:
    """So nothing of it is missing in the bin."""
    answer = sheet(binned, "SKU,Counted,Bin\nred,10,\nblue,10,A\n", "--bin", "A")

    assert answer["variances"] == []


def test_the_same_file_of_a_bin_is_the_same_count(binned: Desk) -> None:
    """Though its own zeros have changed what is remembered there; without the word it is not."""
    text = "SKU,Counted,Bin\nred,6,A\nred,4,B\n"
    assert sheet(binned, text, "--bin", "A")["count"] == 2
    assert sheet(binned, text, "--bin", "A")["count"] == 2
    assert sheet(binned, text)["count"] == 3


def test_a_posted_bin_is_forgotten_by_what_was_not_found_in_it(binned: Desk) -> None:
    """The report says for what the sheet was complete, and the shelf is as counted."""
    number = sheet(binned, "SKU,Counted,Bin\nred,6,A\nred,4,B\n", "--bin", "A")["count"]
    binned.json("count", "approve", number)
    binned.json("count", "post", number)

    assert binned.level("blue")["on_hand"] == 0
    bins = binned.json("count", "bins", "--location", "main", "--bin", "A")["bins"]
    assert [one["sku"] for one in bins] == ["red"]
    page = binned.folder / "report.html"
    binned.run("count", "report", number, page)
    assert "bin A" in page.read_text(encoding="utf-8")
    later = binned.run("receive", "blue", 2, "--location", "main", "--at", "2026-11-12T18:00",
                       "--json")  # fmt: skip
    assert later.status in {0, 1}
    assert binned.level("blue")["on_hand"] == 0, "it came before somebody found nothing"


def test_the_scope_holds_for_files_that_are_added_and_for_what_is_declared(binned: Desk) -> None:
    """What the first file did not find in the bin, the second may not find there either."""
    sheet(binned, "SKU,Counted,Bin\nred,6,A\nred,4,B\n", "--bin", "A")
    more = binned.write("more.csv", "SKU,Counted,Bin\ngreen,9,B\n")
    answer = upload(binned, more, *LATER, "--add-to", 2)
    assert lines(answer) == {"blue": (0, "needs_approval"), "green": (9, "needs_approval")}

    again = binned.run("count", "declare", 3, "--damaged", "counted", "--json").json
    assert lines(again) == lines(answer)
    twice = binned.write("twice.csv", "SKU,Counted,Bin\nblue,9,A\n")
    assert "bin 'A' of count 4 too" in text_of(refused(binned, twice, *LATER, "--add-to", 4))
    assert "--bin was said otherwise of count 4" in binned.refused(
        "count", "upload", more, *LATER, "--add-to", 4, "--bin", "B"
    )


def test_several_files_are_complete_for_a_bin_together(binned: Desk) -> None:
    """What one of them has not found another may have."""
    one = binned.write("one.csv", "SKU,Counted,Bin\nred,6,A\nred,4,B\n")
    two = binned.write("two.csv", "SKU,Counted,Bin,Counted by,State,Lot\nlamp,10,A,zoe,,L1\n")

    answer = upload(binned, one, two, *LATER, "--bin", "A")

    assert lines(answer) == {"blue": (0, "needs_approval")}
    assert upload(binned, two, one, *LATER, "--bin", "A")["count"] == answer["count"]


def test_a_bin_that_nobody_named_is_refused(binned: Desk) -> None:
    """A mistyped one would leave the sheet complete for nothing; a bin is not the location."""
    path = binned.write("later.csv", "SKU,Counted,Bin\nred,6,A\n")
    assert text_of(refused(binned, path, *LATER, "--bin", "a")) == (
        "no count and no row of the sheet has named a bin 'a' at main; see `stockbook count bins`"
    )
    other = binned.write("other.csv", "SKU,Counted,Bin\nred,4,B\n")
    assert "named a bin 'a'" in text_of(refused(binned, path, other, *LATER, "--bin", "a"))
    said = binned.refused("count", "upload", path, *AT, "--bin", "A", "--complete")
    assert "--bin is blank" in binned.refused("count", "upload", path, *AT, "--bin", " ")
    assert "--complete is all of the location and --bin a part; say one" in said
    assert "--supplier is blank" in binned.refused("count", "upload", path, *AT, "--supplier", "")


@pytest.fixture
def supplied(binned: Desk) -> Desk:
    """Red is bought from Hansen and a mug; so is blue, but from Meyer; green has neither."""
    rows = "sku,category,supplier\nred,mugs,Hansen\nblue,mugs,Meyer\nlamp,,Hansen\n"
    binned.json("items", "import", binned.write("items.csv", rows))
    return binned


@pytest.mark.parametrize(
    ("scope", "unnamed"),
    [
        (("--supplier", "Hansen"), {"red"}),
        (("--supplier", "Meyer"), {"blue"}),
        (("--category", "mugs"), {"red", "blue"}),
        (("--category", "mugs", "--supplier", "Meyer"), {"blue"}),
    ],
)
def test_a_sheet_is_complete_for_a_suppliers_goods_in_a_bin(
    supplied: Desk, scope: tuple[str, ...], unnamed: set[str]
) -> None:
    """Other goods in the bin were not counted, and neither were theirs in no remembered bin."""
    answer = sheet(supplied, "SKU,Counted,Bin\ngreen,10,A\n", "--bin", "A", *scope)

    assert {sku for sku, (counted, _) in lines(answer).items() if not counted} == unnamed
    assert lines(answer)["green"] == (10, "partial"), "what is on the sheet is counted"


def test_what_lies_elsewhere_of_a_supplier_is_not_said_to_be_gone(supplied: Desk) -> None:
    """Red lies in bin B as well, so nothing is posted of it unseen; of the lamp nothing is said."""
    answer = sheet(supplied, "SKU,Counted,Bin\ngreen,10,B\n", "--bin", "A", "--supplier", "Hansen")
    assert lines(answer) == {"red": (0, "partial")}
    supplied.json("count", "approve", answer["count"])
    supplied.json("count", "post", answer["count"])

    levels = {one["sku"]: one["on_hand"] for one in supplied.json("stock")["items"]}
    assert levels == {"red": 0, "blue": 10, "green": 10, "lamp": 10}
    late = ("--location", "main", "--at", "2026-11-12T18:00")
    for sku in ("red", "blue"):
        supplied.json_or_differing("receive", sku, 2, *late)
    levels = {one["sku"]: one["on_hand"] for one in supplied.json("stock")["items"]}
    assert (levels["red"], levels["blue"]) == (0, 12), "only of red somebody said that it is gone"


def test_programs_and_people_are_told_for_what_a_count_is_complete(supplied: Desk) -> None:
    """When it is uploaded, shown, listed and reported, also once it goes on under a new number."""
    scope = {"complete": False, "bins": ["A", "B"], "category": "mugs", "supplier": "Hansen"}
    text = "SKU,Counted,Bin\nred,6,A\nred,4,B\n"
    said = ("--bin", "B", "--bin", "A", "--supplier", "Hansen", "--category", "mugs")
    assert sheet(supplied, text, *said)["scope"] == scope
    assert sheet(supplied, text, *said)["count"] == 2, "the same file is the same count"
    again = supplied.json("count", "declare", 2, "--damaged", "counted")
    assert (again["count"], again["scope"], again["damaged_counted"]) == (3, scope, True)
    more = supplied.write("more.csv", "SKU,Counted,Bin\ngreen,10,B\n")
    assert upload(supplied, more, *LATER, "--add-to", 3)["scope"] == scope

    words = "category mugs and supplier Hansen in bin A, bin B"
    assert f"count 4 of main, complete for {words}: 2 lines" in supplied.run("count", "show", 4).out
    assert words in supplied.run("count", "list").out
    listed = supplied.json("count", "list")["counts"]
    assert [one["scope"]["bins"] for one in listed] == [["A", "B"]] * 3 + [[]]
    header, *rows = supplied.run("count", "report", 4).out.splitlines()
    assert header.startswith("count,location,complete_for,")
    assert all(words in row for row in rows)


def test_people_are_told_a_few_of_many_bins(binned: Desk) -> None:
    """A line of the terminal holds no aisle; the report names them all."""
    bins = [f"C-{i}" for i in range(1, 8)]
    rows = "".join(f"lamp,1,{one}\n" for one in bins)
    said = [word for one in bins for word in ("--bin", one)]
    number = sheet(binned, f"SKU,Counted,Bin\n{rows}", *said)["count"]

    out = binned.run("count", "show", number).out
    assert "complete for bin C-1, bin C-2, bin C-3, bin C-4, bin C-5 and 2 more: 1 line" in out
    assert "bin C-7" in binned.run("count", "report", number).out
