"""Orders and their refunds over REST."""

from collections.abc import Mapping
from typing import Final

from connectors.fakes.woocommerce import orders, refunds
from connectors.fakes.woocommerce.calls import Answer, Call, page_of
from connectors.fakes.woocommerce.catalogue import truth, whole_number
from connectors.fakes.woocommerce.listing import read_listing
from connectors.fakes.woocommerce.orders import Buyer, Wanted
from connectors.fakes.woocommerce.parameters import Parameters
from connectors.fakes.woocommerce.records import Order, Refund
from connectors.fakes.woocommerce.refunds import Returned, Wish
from connectors.fakes.woocommerce.refusals import Refusal, invalid_id
from connectors.fakes.woocommerce.shapes import order_json, refund_json

CENTS: Final = 100


def list_orders(call: Call) -> Answer:
    """``any`` is every status but the trash, drafts of the checkout included."""
    asked = call.parameters()
    listing = read_listing(asked, call.shop.zone)
    statuses = asked.choices("status", ["any", "trash", *call.shop.statuses], "any")
    asked.refuse_problems()
    # Narrowed first: of twenty thousand orders a few are new.
    found = [one for one in listing.narrow(call.shop.orders.values()) if _has_status(one, statuses)]
    return page_of(
        call,
        listing,
        found,
        lambda order: order_json(call.shop, order),
        zero_beyond=True,
    )


def get_order(call: Call) -> Answer:
    return Answer(body=order_json(call.shop, _order(call)))


def create_order(call: Call) -> Answer:
    wanted = [
        Wanted(
            product=call.shop.products.get(
                whole_number(row.get("variation_id")) or whole_number(row.get("product_id"))
            ),
            quantity=whole_number(row.get("quantity", 1)),
        )
        for row in _rows(call.body)
    ]
    asked = Parameters(call.body)
    asked.choice("status", call.shop.statuses)
    asked.refuse_problems()
    status = str(call.body.get("status") or "pending")
    billing = call.body.get("billing")
    buyer = Buyer(billing=billing if isinstance(billing, dict) else None)
    order = orders.place(call.shop, wanted, status, buyer=buyer, now=call.now)
    if truth(call.body.get("set_paid")):
        orders.pay(call.shop, order, call.now)
    return Answer(body=order_json(call.shop, order), status=201)


def update_order(call: Call) -> Answer:
    order = _order(call)
    asked = Parameters(call.body)
    asked.choice("status", call.shop.statuses)
    asked.refuse_problems()
    _update_lines(call, order)
    order.modified = call.now
    if "status" in call.body:
        orders.set_status(call.shop, order, str(call.body["status"]), call.now)
    return Answer(body=order_json(call.shop, order))


def delete_order(call: Call) -> Answer:
    """Into the trash, or for good with ``force``; the answer shows it as it was."""
    order = _order(call)
    answer = Answer(body=order_json(call.shop, order))
    if truth(call.query.get("force", call.body.get("force"))):
        orders.delete(call.shop, order)
    else:
        orders.trash(order, call.now)
    return answer


def list_order_refunds(call: Call) -> Answer:
    asked = call.parameters()
    listing = read_listing(asked, call.shop.zone)
    asked.refuse_problems()
    found = listing.narrow(_order(call).refunds)
    return page_of(call, listing, found, lambda one: refund_json(call.shop, one, parent=False))


def list_refunds(call: Call) -> Answer:
    asked = call.parameters()
    listing = read_listing(asked, call.shop.zone)
    asked.refuse_problems()
    found = listing.narrow(call.shop.refunds())
    return page_of(call, listing, found, lambda one: refund_json(call.shop, one, parent=True))


def get_refund(call: Call) -> Answer:
    return Answer(body=refund_json(call.shop, _refund(call), parent=False))


def create_refund(call: Call) -> Answer:
    """``api_restock`` and ``api_refund`` are on unless they are said to be off."""
    order = _order(call)
    returned = {
        whole_number(row.get("id")): Returned(
            quantity=whole_number(row.get("quantity", 0)), total=_cents(row.get("refund_total", 0))
        )
        for row in _rows(call.body)
    }
    amount = call.body.get("amount")
    wish = Wish(
        amount=sum(one.total for one in returned.values()) if amount is None else _cents(amount),
        reason=str(call.body.get("reason") or ""),
        returned=returned,
        restock=truth(call.body.get("api_restock", True)),
        through_gateway=truth(call.body.get("api_refund", True)),
    )
    refund = refunds.create(call.shop, order, wish, call.now)
    return Answer(body=refund_json(call.shop, refund, parent=False), status=201)


def delete_refund(call: Call) -> Answer:
    """Only for good: a refund has no trash."""
    order, refund = _order(call), _refund(call)
    if not truth(call.query.get("force", call.body.get("force"))):
        message = "Refunds do not support trashing."
        raise Refusal("woocommerce_rest_trash_not_supported", message, status=501)
    answer = Answer(body=refund_json(call.shop, refund, parent=False))
    refunds.delete(order, refund)
    return answer


def _order(call: Call) -> Order:
    order = call.shop.orders.get(call.ids[0])
    if order is None:
        raise invalid_id("shop_order")
    return order


def _refund(call: Call) -> Refund:
    for refund in _order(call).refunds:
        if refund.id == call.ids[1]:
            return refund
    raise invalid_id("shop_order_refund")


def _has_status(order: Order, statuses: list[str]) -> bool:
    """``any`` beside ``trash`` acts as ``any``."""
    if "any" in statuses:
        return order.status != "trash"
    return order.status in statuses


def _update_lines(call: Call, order: Order) -> None:
    lines = {line.id: line for line in order.lines}
    for row in _rows(call.body):
        line = lines.get(whole_number(row.get("id", 0)))
        quantity = whole_number(row.get("quantity", line.quantity if line else 1))
        if line is not None:
            orders.set_line_quantity(call.shop, order, line, quantity, now=call.now)
        elif row.get("product_id"):
            product = call.shop.products.get(whole_number(row["product_id"]))
            wanted = Wanted(product=product, quantity=quantity)
            orders.add_line(call.shop, order, wanted, now=call.now)


def _rows(body: Mapping[str, object]) -> list[Mapping[str, object]]:
    rows = body.get("line_items")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _cents(amount: object) -> int:
    return round(float(str(amount)) * CENTS)
