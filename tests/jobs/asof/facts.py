"""What is told of single movements: goods that came, went, spoiled, travelled or became others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from ledger.values import CUSTOMER, LOSS, PRODUCTION, SUPPLIER, Place, State, place
from tests.jobs.asof.shelves import Sides, halves, leads, quantities, where
from tests.jobs.asof.truth import DAMAGED, GOOD, Event, Move


@dataclass(frozen=True)
class Told:
    """A movement, as somebody tells it."""

    item: str
    units: int
    source: Place
    destination: Place


@dataclass(frozen=True)
class Fact:
    """An event that is told as one movement, or as two. ``mistaken``: it never happened, and is
    taken back again some day.
    """

    event: Event
    movements: Sequence[Told]
    lot: str
    mistaken: bool


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
_MADE: Final = ("assembled", "taken apart")
_OUTSIDE: Final = {one.name: one for one in (CUSTOMER, LOSS, SUPPLIER)}


@st.composite
def facts(draw: st.DrawFn, number: int) -> Fact:
    kind = draw(st.sampled_from([*_KINDS, *_CARRIED, *_MADE]))
    item, location, code = draw(where)
    at, units = draw(halves), draw(quantities)
    if kind in _CARRIED:
        moves, movements = _carried(kind, item, code, units)
    elif kind in _MADE:
        moves, movements = _made(kind, location, code, units)
    else:
        sides, states = _KINDS[kind]
        moves = (Move(item, location, code, units, *sides),)
        source, destination = (_OUTSIDE.get(one) or place(location, State(one)) for one in states)
        movements = (Told(item, units, source, destination),)
    told = kind not in _UNTOLD
    mistaken = told and draw(st.integers(0, 7)) == 5
    event = Event(f"fact-{number}", at, at - draw(leads), () if mistaken else moves, told=told)
    return Fact(event, movements, draw(st.sampled_from(["", "L1"])), mistaken)


def _carried(
    kind: str, item: str, code: str, units: int
) -> tuple[tuple[Move, ...], tuple[Told, ...]]:
    """From main to the annex, on the way for some time."""
    left = Move(item, "main", code, units, GOOD, None)
    came = Move(item, "annex", code, units, None, GOOD)
    way = place("annex", State.IN_TRANSIT)
    here, there = place("main", State.AVAILABLE), place("annex", State.AVAILABLE)
    found = {
        "sent": ((left,), (Told(item, units, here, way),)),
        "arrived": ((came,), (Told(item, units, way, there),)),
    }
    return found[kind]


def _made(
    kind: str, location: str, code: str, units: int
) -> tuple[tuple[Move, ...], tuple[Told, ...]]:
    """Twice as many apples become pears, or they become apples again: at one instant."""
    sides: Sides = (GOOD, None) if kind == "assembled" else (None, GOOD)
    moves = (
        Move("apple", location, code, 2 * units, *sides),
        Move("pear", location, code, units, *sides[::-1]),
    )
    here = place(location, State.AVAILABLE)
    ways = (here, PRODUCTION) if kind == "assembled" else (PRODUCTION, here)
    movements = (Told("apple", 2 * units, *ways), Told("pear", units, *ways[::-1]))
    return moves, movements
