"""What was done to a line, out of all the places where Vendure tells it. Pure.

The history says when fulfilments moved and what was cancelled. Where a server hides its own ids the
history's are others than the interface's, and a plugin may write none: then a fulfilment's present
state and the missing units say it too, only without an instant of their own.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Final

from connectors.vendure.replay import Act, Deed, in_order
from connectors.vendure.shapes import Fulfilment, Line, LineUnits, Order

CANCELLATION: Final = "ORDER_CANCELLATION"
CANCELLED: Final = "Cancelled"
"""Vendure's own name of this state, of orders and of fulfilments."""

CREATED: Final = "Created"
"""A fulfilment that takes nothing yet; the next moment it is pending."""


def acts_of_line(order: Order, line: Line, *, shipped_states: Collection[str]) -> list[Act]:
    """In the order in which they were done."""
    cancelled = list(_cancelled(order, line))
    added = line.quantity + sum(act.units for act in cancelled)
    missing = max(0, line.order_placed_quantity - added)
    if missing:
        cancelled.append(Act(deed=Deed.CANCELLED, at=order.updated_at, units=missing))
    acts = [*_added(order, line, added + missing), *cancelled]
    for fulfilment in order.fulfillments or ():
        if units := _units(fulfilment.lines, line.id):
            acts += _parcel(order, fulfilment, units, shipped_states=shipped_states)
    return in_order(iter(acts))


def _added(order: Order, line: Line, total: int) -> Iterator[Act]:
    """At the checkout, and by later modifications.

    The checkout's instant is by another clock than all others, so the cart's puts it first.
    """
    later = max(0, total - line.order_placed_quantity)
    increases = []
    for modification in order.modifications:
        units = min(later, max(0, _units(modification.lines, line.id)))
        later -= units
        if units:
            increases.append(Act(deed=Deed.ADDED, at=modification.created_at, units=units))
    at_first = total - sum(act.units for act in increases)
    if at_first:
        yield Act(deed=Deed.ADDED, at=order.created_at, units=at_first)
    yield from increases


def _cancelled(order: Order, line: Line) -> Iterator[Act]:
    for entry in order.history.items:
        units = _units(entry.data.lines, line.id) if entry.type == CANCELLATION else 0
        if units:
            yield Act(deed=Deed.CANCELLED, at=entry.created_at, units=units)


def _parcel(
    order: Order, fulfilment: Fulfilment, units: int, *, shipped_states: Collection[str]
) -> Iterator[Act]:
    """What became of one fulfilment's units: each stage once, the last one as it stands now."""
    stage = None
    for state, at in (*_moves(order, fulfilment), (fulfilment.state, fulfilment.updated_at)):
        for deed in _deeds(stage, _stage(state, shipped_states)):
            yield Act(deed=deed, at=at, units=units, fulfilment=fulfilment.id)
            stage = deed


def _moves(order: Order, fulfilment: Fulfilment) -> Iterator[tuple[str, datetime]]:
    for entry in order.history.items:
        if entry.type != CANCELLATION and str(entry.data.fulfillment_id) == fulfilment.id:
            yield entry.data.to, entry.created_at


def _stage(state: str, shipped_states: Collection[str]) -> Deed | None:
    if state == CANCELLED:
        return Deed.UNDONE
    if state in shipped_states:
        return Deed.SHIPPED
    return None if state == CREATED else Deed.PACKED


_STEPS: Final[Mapping[tuple[Deed | None, Deed], tuple[Deed, ...]]] = {
    (None, Deed.PACKED): (Deed.PACKED,),
    (None, Deed.SHIPPED): (Deed.PACKED, Deed.SHIPPED),
    (None, Deed.UNDONE): (Deed.PACKED, Deed.UNDONE),
    (Deed.PACKED, Deed.SHIPPED): (Deed.SHIPPED,),
    (Deed.PACKED, Deed.UNDONE): (Deed.UNDONE,),
    (Deed.SHIPPED, Deed.UNDONE): (Deed.UNDONE,),
}
"""From stage to stage. What a shipped parcel is called later does not bring it back."""


def _deeds(stage: Deed | None, target: Deed | None) -> tuple[Deed, ...]:
    return () if target is None else _STEPS.get((stage, target), ())


def _units(lines: Collection[LineUnits], line_id: str) -> int:
    return sum(one.quantity for one in lines if str(one.order_line_id) == line_id)
