"""What a Vendure order means for its goods (fact sheet vendure.md). Pure.

An order is placed once it has been paid or its payment authorised: until then it is a cart, which
holds nothing. What its state is called afterwards does not matter; its lines, its fulfilments and
what was done to them do. Vendure has no returns: units that are cancelled after they were shipped
are back in its stock, and a refund of lines that were not cancelled says nothing of the goods.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from connectors.vendure.acts import CANCELLED, acts_of_line
from connectors.vendure.replay import Act, Deed, Happening, Replay
from connectors.vendure.shapes import Line, Order, Settings, is_tracked
from ledger.snapshots import (
    EventKind,
    Held,
    LineSnapshot,
    OrderSnapshot,
    Owed,
    PhysicalEvent,
)

MILLIONTHS: Final = 10_000
"""Of a hundredth of the currency, in which Vendure keeps money."""

FAILED: Final = "Failed"
"""A refund that was not made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How orders of this channel are read.

    ``location``: where its goods lie, by our code. ``held_at``: the channel's own location whose
    number we guard, "" where all of them are one number.
    """

    location: str
    held_at: str
    shipped_states: frozenset[str]


def snapshot(
    order: Order,
    reading: Reading,
    *,
    settings: Settings,
    read_at: datetime,
    answered_at: datetime,
) -> OrderSnapshot:
    """The order in ledger words. ``stamp`` is None: `updatedAt` does not move when orders change.

    Raises ValueError for a quantity or an instant that is none.
    """
    lines = order.lines if order.order_placed_at else []
    return OrderSnapshot(
        order_id=order.id,
        status=_status(order),
        placed_at=order.order_placed_at or order.created_at,
        stamp=None,
        read_at=read_at,
        answered_at=answered_at,
        lines=tuple(_line(order, line, reading, settings) for line in lines),
    )


def _status(order: Order) -> str:
    """Its state, and how many fulfilments were undone, so that each is news of the order.

    What is packed and undone between two pulls leaves no other trace in it, though a number that
    was written meanwhile is wrong by those units.
    """
    undone = sum(one.state == CANCELLED for one in order.fulfillments or ())
    return f"{order.state}, fulfilments undone: {undone}" if undone else order.state


def _line(order: Order, line: Line, reading: Reading, settings: Settings) -> LineSnapshot:
    acts = acts_of_line(order, line, shipped_states=reading.shipped_states)
    replay = Replay().play(acts)
    happened = [*replay.happened, *_refunded(order, line, acts, replay.gone)]
    tracked = is_tracked(line.product_variant.track_inventory, settings)
    return LineSnapshot(
        line_id=line.id,
        listing_id=line.product_variant.id,
        sku=line.product_variant.sku,
        owed=_owed(replay, reading.location),
        events=tuple(_event(one, reading.location) for one in happened),
        held=(Held(location=reading.held_at, taken=replay.taken),) if tracked else (),
        net_amount=round(line.prorated_line_price * MILLIONTHS),
    )


def _owed(replay: Replay, location: str) -> tuple[Owed, ...]:
    owed = replay.owed
    packed = min(owed, sum(replay.packed.values()))
    return (Owed(location=location, quantity=owed, packed=packed),) if owed else ()


def _refunded(order: Order, line: Line, acts: Sequence[Act], gone: int) -> Iterator[Happening]:
    """Units that were refunded and not cancelled, of those that have left."""
    refunds = [
        (refund.created_at, one.quantity)
        for payment in order.payments or ()
        for refund in payment.refunds
        if refund.state != FAILED
        for one in refund.lines
        if str(one.order_line_id) == line.id
    ]
    cancelled = sum(act.units for act in acts if act.deed is Deed.CANCELLED)
    units = min(sum(units for _, units in refunds) - cancelled, gone)
    if units > 0:
        yield Happening(EventKind.REFUNDED, units, max(refunds)[0])


def _event(happening: Happening, location: str) -> PhysicalEvent:
    return PhysicalEvent(
        kind=happening.kind,
        quantity=happening.units,
        location=location,
        occurred_at=happening.at,
    )
