"""The fake shop is as unkind as the real one was seen to be."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from connectors.fakes.woocommerce import Key, Permission, WooCommerce
from tests.connectors.fakes.client import NOON, Client


@pytest.fixture
def shop() -> WooCommerce:
    shop = WooCommerce()
    shop.add_product("A", quantity=10, now=NOON)
    return shop


@pytest.mark.parametrize(
    ("status", "left"),
    [
        ("pending", 10),
        ("checkout-draft", 10),
        ("on-hold", 7),
        ("processing", 7),
        ("completed", 7),
        ("failed", 10),
        ("cancelled", 10),
    ],
)
def test_an_order_takes_stock_by_its_status(shop: WooCommerce, status: str, left: int) -> None:
    """As it is created."""
    shop.place_order({"A": 3}, status=status, now=NOON)

    assert shop.shown("A") == left


@pytest.mark.parametrize(
    ("status", "left"), [("cancelled", 10), ("pending", 10), ("failed", 7), ("refunded", 7)]
)
def test_only_some_statuses_give_stock_back(shop: WooCommerce, status: str, left: int) -> None:
    """Failed and refunded keep it."""
    order = shop.place_order({"A": 3}, now=NOON)
    shop.set_status(order, status, now=NOON)

    assert shop.shown("A") == left


def test_thrown_away_orders_keep_their_stock(shop: WooCommerce) -> None:
    """In the trash and for good."""
    order = shop.place_order({"A": 3}, now=NOON)
    shop.trash(order, now=NOON)
    shop.delete(order)

    assert shop.shown("A") == 7


def test_a_refund_is_not_capped(shop: WooCommerce) -> None:
    """Fifty units of a line of six were taken back by the real one."""
    order = shop.place_order({"A": 6}, now=NOON)
    line = shop.line_of(order, "A")
    body = {
        "amount": "1.00",
        "api_refund": False,
        "line_items": [{"id": line.id, "quantity": 50, "refund_total": 1}],
    }

    assert Client(shop).ask("POST", f"/orders/{order.id}/refunds", body=body).status == 201
    assert (shop.shown("A"), line.reduced, line.restocked) == (54, -44, 50)


def test_a_refund_too_large_is_a_500_that_stays_one(shop: WooCommerce) -> None:
    """Not a server that is down."""
    order = shop.place_order({"A": 1}, now=NOON)
    said = Client(shop).ask("POST", f"/orders/{order.id}/refunds", body={"amount": "999"})

    assert (said.status, said.body["code"], said.body["data"]) == (
        500,
        "woocommerce_rest_cannot_create_order_refund",
        500,
    )


def test_modified_after_is_strictly_after_and_z_is_shifted_twice() -> None:
    """Naive UTC with the flag is the only right form."""
    shop = WooCommerce(zone=ZoneInfo("Asia/Tokyo"))
    shop.add_product("A", quantity=9, now=NOON)
    shop.place_order({"A": 1}, now=NOON)
    second_before = NOON - timedelta(seconds=1)

    def found(text: str) -> int:
        query = {"modified_after": text, "dates_are_gmt": True}
        return len(Client(shop).ask("GET", "/orders", query).body)

    form = "%Y-%m-%dT%H:%M:%S"
    assert found(second_before.strftime(form)) == 1
    assert found(NOON.strftime(form)) == 0
    assert found(f"{second_before.strftime(form)}Z") == 0


def test_paging_by_date_loses_ties_and_paging_by_id_does_not(shop: WooCommerce) -> None:
    """Thirty orders of one second."""
    for _ in range(30):
        shop.place_order({"A": 1}, now=NOON)

    def distinct(orderby: str) -> int:
        client = Client(shop)
        found = set()
        for page in range(1, 6):
            query = {"per_page": 7, "page": page, "orderby": orderby, "order": "asc"}
            found |= {row["id"] for row in client.ask("GET", "/orders", query).body}
        return len(found)

    assert distinct("id") == 30
    assert distinct("modified") < 30


def test_batch_rows_are_not_checked_and_a_200_is_no_promise(shop: WooCommerce) -> None:
    """Text becomes 0, fractions are cut, unmanaged products ignore it, unknown ids fail alone."""
    loose = shop.add_product("B", quantity=None, now=NOON)
    managed = shop.shop.sold_as("A")
    rows = [
        {"id": managed.id, "stock_quantity": "abc"},
        {"id": managed.id, "stock_quantity": 9.5},
        {"id": loose.id, "stock_quantity": 5},
        {"id": 9999, "stock_quantity": 5},
    ]
    said = Client(shop).ask("POST", "/products/batch", body={"update": rows})

    assert said.status == 200
    assert [row.get("stock_quantity") for row in said.body["update"]] == [0, 9, None, None]
    assert said.body["update"][3]["error"]["data"]["status"] == 400


def test_more_rows_than_the_site_allows_do_nothing(shop: WooCommerce) -> None:
    """413, and not one of them."""
    row = {"id": shop.shop.sold_as("A").id, "stock_quantity": 1}
    said = Client(shop).ask("POST", "/products/batch", body={"update": [row] * 101})

    assert (said.status, said.body["code"]) == (413, "woocommerce_rest_request_entity_too_large")
    assert shop.shown("A") == 10


def test_a_variation_may_share_its_parents_number() -> None:
    """It answers the parent's, takes from the parent's, and ignores being set."""
    shop = WooCommerce()
    parent = shop.add_variable("V", {"V-S": 4, "V-M": None}, quantity=7, now=NOON)
    shared = shop.shop.sold_as("V-M")
    shop.place_order({"V-M": 2}, now=NOON)
    path = f"/products/{parent.id}/variations/{shared.id}"

    said = Client(shop).ask("PUT", path, body={"stock_quantity": 50})

    assert (said.body["manage_stock"], said.body["stock_quantity"]) == ("parent", 5)
    assert (shop.shown("V"), shop.shown("V-S")) == (5, 4)


@pytest.mark.parametrize(
    ("key", "method", "status", "code"),
    [
        (None, "GET", 401, "woocommerce_rest_cannot_view"),
        (Key(consumer_key="ck_x"), "GET", 401, "woocommerce_rest_cannot_view"),
        (Key(consumer_secret="x"), "GET", 401, "woocommerce_rest_authentication_error"),
        (Key(), "GET", 200, ""),
    ],
)
def test_keys_are_told_apart_as_the_real_one_does(
    shop: WooCommerce, key: Key | None, method: str, status: int, code: str
) -> None:
    """No key and an unknown one look alike; a wrong secret is told."""
    said = Client(shop, key).ask(method, "/orders")

    assert said.status == status
    assert code in str(said.body)


def test_a_read_only_key_may_not_write() -> None:
    """401, not 403."""
    key = Key(permission=Permission.READ)
    said = Client(WooCommerce(keys=[key]), key).ask("POST", "/products/batch", body={})

    assert (said.status, said.body["code"]) == (401, "woocommerce_rest_authentication_error")


def test_a_page_past_the_end_says_that_there_are_no_orders_at_all(shop: WooCommerce) -> None:
    """So the end is a short page, not the header."""
    shop.place_order({"A": 1}, now=NOON)
    said = Client(shop).ask("GET", "/orders", {"page": 2})

    assert (said.body, said.headers["X-WP-Total"]) == ([], "0")


def test_webhooks_come_late_merged_and_named_alike(shop: WooCommerce) -> None:
    """One delivery for two changes, none for the parent of a variation, one id for one second."""
    shop.add_variable("V", {"V-S": 4}, quantity=None, now=NOON)
    for topic in ("order.updated", "product.updated"):
        Client(shop).ask("POST", "/webhooks", body={"topic": topic, "delivery_url": "http://us"})
    pings = shop.deliveries(NOON)
    order = shop.place_order({"V-S": 1, "A": 1}, now=NOON + timedelta(seconds=1))
    shop.set_status(order, "completed", now=NOON + timedelta(seconds=2))

    sent = shop.deliveries(NOON + timedelta(seconds=40))

    assert [one.headers.get("x-wc-webhook-topic") for one in pings] == [None, None]
    assert [one.headers["x-wc-webhook-topic"] for one in sent] == [
        "order.updated",
        "product.updated",
        "product.updated",
    ]
    assert len({one.headers["x-wc-webhook-delivery-id"] for one in sent[1:]}) == 1
    assert shop.deliveries(NOON + timedelta(seconds=80)) == []
