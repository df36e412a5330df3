"""What a Shopify order means for its goods, in ledger words (fact sheet shopify.md, section 2).

Fulfilment orders say from where units are owed, fulfilments what left from where and when. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from connectors.places import Places
from connectors.shopify.goods import Goods, Told
from connectors.shopify.returns import of_no_line
from connectors.shopify.shapes import FulfilmentOrder, Order, Refund, Shipment, number_of
from ledger.snapshots import Held, LineSnapshot, OrderSnapshot, Owed, PhysicalEvent

UNVERIFIED: Final = "unverified"
"""What the listing ids of returned goods that are of no order line begin with."""


def snapshot(
    order: Order, places: Places, *, read_at: datetime, answered_at: datetime
) -> OrderSnapshot:
    """The order in ledger words. Raises ValueError for an id or quantity that is none."""
    told = Told.of(order)
    return OrderSnapshot(
        order_id=number_of(order.id),
        status=_status(order),
        placed_at=order.created_at,
        stamp=stamp_of(order),
        read_at=read_at,
        answered_at=answered_at,
        lines=(
            *(
                _line(goods, order, places)
                for goods in (Goods.of(line, told) for line in order.line_items.nodes)
                if _is_goods(goods)
            ),
            *_unverified(order, places),
        ),
    )


def stamp_of(order: Order) -> datetime:
    """When the order or any part of it changed last: moves of fulfilment orders and dispositions
    have instants of their own, and need not move the order's.
    """
    dispositions = (
        disposition.created_at
        for one in order.returns.nodes
        for reverse in one.reverse_fulfillment_orders.nodes
        for line in reverse.line_items.nodes
        for disposition in line.dispositions
    )
    parts: tuple[FulfilmentOrder | Shipment | Refund, ...] = (
        *order.fulfillment_orders.nodes,
        *order.fulfillments,
        *order.refunds,
    )
    closed = (one.closed_at for one in order.returns.nodes if one.closed_at)
    return max((order.updated_at, *(one.updated_at for one in parts), *dispositions, *closed))


def _status(order: Order) -> str:
    if order.test:
        return "test"
    if order.cancelled_at:
        return "cancelled"
    return order.display_fulfillment_status.lower() or "open"


def _is_goods(goods: Goods) -> bool:
    """Gift cards are no goods; nor are tips and what was typed in at the till, which no catalogue
    ever held: a deleted product is still known by its item, its SKU or, if it was to be shipped,
    its vendor.
    """
    line = goods.line
    is_known = line.variant is not None or bool(goods.listing_id or line.sku)
    was_listed = is_known or (line.requires_shipping and bool(line.vendor))
    return was_listed and not line.is_gift_card


def _line(goods: Goods, order: Order, places: Places) -> LineSnapshot:
    """In our locations only; a test order moves no goods, though the shop took them for it."""
    counts = not order.test
    owed = _in_our_codes(goods.owed, places) if counts and order.confirmed else Counter()
    taken = Counter(goods.taken)
    if not order.confirmed:
        # Nothing is reserved for it yet.
        taken.subtract(goods.owed)
    packed = _in_our_codes(goods.packed, places)
    return LineSnapshot(
        line_id=number_of(goods.line.id),
        listing_id=goods.listing_id,
        sku=goods.line.sku or "",
        owed=tuple(
            Owed(location=code, quantity=units, packed=min(units, packed[code]))
            for code, units in sorted(owed.items())
            if units > 0
        ),
        events=tuple(_events(goods, places)) if counts else (),
        held=tuple(
            Held(location=location, taken=units)
            for location, units in sorted(taken.items(), key=str)
            if location is not None and location in places.mapped and units
        ),
    )


def _unverified(order: Order, places: Places) -> Iterator[LineSnapshot]:
    """Goods that came back and of which Shopify names no line: they wait for a person.

    Each under a name of its own, since what was said of one is not true of the next.
    """
    for number, events in of_no_line(order):
        units = sum(one.quantity for one in events if places.code(one.location) is not None)
        if units and not order.test:
            yield LineSnapshot(
                line_id=f"return-{number}",
                listing_id=f"{UNVERIFIED}-{number}",
                sku="",
                unclear=units,
            )


def _in_our_codes(units: Mapping[str | None, int], places: Places) -> Counter[str]:
    found: Counter[str] = Counter()
    for location, quantity in units.items():
        code = places.code(location)
        if code is not None:
            found[code] += quantity
    return found


def _events(goods: Goods, places: Places) -> Iterator[PhysicalEvent]:
    for one in goods.events:
        code = places.code(one.location)
        if code is not None:
            yield PhysicalEvent(
                kind=one.kind, quantity=one.quantity, location=code, occurred_at=one.at
            )
