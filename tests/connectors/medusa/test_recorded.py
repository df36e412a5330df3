"""The fake server's answers beside answers recorded on a running Medusa, if they are here."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from connectors.medusa.positions import Reading
from connectors.medusa.shapes import Order
from connectors.places import Places
from ledger.snapshots import EventKind
from tests.connectors.medusa.servers import AUSTIN, Server, server_on
from tests.shared import shared
from tests.storefronts.answers import strangers

EVERYTHING = (
    "id,sku,email,*items,*fulfillments,*fulfillments.items,*returns,*returns.items,"
    "*location_levels,*inventory_items"
)

NOT_RECORDED = ("variant", "returns", "shipping_address", "product", "title")
"""Parts of a record for which the recorded requests did not ask."""


@pytest.fixture
def server() -> Iterator[Server]:
    with server_on() as made:
        made.store.add_kit("K", {"A": 2, "B": 1})
        order_id = made.people.sell({"K": 1, "A": 4})
        made.people.fulfil(order_id, {"A": 3}, at="Boston")
        yield made


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("orders-list-with-items-and-fulfillments", "/orders"),
        ("reservations-list", "/reservations"),
        ("inventory-items-list-with-levels", "/inventory-items"),
        ("stock-locations-list", "/stock-locations"),
    ],
)
def test_lists_have_the_recorded_fields(server: Server, name: str, path: str) -> None:
    """Every field that the fake tells is one of the real ones, of the same kind."""
    query = {"fields": EVERYTHING}
    told = server.connector.http.request("GET", path, query=query, decode=dict).value

    assert _odd(told, recorded(name)) == []


def test_a_batch_is_answered_as_recorded(server: Server) -> None:
    """Also what is stale in it."""
    item = server.store.shop.item("A")
    stocked, reserved = server.store.level("A")
    row = {"inventory_item_id": item, "location_id": AUSTIN, "stocked_quantity": 91}
    told = server.connector.http.request(
        "POST", "/inventory-items/location-levels/batch", body={"update": [row]}, decode=dict
    ).value
    real = recorded("batch-location-level-update-response")

    assert _odd(told, real) == []
    assert told["updated"][0]["available_quantity"] == stocked - reserved
    (level, *_) = real["updated"]
    assert level["available_quantity"] != level["stocked_quantity"] - level["reserved_quantity"]


def test_recorded_orders_are_read() -> None:
    """What is owed and what left is together what was ordered, but for cancelled orders."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    for row in recorded("orders-list-with-items-and-fulfillments")["orders"]:
        order = msgspec.convert(row, type=Order)
        places = Places(
            default="main", mapped={one.location_id or "": "main" for one in order.fulfillments}
        )
        reading = Reading(order=order, reservations=(), receipts=(), places=places)
        told = reading.snapshot(read_at=now, answered_at=now)
        owed = sum(one.quantity for line in told.lines for one in line.owed)
        left = sum(
            one.quantity
            for line in told.lines
            for one in line.events
            if one.kind is EventKind.SHIPPED
        )
        ordered = sum(int(one["quantity"]) for one in row["items"])
        assert owed + left == (0 if row["status"] == "canceled" else ordered)


def recorded(name: str) -> Any:
    return json.loads(shared(f"payloads/medusa/{name}.json").read_text())


def _odd(ours: Any, theirs: Any) -> list[tuple[str, str]]:
    return sorted(
        (path, kind)
        for path, kind in strangers(ours, theirs)
        if not any(f".{part}" in path for part in NOT_RECORDED)
    )
