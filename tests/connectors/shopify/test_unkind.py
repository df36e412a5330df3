"""Answers that the schema allows and nobody hopes for: empty pages, nulls, words of tomorrow."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from connectors.errors import Refused, Unintelligible
from connectors.fakes.fronts import Request, Response, Storefront
from connectors.fakes.mischief import ALWAYS, Trick, answering
from ledger.channels import Listing
from ledger.snapshots import EventKind, OrderSnapshot, Unreadable
from tests.connectors.shopify.examples import events, line_of, owed, shipped, sold
from tests.connectors.shopify.shops import Shop, shop_on

NOWHERE = "before "


def graph(request: Request) -> bool:
    return request.path.endswith("graphql.json")


def stocked(shop: Shop) -> Shop:
    for sku in ("A", "B"):
        shop.store.add_variant(sku, {shop.main: 100, shop.second: 10})
    return shop


def retold(change: Callable[[Any], None]) -> Trick:
    """The shop's answer, changed in place."""

    def trick(storefront: Storefront, request: Request, now: datetime) -> Response:
        answer = storefront.handle(request, now)
        body = json.loads(answer.body)
        change(body)
        return replace(answer, body=json.dumps(body).encode())

    return trick


def connections(body: Any) -> Iterator[dict[str, Any]]:
    """Every one in an answer, at any depth."""
    if isinstance(body, dict):
        if {"nodes", "pageInfo"} <= body.keys():
            yield body
        for value in body.values():
            yield from connections(value)
    elif isinstance(body, list):
        for value in body:
            yield from connections(value)


def empty_before(storefront: Storefront, request: Request, now: datetime) -> Response:
    """Every page of every connection comes after an empty one."""
    asked = json.loads(request.body)
    after = asked["variables"].get("after") or ""
    if after.startswith(NOWHERE):
        asked["variables"]["after"] = after.removeprefix(NOWHERE) or None
        return storefront.handle(replace(request, body=json.dumps(asked).encode()), now)

    def emptied(body: Any) -> None:
        for one in connections(body):
            one |= {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": NOWHERE + after}}

    return retold(emptied)(storefront, request, now)


def lives(shop: Shop) -> None:
    for _ in range(3):
        order = shop.store.place({"A": 2, "B": 1}, now=shop.clock.advance())
        shop.store.fulfil(order, {"A": 2}, now=shop.clock.advance())
        back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
        shop.store.dispose(back, "A", "RESTOCKED", 1, now=shop.clock.advance(), at=shop.main)
        shop.store.refund(order, {"B": 1}, "CANCEL", now=shop.clock.advance())
    shop.clock.advance(600)


def seen(shop: Shop) -> tuple[list[Listing], list[tuple[Any, ...]]]:
    told = [one for one in shop.pull()[0] if isinstance(one, OrderSnapshot)]
    orders = sorted((one.order_id, one.stamp, one.lines) for one in told)
    return list(shop.connector.listings()), list(dict.fromkeys(orders))


def test_an_empty_page_is_not_the_last() -> None:
    """As long as it says that there are more."""
    with shop_on() as shop:
        lives(stocked(shop))
        kindly = seen(shop)
        shop.mischief.plan(empty_before, times=ALWAYS, when=graph)

        assert seen(shop) == kindly
        assert [len(rows) for rows in kindly] == [2, 3]


@pytest.mark.parametrize(
    "asked",
    [
        lambda shop: shop.pull(),
        lambda shop: list(shop.connector.listings()),
        lambda shop: shop.connector.account(),
    ],
)
def test_a_list_that_goes_on_from_nowhere_is_refused(asked: Callable[[Shop], object]) -> None:
    """Its first page would be read for ever."""

    def endless(body: Any) -> None:
        for one in connections(body):
            one["pageInfo"] = {"hasNextPage": True, "endCursor": None}

    with shop_on() as shop:
        lives(stocked(shop))
        shop.mischief.plan(retold(endless), times=ALWAYS, when=graph)

        with pytest.raises(Unintelligible, match="not from where"):
            asked(shop)


def test_a_part_that_goes_on_from_nowhere_parks_its_order() -> None:
    """And no other: the list itself is sound."""

    def endless(body: Any) -> None:
        for order in body["data"].get("nodes") or ():
            order["lineItems"]["pageInfo"] = {"hasNextPage": True, "endCursor": None}

    with shop_on() as shop:
        order = sold(stocked(shop))
        shop.mischief.plan(retold(endless), times=ALWAYS, when=graph)

        assert isinstance(shop.answer(order.id), Unreadable)


@pytest.mark.parametrize(
    "beside",
    [
        {"errors": None, "extensions": None},
        {"errors": [], "extensions": {"cost": None, "search": None}},
        {"extensions": {"search": [{"path": ["orders"], "warnings": None}]}},
        {"extensions": {"cost": {"requestedQueryCost": None, "throttleStatus": None}}},
        {"extensions": {"cost": {"throttleStatus": {}}, "tomorrow": [1]}, "tomorrow": {}},
    ],
)
def test_null_beside_the_data_is_nothing_beside_it(beside: dict[str, Any]) -> None:
    """GraphQL lets a server say so."""
    with shop_on() as shop:
        lives(stocked(shop))
        kindly = seen(shop)
        shop.mischief.plan(retold(lambda body: body.update(beside)), times=ALWAYS, when=graph)

        assert seen(shop) == kindly


def test_an_error_in_few_words_is_an_error() -> None:
    """Without a code, and with no data."""
    body = b'{"data": null, "errors": [{"message": "Something went wrong", "extensions": null}]}'
    with shop_on() as shop:
        shop.mischief.plan(answering(200, body), when=graph)

        with pytest.raises(Refused, match="Something went wrong"):
            list(shop.connector.listings())


def test_a_throttled_answer_is_waited_for_whatever_stands_before_it() -> None:
    """Errors come in no order."""
    errors = [{"message": "a part is null"}, {"extensions": {"code": "THROTTLED"}}]
    body = json.dumps({"errors": errors}).encode()
    with shop_on() as shop:
        stocked(shop)
        shop.mischief.plan(answering(200, body), when=graph)

        assert len(list(shop.connector.listings())) == 2


def test_a_fulfilment_order_in_a_state_of_tomorrow_is_owed() -> None:
    """Only a closed or a cancelled one owes nothing."""

    def renamed(body: Any) -> None:
        for order in body["data"].get("nodes") or ():
            for one in order["fulfillmentOrders"]["nodes"]:
                one["status"] = "WAITING_FOR_GODOT"

    with shop_on() as shop:
        order = sold(stocked(shop))
        shop.mischief.plan(retold(renamed), times=ALWAYS, when=graph)

        assert owed(line_of(shop, order)) == {"main": 3}


def test_a_disposition_of_tomorrow_brings_nothing_back() -> None:
    """Somebody said something of the unit, and nobody here knows what."""

    def renamed(body: Any) -> None:
        for order in body["data"].get("nodes") or ():
            for back in order["returns"]["nodes"]:
                for reverse in back["reverseFulfillmentOrders"]["nodes"]:
                    for line in reverse["lineItems"]["nodes"]:
                        line["dispositions"][0]["type"] = "DONATED"

    with shop_on() as shop:
        order = shipped(stocked(shop))
        back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
        shop.store.dispose(back, "A", "RESTOCKED", 1, now=shop.clock.advance(), at=shop.main)
        shop.mischief.plan(retold(renamed), times=ALWAYS, when=graph)

        assert events(line_of(shop, order)) == [(EventKind.SHIPPED, 3, "main")]


def test_shipments_that_do_not_say_how_much_park_their_order() -> None:
    """`quantity` of a shipped line may be null; where two are, any guess may be wrong."""

    def unsaid(body: Any) -> None:
        data = body["data"]
        for order in data.get("nodes") or filter(None, [data.get("order")]):
            for one in order["fulfillments"]:
                one["fulfillmentLineItems"]["nodes"][0]["quantity"] = None

    with shop_on() as shop:
        order = sold(stocked(shop))
        for _ in range(2):
            shop.store.fulfil(order, {"A": 1}, now=shop.clock.advance())
        shop.mischief.plan(retold(unsaid), times=ALWAYS, when=graph)

        assert isinstance(shop.answer(order.id), Unreadable)
