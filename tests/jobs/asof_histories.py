"""Random histories of two items at two locations: what happened, who told it when, who counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from hypothesis import strategies as st

from ledger.values import CUSTOMER, LOSS, SUPPLIER, Place, State, place
from tests.jobs.asof_truth import DAMAGED, GOOD, INSPECTION, PACKED, Event, Look, Move, Truth

ITEMS: Final = ("apple", "pear")
LOCATIONS: Final = ("main", "annex")
BINS: Final = ("x", "y")
SPOTS: Final = tuple(product(ITEMS, LOCATIONS))
EVERYTHING: Final = frozenset({GOOD, PACKED, DAMAGED, INSPECTION})
LAST: Final = 6.0

Sides = tuple[str | None, str | None]


@dataclass(frozen=True)
class Fact:
    """An event that is told as one movement."""

    event: Event
    item: str
    units: int
    source: Place
    destination: Place
    lot: str


@dataclass(frozen=True)
class Order:
    """``stages``: what happened to it one after the other, each with the shop's stamp.

    ``readings``: which of its states are read, in this order; the newest is among them.
    """

    name: str
    item: str
    location: str
    units: int
    lines: int
    stages: Sequence[tuple[str, Event]]
    readings: Sequence[int]


@dataclass(frozen=True)
class Sheet:
    """A count as it is planned. ``packed`` and ``damaged``: what its uploader says of such goods.

    ``by_row``: each row has an instant of its own; else the sheet has one, or two. ``files``: one
    for each bin. ``again``: it counts again what an earlier one left out. ``wrong``: of which
    somebody finds out.
    """

    location: str
    looks: Sequence[Look]
    since: float
    at: float
    packed: bool | None
    damaged: bool | None
    by_row: bool
    binned: bool
    files: bool
    complete: bool
    again: bool
    wrong: bool


@dataclass(frozen=True)
class History:
    """``actions``: what is done, and to which fact, order or sheet. ``patient``: who rules on late
    news does so in the end.
    """

    truth: Truth
    facts: Sequence[Fact]
    orders: Sequence[Order]
    sheets: Sequence[Sheet]
    actions: Sequence[tuple[str, int]]
    tolerance: int
    patient: bool


_KINDS: Final[Mapping[str, tuple[Sides, tuple[str, str]]]] = {
    "came": ((None, GOOD), ("supplier", "available")),
    "sampled": ((GOOD, None), ("available", "customer")),
    "spoiled": ((GOOD, DAMAGED), ("available", "damaged")),
    "repaired": ((DAMAGED, GOOD), ("damaged", "available")),
    "written off": ((DAMAGED, None), ("damaged", "loss")),
    "lost": ((GOOD, None), ("available", "loss")),
    "found": ((None, GOOD), ("loss", "available")),
}
_UNTOLD: Final = ("lost", "found")
_CARRIED: Final = ("sent", "arrived")
_OUTSIDE: Final = {one.name: one for one in (CUSTOMER, LOSS, SUPPLIER)}
_BACK: Final = {"sellable": GOOD, "damaged": DAMAGED, "unjudged": INSPECTION}

halves = st.integers(0, int(LAST * 2)).map(lambda number: number / 2)
leads = st.sampled_from([0.0, 0.0, 0.5, 1.0, 3.0, -0.5])
"""How much earlier than it happened something is stamped; below zero: later."""
quantities = st.integers(1, 4)
_where: Final = st.tuples(
    st.sampled_from(["apple", "apple", "apple", "pear"]),
    st.sampled_from(["main", "main", "main", "annex"]),
    st.sampled_from(BINS),
)
"""Mostly the same shelf, on which histories meet."""


@st.composite
def histories(draw: st.DrawFn, *, set_back: bool = False) -> History:
    """``set_back``: every order is, and everything is told and counted as it happens."""
    facts = [draw(_facts(number)) for number in range(draw(st.integers(2, 7)))]
    number_of_orders = draw(st.integers(1 if set_back else 0, 2))
    orders = [draw(_orders(number, set_back=set_back)) for number in range(number_of_orders)]
    events = [one.event for one in facts]
    events += [event for one in orders for _, event in one.stages]
    lifts = {(spot, code): draw(st.sampled_from([0, 20])) for spot in SPOTS for code in BINS}
    sheets = [draw(_sheets()) for _ in range(draw(st.integers(1, 4)))]
    actions = [("tell", number) for number, one in enumerate(facts) if one.event.told]
    actions += [("read", number) for number, one in enumerate(orders) for _ in one.readings]
    actions += [(step, number) for step in ("upload", "post") for number in range(len(sheets))]
    actions += [("reverse", n) for n, one in enumerate(sheets) if one.wrong or draw(_RARELY)]
    order = draw(st.permutations(actions))
    if set_back:
        order = _as_it_happens(facts, orders, sheets)
    elif draw(st.booleans()):  # most of it is told when everything is counted
        order = sorted(order, key=lambda one: one[0] not in {"upload", "post"})
    return History(
        truth=Truth(tuple(events), lifts),
        facts=facts,
        orders=orders,
        sheets=sheets,
        actions=order,
        tolerance=draw(st.integers(0, 2)),
        patient=draw(st.booleans()),
    )


def _as_it_happens(
    facts: Sequence[Fact], orders: Sequence[Order], sheets: Sequence[Sheet]
) -> list[tuple[str, int]]:
    told = [(one.event.stamp, "tell", n) for n, one in enumerate(facts) if one.event.told]
    for n, one in enumerate(orders):
        told += [(one.stages[stage][1].stamp, "read", n) for stage in one.readings]
    told += [(one.at, step, n) for n, one in enumerate(sheets) for step in ("upload", "post")]
    told.sort(key=lambda one: one[0])
    return [(step, n) for _, step, n in told]


_RARELY: Final = st.integers(0, 5).map(lambda number: number == 3)


@st.composite
def _facts(draw: st.DrawFn, number: int) -> Fact:
    kind = draw(st.sampled_from([*_KINDS, *_CARRIED]))
    item, location, code = draw(_where)
    at, units = draw(halves), draw(quantities)
    if kind in _CARRIED:
        moves, source, destination = _carried(kind, item, code, units)
    else:
        sides, states = _KINDS[kind]
        moves = (Move(item, location, code, units, *sides),)
        source, destination = (_OUTSIDE.get(one) or place(location, State(one)) for one in states)
    event = Event(f"fact-{number}", at, at - draw(leads), moves, told=kind not in _UNTOLD)
    lot = draw(st.sampled_from(["", "L1"]))
    return Fact(event, item, units, source, destination, lot)


def _carried(kind: str, item: str, code: str, units: int) -> tuple[tuple[Move, ...], Place, Place]:
    """From main to the annex, on the way for some time."""
    left = Move(item, "main", code, units, GOOD, None)
    came = Move(item, "annex", code, units, None, GOOD)
    way = place("annex", State.IN_TRANSIT)
    here, there = place("main", State.AVAILABLE), place("annex", State.AVAILABLE)
    found = {
        "sent": ((left,), here, way),
        "arrived": ((came,), way, there),
    }
    return found[kind]


@st.composite
def _orders(draw: st.DrawFn, number: int, *, set_back: bool) -> Order:
    item, location, code = draw(_where)
    units, lines = draw(quantities), draw(st.integers(1, 2))
    scrambled = draw(st.booleans()) and not set_back
    kinds = ["placed", *draw(_fates(scrambled=scrambled, set_back=set_back))]
    instants = sorted(draw(st.lists(halves, min_size=len(kinds), max_size=len(kinds))))
    stages: list[tuple[str, Event]] = []
    state, stamp = GOOD, -50.0
    for kind, at in zip(kinds, instants, strict=True):
        stamp = max(stamp + 0.25, at - draw(leads))
        sides = _stage_sides(kind, state, left="left" in dict(stages))
        moves = (Move(item, location, code, units * lines, *sides),) if sides else ()
        event = Event(f"order-{number}-{kind}", at, stamp, moves)
        if kind == "set back" and "left" in dict(stages):
            event.booked_at = dict(stages)["left"].stamp
        stages.append((kind, event))
        state = PACKED if kind == "packed" else state
    return Order(
        f"order-{number}", item, location, units, lines, stages,
        draw(_readings(kinds, scrambled=scrambled)),
    )  # fmt: skip


def learn(order: Order, stage: int) -> None:
    """The book knows what happened up to this stage. What is set back it takes back at the instant
    at which that had left, by the book of then.
    """
    left = None
    for kind, event in order.stages[: stage + 1]:
        if kind == "set back" and left and not event.known:
            event.booked_at = left.booked_at
        left = event if kind == "left" else left
        event.known = True


@st.composite
def _fates(draw: st.DrawFn, *, scrambled: bool, set_back: bool) -> list[str]:
    """What becomes of an order. One that was only called shipped is set back; a parcel that did
    leave and comes back unopened is told in the same words.
    """
    if set_back or draw(_SOMETIMES):
        called = "called left" if scrambled else draw(st.sampled_from(["called left", "left"]))
        again = ["left"] if called != "left" and draw(st.booleans()) else []
        return [called, "set back", *again]
    kinds = ["packed"] if not scrambled and draw(st.booleans()) else []
    kinds += [draw(st.sampled_from(["open", "cancelled", "left", "left"]))]
    if kinds[-1] == "left" and draw(st.booleans()):
        kinds += [draw(st.sampled_from([*_BACK]))]
    return kinds


_SOMETIMES: Final = st.integers(0, 2).map(lambda number: number == 1)


def _stage_sides(kind: str, state: str, *, left: bool) -> Sides | None:
    if kind == "packed":
        return GOOD, PACKED
    if kind == "left":
        return state, None
    if kind == "cancelled":
        return (state, GOOD) if state == PACKED else None
    if kind == "set back":
        return (None, GOOD) if left else None
    return (None, _BACK[kind]) if kind in _BACK else None


@st.composite
def _readings(draw: st.DrawFn, kinds: Sequence[str], *, scrambled: bool) -> list[int]:
    """Some of the states are never read, some too late. That of packed goods always is, in time:
    of a parcel that was packed and left in between no storefront tells the first. Nor does it tell
    of one that left and came back in between.
    """
    last = len(kinds) - 1
    some = draw(st.sets(st.integers(0, last)))
    if scrambled:
        return draw(st.permutations(sorted({*some, last})))
    told = {n for n, kind in enumerate(kinds) if kind in {"packed", "called left"}}
    if kinds[-2:] == ["left", "set back"]:
        told.add(last - 1)
    return sorted({*some, last, *told})


@st.composite
def _sheets(draw: st.DrawFn) -> Sheet:
    location = draw(st.sampled_from(["main", "main", "main", "annex"]))
    since, at = sorted(draw(st.tuples(halves, halves)))
    by_row, binned, spans = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    complete = draw(_RARELY)
    by_row = by_row and not complete  # what such a sheet does not name has no row
    since = since if spans or by_row else at
    packed, damaged = (draw(st.sampled_from([True, False, None])) for _ in range(2))
    hidden = {PACKED: packed, DAMAGED: damaged}
    states = frozenset(EVERYTHING - {one for one, said in hidden.items() if said is False})
    items = ITEMS if complete else draw(st.sampled_from([ITEMS, ITEMS[:1], ITEMS[:1]]))
    wrong = draw(_RARELY)
    looks = []
    for item in items:
        error = draw(st.integers(-3, 3)) if wrong else 0
        steps = st.integers(int(since * 2), int(at * 2)).map(lambda number: number / 2)
        seen = {code: draw(steps) for code in BINS}
        if binned and draw(_RARELY):
            del seen[draw(st.sampled_from(BINS))]
        if by_row and not binned:
            seen = dict.fromkeys(BINS, draw(steps))
        first, last = (min(seen.values()), max(seen.values())) if by_row else (since, at)
        looks.append(Look((item, location), first, last, seen, states, error))
    return Sheet(
        location=location, looks=looks, since=since, at=at, packed=packed, damaged=damaged,
        by_row=by_row, binned=binned, files=draw(_RARELY), complete=complete,
        again=draw(st.booleans()), wrong=wrong,
    )  # fmt: skip
