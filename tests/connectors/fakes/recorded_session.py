"""The session in which the exchanges were recorded, played again in its order.

A running WooCommerce 9.9.5 was asked one thing after another, so the fake, asked the same from an
empty shop on, gives its products, orders and refunds the same ids. What was done in between and
not recorded stands here as a step of its own, guessed from what the next answers show.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from connectors.fakes.woocommerce import Key, Outage, Permission, WooCommerce
from tests.connectors.fakes.client import NOON, Client, Said
from tests.shared import shared

BUYER: Final = {"first_name": "A", "last_name": "B", "email": "a@example.com"}

READ_KEY: Final = Key(consumer_key="ck_read", permission=Permission.READ)
WRITE_KEY: Final = Key(consumer_key="ck_write", permission=Permission.WRITE)
OTHER_KEYS: Final[Mapping[str, Key | None]] = {
    "auth-none": None,
    "auth-bad-key": Key(consumer_key="ck_unknown"),
    "auth-bad-secret": Key(consumer_secret="cs_wrong"),
    "auth-readonly-key-post": READ_KEY,
    "auth-writeonly-key-get": WRITE_KEY,
    "products-batch-readonly-key": READ_KEY,
}


REST: Final = "https://shop.example/wp-json/wc/v3"
ADDRESSES: Final = {
    "auth-basic-over-http": "http://shop.example/wp-json/wc/v3",
    "auth-oauth1-bad-signature": "http://shop.example/wp-json/wc/v3",
    "rest_route-plain": "https://shop.example/",
}
MORE_PARAMETERS: Final[Mapping[str, Mapping[str, object]]] = {
    "auth-oauth1-bad-signature": {
        "oauth_consumer_key": "ck_fake",
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_signature": "no such signature",
    },
}
"""What the recorder left out, since it held its keys."""

CUT_BY_CHANCE: Final = "products-list-page1"
"""Ten of 35 products, most of them of one second: which ones is chance, so they are named."""


def recorded(name: str) -> Any:
    return json.loads(Path(shared(f"payloads/woocommerce-9.9.5/{name}.json")).read_text())


@dataclass(slots=True)
class Session:
    """``answers``: what the fake said where the real one was recorded."""

    shop: WooCommerce = field(
        default_factory=lambda: WooCommerce(
            zone=ZoneInfo("America/Chicago"),
            keys=(Key(), READ_KEY, WRITE_KEY),
        )
    )
    now: datetime = NOON
    answers: dict[str, Said] = field(default_factory=dict)

    def play(self) -> dict[str, Said]:
        for step in STEPS:
            if isinstance(step, str):
                self._ask_as_recorded(step)
            else:
                step(self)
        return self.answers

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Something that was done and not recorded. It must work."""
        said = Client(self.shop, now=self.now).ask(method, path, body=body)
        assert said.status < 300, said
        return said.body

    def _ask_as_recorded(self, name: str) -> None:
        exchange = recorded(name)
        asked = exchange["request"]
        self.now = parsedate_to_datetime(exchange["headers"]["date"])
        key = OTHER_KEYS.get(name, Key())
        client = Client(self.shop, key, now=self.now, address=ADDRESSES.get(name, REST))
        params = asked["params"] | MORE_PARAMETERS.get(name, {})
        if name == CUT_BY_CHANCE:
            params["include"] = ",".join(str(row["id"]) for row in exchange["body"])
        self.answers[name] = client.ask(asked["method"], asked["path"], params, asked["body"])


Step = str | Callable[[Session], object]


def put(path: str, **fields: object) -> Step:
    return lambda session: session.ask("PUT", path, fields)


def order(*lines: tuple[int, int], status: str = "processing", variation: int = 0) -> Step:
    """Lines of (product id, quantity)."""
    rows = [
        {"product_id": product, "quantity": quantity}
        | ({"variation_id": variation} if variation else {})
        for product, quantity in lines
    ]
    body = {"status": status, "line_items": rows, "billing": BUYER}
    return lambda session: session.ask("POST", "/orders", body)


def variables(session: Session) -> None:
    """Four more products with variations, like the recorded first."""
    for number in range(1, 5):
        parent = _renamed("product-create-variable", number)
        parent_id = session.ask("POST", "/products", parent)["id"]
        rows = _renamed("variations-batch-create", number)
        session.ask("POST", f"/products/{parent_id}/variations/batch", rows)


def wide(session: Session) -> None:
    """The product 288 with one variation."""
    attribute = {"name": "N", "variation": True, "options": ["0"]}
    parent = {"name": "Wide", "type": "variable", "sku": "W", "attributes": [attribute]}
    session.ask("POST", "/products", parent)
    own = recorded("variations-modified_after")["body"][0]
    row = {name: own[name] for name in ("sku", "regular_price", "manage_stock", "attributes")}
    session.ask("POST", "/products/288/variations", row | {"stock_quantity": 5})


def at(hour: str) -> Step:
    """What comes next was done at this time of the day."""

    def wait(session: Session) -> None:
        session.now = datetime.fromisoformat(f"2026-11-22T{hour}+00:00")

    return wait


def switch(outage: Outage | None) -> Step:
    """The shop is in maintenance, or its database is away, until it is switched back."""

    def close(session: Session) -> None:
        session.shop.outage = outage

    return close


def busy_until(next_id: int, next_line_id: int) -> Step:
    """Other people's orders use up ids."""

    def use_up(session: Session) -> None:
        shop = session.shop.shop
        while shop.next_id() < next_id - 1:
            pass
        while shop.next_line_id() < next_line_id - 1:
            pass

    return use_up


def _renamed(name: str, number: int) -> Any:
    """The recorded body, for the variable product of another number."""
    text = json.dumps(recorded(name)["request"]["body"])
    text = text.replace('"Var 0"', f'"Var {number}"')
    return json.loads(text.replace("-0-", f"-{number}-").replace('E8-0"', f'E8-{number}"'))


def fifty(product_id: int) -> Step:
    return put(f"/products/{product_id}", manage_stock=True, stock_quantity=50)


STEPS: Final[tuple[Step, ...]] = (
    *("auth-bad-key", "auth-bad-secret", "auth-none", "auth-basic-over-http"),
    "auth-oauth1-bad-signature",
    *("auth-readonly-key-post", "auth-writeonly-key-get"),
    "product-create-simple",
    "products-batch-create-29",
    "product-create-variable",
    "variations-batch-create",
    variables,
    *("product-get-variable", "products-by-sku-list", "products-by-sku-variation"),
    *("products-list-include-types", "products-list-page-beyond", "products-list-page1"),
    *("products-list-perpage-101", "products-list-type-variation", "variation-get"),
    *("json-malformed", "product-404", "product-bad-param", "product-dup-sku"),
    *("product-put-qty-7", "product-put-qty--3", "product-put-qty-8", "product-put-qty-9_0"),
    *("product-put-qty-9_5", "products-variations-list", "route-404"),
    *("product-put-qty-0", "product-put-qty-10", "product-put-qty-None"),
    "product-put-status-conflict",
    put("/products/11", manage_stock=False),
    "product-put-qty-unmanaged",
    fifty(11),
    "product-put-inventory-delta",
    put("/products/44", manage_stock=True, stock_quantity=40),
    *("variation-parent-managed", "variation-parent-managed-put-qty", "variation-put"),
    *("order-create-pending", "order-create-on-hold", "order-create-processing"),
    *("order-create-completed", "order-create-cancelled", "order-create-failed"),
    *("order-create-refunded", "order-create-checkout-draft", "order-create-set_paid"),
    order((21, 4), status="pending"),
    put("/orders/70", status="processing"),
    "order-put-completed",
    put("/orders/70", status="cancelled"),
    "order-put-pending",
    put("/orders/70", status="processing"),
    *("order-put-failed", "order-put-on-hold", "order-put-refunded", "order-put-processing"),
    *("order-put-cancelled", "order-put-trash"),
    order((22, 5)),
    order((22, 5)),
    *("order-delete-trash", "order-delete-force", "order-get-deleted", "order-get-trashed"),
    "orders-list-status-trash",
    order((23, 4), (24, 1)),
    *("order-put-line-qty-up", "order-put-line-qty-down", "order-put-line-remove"),
    "order-put-line-add",
    put("/orders/74", status="cancelled"),
    order((26, 6)),
    *("refund-partial-restock", "refund-partial-norestock", "refund-default-restock"),
    *("refund-amount-only", "refund-too-much", "refund-qty-too-many", "order-refunds-list"),
    *("order-with-refunds", "refund-api_refund-default", "refunds-list-global"),
    put("/orders/75", status="cancelled"),
    "refund-delete",
    order((27, 6)),
    "refund-full",
    order((28, 6)),
    "refund-full-amount-only",
    put("/orders/84", status="cancelled"),
    order((29, 6)),
    "order-put-status-refunded",
    order((52, 2), status="completed", variation=53),
    "refund-variation-restock",
    "order-parent-managed-variation",
    put("/products/30", stock_quantity=2),
    "order-oversell",
    put("/products/31", stock_quantity=2, backorders="yes"),
    *("order-backorder", "order-unknown-product", "order-404", "order-bad-status"),
    "order-by-sku",
    order((33, 1)),
    "product-delete-with-orders",
    put("/orders/95", status="cancelled"),
    *("orders-list", "orders-modified_after-bad", "orders-list-page-0"),
    *("orders-list-page-beyond", "orders-modified_after-ok", "orders-list-offset"),
    *("orders-list-status-multi", "refunds-list-filters", "products-modified_after"),
    "refunds-list-modified_after",
    *("products-batch-create-100", "products-batch-mixed-101", "products-batch-update-100"),
    *("products-batch-update-101", "products-batch-update-100-fields", "products-batch-empty"),
    *("products-batch-partial-errors", "products-batch-readonly-key"),
    *("products-batch-update-not-list", "variations-batch-101", "variations-batch-update"),
    *("orders-batch-101", "variation-get-via-products", "variation-via-products"),
    "variation-wrong-parent",
    busy_until(228, 65),
    "orders-batch-create",
    at("10:44:50"),
    wide,
    at("10:45:00"),
    put("/products/288/variations/289", stock_quantity=4),
    "variations-modified_after",
    *("products-batch-item-qty-7", "products-batch-item-qty-9_5", "products-batch-item-qty--2"),
    fifty(115),
    *("products-batch-item-qty-None", "products-batch-item-qty-True"),
    *("products-batch-item-qty-abc", "products-batch-item-qty-"),
    *("products-batch-item-qty-1e3", "products-batch-item-qty-1000000000000"),
    *("product-delete-trash", "product-get-trashed"),
    switch(Outage.MAINTENANCE),
    "maintenance-503",
    switch(None),
    *("order-get-one", "rest_route-plain"),
    *("webhook-create-order.created", "webhook-create-order.updated"),
    *("webhook-create-order.deleted", "webhook-create-product.updated"),
    "webhook-create-product.created",
    busy_until(504, 250),
    order((36, 2), (36, 1)),
    order((36, 1)),
    *("orders-batch-update-same-status", "order-refund-get"),
    switch(Outage.DATABASE),
    "db-down-500",
)

RECORDED: Final = tuple(step for step in STEPS if isinstance(step, str))
