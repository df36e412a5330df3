"""The fake shop is as unkind as the real one is said to be."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.fakes.fronts import read_request
from connectors.fakes.shopify import TOKEN, Shopify

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SET = (
    "mutation Set($input: InventorySetQuantitiesInput!, $key: String!)"
    " { inventorySetQuantities(input: $input) @idempotent(key: $key)"
    " { userErrors { field code } } }"
)
ORDERS = (
    "query Orders($first: Int, $after: String, $query: String)"
    " { orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT)"
    " { nodes { id } pageInfo { hasNextPage endCursor } } }"
)


@pytest.fixture
def shop() -> Shopify:
    shop = Shopify()
    main = shop.add_location("Main")
    shop.add_variant("A", {main.id: 10})
    return shop


def ask(
    shop: Shopify,
    text: str,
    variables: Mapping[str, Any] | None = None,
    *,
    token: str = TOKEN,
    now: datetime = NOON,
) -> tuple[int, Any]:
    request = read_request(
        "POST",
        "https://fake.myshopify.example/admin/api/2026-10/graphql.json",
        headers={"X-Shopify-Access-Token": token},
        body=json.dumps({"query": text, "variables": variables}).encode(),
    )
    answer = shop.handle(request, now)
    return answer.status, json.loads(answer.body)


def row(shop: Shopify, quantity: int, **more: object) -> dict[str, object]:
    return {
        "inventoryItemId": f"gid://shopify/InventoryItem/{shop.shop.sold_as('A').item_id}",
        "locationId": f"gid://shopify/Location/{shop.shop.home}",
        "quantity": quantity,
        **more,
    }


def write(shop: Shopify, *rows: dict[str, object], key: str = "k") -> Any:
    given = {"name": "available", "reason": "correction", "quantities": list(rows)}
    return ask(shop, SET, {"input": given, "key": key})[1]


def codes(body: Any) -> list[str]:
    return [one["code"] for one in body["data"]["inventorySetQuantities"]["userErrors"]]


def test_a_field_that_does_not_exist_is_an_error_in_http_200(shop: Shopify) -> None:
    """Nothing is executed."""
    status, body = ask(shop, "{ shop { shoeSize } }")

    assert (status, "data" in body) == (200, False)
    assert "shoeSize" in body["errors"][0]["message"]


def test_a_stranger_is_turned_away(shop: Shopify) -> None:
    """With 401."""
    assert ask(shop, "{ shop { name } }", token="shpat_x")[0] == 401


def test_a_row_that_is_not_compared_is_refused(shop: Shopify) -> None:
    """The field has to be there, though it may be null."""
    assert "changeFromQuantity" in write(shop, row(shop, 7))["errors"][0]["message"]
    assert codes(write(shop, row(shop, 7, changeFromQuantity=None))) == []
    assert shop.shown("A") == 7


def test_one_stale_row_fails_the_whole_call(shop: Shopify) -> None:
    """Nothing of it is written."""
    shop.add_variant("B", {shop.shop.home: 10})
    good = row(shop, 7, changeFromQuantity=10)
    stale = row(shop, 7, changeFromQuantity=9)
    stale["inventoryItemId"] = f"gid://shopify/InventoryItem/{shop.shop.sold_as('B').item_id}"

    assert codes(write(shop, good, stale)) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert shop.shown("A") == 10


def test_a_key_stands_for_one_request(shop: Shopify) -> None:
    """The same again answers the same; other variables are refused; a failed one is spent."""
    good = row(shop, 7, changeFromQuantity=10)
    assert codes(write(shop, good)) == codes(write(shop, good)) == []
    assert codes(write(shop, row(shop, 8, changeFromQuantity=7))) == [
        "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    ]
    stale = row(shop, 8, changeFromQuantity=1)
    assert codes(write(shop, stale, key="other")) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert codes(write(shop, stale, key="other")) == ["IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"]


def test_a_page_of_more_than_250_is_refused(shop: Shopify) -> None:
    """And one without a size."""
    assert "exceed" in ask(shop, ORDERS, {"first": 251})[1]["errors"][0]["message"]
    assert "first or last" in ask(shop, ORDERS, {})[1]["errors"][0]["message"]


def test_a_search_that_is_not_understood_is_ignored(shop: Shopify) -> None:
    """Only beside the data it is told."""
    shop.place({"A": 1}, now=NOON)
    _, body = ask(shop, ORDERS, {"first": 5, "query": "changed_at:>'2026-01-01'"})

    assert len(body["data"]["orders"]["nodes"]) == 1
    assert body["extensions"]["search"][0]["warnings"]


def test_documents_are_paid_for_by_what_they_might_cost(shop: Shopify) -> None:
    """What they did not use comes back; too much at once is not even tried."""
    _, body = ask(shop, ORDERS, {"first": 100})
    cost = body["extensions"]["cost"]

    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (102, 2)
    assert cost["throttleStatus"]["currentlyAvailable"] == 2_000 - 2
    shop.points.available = 50.0
    _, body = ask(shop, ORDERS, {"first": 100})
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert "data" not in body
    _, body = ask(shop, ORDERS, {"first": 100}, now=NOON + timedelta(seconds=1))
    assert "data" in body


def test_a_document_dearer_than_a_thousand_points_is_refused(shop: Shopify) -> None:
    """Whatever is in the bucket."""
    text = "{ orders(first: 100) { nodes { lineItems(first: 10) { nodes { id } } } } }"

    assert ask(shop, text)[1]["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_a_move_and_a_disposition_leave_the_orders_stamp_alone(shop: Shopify) -> None:
    """They have instants of their own."""
    other = shop.add_location("Other")
    order = shop.place({"A": 2}, now=NOON)
    later = NOON + timedelta(hours=1)
    shop.move(order, other.id, now=later)
    assert (order.updated, order.fulfilment_orders[-1].updated) == (NOON, later)
    shop.fulfil(order, now=later)
    back = shop.open_return(order, {"A": 1}, now=later + timedelta(hours=1))
    shop.dispose(back, "A", "RESTOCKED", 1, now=later + timedelta(hours=2), at=other.id)

    assert order.updated == later
    assert shop.shown("A", other.id) == -1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{ orders { edges { node { id } } } }", ""),
        ("{ shop { name } }", "one to 5 connections"),
        (
            "{ orders { edges { node { returns { edges { node { reverseFulfillmentOrders"
            " { edges { node { lineItems { edges { node { id } } } } } } } } } } } } }",
            "nested 2 deep",
        ),
        (
            "{ orders { edges { node { refunds { refundLineItems { edges { node"
            " { quantity } } } } } } } }",
            "cannot lie in a list",
        ),
    ],
)
def test_a_bulk_operation_takes_no_document_that_goes_too_deep(
    shop: Shopify, text: str, problem: str
) -> None:
    """Dispositions and the lines of refunds are out of its reach."""
    run = "mutation Run($query: String!) { bulkOperationRunQuery(query: $query) "
    asked = run + "{ bulkOperation { id } userErrors { message } } }"
    ran = ask(shop, asked, {"query": text})[1]["data"]["bulkOperationRunQuery"]
    told = [one["message"] for one in ran["userErrors"]]

    assert (ran["bulkOperation"] is None) == bool(problem)
    assert problem in "".join(told)
