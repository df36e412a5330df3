"""What a storefront's statements about goods add to what was believed before.

What is *gone* is physical. It changes when a snapshot states a new event, takes a shipment back,
or owes again what had been shipped. A statement that merely disappears (a line edited after
shipping, a refund deleted) moves nothing: the old one stays believed and a person is asked.
Goods that a person's ruling brought back already are not brought back again by the storefront's
later word for the same units. Pure; quantities are in units of the listing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from ledger.orders.line_state import (
    Context,
    LineState,
    Stated,
    StatementKey,
    Transfer,
    available,
)
from ledger.orders.restated import as_first_told, shipped_again
from ledger.snapshots import RETURN_STATES, EventKind, LineSnapshot, PhysicalEvent
from ledger.values import CUSTOMER, State

_BACK = (EventKind.SHIPMENT_UNDONE, *RETURN_STATES)


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
    again = shipped_again(state.stated, line, since=context.same_until)
    line = as_first_told(state.stated, line, owed_rise=_owed_rise(state, line))
    told = _told(line.events)
    if told == state.stated and not again:
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
        *news.left_again(again),
        *news.left(rises),
        *news.undone(undone),
        *news.judged(judged),
        *news.came_back(rises),
    )
    return Belief(
        moves, dict(stated), news.ruled, _unexplained(falls), sum(units for _, units in excess)
    )


class _News:
    """Turns statements into moves; counts down the rulings that they confirm."""

    def __init__(self, state: LineState, line: LineSnapshot, context: Context) -> None:
        self.ruled = state.ruled
        self._there = dict(state.posted)
        self._out = state.posted.get(CUSTOMER.name, 0)
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
            yield from self._taken_back(old[1], units, at=None)
            yield from self._moves(new, units, available(new[1]), CUSTOMER.name)

    def left_again(self, again: Iterable[tuple[StatementKey, int]]) -> Iterator[Transfer]:
        """Set back and shipped once more, of which nobody read the first."""
        for key, units in again:
            back = tuple(self._taken_back(key[1], units, at=None))
            taken = sum(one.quantity for one in back)
            yield from back
            here = taken + self._absorb(units - taken)
            yield from self._moves(key, here, available(key[1]), CUSTOMER.name)

    def undone(self, falls: Iterable[tuple[StatementKey, int]]) -> Iterator[Transfer]:
        """Shipped units that are owed again never left."""
        for (_, location), units in falls:
            yield from self._taken_back(location, units - self._absorb(units), at=None)

    def judged(self, pairs: Iterable[tuple[StatementKey, StatementKey, int]]) -> Iterator[Transfer]:
        """Returned units now said to lie elsewhere; what a ruling moved on stays where it is."""
        for old, new, units in pairs:
            source = _returned_to(old)
            there = min(units, max(0, self._there.get(source, 0)))
            self._there[source] = self._there.get(source, 0) - there
            yield from self._moves(new, there, source, _returned_to(new))

    def came_back(self, rises: Counter[StatementKey]) -> Iterator[Transfer]:
        for key, units in rises.items():
            if key[0] not in _BACK:
                continue
            left = units - self._absorb(units)
            if key[0] is not EventKind.SHIPMENT_UNDONE:
                yield from self._moves(key, left, CUSTOMER.name, _returned_to(key))
                continue
            for quantity, at in self._newest(key, left):
                yield from self._taken_back(key[1], quantity, at=at)

    def _absorb(self, units: int) -> int:
        absorbed = min(units, self.ruled)
        self.ruled -= absorbed
        return absorbed

    def _taken_back(self, location: str, units: int, *, at: datetime | None) -> Iterator[Transfer]:
        """What is not booked as shipped left before the opening, and so by the book never did."""
        units = min(units, max(0, self._out))
        if units:
            self._out -= units
            sent = (one for one in self._events if one.kind is EventKind.SHIPPED)
            yield Transfer(
                units,
                CUSTOMER.name,
                available(location),
                at or self._context.dated,
                takes_back=True,
                standing=frozenset(one.occurred_at for one in sent if one.occurred_at),
            )

    def _moves(
        self, key: StatementKey, units: int, source: str, destination: str
    ) -> Iterator[Transfer]:
        for quantity, at in self._newest(key, units):
            yield from self._dated(key[1], quantity, source, destination, at=at)

    def _newest(self, key: StatementKey, units: int) -> Iterator[tuple[int, datetime | None]]:
        """The newest ``units`` of these events, oldest first, each with its instant."""
        events = [event for event in self._events if (event.kind, event.location) == key]
        chosen: list[tuple[int, datetime | None]] = []
        for event in sorted(events, key=self._instant, reverse=True):
            chosen.append((min(units, event.quantity), event.occurred_at))
            units -= chosen[-1][0]
        return reversed(chosen)

    def _dated(
        self, location: str, units: int, source: str, destination: str, *, at: datetime | None
    ) -> Iterator[Transfer]:
        """Nothing moves that happened before the location was in the book (its opening stock)."""
        instant = at or self._context.dated
        opening = self._context.openings.get(location)
        if units and not (opening and instant < opening):
            earliest = None if at else self._context.earliest
            self._out += units * ((destination == CUSTOMER.name) - (source == CUSTOMER.name))
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
