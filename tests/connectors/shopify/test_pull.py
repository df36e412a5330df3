"""Pulls are complete: in whole seconds, beyond 25,000 rows, and while the shop goes on selling."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.errors import Refused, Unintelligible
from connectors.fakes.fronts import Request
from connectors.fakes.mischief import ALWAYS, answering
from connectors.fakes.shopify.records import Order
from connectors.fakes.shopify.shop import ALL_SCOPES
from connectors.shopify import orders as reading
from connectors.shopify.lists import PAGE
from ledger.snapshots import EventKind, Gone, OrderSnapshot, Unreadable
from tests.connectors.shopify.shops import BEGIN, FRONTS, Shop, shop_on

pytestmark = pytest.mark.slow


def stocked(shop: Shop) -> Shop:
    for sku in ("A", "B"):
        shop.store.add_variant(sku, {shop.main: 100_000, shop.second: 1_000})
    return shop


def sold(shop: Shop, count: int = 1) -> list[Order]:
    return [shop.store.place({"A": 1}, now=shop.clock()) for _ in range(count)]


def ids(orders: list[Order]) -> list[str]:
    return sorted(str(one.id) for one in orders)


@pytest.mark.parametrize("front", FRONTS)
def test_every_order_is_told_once_and_only_again_when_it_changed(front: str) -> None:
    """Hundreds of one second, over more than one page."""
    with shop_on(front) as shop:
        placed = sold(stocked(shop), PAGE + 30)
        shop.clock.advance(600)
        told, cursor = shop.pull()
        shop.clock.advance(600)
        shop.store.fulfil(placed[7], now=shop.clock())
        shop.clock.advance(600)

        assert sorted(one.order_id for one in told) == ids(placed)
        assert shop.ids(cursor) == [str(placed[7].id)]


def test_a_pull_may_begin_within_a_second() -> None:
    """Stamps are whole ones: an order of the second in which it begins is none from before."""
    with shop_on() as shop:
        (order,) = sold(stocked(shop))
        since = order.updated + reading.OVERLAP + timedelta(milliseconds=500)
        shop.clock.advance(600)
        pages = list(shop.connector.orders("", since=since))

        assert [one.order_id for page in pages for one in page.orders] == ids([order])


def test_a_late_index_loses_nothing() -> None:
    """Pulled in the second of the sale, it is not there yet; the next pull looks back."""
    with shop_on(lag=timedelta(seconds=50)) as shop:
        stocked(shop)
        _, cursor = shop.pull()
        (order,) = sold(shop)
        shop.clock.advance(10)
        told, cursor = shop.pull(cursor)
        assert told == []
        shop.clock.advance(60)

        assert shop.ids(cursor) == [str(order.id)]


def test_what_changes_while_it_is_read_is_told_all_the_same() -> None:
    """It leaves the window, and the pull would not be complete without it."""
    with shop_on() as shop:
        placed = sold(stocked(shop), PAGE)
        shop.clock.advance(60)
        late = sold(shop)[0]
        shop.clock.advance(600)
        pages = shop.connector.orders("", since=BEGIN - timedelta(days=1))
        told = [one.order_id for one in next(pages).orders]
        assert str(late.id) not in told
        shop.clock.advance(5)
        shop.store.edit(late, "A", 4, now=shop.clock())
        shop.clock.advance(5)
        rest = list(pages)
        seen = [one for page in rest for one in page.orders if one.order_id == str(late.id)]

        assert len(told) == len(placed)
        assert isinstance(seen[-1], OrderSnapshot)
        assert seen[-1].lines[0].owed[0].quantity == 4
        assert rest[-1].complete_to == BEGIN + timedelta(seconds=660)


def test_a_move_is_told_though_the_orders_stamp_stays() -> None:
    """Found by the fulfilment order's own."""
    with shop_on() as shop:
        (order,) = sold(stocked(shop))
        shop.clock.advance(600)
        _, cursor = shop.pull()
        shop.clock.advance(600)
        shop.store.move(order, shop.second, now=shop.clock())
        shop.clock.advance(600)
        (told,), cursor = shop.pull(cursor)

        assert isinstance(told, OrderSnapshot)
        assert [one.location for one in told.lines[0].owed] == ["second"]
        shop.clock.advance(600)
        assert shop.ids(cursor) == []


def test_a_disposition_is_told_though_no_stamp_moves() -> None:
    """Found by the return's state; and once more after it is over."""
    with shop_on() as shop:
        (order,) = sold(stocked(shop))
        shop.store.fulfil(order, now=shop.clock())
        shop.clock.advance(600)
        _, cursor = shop.pull()
        back = shop.store.open_return(order, {"A": 1}, now=shop.clock())
        shop.clock.advance(600)
        _, cursor = shop.pull(cursor)
        shop.store.dispose(back, "A", "RESTOCKED", 1, now=shop.clock(), at=shop.main)
        shop.store.close_return(order, back, now=shop.clock())
        shop.clock.advance(600)
        (told,), cursor = shop.pull(cursor)
        shop.clock.advance(600)

        assert isinstance(told, OrderSnapshot)
        assert told.lines[0].events[-1].kind is EventKind.RETURNED_SELLABLE
        assert shop.ids(cursor) == []


def test_many_returns_under_way_take_turns() -> None:
    """No pull reads them all; some pulls together do."""
    with shop_on() as shop:
        placed = sold(stocked(shop), reading.RETURNS_A_PULL + 20)
        for order in placed:
            shop.store.fulfil(order, now=shop.clock())
            shop.store.open_return(order, {"A": 1}, now=shop.clock())
        shop.clock.advance(600)
        _, cursor = shop.pull()
        seen: set[str] = set()
        for _ in range(2):
            shop.clock.advance(600)
            told, cursor = shop.pull(cursor)
            assert len(told) <= reading.RETURNS_A_PULL
            seen |= {one.order_id for one in told}

        assert sorted(seen) == ids(placed)


def test_once_a_day_a_pull_looks_back_two() -> None:
    """For what came without its stamp."""
    with shop_on() as shop:
        (order,) = sold(stocked(shop))
        shop.clock.advance(600)
        _, cursor = shop.pull()
        shop.clock.advance(3_600)
        assert shop.ids(cursor) == []
        shop.clock.advance(24 * 3_600)

        assert shop.ids(cursor) == [str(order.id)]


def test_a_search_that_is_ignored_is_not_believed() -> None:
    """The shop says so only beside the data."""
    with shop_on() as shop:
        shop.mischief.plan(
            answering(
                200,
                b'{"data": {"rows": {"nodes": [], "pageInfo": {"hasNextPage": false}}},'
                b' "extensions": {"search": [{"warnings": [{"field": "updated_at"}]}]}}',
                {"X-Shopify-API-Version": "2026-10"},
            ),
            times=ALWAYS,
            when=_lists_orders,
        )

        with pytest.raises(Unintelligible, match="ignored a part of the search"):
            shop.pull()


def _lists_orders(request: Request) -> bool:
    return b"ChangedOrders" in request.body


def test_gone_is_said_only_by_those_who_may_see_old_orders() -> None:
    """Without that right an old order looks as if it had never been."""
    with shop_on(scopes=ALL_SCOPES - {"read_all_orders"}) as shop:
        (order,) = sold(stocked(shop))
        shop.clock.advance(61 * 24 * 3_600)

        answer = shop.answer(order.id)
        assert isinstance(answer, Unreadable)
        assert "read_all_orders" in answer.problem
    with shop_on() as shop:
        assert isinstance(shop.answer(4711), Gone)


def test_an_order_of_many_parts_is_read_whole() -> None:
    """More lines, shipments, refunds and returns than come along at first."""
    with shop_on() as shop:
        skus = [f"S{number}" for number in range(70)]
        for sku in skus:
            shop.store.add_variant(sku, {shop.main: 100})
        order = shop.store.place(dict.fromkeys(skus, 9), now=shop.clock())
        _live(shop, order, skus)
        told = {line.sku: line for line in shop.one(order).lines}

        assert len(told) == 70
        for sku in skus:
            kinds = [(one.kind, one.quantity) for one in told[sku].events]
            assert kinds.count((EventKind.SHIPPED, 1)) == 5
            assert kinds.count((EventKind.RETURNED_SELLABLE, 1)) == 3
            assert kinds.count((EventKind.REFUNDED, 1)) == 3
            assert sum(one.quantity for one in told[sku].owed) == 4
            assert sum(one.taken for one in told[sku].held) == 6


def _live(shop: Shop, order: Order, skus: list[str]) -> None:
    """Five shipments, three refunds and three returns, each of every line."""
    every = dict.fromkeys(skus, 1)
    for _ in range(5):
        shop.store.fulfil(order, every, now=shop.clock.advance())
    for _ in range(3):
        shop.store.refund(
            order, every, "NO_RESTOCK", now=shop.clock.advance(), at=shop.main, shipped=True
        )
        back = shop.store.open_return(order, every, now=shop.clock.advance())
        for sku in skus:
            shop.store.dispose(back, sku, "RESTOCKED", 1, now=shop.clock(), at=shop.main)


def test_an_order_that_cannot_be_read_parks_alone() -> None:
    """Nothing of it is kept but its id."""
    with shop_on() as shop:
        good, odd = sold(stocked(shop), 2)
        odd.lines[0].quantity = "many"  # type: ignore[assignment]  # nobody knows how
        shop.clock.advance(600)
        told = {one.order_id: one for one in shop.pull()[0]}

        assert isinstance(told[str(good.id)], OrderSnapshot)
        assert isinstance(told[str(odd.id)], Unreadable)


@pytest.mark.parametrize(
    "asked",
    [
        lambda shop: list(shop.connector.listings()),
        lambda shop: shop.pull(),
        lambda shop: shop.connector.account(),
    ],
)
def test_a_shop_whose_locations_are_not_mapped_does_not_look_empty(
    asked: Callable[[Shop], object],
) -> None:
    """Nothing of it would be ours."""
    with shop_on(settings={"locations": {}}) as shop, pytest.raises(Refused, match="locations"):
        asked(shop)
