"""Which items are counted, why and by when."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.plan import DAY, NEVER, Candidates, Planned, Wanted, classes_of, plan
from reconcile.plan_rules import ClassBy, PlanRules, Reason

NOW = 1_000 * DAY
OPENING = 100 * DAY
RULES = PlanRules()


def candidates(**columns: list[int]) -> Candidates:
    """Well stocked items that moved little and were counted yesterday, but for what is said."""
    size = len(next(iter(columns.values())))
    usual = {
        "item": list(range(1, size + 1)),
        "on_hand": [50] * size,
        "available": [50] * size,
        "unit_cost": [1_000_000] * size,
        "units_out": [0] * size,
        "moved_at": [NEVER] * size,
        "counted_at": [NOW - DAY] * size,
        "recount": [0] * size,
    }
    arrays = {name: np.array(values, dtype=np.int64) for name, values in (usual | columns).items()}
    recount = arrays.pop("recount").astype(bool)
    return Candidates(**arrays, recount=recount)


def planned(found: Candidates, rules: PlanRules = RULES, **wanted: object) -> list[Planned]:
    return plan(found, Wanted(**wanted), rules, opening=OPENING, now=NOW)  # type: ignore[arg-type]


def reasons(found: Candidates, **wanted: object) -> dict[int, list[Reason]]:
    return {one.item: list(one.reasons) for one in planned(found, **wanted)}  # type: ignore[arg-type]


def letters(found: Candidates, rules: PlanRules = RULES) -> str:
    return "".join("ABC"[one] for one in classes_of(found.units_out, found.unit_cost, rules))


def test_the_items_with_most_of_the_value_are_a() -> None:
    """80 percent A, up to 95 B, the others C; the item that crosses the line is in the better."""
    assert letters(candidates(units_out=[81, 13, 5, 1, 0])) == "ABBCC"


def test_value_is_units_by_what_one_costs() -> None:
    """A few dear things beat many cheap ones, unless units are asked for."""
    found = candidates(units_out=[1, 100], unit_cost=[1_000_000_000, 1])

    assert letters(found) == "AC"
    assert letters(found, PlanRules(class_by=ClassBy.UNITS)) == "CA"


def test_an_item_of_unknown_cost_is_classed_by_its_units() -> None:
    """Nobody knows its worth, and it may not be overlooked for that."""
    assert letters(candidates(units_out=[100, 1], unit_cost=[-1, 5])) == "AA"


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=20))
def test_a_better_class_never_moved_less(units: list[int]) -> None:
    """And what did not move at all is C."""
    classes = letters(candidates(units_out=units))

    for one, out in zip(classes, units, strict=True):
        assert out > 0 or one == "C"
        for other, more in zip(classes, units, strict=True):
            assert out >= more or one >= other


@pytest.mark.parametrize(("days", "due"), [(29, False), (30, True), (31, True)])
def test_an_item_is_due_after_the_days_of_its_class(days: int, due: bool) -> None:
    """A after 30 days."""
    found = candidates(units_out=[5], counted_at=[NOW - days * DAY])

    assert reasons(found) == ({1: [Reason.DUE]} if due else {})


def test_what_was_never_counted_is_due_since_the_opening() -> None:
    """Whatever its class."""
    (one,) = planned(candidates(counted_at=[NEVER]))

    assert (one.counted_at, one.due_at, one.abc_class) == (None, OPENING, "C")


@pytest.mark.parametrize(("on_hand", "available"), [(-1, -1), (5, -2)])
def test_a_negative_book_is_counted_now(on_hand: int, available: int) -> None:
    """Less than nothing lies nowhere."""
    (one,) = planned(candidates(on_hand=[on_hand], available=[available]))

    assert (list(one.reasons), one.due_at) == ([Reason.NEGATIVE], NOW)


def test_few_that_moved_since_the_count_are_quickly_counted() -> None:
    """Not day after day: what has not moved was right then."""
    found = candidates(
        on_hand=[3, 4, 0, 3],
        moved_at=[NOW, NOW, NOW, NOW - 2 * DAY],
    )

    assert reasons(found) == {1: [Reason.NEAR_ZERO], 3: [Reason.NEAR_ZERO]}


def test_the_most_urgent_come_first() -> None:
    """What a person wants again, what cannot be, A before C, and then the longest overdue."""
    found = candidates(
        units_out=[0, 0, 0, 9, 0],
        counted_at=[NEVER, NOW - 400 * DAY, NOW - DAY, NOW - 40 * DAY, NOW - DAY],
        on_hand=[50, 50, -1, 50, 50],
        recount=[0, 0, 0, 0, 1],
    )

    assert [one.item for one in planned(found)] == [5, 3, 4, 1, 2]


def test_a_sample_is_drawn_again_by_its_seed() -> None:
    """And only the sample, unless reasons are asked for beside it."""
    found = candidates(units_out=[0] * 100)
    first = planned(found, sample=10, seed="monday")

    assert planned(found, sample=10, seed="monday") == first
    assert planned(found, sample=10, seed="tuesday") != first
    assert len(first) == 10
    assert len(planned(found, sample=1_000, seed="all of them")) == 100
    negative = candidates(on_hand=[-1, 5])
    assert set(reasons(negative, sample=2, reasons=[Reason.NEGATIVE])) == {1, 2}


def test_what_is_asked_by_name_is_all_planned() -> None:
    """Each with the reason that it has besides."""
    found = candidates(on_hand=[50, -1, 50])

    assert reasons(found, items=[1, 2]) == {2: [Reason.NEGATIVE, Reason.ASKED], 1: [Reason.ASKED]}
    assert set(reasons(found, classes=["A"])) == set()
    assert set(reasons(found, classes=["C"], reasons=[Reason.NEGATIVE])) == {2}
    assert len(planned(found, items=[1, 3], sample=1)) == 1


def test_nothing_is_planned_of_nothing() -> None:
    """A location without goods."""
    empty: list[int] = []

    assert planned(candidates(item=empty), sample=3) == []
