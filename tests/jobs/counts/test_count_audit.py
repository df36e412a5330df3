"""Twenty counts of two locations, measured, beside an auditor's reckoning from exported rows."""

import csv
import io
import random
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any, Final

import pytest

from tests.jobs.count_desk import CountDesk
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow

SKUS: Final = [f"S-{number}" for number in range(8)]
COSTS: Final = {sku: Decimal(number + 1) / 2 for number, sku in enumerate(SKUS[:6])}
LOCATIONS: Final = ("main", "annex")
COUNTS: Final = 20
TOLERANCE: Final = 2
"""In units. What people accepted is as near as that, or is not."""

REASONS: Final = ("theft", "damaged", "found")
LOSS: Final = "loss"


@pytest.fixture
def year(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> CountDesk:
    """Thirty of each at both since the first of November; two have no cost."""
    desk.initialised()
    rows = "".join(f"{sku},30\n" for sku in SKUS)
    path = desk.write("opening.csv", f"sku,quantity\n{rows}")
    for location in LOCATIONS:
        at = ("--location", location, "--at", "2026-11-01T08:00", "--create-items")
        desk.json("opening", path, *at)
    for sku, cost in COSTS.items():
        desk.json("items", "create", sku, "--unit-cost", str(cost))
    hall = CountDesk(desk, monkeypatch)
    brake = "{differing_percent: 100, zeros_percent: 100}"
    hall.configure(f"{{tolerance_units: {TOLERANCE}, brake: {brake}}}")
    return hall


@pytest.mark.parametrize("seed", [1, 2])
def test_measures_are_what_an_auditor_reckons(year: CountDesk, seed: int) -> None:
    """Posted, waiting, reversed, counted again, with late news, with and without costs."""
    reasons = played(year, random.Random(seed))
    for location in (None, *LOCATIONS):
        words = ("--location", location) if location else ()
        answer = year.run("boss", "measures", "--since", "2026-11-01T00:00Z", *words)
        books = [one for one in standing(year) if location in {None, one["location"]}]
        assert books

        assert answer["counts"] == len(books)
        assert accuracy_of(answer) == accuracy(books)
        assert {one["key"]: told(one) for one in answer["shrinkage"]["by_location"]} == lost(
            year, books, lambda move, _: move["location"]
        )
        assert {one["key"]: told(one) for one in answer["shrinkage"]["by_item"]} == lost(
            year, books, lambda move, _: move["sku"]
        )
        assert {one["key"]: told(one) for one in answer["shrinkage"]["by_reason"]} == lost(
            year, books, lambda move, line: reason_of(line, reasons, move)
        )
        assert {one["location"]: one["counted"] for one in answer["coverage"]} == covered(
            books, [location] if location else LOCATIONS
        )


def played(hall: CountDesk, rng: random.Random) -> dict[tuple[int, str], str]:
    """The reasons that were given, by count and SKU."""
    given: dict[tuple[int, str], str] = {}
    for number in range(COUNTS):
        location, at = rng.choice(LOCATIONS), f"2026-11-{number + 4:02}T12:00"
        found = {sku: max(30 + rng.choice((0, 0, 0, -1, 2, -4, 5, -9)), 0)
                 for sku in rng.sample(SKUS, rng.randint(1, 8))}  # fmt: skip
        path = hall.desk.write(f"sheet-{number}.csv", "sku,counted\n" + "".join(
            f"{sku},{units}\n" for sku, units in found.items()))  # fmt: skip
        place = ("--location", location, "--counted-at", at)
        answer = hall.run("ann", "upload", path, *place)
        count = answer["count"]
        waiting = [one["sku"] for one in answer["variances"] if one["status"] == "needs_approval"]
        fate = rng.choice(("posted", "posted", "posted", "waiting", "reversed", "part"))
        if fate == "waiting":
            continue
        if fate == "part" and waiting:
            hall.run("bob", "recount", count, waiting.pop())
        reason = rng.choice(REASONS)
        if waiting:
            hall.run("bob", "approve", count, *waiting, "--reason", reason)
            given |= {(count, sku): reason for sku in waiting}
        hall.run("bob", "post", count)
        if fate == "reversed":
            hall.run("bob", "reverse", count)
        if rng.random() < 0.3:
            late = ("--location", location, "--at", f"2026-11-{number + 3:02}T08:00")
            hall.desk.run("ship", rng.choice(SKUS), rng.randint(1, 3), *late)
    return given


def standing(hall: CountDesk) -> list[Any]:
    """Every line of the counts that are posted and were not taken back."""
    listed = hall.desk.json("count", "list")["counts"]
    shown = [hall.run("boss", "show", one["count"], "--all") for one in listed
             if one["status"] == "posted"]  # fmt: skip
    return [one for one in shown if one["status"] == "posted"]


def accuracy_of(answer: Any) -> tuple[Any, ...]:
    found = answer["accuracy"]
    value, off = Decimal(found["value"] or 0), Decimal(found["value_off"] or 0)
    return (found["lines"], found["lines_within_tolerance"], found["units"], found["units_off"],
            value, off)  # fmt: skip


def accuracy(books: list[Any]) -> tuple[Any, ...]:
    lines = [line for one in books for line in one["variances"] if line["status"] != "recount"]
    cost = [COSTS.get(line["sku"], Decimal(0)) for line in lines]
    off = [abs(line["difference"]) for line in lines]
    small = [units <= TOLERANCE for units in off]
    within = [one or not line["reason_code"] for one, line in zip(small, lines, strict=True)]
    return (
        len(lines),
        sum(within),
        sum(line["expected"] for line in lines),
        sum(off),
        sum((line["expected"] * each for line, each in zip(lines, cost, strict=True)), Decimal(0)),
        sum((units * each for units, each in zip(off, cost, strict=True)), Decimal(0)),
    )


def told(one: Any) -> tuple[int, Decimal]:
    return one["units"], Decimal(one["value"] or 0)


def lost(hall: CountDesk, books: list[Any], key_of: Any) -> dict[str, tuple[int, Decimal]]:
    """From the movements themselves: what went to loss less what came from it."""
    numbers = {one["count"]: one for one in books}
    net: defaultdict[tuple[int, str, str], int] = defaultdict(int)
    for row in csv.DictReader(io.StringIO(hall.desk.run("movements", "export").out)):
        if LOSS not in {row["source"], row["destination"]}:
            continue
        count = int(row["key"].removeprefix("count-").partition("/")[0])
        if count in numbers:
            there = row["source"] if row["destination"] == LOSS else row["destination"]
            sign = 1 if row["destination"] == LOSS else -1
            net[count, row["sku"], there.partition(":")[0]] += sign * int(row["quantity"])
    groups: Counter[str] = Counter()
    values: defaultdict[str, Decimal] = defaultdict(Decimal)
    for (count, sku, location), units in net.items():
        if units:
            lines = {one["sku"]: one for one in numbers[count]["variances"]}
            key = key_of({"count": count, "sku": sku, "location": location}, lines[sku])
            groups[key] += units
            values[key] += units * COSTS.get(sku, Decimal(0))
    return {key: (units, values[key]) for key, units in groups.items()}


def reason_of(line: Any, given: dict[tuple[int, str], str], move: Any) -> str:
    if (move["count"], move["sku"]) in given:
        return given[move["count"], move["sku"]]
    return "within_tolerance" if line["difference"] else "late_news"


def covered(books: list[Any], locations: Any) -> dict[str, int]:
    found: dict[str, set[str]] = {location: set() for location in locations}
    for one in books:
        found[one["location"]] |= {
            line["sku"] for line in one["variances"] if line["status"] != "recount"
        }
    return {location: len(skus) for location, skus in found.items()}
