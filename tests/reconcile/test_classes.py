"""The class by which a count is judged is that of its own instant, and is taken once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.counts.classes import Classes
from ledger.counts.facts import CountSheet
from ledger.counts.rows import StoredCount, load_count, save_count
from ledger.database import Reading
from ledger.items import save_items
from ledger.locations import ensure_locations, location_id
from ledger.said import ItemRecord
from ledger.sites import Site
from ledger.store import post
from ledger.values import CUSTOMER, LOSS, Movement, Place, State, place
from reconcile.classes import classes_of_count, keep_classes
from reconcile.plan import Wanted, plan
from reconcile.plan_facts import read_candidates
from reconcile.plan_rules import ClassBy, PlanRules
from tests.jobs.world import AVAILABLE, World, world_of
from tests.laws import examples

RULES = PlanRules()
DAY = 86_400


def counted(world: World, at: datetime, *, location: str = "main") -> StoredCount:
    """An empty sheet, uploaded now."""
    sheet = CountSheet(location=location, digest=str(at), lines=0, counted_from=at, counted_at=at)
    with world.database.writing() as tx:
        return load_count(tx, save_count(tx, sheet, [], file_name="f", actor="ann"))


def letters(tx: Reading, classes: Classes) -> dict[str, str]:
    return {sku: classes.of(item) for item, sku in tx.rows("SELECT id, sku FROM item")}


def now(world: World, count: StoredCount, rules: PlanRules = RULES) -> dict[str, str]:
    with world.database.reading() as tx:
        return letters(tx, classes_of_count(tx, count, rules))


def sell(
    world: World,
    sku: str,
    units: int,
    *,
    at: datetime | None = None,
    of: Place = AVAILABLE,
    to: Place = CUSTOMER,
) -> None:
    left = Movement(key=f"left/{next(world.ids)}", occurred_at=at or world.clock(), sku=sku,
                    quantity=units, source=of, destination=to)  # fmt: skip
    with world.database.writing() as tx:
        post(tx, [left])


def test_what_left_in_the_year_before_the_count_makes_the_class(database_url: str) -> None:
    """Neither what left before that or after it, nor what was lost; what never moved is C."""
    with world_of(database_url, {"A": 99, "B": 99, "LOST": 99, "NEW": 99, "OLD": 99}) as world:
        sell(world, "OLD", 90)
        world.clock.sleep(370 * DAY)
        sell(world, "A", 80)
        sell(world, "B", 15)
        sell(world, "LOST", 90, to=LOSS)
        at = world.clock.now
        world.clock.sleep(DAY)
        sell(world, "NEW", 90)

        found = now(world, counted(world, at))

        assert found == {"A": "A", "B": "B", "LOST": "C", "NEW": "C", "OLD": "C"}


def test_units_and_value_make_other_classes(database_url: str) -> None:
    """As the plan's settings say."""
    with world_of(database_url, {"CHEAP": 99, "DEAR": 99}) as world:
        with world.database.writing() as tx:
            costs = {"CHEAP": 1, "DEAR": 1_000_000}
            save_items(tx, [ItemRecord(sku=sku, unit_cost=one) for sku, one in costs.items()])
        sell(world, "CHEAP", 99)
        sell(world, "DEAR", 1)
        count = counted(world, world.clock.now)

        by_units = PlanRules(class_by=ClassBy.UNITS)

        assert now(world, count) == {"CHEAP": "C", "DEAR": "A"}
        assert now(world, count, by_units) == {"CHEAP": "A", "DEAR": "C"}


def test_a_count_keeps_the_classes_of_its_upload(database_url: str) -> None:
    """Whatever is learnt later, what costs change to, and how classes are made from then on."""
    with world_of(database_url, {"A": 999, "B": 999}) as world:
        sell(world, "A", 9)
        at = world.clock.now
        world.clock.sleep(DAY)
        count = counted(world, at)
        with world.database.writing() as tx:
            keep_classes(tx, count, RULES)
        sell(world, "B", 900, at=at)
        with world.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="A", unit_cost=1), ItemRecord(sku="B", unit_cost=9)])
            keep_classes(tx, count, PlanRules(shares=(0, 0)))

            found = classes_of_count(tx, count, PlanRules(shares=(0, 0)))

            assert letters(tx, found) == {"A": "A", "B": "C"}
            assert (found.since, found.until) == (at - timedelta(days=365), at)
            assert (found.class_by, found.shares) == ("value", (80, 95))


def test_an_older_count_has_the_classes_that_it_would_have_kept(database_url: str) -> None:
    """News of later say nothing of them."""
    with world_of(database_url, {"A": 999, "B": 999}) as world:
        sell(world, "A", 9)
        at = world.clock.now
        world.clock.sleep(DAY)
        count = counted(world, at)
        world.clock.sleep(DAY)
        sell(world, "B", 900, at=at)

        with world.database.reading() as tx:
            assert letters(tx, classes_of_count(tx, count, RULES)) == {"A": "A", "B": "C"}


def test_a_plan_and_a_count_of_now_know_the_same_classes(database_url: str) -> None:
    """By units and by value, with and without costs: two readings of one rule."""
    chance = Random(5)
    skus = [f"S{number}" for number in range(40)]
    with world_of(database_url, dict.fromkeys(skus, 5_000)) as world:
        with world.database.writing() as tx:
            costs = {sku: chance.choice([None, 0, 1, 30, 900]) for sku in skus}
            save_items(tx, [ItemRecord(sku=sku, unit_cost=one) for sku, one in costs.items()])
        for sku in skus[:30]:
            sell(world, sku, chance.choice([1, 2, 7, 30, 400]))
        count = counted(world, world.clock.now)
        for rules in (RULES, PlanRules(class_by=ClassBy.UNITS, shares=(50, 90))):
            with world.database.reading() as tx:
                found = read_candidates(tx, location_id(tx, "main"), rules)
                planned = plan(found, Wanted(classes="ABC"), rules, opening=0, now=tx.now_micros)
                classes = classes_of_count(tx, count, rules)

            assert [(one.item, one.abc_class) for one in planned] == [
                (one.item, classes.of(one.item)) for one in planned
            ]
            assert len(planned) == len(skus)
            assert {one.abc_class for one in planned} == {"A", "B", "C"}


COSTS: Final = {"P": 3, "Q": 50, "R": 0, "S": None, "T": None}
numbers = count(1)


@dataclass(frozen=True)
class Sale:
    """So many left, so many days before the count; ``late``: learnt after it was uploaded."""

    sku: str
    units: int
    days: int
    late: bool


sales = st.lists(
    st.builds(
        Sale,
        sku=st.sampled_from([*COSTS]),
        units=st.integers(1, 60),
        days=st.sampled_from([-1, 0, 29, 30, 31]),
        late=st.booleans(),
    ),
    max_size=10,
)
shares_drawn = st.sampled_from([(80, 95), (50, 90), (0, 0), (100, 100), (0, 100)])


@pytest.fixture
def sold_out_of(tmp_path: Path, sqlite_template: bytes) -> Iterator[World]:
    """One book for all examples, each at a location of its own."""
    path = tmp_path / "stockbook.db"
    path.write_bytes(sqlite_template)
    with world_of(f"sqlite:///{path}", dict.fromkeys(COSTS, 0)) as world:
        with world.database.writing() as tx:
            save_items(tx, [ItemRecord(sku=sku, unit_cost=one) for sku, one in COSTS.items()])
        yield world


@given(history=sales, shares=shares_drawn, class_by=st.sampled_from(list(ClassBy)))
@settings(max_examples=examples(60), suppress_health_check=[*HealthCheck])
def test_classes_are_the_shares_of_what_was_known_to_have_left(
    sold_out_of: World, history: list[Sale], shares: tuple[int, int], class_by: ClassBy
) -> None:
    """In the thirty days before the count, reckoned anew; later news changes none that is kept."""
    world, rules = sold_out_of, PlanRules(class_by=class_by, class_days=30, shares=shares)
    location = f"site-{next(numbers)}"
    with world.database.writing() as tx:
        ensure_locations(tx, [Site(code=location, time_zone="UTC")])
    world.clock.sleep(40 * DAY)
    at = world.clock.now - timedelta(days=2)
    shelf = place(location, State.AVAILABLE)

    def tell(*, late: bool) -> None:
        for one in history:
            if one.late is late:
                when = at - timedelta(days=one.days)
                sell(world, one.sku, one.units, at=when, of=shelf)

    tell(late=False)
    sheet = counted(world, at, location=location)
    with world.database.writing() as tx:
        keep_classes(tx, sheet, rules)
    tell(late=True)

    left = {
        sku: sum(one.units for one in history
                 if one.sku == sku and not one.late and 0 <= one.days < rules.class_days)
        for sku in COSTS
    }  # fmt: skip
    with world.database.reading() as reader:
        assert letters(reader, classes_of_count(reader, sheet, rules)) == reckoned(left, rules)


def reckoned(left: Mapping[str, int], rules: PlanRules) -> dict[str, str]:
    """By whole numbers and one item after the other."""
    by_units = ranked(left, rules.shares)
    if rules.class_by is ClassBy.UNITS:
        return by_units
    worth = {sku: units * (COSTS[sku] or 0) for sku, units in left.items()}
    by_value = ranked(worth, rules.shares)
    return {sku: by_units[sku] if cost is None else by_value[sku] for sku, cost in COSTS.items()}


def ranked(amounts: Mapping[str, int], shares: tuple[int, int]) -> dict[str, str]:
    found, before, total = {}, 0, sum(amounts.values())
    for sku, amount in sorted(amounts.items(), key=lambda one: -one[1]):
        reached = sum(before * 100 >= share * total for share in shares)
        found[sku] = "ABC"[reached] if amount else "C"
        before += amount
    return found
