"""Refunds: money and, if asked, stock back. Observed, oddities included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from connectors.fakes.woocommerce import orders, stock
from connectors.fakes.woocommerce.records import Line, Order, Refund
from connectors.fakes.woocommerce.refusals import Refusal
from connectors.fakes.woocommerce.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Of one order line: units (never capped by what was ordered) and cents."""

    quantity: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a refund is to be. ``returned`` is by order line id; unknown ids are passed over."""

    amount: int
    reason: str = ""
    returned: Mapping[int, Returned]
    restock: bool = True
    through_gateway: bool = False


def create(shop: Shop, order: Order, wish: Wish, now: datetime) -> Refund:
    """Raises Refusal, always with status 500, when the money cannot be given back."""
    left, items_left = order.left_to_refund, _items_left(order)
    if not 0 <= wish.amount <= left:
        raise _cannot_create("Invalid refund amount.")
    refund = Refund(
        id=shop.next_id(),
        order_id=order.id,
        created=now,
        modified=now,
        amount=wish.amount,
        reason=wish.reason,
        lines=_negative_lines(shop, order, wish.returned),
    )
    if wish.through_gateway:
        # The refund was saved before the gateway was asked, so its id is spent.
        raise _cannot_create("The payment gateway for this order does not exist.")
    order.refunds.insert(0, refund)
    if wish.restock:
        _restock(shop, order, wish.returned, now)
    back = -sum(line.quantity for line in refund.lines)
    if wish.amount == left and not (_has_free_line(order) and items_left > back):
        orders.set_status(shop, order, "refunded", now)
    order.modified = now
    return refund


def delete(order: Order, refund: Refund) -> None:
    """Neither stock, nor the metas, nor the order's date move."""
    order.refunds.remove(refund)


def _negative_lines(shop: Shop, order: Order, returned: Mapping[int, Returned]) -> list[Line]:
    return [
        Line(
            id=shop.next_line_id(),
            name=line.name,
            product_id=line.product_id,
            variation_id=line.variation_id,
            quantity=-back.quantity,
            total=-back.total,
            subtotal=-back.total,
            parent_name=line.parent_name,
            refunded_line_id=line.id,
        )
        for line in order.lines
        if (back := returned.get(line.id)) is not None and (back.quantity or back.total)
    ]


def _restock(shop: Shop, order: Order, returned: Mapping[int, Returned], now: datetime) -> None:
    for line in order.lines:
        if line.id in returned:
            stock.restock_refunded(shop, line, returned[line.id].quantity, now)


def _items_left(order: Order) -> int:
    gone = sum(-line.quantity for refund in order.refunds for line in refund.lines)
    return sum(line.quantity for line in order.lines) - gone


def _has_free_line(order: Order) -> bool:
    return any(line.total == 0 for line in order.lines)


def _cannot_create(message: str) -> Refusal:
    code = "woocommerce_rest_cannot_create_order_refund"
    return Refusal(code, message, status=500, bare=True)
