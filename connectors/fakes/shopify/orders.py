"""What shoppers and staff do to orders, and what each does to the numbers for sale."""

from collections.abc import Mapping
from datetime import datetime

from connectors.fakes.shopify.records import (
    Fulfilment,
    FulfilmentOrder,
    Line,
    Order,
    Refund,
    RefundLine,
    ReservedLine,
    ShippedLine,
)
from connectors.fakes.shopify.shop import Shop

BUYER = "bartholomew@fakebuyer.invalid"
"""Obviously nobody: a test may look for it where no buyer's data may be."""


def place(
    shop: Shop, units: Mapping[str, int], location_id: int, now: datetime, *, is_test: bool = False
) -> Order:
    """Stock is committed at once, paid or not. A bundle becomes lines of its components."""
    order = Order(
        id=shop.next_id(), created=now, updated=now, lines=[], email=BUYER, is_test=is_test
    )
    for sku, quantity in units.items():
        variant = shop.sold_as(sku)
        for own, each in (variant.components or {sku: 1}).items():
            add_line(shop, order, own, quantity * each, at=location_id, now=now)
    shop.orders[order.id] = order
    return order


def add_line(shop: Shop, order: Order, sku: str, quantity: int, *, at: int, now: datetime) -> Line:
    """A gift card is sent by itself, and is counted nowhere."""
    variant = shop.sold_as(sku)
    line = Line(
        id=shop.next_id(),
        sku=sku,
        quantity=quantity,
        current=quantity,
        variant_id=variant.id,
        item_id=variant.item_id,
        is_gift_card=variant.is_gift_card,
        requires_shipping=variant.requires_shipping,
    )
    order.lines.append(line)
    if line.is_gift_card:
        _ship(shop, order, {line.id: (line, quantity)}, at=None, now=now)
    else:
        reserve(shop, order, line, quantity, at=at, now=now)
    return line


def add_typed(shop: Shop, order: Order, sku: str, quantity: int, *, now: datetime) -> Line:
    line = Line(
        id=shop.next_id(),
        sku=sku,
        quantity=quantity,
        current=quantity,
        variant_id=None,
        item_id=None,
        vendor=None,
    )
    order.lines.append(line)
    reserve(shop, order, line, quantity, at=shop.home, now=now)
    return line


def reserve(
    shop: Shop, order: Order, line: Line, quantity: int, *, at: int | None, now: datetime
) -> None:
    """Onto an open fulfilment order there, or onto a new one."""
    shop.move(line, at, available=-quantity, committed=quantity)
    _append(shop, order, line, quantity, at=at, now=now)


def _append(
    shop: Shop, order: Order, line: Line, quantity: int, *, at: int | None, now: datetime
) -> None:
    one = next(
        (one for one in order.fulfilment_orders if one.is_open and one.location_id == at), None
    )
    if one is None:
        one = FulfilmentOrder(
            id=shop.next_id(),
            order_id=order.id,
            location_id=at,
            created=now,
            updated=now,
            lines=[],
        )
        order.fulfilment_orders.append(one)
    one.updated = now
    held = next((each for each in one.lines if each.line is line), None)
    if held is None:
        held = ReservedLine(id=shop.next_id(), line=line, total=0, remaining=0)
        one.lines.append(held)
    held.total += quantity
    held.remaining += quantity


def release(
    shop: Shop, order: Order, line: Line, quantity: int, *, restock: bool, now: datetime
) -> int | None:
    """Units that were still to be shipped are not any more; answers from where the last ones were.

    Raises ValueError where more are asked for than are left to ship.
    """
    at = None
    for one in order.fulfilment_orders:
        for held in one.lines if one.is_open else []:
            if held.line is line and quantity:
                units = min(held.remaining, quantity)
                held.remaining -= units
                held.total -= units
                quantity -= units
                shop.move(
                    line, one.location_id, available=units if restock else 0, committed=-units
                )
                one.updated = now
                at = one.location_id if units else at
        _close_if_done(one)
    if quantity:
        raise ValueError(f"{quantity} more units of {line.sku} than are left to ship")
    return at


def edit(
    shop: Shop, order: Order, line: Line, quantity: int, *, restock: bool, now: datetime
) -> None:
    """The line is of so many units now. What is removed without restock is told as a refund."""
    order.updated, order.is_edited = now, True
    more = quantity - line.current
    line.current = quantity
    if more > 0:
        line.quantity += more
        open_at = [one.location_id for one in order.fulfilment_orders if one.is_open]
        reserve(shop, order, line, more, at=open_at[0] if open_at else shop.home, now=now)
    elif more < 0:
        release(shop, order, line, -more, restock=restock, now=now)
        if not restock:
            row = RefundLine(
                line=line,
                quantity=-more,
                restock_type="NO_RESTOCK",
                restocked=False,
                location_id=None,
            )
            order.refunds.append(Refund(id=shop.next_id(), created=now, lines=[row]))


def cancel(shop: Shop, order: Order, *, restock: bool, now: datetime) -> None:
    """Irreversible. Only one that restocks leaves a refund with lines behind."""
    order.updated = order.cancelled = now
    rows = []
    for one in order.fulfilment_orders:
        if not one.is_open:
            continue
        one.status, one.updated = "CANCELLED", now
        for held in one.lines:
            units = held.remaining
            shop.move(
                held.line, one.location_id, available=units if restock else 0, committed=-units
            )
            if restock and units:
                held.line.current -= units
                rows.append(
                    RefundLine(
                        line=held.line,
                        quantity=units,
                        restock_type="CANCEL",
                        restocked=True,
                        location_id=one.location_id,
                    )
                )
    if rows:
        order.refunds.append(Refund(id=shop.next_id(), created=now, lines=rows))


def move(shop: Shop, order: Order, to: int, *, now: datetime) -> None:
    """What is left to ship goes to another location; the order's own stamp stays as it was."""
    for one in list(order.fulfilment_orders):
        if not one.is_open or one.location_id == to:
            continue
        one.status, one.updated = "CLOSED", now
        for held in one.lines:
            units = held.remaining
            shop.move(held.line, one.location_id, available=units, committed=-units)
            if units:
                reserve(shop, order, held.line, units, at=to, now=now)


def fulfil(
    shop: Shop,
    order: Order,
    units: Mapping[str, int] | None,
    *,
    location_id: int | None,
    now: datetime,
) -> Fulfilment:
    """All that is left, or units by SKU; from another location it is moved there first."""
    if location_id is not None:
        move(shop, order, location_id, now=now)
    sent: dict[int, tuple[Line, int]] = {}
    at = location_id
    wanted = dict(units) if units is not None else None
    for one in order.fulfilment_orders:
        for held in one.lines if one.is_open else []:
            take = held.remaining
            if wanted is not None:
                take = min(take, wanted.get(held.line.sku, 0))
                wanted[held.line.sku] = wanted.get(held.line.sku, 0) - take
            if take and at in {None, one.location_id}:
                at = one.location_id
                held.remaining -= take
                shop.move(held.line, at, committed=-take)
                line, already = sent.get(held.line.id, (held.line, 0))
                sent[held.line.id] = (line, already + take)
                one.status, one.updated = "IN_PROGRESS", now
        _close_if_done(one)
    return _ship(shop, order, sent, at=at, now=now)


def undo_fulfilment(shop: Shop, order: Order, one: Fulfilment, *, now: datetime) -> None:
    """Its units are to be shipped again, from where they were."""
    one.status, one.updated, order.updated = "CANCELLED", now, now
    for shipped in one.lines:
        shop.move(shipped.line, one.location_id, committed=shipped.quantity)
        _append(shop, order, shipped.line, shipped.quantity, at=one.location_id, now=now)


def _ship(
    shop: Shop,
    order: Order,
    sent: Mapping[int, tuple[Line, int]],
    *,
    at: int | None,
    now: datetime,
) -> Fulfilment:
    fulfilment = Fulfilment(
        id=shop.next_id(),
        location_id=at,
        created=now,
        updated=now,
        lines=[
            ShippedLine(id=shop.next_id(), line=line, quantity=quantity)
            for line, quantity in sent.values()
        ],
    )
    order.fulfilments.append(fulfilment)
    order.updated = now
    return fulfilment


def _close_if_done(one: FulfilmentOrder) -> None:
    if one.is_open and not any(held.remaining for held in one.lines):
        one.status = "CLOSED"
