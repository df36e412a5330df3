"""From what is posted and what a storefront says now to the transfers that are missing.

A line's position is a vector over places that sums to zero, in units of its listing.
What is *owed* follows the newest snapshot exactly, both ways; what is *gone* follows its
statements (ledger.orders.statements) and people's rulings. Pure: no database, no clock.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from ledger.numbers import counted
from ledger.orders.line_state import Context, LineState, Transfer, available, committed
from ledger.orders.statements import Belief, believe
from ledger.snapshots import EventKind, Held, LineSnapshot
from ledger.values import CUSTOMER, State

NOTHING_POSTED: Final = LineState()


class Concern(StrEnum):
    """Why a person should look at a line."""

    EXCESS_RETURN = "excess_return"
    KEPT_BACK = "kept_back"
    UNEXPLAINED = "unexplained"


class LinePlan(msgspec.Struct, frozen=True, gc=False):
    """The transfers to post in this order, the state that then holds, and units per concern."""

    transfers: tuple[Transfer, ...]
    state: LineState
    concerns: Mapping[Concern, int]


def plan_line(state: LineState, line: LineSnapshot, context: Context) -> LinePlan:
    """Close the gap between the posted position and the one this snapshot wants."""
    belief = believe(state, line, context)
    owed = _OwedChange(state, line, context)
    # Goods that moved come first; what is left of the change in owed are promises alone.
    moved = owed.pair(belief.moves) if belief.moves else ()
    transfers = (*moved, *owed.rest())
    after = LineState(
        posted=_moved(state.posted, transfers),
        stated=belief.stated,
        packed={owed.location: owed.packed for owed in line.owed if owed.packed},
        ruled=belief.ruled,
        kept=state.kept,
        waiting=_waiting(belief, kept=state.kept),
        unexplained=belief.unexplained,
        excess=belief.excess,
    )
    return LinePlan(transfers, after, _concerns(state, belief))


def remove_line(line_id: str, *, held: tuple[Held, ...] = ()) -> LineSnapshot:
    """A line that its order no longer holds: nothing is owed, nothing is stated any more."""
    return LineSnapshot(line_id=line_id, listing_id="", sku="", held=held)


class Outcome(StrEnum):
    """What a person found out about goods that wait in the inspection list."""

    SELLABLE = "sellable"
    DAMAGED = "damaged"
    INSPECTION = "inspection"
    NEVER_LEFT = "never_left"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A person's decision about ``quantity`` units of a line, true in the world at ``at``."""

    outcome: Outcome
    quantity: int
    location: str
    at: datetime


_RULED_INTO: Final = {
    Outcome.SELLABLE: State.AVAILABLE,
    Outcome.NEVER_LEFT: State.AVAILABLE,
    Outcome.DAMAGED: State.DAMAGED,
    Outcome.INSPECTION: State.INSPECTION,
}


def rule_line(state: LineState, ruling: Ruling) -> LinePlan:
    """Apply a ruling: goods in inspection are judged first, then those at the customer.

    Raises ValueError when fewer units are there than it decides about.
    """
    if ruling.outcome is Outcome.KEPT:
        return _rule_kept(state, ruling.quantity)
    destination = f"{ruling.location}:{_RULED_INTO[ruling.outcome].value}"
    inspected = f"{ruling.location}:{State.INSPECTION.value}"
    left, transfers = ruling.quantity, []
    for source in (inspected, CUSTOMER.name):
        units = min(left, max(0, state.posted.get(source, 0))) if source != destination else 0
        left -= units
        if units:
            never = ruling.outcome is Outcome.NEVER_LEFT and source == CUSTOMER.name
            transfers.append(Transfer(units, source, destination, ruling.at, takes_back=never))
    if left:
        raise ValueError(
            f"{counted(ruling.quantity, 'unit')} cannot be ruled {ruling.outcome.value}: "
            f"of this line only {ruling.quantity - left} with the customer or in inspection"
        )
    back = sum(move.quantity for move in transfers if move.source == CUSTOMER.name)
    after = replace(
        state,
        posted=_moved(state.posted, transfers),
        ruled=state.ruled + back,
        waiting=max(0, state.waiting - ruling.quantity),
    )
    return LinePlan(tuple(transfers), after, {})


def _rule_kept(state: LineState, quantity: int) -> LinePlan:
    if quantity > state.waiting:
        raise ValueError(
            f"{counted(quantity, 'unit')} cannot be closed: only {state.waiting} waiting"
        )
    after = replace(state, kept=state.kept + quantity, waiting=state.waiting - quantity)
    return LinePlan((), after, {})


class _OwedChange:
    """Units no longer owed (releases) and newly owed (claims) per location, still to be moved."""

    def __init__(self, state: LineState, line: LineSnapshot, context: Context) -> None:
        self._context = context
        change = {owed.location: owed.quantity for owed in line.owed}
        for location, units in committed_units(state.posted).items():
            change[location] = change.get(location, 0) - units
        self._claims = {location: units for location, units in change.items() if units > 0}
        self._releases = {location: -units for location, units in change.items() if units < 0}

    def pair(self, moves: Iterable[Transfer]) -> Iterator[Transfer]:
        """Goods leave out of what is released and come back into what is claimed.

        Reserved at A and shipped from B stays two transfers: there is nothing to release at B.
        """
        for move in moves:
            paired = 0
            if location := _available_location(move.source):
                paired = _count_down(self._releases, location, move.quantity)
                if paired:
                    yield replace(move, quantity=paired, source=committed(location))
            elif location := _available_location(move.destination):
                paired = _count_down(self._claims, location, move.quantity)
                if paired:
                    yield replace(move, quantity=paired, destination=committed(location))
            if move.quantity > paired:
                yield replace(move, quantity=move.quantity - paired)

    def rest(self) -> Iterator[Transfer]:
        """What no statement explained goes back to available, or comes from it."""
        for location, units in self._releases.items():
            if units:
                yield self._undated(units, committed(location), available(location), location)
        for location, units in self._claims.items():
            if units:
                yield self._undated(units, available(location), committed(location), location)

    def _undated(self, units: int, source: str, destination: str, location: str) -> Transfer:
        """Goods promised before the location was in the book are promised out of its opening."""
        context = self._context
        opening = context.openings.get(location)
        at = max(context.owed_at, opening) if opening else context.owed_at
        earliest = context.earliest if at == context.dated else None
        return Transfer(units, source, destination, at, earliest)


def committed_units(posted: Mapping[str, int]) -> dict[str, int]:
    """Units committed per location."""
    return {
        place.removesuffix(_COMMITTED): units
        for place, units in posted.items()
        if place.endswith(_COMMITTED)
    }


def _available_location(place: str) -> str:
    """The location when the place is its available goods, else nothing."""
    return place.removesuffix(_AVAILABLE) if place.endswith(_AVAILABLE) else ""


_COMMITTED: Final = committed("")
_AVAILABLE: Final = available("")


def _count_down(units_left: dict[str, int], location: str, units: int) -> int:
    left = units_left.get(location, 0)
    taken = min(units, left)
    units_left[location] = left - taken
    return taken


def _moved(posted: Mapping[str, int], transfers: Iterable[Transfer]) -> dict[str, int]:
    after = dict(posted)
    for transfer in transfers:
        after[transfer.source] = after.get(transfer.source, 0) - transfer.quantity
        after[transfer.destination] = after.get(transfer.destination, 0) + transfer.quantity
    return {place: units for place, units in after.items() if units}


def _waiting(belief: Belief, *, kept: int) -> int:
    if not belief.stated:
        return 0
    refunded = sum(units for key, units in belief.stated.items() if key[0] is EventKind.REFUNDED)
    return max(0, refunded + belief.unexplained - belief.ruled - kept)


def _concerns(state: LineState, belief: Belief) -> dict[Concern, int]:
    if not belief.stated and not belief.excess:
        return {}
    kept_back = sum(
        units - state.stated.get(key, 0)
        for key, units in belief.stated.items()
        if key[0] is EventKind.KEPT_BACK
    )
    concerns = {
        Concern.EXCESS_RETURN: belief.excess - state.excess,
        Concern.KEPT_BACK: kept_back,
        Concern.UNEXPLAINED: belief.unexplained - state.unexplained,
    }
    return {concern: units for concern, units in concerns.items() if units > 0}
