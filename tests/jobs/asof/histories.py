"""Random histories of two items at two locations: what happened, who told it when, who counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.jobs.asof.facts import Fact, facts
from tests.jobs.asof.fates import orders
from tests.jobs.asof.orders import Order
from tests.jobs.asof.sheets import Sheet, counted_twice, sheets
from tests.jobs.asof.shelves import BINS, SPOTS, rarely, sometimes
from tests.jobs.asof.truth import Truth

Action = tuple[str, int]
"""What is done, and to which fact, order or sheet."""


@dataclass(frozen=True)
class History:
    """``patient``: who rules on late news does so in the end."""

    truth: Truth
    facts: Sequence[Fact]
    orders: Sequence[Order]
    sheets: Sequence[Sheet]
    actions: Sequence[Action]
    tolerance: int
    patient: bool


@st.composite
def histories(draw: st.DrawFn, *, set_back: bool = False) -> History:
    """``set_back``: every order is, and everything is told and counted as it happens."""
    happened = [draw(facts(number)) for number in range(draw(st.integers(2, 7)))]
    number_of_orders = draw(st.integers(1 if set_back else 0, 2))
    ordered = [draw(orders(number, set_back=set_back)) for number in range(number_of_orders)]
    events = [one.event for one in happened]
    events += [event for one in ordered for event in one.events]
    lifts = {(spot, code): draw(st.sampled_from([0, 20])) for spot in SPOTS for code in BINS}
    again = draw(sometimes) and not set_back
    counted = [*draw(counted_twice())] if again else [draw(sheets())]
    counted += [draw(sheets()) for _ in range(draw(st.integers(0, 2 if again else 3)))]
    actions = _told(happened, ordered)
    actions += [(step, number) for step in ("upload", "post") for number in range(len(counted))]
    actions += [("reverse", n) for n, one in enumerate(counted) if one.wrong or draw(rarely)]
    order = draw(st.permutations(actions))
    if set_back:
        order = _as_it_happens(happened, ordered, counted)
    elif draw(st.booleans()):  # most of it is told when everything is counted
        order = sorted(order, key=lambda one: one[0] not in {"upload", "post"})
    if again:
        order = _one_after_the_other(order)
    return History(
        truth=Truth(tuple(events), lifts),
        facts=happened,
        orders=ordered,
        sheets=counted,
        actions=order,
        tolerance=draw(st.integers(0, 2)),
        patient=draw(st.booleans()),
    )


def _told(happened: Sequence[Fact], ordered: Sequence[Order]) -> list[Action]:
    told = [("tell", number) for number, one in enumerate(happened) if one.event.told]
    told += [("untell", number) for number, one in enumerate(happened) if one.mistaken]
    told += [("read", number) for number, one in enumerate(ordered) for _ in one.readings]
    return told + [("judge", number) for number, one in enumerate(ordered) if one.judgement]


def _one_after_the_other(order: Sequence[Action]) -> list[Action]:
    """Where there is a second count of the same lines, what concerns the two comes in turn."""
    turn = [("upload", 0), ("post", 0), ("upload", 1), ("post", 1), ("reverse", 0), ("reverse", 1)]
    left = iter([one for one in turn if one in order])
    return [next(left) if one in turn else one for one in order]


def _as_it_happens(
    happened: Sequence[Fact], ordered: Sequence[Order], counted: Sequence[Sheet]
) -> list[Action]:
    told = [(one.event.stamp, "tell", n) for n, one in enumerate(happened) if one.event.told]
    told += [(one.event.stamp, "untell", n) for n, one in enumerate(happened) if one.mistaken]
    for n, one in enumerate(ordered):
        told += [(one.stages[stage].stamp, "read", n) for stage in one.readings]
    told += [(one.at, step, n) for n, one in enumerate(counted) for step in ("upload", "post")]
    told.sort(key=lambda one: one[0])
    return [(step, n) for _, step, n in told]
