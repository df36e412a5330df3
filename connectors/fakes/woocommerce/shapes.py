"""The JSON of orders, refunds and products, with the fields that a connector may read."""

from datetime import datetime

from connectors.fakes.woocommerce.records import Line, Order, Product, Refund
from connectors.fakes.woocommerce.shop import Shop

Json = dict[str, object]


def order_json(shop: Shop, order: Order) -> Json:
    """Buyers' data too: a connector must be seen not to take it along."""
    return {
        "id": order.id,
        "parent_id": 0,
        "status": order.status,
        "currency": "USD",
        "version": shop.version,
        **dates(shop, "created", order.created),
        **dates(shop, "modified", order.modified),
        **dates(shop, "paid", order.paid),
        **dates(shop, "completed", order.completed),
        "total": money(order.total),
        "customer_id": 0,
        "billing": order.billing,
        "shipping": order.shipping,
        "payment_method": order.payment_method,
        "customer_note": order.customer_note,
        "created_via": order.created_via,
        "number": str(order.id),
        "meta_data": _trash_metas(order),
        "line_items": [_line(shop, line) for line in order.lines],
        "shipping_lines": [],
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [
            {"id": refund.id, "reason": refund.reason, "total": money(-refund.amount)}
            for refund in order.refunds
        ],
    }


def refund_json(shop: Shop, refund: Refund, *, parent: bool) -> Json:
    """Nothing in it says whether it was restocked. The list of all refunds names the order."""
    named: Json = {"parent_id": refund.order_id} if parent else {}
    return {
        "id": refund.id,
        **named,
        **dates(shop, "created", refund.created),
        "amount": money(refund.amount),
        "reason": refund.reason,
        "refunded_by": 1,
        "refunded_payment": False,
        "meta_data": [],
        "line_items": [_line(shop, line) for line in refund.lines],
        "shipping_lines": [],
        "tax_lines": [],
        "fee_lines": [],
    }


def product_json(shop: Shop, product: Product) -> Json:
    """A variation without a SKU answers its parent's; one without a number, its parent's."""
    parent = shop.products.get(product.parent_id)
    held_by_parent = parent is not None and parent.manage_stock and not product.manage_stock
    keeper = parent if parent is not None and held_by_parent else product
    quantity = keeper.quantity if keeper.manage_stock else None
    return {
        "id": product.id,
        "name": product.name if parent is None else f"{parent.name} - {product.option}",
        "type": product.kind,
        "status": product.status,
        **dates(shop, "created", product.created),
        **dates(shop, "modified", product.modified),
        "sku": product.sku or (parent.sku if parent else ""),
        "global_unique_id": product.barcode,
        "price": _price(shop, product),
        "regular_price": product.price,
        "manage_stock": "parent" if held_by_parent else product.manage_stock,
        "stock_quantity": quantity,
        "stock_status": _stock_status(shop, keeper),
        "backorders": keeper.backorders,
        "parent_id": product.parent_id,
        "variations": list(product.variation_ids),
        "meta_data": [],
    }


def variation_json(shop: Shop, variation: Product) -> Json:
    """Below its parent it is named by what tells it apart only."""
    row = product_json(shop, variation) | {"name": variation.option}
    del row["variations"]
    return row


def money(cents: int) -> str:
    return f"{cents / 100:.2f}"


def _line(shop: Shop, line: Line) -> Json:
    """The SKU is the product's of today, and null once it is gone; its ids are 0 then."""
    product = shop.product_of(line)
    gone = line.product_id not in shop.products
    return {
        "id": line.id,
        "name": line.name,
        "product_id": 0 if gone else line.product_id,
        "variation_id": line.variation_id if line.variation_id in shop.products else 0,
        "quantity": line.quantity,
        "subtotal": money(line.subtotal),
        "total": money(line.total),
        "taxes": [],
        "meta_data": [
            {"id": number, "key": key, "value": str(value)}
            for number, (key, value) in enumerate(_metas(line), line.id * 10)
            if value is not None
        ],
        "sku": product.sku if product is not None else None,
        "price": _number(line.total / 100 / line.quantity) if line.quantity else 0,
        "parent_name": line.parent_name,
    }


def _metas(line: Line) -> list[tuple[str, int | None]]:
    return [
        ("_reduced_stock", line.reduced),
        ("_restock_refunded_items", line.restocked),
        ("_refunded_item_id", line.refunded_line_id),
    ]


def dates(shop: Shop, name: str, instant: datetime | None) -> dict[str, object]:
    """The shop's own time, and UTC; neither with an offset."""
    if instant is None:
        return {f"date_{name}": None, f"date_{name}_gmt": None}
    local = instant.astimezone(shop.zone)
    return {
        f"date_{name}": local.strftime("%Y-%m-%dT%H:%M:%S"),
        f"date_{name}_gmt": instant.strftime("%Y-%m-%dT%H:%M:%S"),
    }


def _trash_metas(order: Order) -> list[Json]:
    """What WordPress remembers of a thrown away order."""
    if order.trashed is None:
        return []
    status, at = order.trashed
    metas = {
        "_wp_trash_meta_status": f"wc-{status}",
        "_wp_trash_meta_time": str(int(at.timestamp())),
    }
    return [
        {"id": order.id * 10 + number, "key": key, "value": value}
        for number, (key, value) in enumerate(metas.items())
    ]


def _price(shop: Shop, product: Product) -> str:
    """Of a product with variations, the lowest of theirs."""
    prices = [shop.products[one].price for one in product.variation_ids]
    return min((one for one in prices if one), key=float, default=product.price)


def _number(value: float) -> float:
    """PHP writes 10, not 10.0."""
    return int(value) if value.is_integer() else value


def _stock_status(shop: Shop, product: Product) -> str:
    """Of a product with variations that keeps no number: whether any of them is there."""
    if product.kind == "variable" and not product.manage_stock:
        found = {_stock_status(shop, shop.products[one]) for one in product.variation_ids}
        return next((one for one in ("instock", "onbackorder") if one in found), "outofstock")
    return product.stock_status
