"""How right the book is: numbers that can be worked out by hand, from posted counts only."""

import csv
from datetime import UTC, datetime
from typing import Any

import jsonschema
import openpyxl
import pytest

from jobs.answers import SCHEMAS, schema_of
from tests.jobs.count_desk import CountDesk
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow

OPENING = "sku,quantity\nA-1,10\nB-2,20\nC-3,30\nD-4,40\nE-5,50\n"
ALL = {"A-1": 10, "B-2": 20, "C-3": 30, "D-4": 40, "E-5": 50}


@pytest.fixture
def year(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Five items; all but E-5 have a cost of 10, C-3 one of 2."""
    desk.opened(OPENING)
    for sku in ("A-1", "B-2", "D-4"):
        desk.json("items", "create", sku, "--unit-cost", "10")
    desk.json("items", "create", "C-3", "--unit-cost", "2")
    hall = CountDesk(desk, monkeypatch)
    hall.configure("{tolerance_units: 1}")
    return hall


def measures(hall: CountDesk, *words: object) -> Any:
    answer = hall.run("boss", "measures", "--since", "2026-11-01T00:00Z", *words)
    jsonschema.validate(answer, schema_of(SCHEMAS["count-measures"]))
    return answer


def posted(hall: CountDesk, found: dict[str, int], *, at: str, reason: str = "theft") -> None:
    """Counted by ann, accepted by bob."""
    count = hall.upload("ann", found, at=at)["count"]
    hall.run("bob", "approve", count, "--reason", reason)
    hall.run("bob", "post", count)


def shrinkage(answer: Any, by: str) -> dict[str, tuple[int, int, str | None]]:
    return {
        one["key"]: (one["units_lost"], one["units_found"], one["value"])
        for one in answer["shrinkage"][f"by_{by}"]
    }


def test_without_counts_there_is_nothing_to_measure(year: CountDesk) -> None:
    """Null, and not a perfect score."""
    answer = measures(year)

    assert (answer["counts"], answer["accuracy"]["lines_percent"]) == (0, None)
    assert [(one["location"], one["percent"]) for one in answer["coverage"]] == [("main", 0.0)]


def test_accuracy_by_lines_units_and_value(year: CountDesk) -> None:
    """One line of four is beyond the tolerance; shortages and surpluses do not cancel out."""
    posted(year, ALL | {"A-1": 6, "B-2": 21, "E-5": 50}, at="2026-11-12T12:00")

    accuracy = measures(year)["accuracy"]

    assert (accuracy["lines"], accuracy["lines_within_tolerance"]) == (5, 4)
    assert (accuracy["lines_percent"], accuracy["lines_without_cost"]) == (80.0, 1)
    assert (accuracy["units"], accuracy["units_off"], accuracy["units_percent"]) == (150, 5, 96.67)
    assert (accuracy["value"], accuracy["value_off"]) == ("760", "50")
    assert accuracy["value_percent"] == 93.42


def test_shrinkage_by_reason_location_item_and_month(year: CountDesk) -> None:
    """What was lost less what was found; small differences and late news have a reason, too."""
    posted(year, {"A-1": 6, "B-2": 21, "C-3": 30}, at="2026-11-12T12:00")
    posted(year, {"D-4": 38}, at="2026-11-12T16:00", reason="damaged")
    ship = ("ship", "C-3", 2, "--location", "main", "--at", "2026-11-11T08:00")
    year.desk.json(*ship)

    answer = measures(year)

    assert shrinkage(answer, "reason") == {
        "theft": (4, 0, "40"),
        "damaged": (2, 0, "20"),
        "within_tolerance": (0, 1, "-10"),
        "late_news": (0, 2, "-4"),
    }
    assert shrinkage(answer, "location") == {"main": (6, 3, "46")}
    assert shrinkage(answer, "month") == {"2026-11": (6, 3, "46")}
    assert list(shrinkage(answer, "item")) == ["A-1", "D-4", "C-3", "B-2"]
    assert answer["shrinkage"]["more_items"] == 0


def test_the_month_is_that_of_the_location(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past midnight on the first by the clock on its wall is the month before in UTC."""
    desk.initialised()
    path = desk.write("opening.csv", OPENING)
    at = ("--location", "annex", "--at", "2026-10-01T08:00", "--create-items")
    desk.json("opening", path, *at)
    hall = CountDesk(desk, monkeypatch)
    path = desk.write("annex.csv", "SKU,Qty\nA-1,8\n")
    hall.run("ann", "upload", path, "--location", "annex", "--counted-at", "2026-11-01T00:30")
    hall.run("bob", "approve", 1)
    hall.run("bob", "post", 1)

    answer = hall.run("boss", "measures", "--until", "2026-11-01T00:00Z")

    assert shrinkage(answer, "month") == {"2026-11": (2, 0, None)}
    assert shrinkage(answer, "location") == {"annex": (2, 0, None)}
    assert answer["shrinkage"]["by_month"][0]["lines_without_cost"] == 1
    assert answer["accuracy"]["value"] is None
    assert measures(hall)["counts"] == 0
    assert hall.run("boss", "measures", "--location", "main")["counts"] == 0
    said = hall.refused("boss", "measures", "--location", "nowhere")
    assert "location 'nowhere' is unknown" in said


def test_a_month_begins_by_the_clock_of_the_location(year: CountDesk) -> None:
    """Where one is named; of locations in several zones an instant says its offset."""
    november = ("--since", "2026-11-01T00:00", "--until", "2026-12-01T00:00")

    answer = year.run("boss", "measures", "--location", "annex", *november)
    out = year.desk.run("count", "measures", *november, "--location", "annex").out

    begins, ends = (datetime.fromisoformat(answer[name]) for name in ("since", "until"))
    assert begins == datetime(2026, 10, 31, 23, tzinfo=UTC)
    assert ends == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert "0 counts from 2026-11-01 00:00 CET until 2026-12-01 00:00 CET" in out
    assert "may be in any time zone" in year.refused("boss", "measures", *november)


def test_only_posted_counts_that_stand_are_measured(year: CountDesk) -> None:
    """Neither one that waits, nor one that was taken back."""
    year.upload("ann", {"A-1": 1}, at="2026-11-10T12:00")
    posted(year, {"B-2": 10}, at="2026-11-11T12:00")
    assert measures(year)["counts"] == 1

    year.run("bob", "reverse", 2)

    answer = measures(year)
    assert (answer["counts"], answer["accuracy"]["lines"]) == (0, 0)
    assert answer["shrinkage"]["by_item"] == []


def test_coverage_is_what_was_counted_of_what_the_book_knows(year: CountDesk) -> None:
    """Also by a complete sheet that names it not; a line left out was not counted."""
    posted(year, {"A-1": 10}, at="2026-11-12T12:00")
    year.upload("ann", {"B-2": 1, "C-3": 30}, at="2026-11-12T14:00")
    year.run("bob", "recount", 2, "B-2")
    year.run("bob", "post", 2)
    assert [(one["items"], one["counted"]) for one in measures(year)["coverage"]] == [(5, 2)]

    count = year.upload("ann", {sku: ALL[sku] for sku in ("A-1", "B-2")}, "--complete",
                        at="2026-11-12T16:00")["count"]  # fmt: skip
    year.run("bob", "approve", count)
    year.run("bob", "post", count)

    (coverage,) = measures(year)["coverage"]
    assert (coverage["counted"], coverage["percent"]) == (5, 100.0)


def test_counters_that_agree(year: CountDesk) -> None:
    """By who counted first and who again, whoever uploads; within the tolerance, and the same."""
    year.upload("desk", {"A-1": 8, "B-2": 15, "C-3": 20}, "--counted-by", "ann",
                at="2026-11-12T12:00")  # fmt: skip
    year.run("bob", "recount", 1, "A-1", "B-2", "C-3")
    year.upload("desk", {"A-1": 8, "B-2": 14, "C-3": 30}, "--recount-of", 1, "--counted-by", "eve",
                at="2026-11-12T15:00")  # fmt: skip
    year.run("bob", "approve", 2)
    year.run("bob", "post", 2)
    year.run("bob", "post", 1)

    answer = measures(year)

    assert answer["agreement"] == [
        {"first": "ann", "second": "eve", "lines": 3, "agreed": 2, "same": 1, "percent": 66.67}
    ]
    assert (answer["accuracy"]["lines"], answer["accuracy"]["lines_within_tolerance"]) == (3, 1)


def test_people_read_tables(year: CountDesk) -> None:
    """Each under its title, and none that is empty."""
    posted(year, {"A-1": 6}, at="2026-11-12T12:00")

    out = year.desk.run("count", "measures", "--since", "2026-11-01T00:00Z").out

    assert "1 count from 2026-11-01" in out
    assert "shrinkage by reason\nkey    units  units_lost  units_found  value\ntheft" in out
    assert "agreement" not in out
    assert "lines within tolerance    1      1" in out
    assert "unit cost" not in out

    posted(year, {"E-5": 50}, at="2026-11-12T14:00")

    out = year.desk.run("count", "measures").out
    assert "1 line of items without a unit cost: in no value" in out


def test_two_who_found_the_same_agree_whoever_accepts_it(year: CountDesk) -> None:
    """What is worth much is not settled by their agreement, and they agree all the same."""
    year.desk.write("config.yaml", (year.desk.folder / "config.yaml").read_text().replace(
        "tolerance_units: 1", "tolerance_units: 1, second_person_above: 5"))  # fmt: skip
    year.upload("ann", {"A-1": 6, "D-4": 30}, at="2026-11-12T12:00")
    year.run("bob", "recount", 1, "A-1", "D-4")
    year.upload("eve", {"A-1": 6, "D-4": 40}, "--recount-of", 1, at="2026-11-12T15:00")
    for who in ("bob", "dora"):
        year.run(who, "approve", 2)
    year.run("bob", "post", 2)

    assert measures(year)["agreement"] == [
        {"first": "ann", "second": "eve", "lines": 2, "agreed": 1, "same": 1, "percent": 50.0}
    ]


@pytest.mark.parametrize("name", ["measures.csv", "measures.xlsx", "measures.html"])
def test_an_auditor_takes_the_measures_along(year: CountDesk, name: str) -> None:
    """Each figure in a row of the CSV, a sheet or a table of each measure in the others."""
    posted(year, {"A-1": 6, "B-2": 21, "C-3": 30}, at="2026-11-12T12:00")
    path = year.desk.folder / name

    measures(year, "--report", path)

    if name.endswith("csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = {tuple(row[:3]): row[3] for row in csv.reader(file)}
        assert rows["shrinkage by reason", "theft", "units_lost"] == "4"
        assert rows["shrinkage by item", "B-2", "value"] == "-10"
        assert rows["accuracy", "", "lines_percent"] == "66.67"
        assert rows["coverage", "main", "counted"] == "3"
    elif name.endswith("xlsx"):
        book = openpyxl.load_workbook(path)
        assert [row[:2] for row in book["shrinkage by location"].values] == [
            ("key", "lines"), ("main", 2)
        ]  # fmt: skip
        assert book.sheetnames[-1] == "figures"
    else:
        assert "<h2>shrinkage by month</h2>" in path.read_text(encoding="utf-8")


def test_a_report_of_no_counts_says_nothing(year: CountDesk) -> None:
    """And a report of another sort is refused."""
    path = year.desk.folder / "none.xlsx"

    measures(year, "--report", path)

    book = openpyxl.load_workbook(path)
    assert list(book["shrinkage by item"].values) == [("nothing",)]
    assert "ends in none of" in year.refused("boss", "measures", "--report", "measures.pdf")


def test_a_small_difference_that_people_accepted_is_within_the_tolerance(year: CountDesk) -> None:
    """Goods moved while it was counted, so that a person had to look; the record was right."""
    ship = ("ship", "A-1", 2, "--location", "main", "--at", "2026-11-12T11:00")
    year.desk.json(*ship)
    found = {"A-1": 7, "B-2": 20, "C-3": 26}
    answer = year.upload("ann", found, "--counted-from", "2026-11-12T10:00", at="2026-11-12T12:00")
    assert {one["sku"]: one["status"] for one in answer["variances"]}["A-1"] == "uncertain"
    year.run("bob", "approve", 1)
    year.run("bob", "post", 1)

    accuracy = measures(year)["accuracy"]

    assert (accuracy["lines"], accuracy["lines_exact"]) == (3, 1)
    assert (accuracy["lines_within_tolerance"], accuracy["lines_percent"]) == (2, 66.67)


def test_a_line_that_is_counted_again_was_not_counted(year: CountDesk) -> None:
    """Though it agreed with the book, a person wanted to be sure."""
    year.desk.json("ship", "A-1", 2, "--location", "main", "--at", "2026-11-12T11:00")
    year.upload("ann", {"A-1": 8, "B-2": 20}, "--counted-from", "2026-11-12T10:00",
                at="2026-11-12T12:00")  # fmt: skip
    year.run("bob", "recount", 1, "A-1")
    year.run("bob", "post", 1)

    answer = measures(year)

    assert (answer["accuracy"]["lines"], answer["coverage"][0]["counted"]) == (1, 1)


def test_planners_see_what_of_each_class_was_counted(year: CountDesk) -> None:
    """As the plan would class the items; a class without any has no percentage."""
    year.desk.json("ship", "D-4", 20, "--location", "main", "--at", "2026-11-11T08:00")
    year.desk.json("ship", "C-3", 9, "--location", "main", "--at", "2026-11-11T08:00")
    posted(year, {"D-4": 20, "E-5": 50}, at="2026-11-12T12:00")

    def by_class() -> list[tuple[str, int, int, float | None]]:
        return [
            (one["abc_class"], one["items"], one["counted"], one["percent"])
            for one in measures(year)["coverage_by_class"]
        ]

    assert by_class() == [("A", 1, 1, 100.0), ("B", 1, 0, 0.0), ("C", 3, 1, 33.33)]

    config = (year.desk.folder / "config.yaml").read_text(encoding="utf-8")
    year.desk.write("config.yaml", f"{config}count_plan: {{a_percent: 95}}\n")

    assert by_class() == [("A", 2, 1, 50.0), ("B", 0, 0, None), ("C", 3, 1, 33.33)]
