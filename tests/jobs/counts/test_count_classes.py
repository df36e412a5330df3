"""A tolerance by class A, B or C: what sells much is judged otherwise, and alike tomorrow."""

import csv
from typing import Any

import jsonschema
import pytest

from jobs.answers import SCHEMAS, schema_of
from tests.jobs.count_desk import CountDesk, reason_of, statuses
from tests.jobs.shop_desk import Desk

STRICT_A = "{tolerance_units: 1, tolerance_by_class: {A: {units: 0}, C: {units: 3}}}"
FOUND = {"A-1": 69, "B-2": 84, "C-3": 97}
BY_CLASS = {"A-1": "needs_approval", "B-2": "within_tolerance", "C-3": "within_tolerance"}


@pytest.fixture
def hall(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Of a hundred each 30 A-1 and 15 B-2 left before the tenth of November; C-3 never moved."""
    desk.opened("sku,quantity\nA-1,100\nB-2,100\nC-3,100\n")
    ship(desk, "A-1", 30, day=9)
    ship(desk, "B-2", 15, day=9)
    desk.write("config.yaml", (desk.folder / "config.yaml").read_text(encoding="utf-8")
               + "count_plan: {a_percent: 60}\n")  # fmt: skip
    return CountDesk(desk, monkeypatch)


def ship(desk: Desk, sku: str, units: int, *, day: int) -> None:
    at = f"2026-11-{day:02}T08:00"
    desk.run("ship", sku, units, "--location", "main", "--at", at, "--json")


def configure(hall: CountDesk, counts: str) -> None:
    """Instead of what was configured of counts before."""
    path = hall.desk.folder / "config.yaml"
    text = path.read_text(encoding="utf-8").partition("counts:")[0]
    hall.desk.write("config.yaml", f"{text}counts: {counts}\n")


def classes(answer: Any) -> dict[str, str]:
    jsonschema.validate(answer, schema_of(SCHEMAS["count-show"]))
    return {one["sku"]: one["abc_class"] for one in answer["variances"]}


def test_each_class_has_its_tolerance(hall: CountDesk) -> None:
    """A by its own, C by its own, B by the general one; each line says its class."""
    configure(hall, STRICT_A)

    answer = hall.upload("ann", FOUND)

    assert classes(answer) == {"A-1": "A", "B-2": "B", "C-3": "C"}
    assert statuses(answer) == BY_CLASS
    assert reason_of(answer, "A-1") == "beyond the tolerance of class A"
    assert answer["classes"] == {
        "class_by": "value", "since": "2025-11-12T12:00:00+00:00",
        "until": "2026-11-12T12:00:00+00:00", "a_percent": 60, "b_percent": 95,
    }  # fmt: skip


def test_without_such_a_tolerance_nothing_is_classed(hall: CountDesk) -> None:
    """Nothing is read for it, kept or told."""
    answer = hall.upload("ann", FOUND)

    assert (classes(answer), answer["classes"]) == (dict.fromkeys(FOUND), None)


def test_a_count_is_judged_alike_tomorrow(hall: CountDesk) -> None:
    """Neither what moves or is learnt later nor another share of A makes it another one."""
    configure(hall, STRICT_A)
    hall.upload("ann", FOUND)
    ship(hall.desk, "C-3", 90, day=14)
    text = (hall.desk.folder / "config.yaml").read_text(encoding="utf-8")
    hall.desk.write("config.yaml", text.replace("a_percent: 60", "a_percent: 0"))

    answer = hall.run("eve", "show", 1)

    assert (classes(answer)["C-3"], statuses(answer)) == ("C", BY_CLASS)


def test_a_backdated_count_is_judged_by_the_time_before_it(hall: CountDesk) -> None:
    """On the eighth nothing had moved yet."""
    configure(hall, STRICT_A)

    answer = hall.upload("ann", dict.fromkeys(FOUND, 98), at="2026-11-08T12:00")

    assert set(classes(answer).values()) == {"C"}
    assert set(statuses(answer).values()) == {"within_tolerance"}


def test_a_tolerance_by_class_that_is_set_later_holds_for_open_counts(hall: CountDesk) -> None:
    """As every other setting does; what it is posted with is kept, whatever is set then."""
    hall.upload("ann", FOUND)
    configure(hall, STRICT_A)
    assert statuses(hall.run("eve", "show", 1)) == BY_CLASS
    assert "beyond the tolerance of class A" in hall.refused("eve", "post", 1)
    hall.run("eve", "approve", 1)
    hall.run("eve", "post", 1)

    configure(hall, "{}")

    assert classes(hall.run("eve", "show", 1)) == {"A-1": "A", "B-2": "B", "C-3": "C"}


def test_a_tolerance_by_class_that_is_taken_away_classes_no_open_count(hall: CountDesk) -> None:
    """The general one decides, whatever was kept; set again, the classes are those of then."""
    configure(hall, STRICT_A)
    hall.upload("ann", FOUND)

    configure(hall, "{tolerance_units: 1}")

    answer = hall.run("eve", "show", 1)
    assert classes(answer) == dict.fromkeys(FOUND)
    assert answer["classes"] is None
    assert statuses(answer) == BY_CLASS | {"A-1": "within_tolerance", "C-3": "needs_approval"}
    configure(hall, STRICT_A)
    assert statuses(hall.run("eve", "show", 1)) == BY_CLASS


def test_a_second_count_is_judged_by_the_classes_of_the_first(hall: CountDesk) -> None:
    """Also when C-3 has become the item that sells best in between; and once more after that."""
    configure(hall, STRICT_A)
    hall.upload("ann", {"A-1": 60, "C-3": 90})
    hall.run("bob", "recount", 1, "A-1", "C-3")
    ship(hall.desk, "C-3", 90, day=13)

    again = hall.upload("eve", {"A-1": 60, "C-3": 2}, "--recount-of", 1, at="2026-11-14T12:00")

    assert classes(again) == {"A-1": "A", "C-3": "C"}
    assert statuses(again) == {"A-1": "agreed", "C-3": "agreed"}
    hall.run("bob", "recount", 2, "C-3")
    third = hall.upload("dora", {"C-3": 4}, "--recount-of", 2, at="2026-11-15T12:00")
    assert (classes(third), statuses(third)) == ({"C-3": "C"}, {"C-3": "agreed"})


def test_a_second_count_is_posted_though_the_first_was_not_classed(hall: CountDesk) -> None:
    """The first was uploaded before there was a tolerance by class, or by an older program."""
    hall.upload("ann", {"A-1": 60, "C-3": 90})
    hall.run("bob", "recount", 1, "A-1", "C-3")
    ship(hall.desk, "C-3", 90, day=13)
    configure(hall, STRICT_A)
    found, later = {"A-1": 60, "C-3": 0}, "2026-11-14T12:00"
    again = hall.upload("eve", found, "--recount-of", 1, at=later)
    assert hall.upload("eve", found, "--recount-of", 1, at=later)["count"] == again["count"]

    posted = hall.run("eve", "post", again["count"])

    assert posted["status"] == "posted"
    for answer in (again, posted):
        assert classes(answer) == {"A-1": "A", "C-3": "C"}, "those of the first"
        assert answer["classes"]["until"] == "2026-11-12T12:00:00+00:00"


def test_a_count_declared_anew_is_classed_as_of_its_first_upload(hall: CountDesk) -> None:
    """What the book learns between is not in the classes, though they are taken only then."""
    hall.upload("ann", {"A-1": 69, "C-3": 97})
    ship(hall.desk, "C-3", 90, day=10)
    configure(hall, STRICT_A)
    told = classes(hall.run("eve", "show", 1))

    declared = hall.run("eve", "declare", 1, "--damaged", "counted")

    assert classes(declared) == told == {"A-1": "A", "C-3": "C"}


def test_a_count_that_goes_on_keeps_its_classes(hall: CountDesk) -> None:
    """Under its new number, with another file or with something said anew."""
    configure(hall, STRICT_A)
    hall.upload("ann", {"A-1": 69})
    ship(hall.desk, "C-3", 90, day=13)
    path = hall.desk.write("late.csv", "SKU,Qty\nC-3,7\n")

    joined = hall.run("bob", "upload", path, "--add-to", 1, "--location", "main",
                      "--counted-at", "2026-11-14T12:00")  # fmt: skip
    declared = hall.run("bob", "declare", joined["count"], "--damaged", "counted")

    for answer in (joined, declared):
        assert classes(answer) == {"A-1": "A", "C-3": "C"}
        assert answer["classes"]["until"] == "2026-11-12T12:00:00+00:00"


def test_people_and_auditors_read_the_class(hall: CountDesk) -> None:
    """In the table, among all lines, in the report of each line and above it."""
    configure(hall, STRICT_A)
    hall.upload("ann", FOUND | {"B-2": 85})

    shown = hall.desk.run("count", "show", 1).out
    every = hall.run("eve", "show", 1, "--all")
    report = hall.desk.folder / "count.html"
    hall.run("eve", "report", 1, report)
    rows = [*csv.DictReader(hall.desk.run("count", "report", 1).out.splitlines())]

    assert shown.splitlines()[0].split()[:3] == ["sku", "class", "expected"]
    assert classes(every) == {"A-1": "A", "B-2": "B", "C-3": "C"}
    assert {row["sku"]: row["class"] for row in rows} == classes(every)
    assert "by value of what left after 2025-11-12T12:00:00+00:00" in report.read_text("utf-8")
