"""Orders and their refunds over REST."""

from typing import Final

from connectors.fakes.woocommerce import orders, refunds
from connectors.fakes.woocommerce.batches import answer_batch
from connectors.fakes.woocommerce.calls import Answer, Call, page_of
from connectors.fakes.woocommerce.catalogue import Fields, truth, whole_number
from connectors.fakes.woocommerce.listing import read_listing
from connectors.fakes.woocommerce.orders import Buyer, Wanted
from connectors.fakes.woocommerce.parameters import Parameters
from connectors.fakes.woocommerce.records import Order, Product, Refund
from connectors.fakes.woocommerce.refunds import Returned, Wish
from connectors.fakes.woocommerce.refusals import Refusal, invalid_id
from connectors.fakes.woocommerce.shapes import Json, order_json, refund_json

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
    _check(call)
    return Answer(body=order_json(call.shop, _create(call, call.body)), status=201)


def update_order(call: Call) -> Answer:
    order = _order(call)
    _check(call)
    _update(call, order, call.body)
    return Answer(body=order_json(call.shop, order))


def batch_orders(call: Call) -> Answer:
    """No row is checked: a status that nobody knows makes an order pending."""

    def find(row: Fields, missing: int) -> Order:
        order = call.shop.orders.get(whole_number(row.get("id")))
        if order is None:
            raise invalid_id("shop_order", status=missing)
        return order

    def create(row: Fields) -> Json:
        return order_json(call.shop, _create(call, row))

    def update(row: Fields) -> Json:
        order = find(row, 400)
        _update(call, order, row)
        return order_json(call.shop, order)

    def delete(row: Fields) -> Json:
        order = find(row, 404)
        answer = order_json(call.shop, order)
        orders.trash(order, call.now)
        return answer

    return answer_batch(call, {"create": create, "update": update, "delete": delete})


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


def _check(call: Call) -> None:
    """Of a single request; the rows of a batch come as they are."""
    asked = Parameters(call.body)
    asked.choice("status", call.shop.statuses)
    asked.refuse_problems()


def _create(call: Call, fields: Fields) -> Order:
    wanted = [
        Wanted(product=_product(call, row), quantity=whole_number(row.get("quantity", 1)))
        for row in _rows(fields)
    ]
    billing = fields.get("billing")
    buyer = Buyer(billing=billing if isinstance(billing, dict) else None)
    status = str(fields.get("status") or "pending")
    order = orders.place(call.shop, wanted, status, buyer=buyer, now=call.now)
    if truth(fields.get("set_paid")):
        orders.pay(call.shop, order, call.now)
    return order


def _update(call: Call, order: Order, fields: Fields) -> None:
    _update_lines(call, order, fields)
    order.customer_note = str(fields.get("customer_note", order.customer_note))
    order.modified = call.now
    if "status" in fields:
        orders.set_status(call.shop, order, str(fields["status"]), call.now)


def _update_lines(call: Call, order: Order, fields: Fields) -> None:
    lines = {line.id: line for line in order.lines}
    for row in _rows(fields):
        line = lines.get(whole_number(row.get("id", 0)))
        quantity = whole_number(row.get("quantity", line.quantity if line else 1))
        if line is not None:
            orders.set_line_quantity(call.shop, order, line, quantity, now=call.now)
        elif row.get("product_id") or row.get("sku"):
            wanted = Wanted(product=_product(call, row), quantity=quantity)
            orders.add_line(call.shop, order, wanted, now=call.now)


def _product(call: Call, row: Fields) -> Product | None:
    """By its ids, else by its SKU."""
    remote_id = whole_number(row.get("variation_id")) or whole_number(row.get("product_id"))
    if not remote_id and row.get("sku"):
        return next(iter(call.shop.by_sku([str(row["sku"])])), None)
    return call.shop.products.get(remote_id)


def _rows(body: Fields) -> list[Fields]:
    rows = body.get("line_items")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _cents(amount: object) -> int:
    return round(float(str(amount)) * CENTS)
