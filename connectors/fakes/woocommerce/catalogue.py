"""Products and variations: created, changed, thrown away.

The fields arrive as a request names them. Single requests check them first (``parameters``);
batch rows come as they are, and PHP makes of them what it can.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from connectors.fakes.woocommerce import stock
from connectors.fakes.woocommerce.records import Product
from connectors.fakes.woocommerce.shop import Shop

Fields = Mapping[str, object]

_TEXTS: Final = {
    "name": "name",
    "regular_price": "price",
    "global_unique_id": "barcode",
    "status": "status",
    "backorders": "backorders",
    "stock_status": "stock_status",
}
_NUMBER_IN_FRONT: Final = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def create(shop: Shop, fields: Fields, now: datetime, *, parent: Product | None = None) -> Product:
    """Raises Refusal where the SKU is taken; an id is spent only on what is kept."""
    sku = str(fields.get("sku") or "")
    shop.require_free_sku(sku)
    attribute, options = _attribute(fields)
    product = Product(
        id=shop.next_id(),
        kind="variation" if parent else str(fields.get("type") or "simple"),
        name="",
        sku=sku,
        created=now,
        modified=now,
        parent_id=parent.id if parent else 0,
        attribute=attribute,
        option=options[0] if parent and options else "",
        options=() if parent else options,
    )
    shop.keep_product(product)
    _write(product, fields)
    stock.touch(shop, product, now)
    return product


def update(shop: Shop, product: Product, fields: Fields, now: datetime) -> None:
    """Moves the date even when nothing changes."""
    if fields.get("sku") is not None:
        shop.give_sku(product, str(fields["sku"]))
    _write(product, fields)
    stock.touch(shop, product, now)


def trash(shop: Shop, product: Product, now: datetime) -> None:
    """Hidden from lists and SKU searches, yet its SKU stays taken and its stock still moves."""
    product.status = "trash"
    stock.touch(shop, product, now)


def whole_number(value: object) -> int:
    """What PHP makes of anything where it wants an integer: "abc" is 0, True is 1, 9.5 is 9."""
    if isinstance(value, str):
        number = _NUMBER_IN_FRONT.match(value)
        return int(float(number.group())) if number else 0
    if isinstance(value, bool | int | float):
        return int(value)
    return 1 if value else 0


def truth(value: object) -> bool:
    """What WooCommerce takes for yes."""
    if isinstance(value, str):
        return value.lower() in {"yes", "true", "1", "on"}
    return bool(value)


def _write(product: Product, fields: Fields) -> None:
    for name, attribute in _TEXTS.items():
        if fields.get(name) is not None:
            setattr(product, attribute, str(fields[name]))
    if fields.get("manage_stock") is not None:
        product.manage_stock = truth(fields["manage_stock"])
    _write_quantity(product, fields)


def _write_quantity(product: Product, fields: Fields) -> None:
    """Ignored without an error where the product keeps no number of its own."""
    if not product.manage_stock:
        product.quantity = None
        product.backorders = "no"
    elif fields.get("stock_quantity") is not None:
        product.quantity = whole_number(fields["stock_quantity"])
    elif fields.get("inventory_delta") is not None:
        product.quantity = (product.quantity or 0) + whole_number(fields["inventory_delta"])
    stock.settle_status(product)


def _attribute(fields: Fields) -> tuple[str, tuple[str, ...]]:
    """The first attribute's name and options: one is enough to tell variations apart."""
    given = fields.get("attributes")
    first = given[0] if isinstance(given, list) and given else None
    if not isinstance(first, dict):
        return "", ()
    options = first.get("options") or [first.get("option", "")]
    return str(first.get("name", "")), tuple(str(option) for option in options)
