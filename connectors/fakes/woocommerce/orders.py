"""An order's life: placed, paid, changed, thrown away. What each step does to stock is observed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from connectors.fakes.woocommerce import stock
from connectors.fakes.woocommerce.records import Line, Order, Product, Refund
from connectors.fakes.woocommerce.shop import Shop

TAKES_STOCK: Final = frozenset({"processing", "completed", "on-hold"})
GIVES_BACK: Final = frozenset({"cancelled", "pending"})
PAYABLE: Final = frozenset({"on-hold", "pending", "failed", "cancelled"})

BLANK_ADDRESS: Final = dict.fromkeys(
    (
        "first_name",
        "last_name",
        "company",
        "address_1",
        "address_2",
        "city",
        "state",
        "postcode",
        "country",
        "email",
        "phone",
    ),
    "",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One line to be ordered; ``product`` is None where the shop has no such product."""

    product: Product | None
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who orders, and through which door."""

    created_via: str = "rest-api"
    billing: Mapping[str, str] | None = None
    payment_method: str = ""
    customer_note: str = ""


def place(
    shop: Shop, wanted: Sequence[Wanted], status: str, *, buyer: Buyer, now: datetime
) -> Order:
    address = BLANK_ADDRESS | dict(buyer.billing or {})
    order = Order(
        id=shop.next_id(),
        status="",
        created=now,
        modified=now,
        lines=[new_line(shop, each) for each in wanted],
        created_via=buyer.created_via,
        needs_processing=any(each.product for each in wanted),
        billing=address,
        shipping={name: "" for name in BLANK_ADDRESS if name != "email"},
        payment_method=buyer.payment_method,
        customer_note=buyer.customer_note,
    )
    shop.orders[order.id] = order
    set_status(shop, order, status, now)
    return order


def new_line(shop: Shop, wanted: Wanted) -> Line:
    product = wanted.product
    if product is None:
        return _nameless_line(shop, wanted.quantity)
    parent = shop.products.get(product.parent_id)
    total = int(Decimal(product.price or "0") * 100) * wanted.quantity
    return Line(
        id=shop.next_line_id(),
        name=full_name(shop, product),
        product_id=parent.id if parent else product.id,
        variation_id=product.id if parent else 0,
        quantity=wanted.quantity,
        total=total,
        subtotal=total,
        parent_name=parent.name if parent else None,
        attribute=product.attribute if parent else "",
        option=product.option,
    )


def full_name(shop: Shop, product: Product) -> str:
    parent = shop.products.get(product.parent_id)
    return f"{parent.name} - {product.option}" if parent else product.name


def set_status(shop: Shop, order: Order, status: str, now: datetime) -> None:
    """An unknown status becomes ``pending``, which gives stock back."""
    status = status if status in shop.statuses else "pending"
    order.modified = now
    if status == order.status:
        return
    order.status = status
    order.trashed = None
    _stamp(order, now)
    if status in TAKES_STOCK:
        stock.take_for_order(shop, order, now)
    elif status in GIVES_BACK:
        stock.give_back_for_order(shop, order, now)
    elif status == "refunded":
        _refund_the_rest(shop, order, now)


def pay(shop: Shop, order: Order, now: datetime) -> None:
    """What a gateway does once the money is there."""
    if order.status not in PAYABLE:
        return
    order.paid = order.paid or now
    set_status(shop, order, "processing" if order.needs_processing else "completed", now)


def set_line_quantity(
    shop: Shop, order: Order, line: Line, quantity: int, *, now: datetime
) -> None:
    """0 removes the line and gives its stock back. The line's money stays as it was."""
    order.modified = now
    if not quantity:
        stock.adjust_line(shop, order, line, 0, now=now)
        order.lines.remove(line)
        return
    line.quantity = quantity
    if order.status in TAKES_STOCK:
        stock.adjust_line(shop, order, line, quantity, now=now)


def add_line(shop: Shop, order: Order, wanted: Wanted, *, now: datetime) -> Line:
    line = new_line(shop, wanted)
    order.lines.append(line)
    set_line_quantity(shop, order, line, wanted.quantity, now=now)
    return line


def trash(order: Order, now: datetime) -> None:
    """Stock stays as it is."""
    order.trashed = (order.status, now)
    order.status = "trash"
    order.modified = now


def restore(shop: Shop, order: Order, now: datetime) -> None:
    """Out of the trash, back to what it was."""
    if order.trashed is not None:
        set_status(shop, order, order.trashed[0], now)


def delete(shop: Shop, order: Order) -> None:
    """For good: no tombstone, and stock stays as it is. Only a webhook would tell."""
    del shop.orders[order.id]
    shop.deleted_orders.append(order.id)


def _refund_the_rest(shop: Shop, order: Order, now: datetime) -> None:
    """What the status ``refunded`` brings: one refund without lines, and no restock."""
    if order.left_to_refund:
        refund = Refund(
            id=shop.next_id(),
            order_id=order.id,
            created=now,
            modified=now,
            amount=order.left_to_refund,
            reason="Order fully refunded.",
            lines=[],
        )
        order.refunds.insert(0, refund)


def _nameless_line(shop: Shop, quantity: int) -> Line:
    return Line(
        id=shop.next_line_id(),
        name="",
        product_id=0,
        variation_id=0,
        quantity=quantity,
        total=0,
        subtotal=0,
    )


def _stamp(order: Order, now: datetime) -> None:
    reached = "processing" if order.needs_processing else "completed"
    if order.paid is None and order.status in {reached, "completed"}:
        order.paid = now
    if order.status == "completed":
        order.completed = now
