"""Answers that the files allow and nobody hopes for: hardly a field is promised in them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from connectors.fakes.fronts import Request, Response, Storefront
from connectors.fakes.mischief import ALWAYS, Trick
from tests.connectors.bigcommerce.stores import Store, store_on

UNPROMISED = {
    "channel_id",
    "date_shipped",
    "downloads",
    "gtin",
    "is_deleted",
    "items_shipped",
    "items_total",
    "label",
    "links",
    "meta",
    "name",
    "option_values",
    "order_pickup_method_id",
    "order_source",
    "payments",
    "quantity_refunded",
    "quantity_shipped",
    "settings",
    "status",
    "time_zone",
    "total_ex_tax",
    "type",
    "upc",
}

Change = Callable[[dict[str, Any], str], Any]


def retold(change: Change) -> Trick:
    """The store's answer with every unpromised field changed, at any depth."""

    def trick(storefront: Storefront, request: Request, now: datetime) -> Response:
        answer = storefront.handle(request, now)
        body = json.loads(answer.body) if answer.body else None
        _each(body, change)
        return replace(answer, body=json.dumps(body).encode() if answer.body else b"")

    return trick


def _each(body: Any, change: Change) -> None:
    if isinstance(body, list):
        for one in body:
            _each(one, change)
    elif isinstance(body, dict):
        for name in list(body):
            if name in UNPROMISED:
                change(body, name)
        for one in body.values():
            _each(one, change)


def lives(store: Store) -> None:
    for _ in range(3):
        order = store.place({"A": 3, "B": 1})
        store.fake.ship(order, {"A": 2}, now=store.clock.advance())
        store.fake.refund(order, {"A": 1}, now=store.clock.advance())
    store.fake.archive(store.place({"A": 1}))
    store.later(600)


def seen(store: Store) -> tuple[list[Any], list[Any]]:
    """What is booked of it; a title is only there to be read."""
    orders = [
        (one.order_id, one.stamp, line.listing_id, line.owed, line.events, line.held)
        for one in store.whole().values()
        for line in one.lines
    ]
    listings = [(one.listing_id, one.sku, one.numbers) for one in store.connector.listings()]
    return orders, listings


@pytest.mark.parametrize(
    "change",
    [
        lambda row, name: row.update({name: None}),
        lambda row, name: row.pop(name),
        lambda row, name: row.update({f"{name}_of_tomorrow": row[name]}),
    ],
)
def test_what_is_not_promised_is_not_needed(change: Change) -> None:
    """Null, left out, or beside fields that nobody knows."""
    with store_on() as store:
        lives(store)
        kindly = seen(store)
        store.mischief.plan(retold(change), times=ALWAYS)

        assert seen(store) == kindly
        assert [len(rows) for rows in kindly] == [7, 2]
        assert store.connector.account().missing_rights == ()


def test_lines_that_are_a_link_after_all_are_asked_for() -> None:
    """The file lets the store answer so, whatever it was asked to carry along."""

    def trick(storefront: Storefront, request: Request, now: datetime) -> Response:
        answer = storefront.handle(request, now)
        body = json.loads(answer.body)
        for order in body if isinstance(body, list) else [body]:
            for one in order.get("consignments", {}).get("shipping", ()):
                one["line_items"] = {"url": "https://…", "resource": "/…"}
        return replace(answer, body=json.dumps(body).encode())

    with store_on() as store:
        order = store.place({"A": 3})
        store.mischief.plan(trick, times=ALWAYS)

        assert store.line(order).owed[0].quantity == 3
