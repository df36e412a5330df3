"""Pages of orders while the shop goes on living: nothing is lost, and no pull runs in circles."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import Unintelligible
from connectors.fakes import mischief
from connectors.fakes.fronts import Request, Response, Storefront
from connectors.fakes.woocommerce.records import Order
from tests.connectors.woocommerce.shops import Shop, shop_on
from tests.laws import examples

Between = Callable[[Shop, list[Order]], object]


def busy(shop: Shop, orders: int) -> list[Order]:
    """So many orders of half a day ago, and old ones before the window."""
    shop.store.add_product("A", quantity=9_000, now=shop.clock())
    old = [shop.store.place_order({"A": 1}, now=shop.clock()) for _ in range(150)]
    shop.clock.advance(86_400)
    placed = [shop.store.place_order({"A": 1}, now=shop.clock()) for _ in range(orders)]
    shop.clock.advance(600)
    return [*old, *placed]


def pulled(shop: Shop, between: Iterator[Between], orders: list[Order]) -> list[str]:
    """Ids of a pull of the last day, with something happening after each page."""
    told = []
    for page in shop.connector.orders("", since=shop.clock() - timedelta(hours=1)):
        told += [one.order_id for one in page.orders]
        next(between, lambda *_: None)(shop, orders)
    return told


def trash_some(shop: Shop, orders: list[Order]) -> None:
    """The first living ones of the window."""
    for order in [one for one in orders[150:] if one.status != "trash"][:20]:
        shop.store.trash(order, now=shop.clock())


def touch_old(shop: Shop, orders: list[Order]) -> None:
    """Old orders with low ids come into the window."""
    for order in orders[:20]:
        shop.store.set_status(order, "completed", now=shop.clock())


def sell_more(shop: Shop, orders: list[Order]) -> None:
    orders.append(shop.store.place_order({"A": 1}, now=shop.clock()))


@pytest.mark.parametrize("event", [trash_some, touch_old, sell_more])
def test_what_happens_between_pages_loses_no_order(event: Between) -> None:
    """Rows move up, down, or are added; the pull goes on where it was."""
    with shop_on() as shop:
        orders = busy(shop, 350)
        before = {str(one.id) for one in orders[150:]}

        told = pulled(shop, iter([event] * 3), orders)

        assert before <= set(told)
        living = [one for one in told if shop.store.shop.orders[int(one)].status != "trash"]
        assert len(living) == len(set(living))
        assert len(shop.mischief.seen) < 15


@settings(max_examples=examples(15), deadline=None)
@given(st.lists(st.sampled_from([trash_some, touch_old, sell_more]), max_size=8))
def test_any_mixture_of_events_loses_no_order(events: list[Between]) -> None:
    """What came into the window on the way is told by this pull or by the next."""
    with shop_on() as shop:
        orders = busy(shop, 320)

        told = set(pulled(shop, iter(events), orders))
        first, cursor = shop.pull()
        again = {one.order_id for one in shop.pull(cursor)[0]}

        assert {str(one.id) for one in orders[150:]} <= told | again
        assert first


def test_more_may_leave_the_window_than_fit_one_page() -> None:
    """It goes back page by page until the ids go on."""
    with shop_on() as shop:
        orders = busy(shop, 450)

        def clear(shop: Shop, orders: list[Order]) -> None:
            for order in orders[150:395]:
                shop.store.trash(order, now=shop.clock())

        told = pulled(shop, iter([lambda *_: None, lambda *_: None, clear]), orders)

        assert {str(one.id) for one in orders[150:]} <= set(told)


def test_a_shop_that_answers_one_page_for_ever_is_left() -> None:
    """A cache in front of it that looks at no parameters."""
    with shop_on() as shop:
        busy(shop, 250)
        shop.mischief.plan(
            mischief.Repeating(),
            times=mischief.ALWAYS,
            when=lambda request: "modified_after" in dict(request.query),
        )

        with pytest.raises(Unintelligible, match="same orders at every page"):
            shop.pull()

        assert len(shop.mischief.seen) < 12


def test_a_shop_that_sorts_its_own_way_is_told() -> None:
    """A plugin that always sorts by date would make pages lose rows."""
    with shop_on() as shop:
        busy(shop, 5)
        rows = b'[{"id":9},{"id":7}]'
        shop.mischief.plan(mischief.answering(200, rows), times=9)

        with pytest.raises(Unintelligible, match="by id"):
            shop.pull()


def test_too_many_refunds_to_be_read_at_once_park_the_order() -> None:
    """Nobody has seen so many; half of them would be a wrong answer."""
    with shop_on() as shop:
        shop.store.add_product("A", quantity=500, now=shop.clock())
        order = shop.store.place_order({"A": 101}, now=shop.clock())
        for _ in range(101):
            shop.store.refund(order, {"A": 1}, restock=True, now=shop.clock())

        (parked,), _ = shop.pull()

        assert "more than 100 refunds" in getattr(parked, "problem", "")


def hiding(*hidden: int, count: str | None = "as it is") -> mischief.Trick:
    """The right answer without these rows: the key may not see them, or they are broken.

    ``count``: what the shop tells of how many there are; None if it does not.
    """

    def trick(storefront: Storefront, request: Request, now: datetime) -> Response:
        answer = storefront.handle(request, now)
        rows = json.loads(answer.body)
        if not isinstance(rows, list):
            return answer
        left = [row for row in rows if row.get("id") not in hidden]
        headers = dict(answer.headers)
        if count is None:
            del headers["X-WP-Total"]
        elif count != "as it is":
            headers["X-WP-Total"] = count
        return replace(answer, body=json.dumps(left).encode(), headers=headers)

    return trick


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 50, 98, 99, 100, 101, 149])
def test_orders_that_the_shop_leaves_out_end_no_pull(place: int) -> None:
    """A page is short by them, and not the last one; all others are told, each once."""
    with shop_on() as shop:
        orders = busy(shop, 350)[150:]
        hidden = [one.id for one in orders[place : place + 2]]
        shop.mischief.plan(hiding(*hidden), times=mischief.ALWAYS)

        told = pulled(shop, iter(()), [])

        assert told == [str(one.id) for one in orders if one.id not in hidden]
        assert len(shop.mischief.seen) < 12


@pytest.mark.parametrize("count", [None, "many", "9000"])
@pytest.mark.parametrize("place", [0, 99, 199])
def test_a_count_that_is_missing_or_stale_hides_no_order_and_stops_no_pull(
    count: str | None, place: int
) -> None:
    """A proxy takes the header away, a plugin keeps an old number in a cache."""
    with shop_on() as shop:
        orders = busy(shop, 350)[150:]
        shop.mischief.plan(hiding(orders[place].id, count=count), times=mischief.ALWAYS)

        told = pulled(shop, iter(()), [])

        assert told == [str(one.id) for one in orders if one is not orders[place]]
        assert len(shop.mischief.seen) < 16


def test_a_first_page_that_is_left_out_whole_ends_no_pull() -> None:
    with shop_on() as shop:
        orders = busy(shop, 350)[150:]
        shop.mischief.plan(hiding(*(one.id for one in orders[:120])), times=mischief.ALWAYS)

        assert pulled(shop, iter(()), []) == [str(one.id) for one in orders[120:]]


@pytest.mark.parametrize("count", [None, "1000"])
def test_products_are_all_told_whatever_the_shop_counts(count: str | None) -> None:
    with shop_on() as shop:
        products = [
            shop.store.add_product(f"P{number:03}", quantity=1, now=shop.clock())
            for number in range(250)
        ]
        shop.mischief.plan(hiding(products[7].id, count=count), times=mischief.ALWAYS)

        assert len(list(shop.connector.listings())) == 249


def test_products_that_the_shop_leaves_out_end_no_catalogue() -> None:
    """Else all that come after them would be taken for deleted."""
    with shop_on() as shop:
        products = [
            shop.store.add_product(f"P{number:03}", quantity=1, now=shop.clock())
            for number in range(250)
        ]
        shop.mischief.plan(hiding(products[7].id, products[150].id), times=mischief.ALWAYS)

        assert len(list(shop.connector.listings())) == 248
