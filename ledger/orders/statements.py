"""What a storefront's statements about goods add to what was believed before.

What is *gone* is physical. It changes when a snapshot states a new event, takes a shipment back,
or owes again what had been shipped. A statement that merely disappears (a line edited after
shipping, a refund deleted) moves nothing: the old one stays believed and a person is asked.
Goods that a person's ruling brought back already are not brought back again by the storefront's
later word for the same units. Pure; quantities are in units of the listing.

The values here are made for every line of every page: msgspec makes them several times faster than
frozen dataclasses.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec

from ledger.orders.restated import as_first_told
from ledger.snapshots import RETURN_STATES, EventKind, LineSnapshot, PhysicalEvent
from ledger.values import CUSTOMER, State

StatementKey = tuple[EventKind, str]
"""A kind of event at a location."""

Stated = Mapping[StatementKey, int]

_BACK = (EventKind.SHIPMENT_UNDONE, *RETURN_STATES)


class LineState(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What is posted of a line, and what is believed of it.

    ``posted``: units of the listing per place name, summing to zero. ``stated``: the statements
    believed, those before a location's opening too. ``packed``: per location. ``ruled``: units
    that people brought back and no storefront has confirmed yet. ``kept``: units that people
    ruled to stay with the buyer. ``waiting``: units in the inspection list. ``unexplained`` and
    ``excess``: units that were reported to a person already.
    """

    posted: Mapping[str, int] = {}
    stated: Stated = {}
    packed: Mapping[str, int] = {}
    ruled: int = 0
    kept: int = 0
    waiting: int = 0
    unexplained: int = 0
    excess: int = 0


class Context(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How an order's changes are dated, and since when each location is in the book.

    ``dated`` is the instant of what has none of its own; it happened after ``earliest``.
    ``owed_at`` is that of changes in what is owed: the placing of an order seen for the first time.
    """

    dated: datetime
    earliest: datetime | None
    owed_at: datetime
    openings: Mapping[str, datetime]


class Transfer(msgspec.Struct, frozen=True, gc=False):
    """Units of the listing that go from one place to another; places by name."""

    quantity: int
    source: str
    destination: str
    occurred_at: datetime
    earliest_at: datetime | None = None


class Belief(msgspec.Struct, frozen=True, gc=False):
    """What the statements move, as if nothing had been committed, and what is believed then.

    ``unexplained``: units of statements that disappeared. ``excess``: units that would have come
    back without having left.
    """

    moves: tuple[Transfer, ...]
    stated: Stated
    ruled: int
    unexplained: int = 0
    excess: int = 0


def believe(state: LineState, line: LineSnapshot, context: Context) -> Belief:
    """Compare a snapshot's statements with those believed; see the module for the rule."""
    if not line.events and not state.stated:
        return Belief((), state.stated, state.ruled)
    line = as_first_told(state.stated, line, owed_rise=_owed_rise(state, line))
    told = _told(line.events)
    if told == state.stated:
        return Belief((), state.stated, state.ruled)
    rises, falls = told - Counter(state.stated), Counter(state.stated) - told
    news = _News(state, line, context)
    shipped = list(_pairs(falls, rises, (EventKind.SHIPPED,)))
    judged = list(_pairs(falls, rises, tuple(RETURN_STATES)))
    _forget_undone(falls)
    still_out = max(0, _out(told + falls))
    undone = list(_owed_again(falls, min(_owed_rise(state, line), still_out)))
    _follow_money(falls)
    excess = list(_excess(told + falls, rises))
    stated = told + falls - Counter(dict(excess))
    rises -= Counter(dict(excess))
    moves = (
        *news.shipped_elsewhere(shipped),
        *news.left(rises),
        *news.undone(undone),
        *news.judged(judged),
        *news.came_back(rises),
    )
    return Belief(
        moves, dict(stated), news.ruled, _unexplained(falls), sum(units for _, units in excess)
    )


def committed(location: str) -> str:
    return location + _COMMITTED


def available(location: str) -> str:
    return location + _AVAILABLE


# An enum's value is looked up at every use; these are used for every line of every page.
_COMMITTED: Final = f":{State.COMMITTED.value}"
_AVAILABLE: Final = f":{State.AVAILABLE.value}"


class _News:
    """Turns statements into moves; counts down the rulings that they confirm."""

    def __init__(self, state: LineState, line: LineSnapshot, context: Context) -> None:
        self.ruled = state.ruled
        self._there = dict(state.posted)
        self._events = line.events
        self._context = context

    def left(self, rises: Counter[StatementKey]) -> Iterator[Transfer]:
        """Shipped to the customer, or kept back from sale before it was shipped."""
        for key, units in rises.items():
            kind, location = key
            if kind is EventKind.SHIPPED:
                yield from self._moves(key, units, available(location), CUSTOMER.name)
            elif kind is EventKind.KEPT_BACK:
                yield from self._moves(key, units, available(location), _damaged(location))

    def shipped_elsewhere(
        self, pairs: Iterable[tuple[StatementKey, StatementKey, int]]
    ) -> Iterator[Transfer]:
        """The same units left from another location than was said before."""
        for old, new, units in pairs:
            yield from self._moves(new, units, CUSTOMER.name, available(old[1]))
            yield from self._moves(new, units, available(new[1]), CUSTOMER.name)

    def undone(self, falls: Iterable[tuple[StatementKey, int]]) -> Iterator[Transfer]:
        """Shipped units that are owed again never left; no event says when that was found."""
        for (_, location), units in falls:
            left = units - self._absorb(units)
            yield from self._dated(
                location, left, CUSTOMER.name, available(location), at=self._context.dated
            )

    def judged(self, pairs: Iterable[tuple[StatementKey, StatementKey, int]]) -> Iterator[Transfer]:
        """Returned units now said to lie elsewhere; what a ruling moved on stays where it is."""
        for old, new, units in pairs:
            source = _returned_to(old)
            there = min(units, max(0, self._there.get(source, 0)))
            self._there[source] = self._there.get(source, 0) - there
            yield from self._moves(new, there, source, _returned_to(new))

    def came_back(self, rises: Counter[StatementKey]) -> Iterator[Transfer]:
        for key, units in rises.items():
            if key[0] in _BACK:
                left = units - self._absorb(units)
                yield from self._moves(key, left, CUSTOMER.name, _returned_to(key))

    def _absorb(self, units: int) -> int:
        absorbed = min(units, self.ruled)
        self.ruled -= absorbed
        return absorbed

    def _moves(
        self, key: StatementKey, units: int, source: str, destination: str
    ) -> Iterator[Transfer]:
        """The newest ``units`` of these events, oldest first, each with its instant."""
        events = [event for event in self._events if (event.kind, event.location) == key]
        chosen: list[tuple[int, datetime | None]] = []
        for event in sorted(events, key=self._instant, reverse=True):
            chosen.append((min(units, event.quantity), event.occurred_at))
            units -= chosen[-1][0]
        for quantity, at in reversed(chosen):
            yield from self._dated(key[1], quantity, source, destination, at=at)

    def _dated(
        self, location: str, units: int, source: str, destination: str, *, at: datetime | None
    ) -> Iterator[Transfer]:
        """Nothing moves that happened before the location was in the book (its opening stock)."""
        instant = at or self._context.dated
        opening = self._context.openings.get(location)
        if units and not (opening and instant < opening):
            earliest = None if at else self._context.earliest
            yield Transfer(units, source, destination, instant, earliest)

    def _instant(self, event: PhysicalEvent) -> datetime:
        return event.occurred_at or self._context.dated


def _told(events: Iterable[PhysicalEvent]) -> Counter[StatementKey]:
    told: Counter[StatementKey] = Counter()
    for event in events:
        told[event.kind, event.location] += event.quantity
    return told


def _pairs(
    falls: Counter[StatementKey], rises: Counter[StatementKey], kinds: tuple[EventKind, ...]
) -> Iterator[tuple[StatementKey, StatementKey, int]]:
    """A fall and a rise of one family are the same units, stated anew; both are counted down."""
    for old in [key for key in falls if key[0] in kinds]:
        for new in [key for key in rises if key[0] in kinds]:
            units = min(falls[old], rises[new])
            if units:
                falls[old] -= units
                rises[new] -= units
                yield old, new, units


def _forget_undone(falls: Counter[StatementKey]) -> None:
    """A shipment and its undoing that disappear together never mattered."""
    for kind, location in [key for key in falls if key[0] is EventKind.SHIPMENT_UNDONE]:
        both = min(falls[kind, location], falls[EventKind.SHIPPED, location])
        falls[kind, location] -= both
        falls[EventKind.SHIPPED, location] -= both


def _owed_again(falls: Counter[StatementKey], owed_rise: int) -> Iterator[tuple[StatementKey, int]]:
    """Shipped units that the storefront owes again: its word that they have not left."""
    for key in [key for key in falls if key[0] is EventKind.SHIPPED]:
        units = min(falls[key], owed_rise)
        falls[key] -= units
        owed_rise -= units
        yield key, units


def _owed_rise(state: LineState, line: LineSnapshot) -> int:
    before = sum(
        units for place, units in state.posted.items() if place.endswith(State.COMMITTED.value)
    )
    return max(0, sum(owed.quantity for owed in line.owed) - before)


def _excess(
    stated: Counter[StatementKey], rises: Counter[StatementKey]
) -> Iterator[tuple[StatementKey, int]]:
    """Of the new returns, those beyond what ever left: 0 <= returned <= shipped."""
    beyond = max(0, -_out(stated))
    for key in [key for key in rises if key[0] in _BACK]:
        units = min(beyond, rises[key])
        beyond -= units
        if units:
            yield key, units


def _out(stated: Counter[StatementKey]) -> int:
    """Units that left and did not come back, by what is stated."""
    gone = sum(units for key, units in stated.items() if key[0] is EventKind.SHIPPED)
    return gone - sum(units for key, units in stated.items() if key[0] in _BACK)


def _returned_to(key: StatementKey) -> str:
    kind, location = key
    return f"{location}:{RETURN_STATES.get(kind, State.AVAILABLE).value}"


def _damaged(location: str) -> str:
    return f"{location}:{State.DAMAGED.value}"


def _unexplained(falls: Counter[StatementKey]) -> int:
    """Goods kept back never left: they lie in damaged, and a person was told of them then."""
    return sum(units for (kind, _), units in falls.items() if kind is not EventKind.KEPT_BACK)


def _follow_money(falls: Counter[StatementKey]) -> None:
    """A refund moves no goods, so one that disappeared is simply forgotten."""
    for key in [key for key in falls if key[0] in (EventKind.REFUNDED, EventKind.CANCELLED)]:
        del falls[key]
