"""What shoppers and staff do to orders, and what of it moves an order's `updatedAt`.

It moves with edits of a cart and with cancellations. Vendure saves an order twice when its state
changes, and the second time writes the old stamp back: it does not move when a cart is paid, nor
with fulfilments, refunds and modifications.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from connectors.fakes.vendure import stock
from connectors.fakes.vendure.records import Change, Fulfilment, Line, Order
from connectors.fakes.vendure.shop import Shop, ShopError, line_of

PAID: Final = "PaymentSettled"
CANCELLED: Final = "Cancelled"


def open_cart(shop: Shop, units: Mapping[str, int], *, now: datetime) -> Order:
    """At the payment step; it holds nothing."""
    order = Order(id=shop.new_id("order"), state="ArrangingPayment", created=now, updated=now)
    for sku, quantity in units.items():
        shop.new_line(order, shop.sold_as(sku), quantity)
    shop.orders[order.id] = order
    return order


def pay(shop: Shop, order: Order, *, now: datetime, late: timedelta, lost: bool) -> None:
    order.state, order.active, order.placed, order.visible = PAID, False, now, now + late
    for line in order.lines:
        line.placed = line.quantity
        stock.allocate(line, line.quantity, counted=shop.is_counted(line.variant), lost=lost)
    _note_state(shop, order, "ArrangingPayment", now=now)


def fulfil(shop: Shop, order: Order, units: Mapping[str, int], *, now: datetime) -> Fulfilment:
    """Raises ShopError for more than is left to fulfil, or than is on hand in the whole shop."""
    lines = {line_of(order, sku).id: quantity for sku, quantity in units.items()}
    for line in order.lines:
        wanted = lines.get(line.id, 0)
        if wanted > line.quantity - _fulfilled(order, line):
            raise ShopError("already fulfilled", "ITEMS_ALREADY_FULFILLED_ERROR")
        if shop.is_counted(line.variant) and wanted > stock.on_hand(line.variant):
            raise ShopError("insufficient stockOnHand", "INSUFFICIENT_STOCK_ON_HAND_ERROR")
    fulfilment = Fulfilment(id=shop.new_id("parcel"), state="Created", updated=now, lines=lines)
    order.fulfilments.append(fulfilment)
    move(shop, order, fulfilment, "Pending", now=now)
    return fulfilment


def move(shop: Shop, order: Order, fulfilment: Fulfilment, state: str, *, now: datetime) -> None:
    """The order's state follows, where it can."""
    before, fulfilment.state, fulfilment.updated = fulfilment.state, state, now
    for line in order.lines:
        units, counted = fulfilment.lines.get(line.id, 0), shop.is_counted(line.variant)
        if units and state == "Pending":
            stock.sell(line, units, counted=counted)
        if units and state == CANCELLED:
            stock.put_back(line, units, counted=counted)
            stock.allocate(line, units, counted=counted)
    data = {"fulfillmentId": fulfilment.id, "from": before, "to": state}
    shop.note(order, "ORDER_FULFILLMENT_TRANSITION", data, now=now)
    if state in ("Shipped", "Delivered") and order.state != CANCELLED:
        before, order.state = order.state, _state_after(order, state)
        _note_state(shop, order, before, now=now)


def cancel(shop: Shop, order: Order, units: Mapping[int, int], *, now: datetime) -> None:
    """Units by line id. What is allocated is released, what is fulfilled is put back.

    Both, where a line has both: the same units come back twice.
    """
    for line in order.lines:
        wanted = units.get(line.id, 0)
        if wanted > line.quantity:
            raise ShopError("quantity too great", "QUANTITY_TOO_GREAT_ERROR")
        allocated = sum(one for _, one in line.allocations) - line.sold - line.released
        fulfilled, counted = line.fulfilled - line.returned, shop.is_counted(line.variant)
        if min(fulfilled, wanted) > 0:
            stock.put_back(line, min(fulfilled, wanted), counted=counted)
        if min(allocated, wanted) > 0:
            stock.release(line, min(allocated, wanted), counted=counted)
        line.quantity -= wanted
    order.updated = now
    lines = [{"orderLineId": line, "quantity": quantity} for line, quantity in units.items()]
    shop.note(order, "ORDER_CANCELLATION", {"lines": lines}, now=now)
    if not any(line.quantity for line in order.lines):
        before, order.state = order.state, CANCELLED
        _note_state(shop, order, before, now=now)


def modify(shop: Shop, order: Order, sku: str, quantity: int, *, now: datetime) -> None:
    """The stamp is written back afterwards, a cancellation's too."""
    stamp, state = order.updated, order.state
    lines = {line.variant.sku: line for line in order.lines}
    line = lines.get(sku) or shop.new_line(order, shop.sold_as(sku), 0)
    change = quantity - line.quantity
    if change < 0:
        cancel(shop, order, {line.id: -change}, now=now)
    else:
        line.quantity = quantity
        stock.allocate(line, change, counted=shop.is_counted(line.variant))
    order.modifications.append(Change(created=now, lines={line.id: change}))
    order.updated, order.state = stamp, state


def refund(order: Order, units: Mapping[str, int], *, now: datetime) -> None:
    """Money only: no number changes. Without ``units`` it is an amount."""
    lines = {line_of(order, sku).id: quantity for sku, quantity in units.items()}
    order.refunds.append(Change(created=now, lines=lines))


def left_to_fulfil(order: Order) -> dict[str, int]:
    return {
        line.variant.sku: left
        for line in order.lines
        if (left := line.quantity - _fulfilled(order, line)) > 0
    }


def _fulfilled(order: Order, line: Line) -> int:
    return sum(one.lines.get(line.id, 0) for one in order.fulfilments if one.state != CANCELLED)


def _state_after(order: Order, state: str) -> str:
    reached = ("Delivered",) if state == "Delivered" else ("Shipped", "Delivered")
    for line in order.lines:
        done = sum(one.lines.get(line.id, 0) for one in order.fulfilments if one.state in reached)
        if done < line.quantity:
            return f"Partially{state}"
    return state


def _note_state(shop: Shop, order: Order, before: str, *, now: datetime) -> None:
    data = {"from": before, "to": order.state}
    shop.note(order, "ORDER_STATE_TRANSITION", data, now=now)
