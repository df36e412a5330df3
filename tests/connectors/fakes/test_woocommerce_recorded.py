"""The fake shop beside exchanges recorded on a running WooCommerce 9.9.5, if they are here."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.fakes.woocommerce import WooCommerce
from tests.connectors.fakes.client import NOON, Client
from tests.shared import shared

SAME_REFUSAL = (
    "order-404",
    "product-404",
    "route-404",
    "products-list-perpage-101",
    "orders-list-page-0",
    "orders-modified_after-bad",
    "products-list-type-variation",
    "order-bad-status",
    "products-batch-update-101",
    "variations-batch-101",
)
"""Exchanges whose answer does not depend on what the recorded shop held."""


def recorded(name: str) -> Any:
    return json.loads(Path(shared(f"payloads/woocommerce-9.9.5/{name}.json")).read_text())


@pytest.fixture
def shop() -> WooCommerce:
    shop = WooCommerce()
    shop.add_product("A", quantity=10, now=NOON)
    shop.add_variable("V", {"V-S": 4}, quantity=7, now=NOON)
    return shop


@pytest.mark.parametrize("name", SAME_REFUSAL)
def test_refusals_are_worded_as_recorded(shop: WooCommerce, name: str) -> None:
    """The same status and the same code."""
    exchange = recorded(name)
    asked = exchange["request"]
    path = asked["path"]
    if "variations" in path:
        path = f"/products/{shop.shop.sold_as('V').id}/variations/batch"

    said = Client(shop).ask(asked["method"], path, asked["params"], asked["body"])

    assert (said.status, said.body["code"]) == (exchange["status"], exchange["body"]["code"])


@pytest.mark.parametrize(
    ("name", "path"),
    [("order-get-one", "/orders"), ("products-list-page1", "/products")],
)
def test_answers_have_the_recorded_fields(shop: WooCommerce, name: str, path: str) -> None:
    """Every field that the fake answers is a field of the real one, of the same kind."""
    shop.place_order({"A": 2}, now=NOON)
    real = recorded(name)["body"][0]

    ours = Client(shop).ask("GET", path).body[0]

    assert set(ours) <= set(real)
    both = kinds(ours).keys() & kinds(real).keys()
    assert {key: kinds(ours)[key] for key in both} == {key: kinds(real)[key] for key in both}
    if "line_items" in real:
        assert set(ours["line_items"][0]) <= set(real["line_items"][0])


def test_a_refund_has_the_recorded_fields(shop: WooCommerce) -> None:
    """Restocked or not, it looks the same."""
    order = shop.place_order({"A": 2}, now=NOON)
    shop.refund(order, {"A": 1}, restock=True, now=NOON)
    real = recorded("refund-partial-restock")["body"]

    (ours,) = Client(shop).ask("GET", f"/orders/{order.id}/refunds").body

    assert set(ours) <= set(real)
    assert set(ours["line_items"][0]) <= set(real["line_items"][0])


@pytest.mark.parametrize("value", ["abc", "", "1e3", 7, -2, 9.5, True, None])
def test_batch_rows_become_the_recorded_numbers(shop: WooCommerce, value: object) -> None:
    """What PHP made of each value."""
    spelt = {None: "None", True: "True", 9.5: "9_5"}.get(value, str(value))  # type: ignore[call-overload]
    exchange = recorded(f"products-batch-item-qty-{spelt}")
    (real,) = exchange["body"]["update"]
    product = shop.shop.sold_as("A")
    row = {"id": product.id, "stock_quantity": value}

    (ours,) = Client(shop).ask("POST", "/products/batch", body={"update": [row]}).body["update"]

    expected = 10 if value is None else real["stock_quantity"]
    assert ours["stock_quantity"] == expected


def kinds(row: dict[str, Any]) -> dict[str, str]:
    """The JSON kind of each field that holds something; a price may be written either way."""
    numbers = {"int": "number", "float": "number"}
    return {
        key: numbers.get(type(value).__name__, type(value).__name__)
        for key, value in row.items()
        if value is not None and key != "manage_stock"
    }
