"""Orders of a history: what happens to them, and what the shop and people say of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.orders.planner import Outcome
from tests.jobs.asof.shelves import BASKET, RECIPE
from tests.jobs.asof.truth import DAMAGED, GOOD, INSPECTION, PACKED, Event, Move

RETURNS: Final = {"sellable": GOOD, "damaged": DAMAGED, "unjudged": INSPECTION}
JUDGED: Final = {
    Outcome.SELLABLE: GOOD,
    Outcome.DAMAGED: DAMAGED,
    Outcome.INSPECTION: INSPECTION,
}


@dataclass(frozen=True)
class Stage:
    """``stamp``: the shop's, of the order as it was then. ``units``: of each line."""

    kind: str
    stamp: float
    event: Event
    units: int


@dataclass(frozen=True)
class Judgement:
    """What somebody says of goods that came back, or of which nobody knew whether they did."""

    outcome: Outcome
    event: Event
    units: int


@dataclass(frozen=True)
class Order:
    """``location``: where it is reserved; ``ships_from`` and ``returns_to``: where goods lie then.

    ``stages``: what happened to it one after the other. ``readings``: which of its states are read,
    in this order; the newest is among them. ``dated``: the shop tells the instants of its events.
    """

    name: str
    item: str
    location: str
    ships_from: str
    returns_to: str
    bin: str
    units: int
    lines: int
    dated: bool
    readings: Sequence[int]
    stages: Sequence[Stage] = ()
    judgement: Judgement | None = None

    @property
    def parts(self) -> Mapping[str, int]:
        """Units of each item in one of what was ordered."""
        return RECIPE if self.item == BASKET else {self.item: 1}

    @property
    def events(self) -> Iterator[Event]:
        yield from (one.event for one in self.stages)
        if self.judgement:
            yield self.judgement.event

    def moves(self, location: str, units: int, *sides: str | None) -> tuple[Move, ...]:
        """Of so many units of each line, from one side to the other."""
        source, destination = sides
        return tuple(
            Move(item, location, self.bin, units * self.lines * per_unit, source, destination)
            for item, per_unit in self.parts.items()
        )


def learn(order: Order, stage: int) -> None:
    """The book knows what happened up to this stage. What is set back it takes back at the instant
    at which that had left, by the book of then.
    """
    left = None
    for one in order.stages[: stage + 1]:
        if one.kind == "set back" and left and not one.event.known:
            one.event.booked = {spot: left.booked_at(spot) for spot in left.spots}
        left = one.event if one.kind == "left" else left
        one.event.known = True


Told = tuple[str, float, float]
"""A stage: when it happened, and when the shop says it did."""


def with_stages(order: Order, told: Sequence[Told], *, some: int) -> Order:
    """``some``: of its units, those that leave or come back where not all do."""
    course = _Course(order, some)
    for number, (kind, at, stamp) in enumerate(told):
        # An older state than is known is none, so this is the reading that tells of it.
        read = next(told[one][2] for one in order.readings if one >= number)
        course.go_on(kind, at, stamp, read)
    return replace(order, stages=course.stages)


@dataclass
class _Course:
    """An order on its way; of each line ``out`` are outside by now."""

    order: Order
    some: int
    stages: list[Stage] = field(default_factory=list)
    packed: bool = False
    out: int = 0

    def go_on(self, kind: str, at: float, stamp: float, read: float) -> None:
        units = self._units(kind)
        moves = tuple(self._moves(kind, units))
        dated = stamp if self.order.dated else read
        event = Event(f"{self.order.name}-{kind}", at, dated, moves)
        event.booked = self._booked(kind, read)
        self.stages.append(Stage(kind, stamp, event, units))
        self.packed = self.packed or kind == "packed"
        self.out += units * (kind in _LEAVING) - units * (kind == "set back")

    def _units(self, kind: str) -> int:
        if kind == "left some":
            return self.some
        if kind == "set back" or (kind == "refunded" and self._only_called()):
            return self.out
        return min(self.some, self.out) if kind in _BACK else self.order.units - self.out

    def _moves(self, kind: str, units: int) -> Iterator[Move]:
        order, lay = self.order, PACKED if self.packed else GOOD
        if kind == "packed":
            yield from order.moves(order.location, units, GOOD, PACKED)
        elif kind in _LEFT and order.ships_from != order.location:
            yield from order.moves(order.location, units * self.packed, PACKED, GOOD)
            yield from order.moves(order.ships_from, units, GOOD, None)
        elif kind in _LEFT:
            yield from order.moves(order.location, units, lay, None)
        elif kind == "cancelled" and self.packed:
            yield from order.moves(order.location, units, PACKED, GOOD)
        elif kind == "kept back":
            yield from order.moves(order.location, units, lay, DAMAGED)
        elif kind in RETURNS:
            yield from order.moves(order.returns_to, units, None, RETURNS[kind])
        elif kind == "set back" and not self._only_called():
            yield from order.moves(order.ships_from, units, None, GOOD)

    def _booked(self, kind: str, read: float) -> dict[tuple[str, str], float]:
        """When goods ceased to be packed that stay at their location, no storefront says."""
        if kind == "set back" and not self._only_called():
            left = next(one.event for one in self.stages if one.kind == "left")
            return dict.fromkeys(left.spots, left.stamp)
        elsewhere = kind in _LEFT and self.order.ships_from != self.order.location
        if self.packed and (elsewhere or kind == "cancelled"):
            return {(item, self.order.location): read for item in self.order.parts}
        return {}

    def _only_called(self) -> bool:
        return any(one.kind == "called left" for one in self.stages)


_LEFT: Final = ("left some", "left")
_LEAVING: Final = (*_LEFT, "called left")
_BACK: Final = (*RETURNS, "refunded")


def judgement(order: Order, outcome: Outcome, at: float, stamp: float) -> Judgement:
    """Of the last that happened to it."""
    last = order.stages[-1]
    source = INSPECTION if last.kind == "unjudged" else None
    moves = (
        order.moves(order.returns_to, last.units, source, JUDGED[outcome])
        if outcome in JUDGED
        else ()
    )
    return Judgement(outcome, Event(f"{order.name}-judged", at, stamp, moves), last.units)
