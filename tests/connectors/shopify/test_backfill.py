"""The first backfill: one bulk operation, told page by page, gone on with after an interrupt."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.errors import Unintelligible
from connectors.fakes.shopify.records import Order
from connectors.protocol import Page
from connectors.shopify.bulk_rows import grouped
from ledger.snapshots import OrderSnapshot, Unreadable
from tests.connectors.shopify.shops import BEGIN, FRONTS, Shop, shop_on

pytestmark = pytest.mark.slow

ORDERS = 90
MORE_THAN_A_PAGE = 260


def pages(shop: Shop, cursor: str = "", *, worth_it: int = 10) -> Iterator[Page]:
    """A bulk operation for a few orders already, and parts of a few rows."""
    lists = shop.connector.lists
    backfill = replace(lists.backfill, worth_it=worth_it, part_bytes=5_000)
    return replace(lists, backfill=backfill).pages(cursor, since=BEGIN - timedelta(days=365))


def lives(shop: Shop) -> list[Order]:
    """Every kind of order, some months long."""
    for sku in ("A", "B"):
        shop.store.add_variant(sku, {shop.main: 10_000, shop.second: 1_000})
    found = []
    for number in range(ORDERS):
        order = shop.store.place({"A": 2, "B": 1}, now=shop.clock.advance())
        found.append(order)
        if number % 3:
            shop.store.fulfil(order, now=shop.clock.advance(), at=shop.second)
        if number % 7 == 1:
            back = shop.store.open_return(order, {"A": 1}, now=shop.clock.advance())
            shop.store.dispose(back, "A", "RESTOCKED", 1, now=shop.clock(), at=shop.main)
        if number % 5 == 0:
            shop.store.refund(
                order, {"B": 1}, "NO_RESTOCK", now=shop.clock(), shipped=number % 3 > 0
            )
        if number % 11 == 0 and number % 3 == 0:
            shop.store.cancel(order, now=shop.clock.advance())
    shop.clock.advance(600)
    return found


def plain(shop: Shop) -> None:
    """Orders that were shipped, and no more."""
    for sku in ("A", "B"):
        shop.store.add_variant(sku, {shop.main: 10_000})
    for _ in range(MORE_THAN_A_PAGE):
        order = shop.store.place({"A": 2, "B": 1}, now=shop.clock.advance())
        shop.store.fulfil(order, now=shop.clock.advance())
    shop.clock.advance(600)


def told(found: Iterator[Page]) -> dict[str, OrderSnapshot]:
    return {
        one.order_id: one for page in found for one in page.orders if isinstance(one, OrderSnapshot)
    }


@pytest.mark.slow
@pytest.mark.parametrize("front", FRONTS)
def test_a_backfill_says_what_reading_each_order_says(front: str) -> None:
    """Most of it from one file."""
    with shop_on(front) as shop:
        placed = lives(shop)
        bulk = told(pages(shop))

        assert sorted(bulk) == sorted(str(one.id) for one in placed)
        assert shop.asked("RunBulk") == 1
        for order in placed:
            one = shop.one(order)
            assert (bulk[str(order.id)].lines, bulk[str(order.id)].stamp) == (one.lines, one.stamp)


def test_a_backfill_asks_less_than_reading_each_order() -> None:
    """Only the orders that the file does not tell whole are read by id."""
    with shop_on() as shop:
        plain(shop)

        assert len(told(pages(shop))) == MORE_THAN_A_PAGE
        assert shop.asked("OrdersById") == 0


def test_a_backfill_holds_one_page_and_one_part_at_a_time() -> None:
    """The file is asked for as far as orders are taken, so that memory stays flat."""
    with shop_on() as shop:
        plain(shop)
        found = pages(shop)
        while not next(found).orders:
            pass
        early = parts_read(shop)
        for _ in found:
            pass

        assert 0 < early < parts_read(shop)


def parts_read(shop: Shop) -> int:
    return sum(one.path.startswith("/files/") for one in shop.mischief.seen)


def test_an_interrupt_goes_on_after_any_page() -> None:
    """The cursor names the operation, which is not begun again."""
    with shop_on() as shop:
        placed = lives(shop)
        whole = list(pages(shop))
        for stop in (1, len(whole) // 2, len(whole) - 1):
            began = shop.asked("RunBulk")
            seen = told(iter(whole[:stop]))
            seen |= told(pages(shop, whole[stop - 1].cursor))

            assert sorted(seen) == sorted(str(one.id) for one in placed)
            assert shop.asked("RunBulk") == began


def test_an_interrupt_does_not_read_the_file_from_its_beginning() -> None:
    """But from the first byte that no page told."""
    with shop_on() as shop:
        plain(shop)
        found = pages(shop)
        while not (page := next(found)).orders:
            pass
        before = parts_read(shop)
        rest = told(pages(shop, page.cursor))

        assert len(rest) == MORE_THAN_A_PAGE - len(page.orders)
        assert parts_read(shop) - before < before // 10


def test_every_page_has_a_cursor_of_its_own_and_the_last_is_complete() -> None:
    """Waiting for the file as well."""
    with shop_on() as shop:
        lives(shop)
        found = list(pages(shop))

        assert len({page.cursor for page in found}) == len(found)
        assert [page.complete_to is not None for page in found[:-1]] == [False] * (len(found) - 1)
        assert found[-1].complete_to is not None
        assert max(len(page.orders) for page in found) <= 250


def test_what_changes_while_the_shop_gathers_is_told_after_it() -> None:
    """The file may hold it as it was before."""
    with shop_on() as shop:
        order = lives(shop)[0]
        found = pages(shop)
        next(found)
        shop.clock.advance(30)
        line = order.lines[1]
        shop.store.exchange(order, "A", 7, now=shop.clock())
        shop.clock.advance(30)

        assert line
        assert len(told(found)[str(order.id)].lines) == 3


@pytest.mark.parametrize("state", ["FAILED", "CANCELED", "EXPIRED"])
def test_an_operation_that_fails_is_replaced_by_pages(state: str) -> None:
    """Everything is told all the same; what it had gathered in part is not looked at."""
    with shop_on() as shop:
        placed = lives(shop)
        shop.store.bulk.ends = state

        assert len(told(pages(shop))) == len(placed)


def test_a_file_that_is_gone_is_replaced_by_pages() -> None:
    """An interrupt of more than a week: the cursor still names the operation."""
    with shop_on() as shop:
        placed = lives(shop)
        found = pages(shop)
        for page in found:
            if page.orders:
                break
        shop.store.bulk.keeps = False

        assert len(told(pages(shop, page.cursor))) == len(placed)


def test_a_file_that_is_not_grouped_is_replaced_by_pages() -> None:
    """Rows may stand anywhere where nobody asks otherwise, and then an order is never whole."""
    with shop_on() as shop:
        placed = lives(shop)
        shop.store.bulk.groups = False

        assert told(pages(shop)).keys() == {str(one.id) for one in placed}


def test_what_a_moved_fulfilment_order_still_says_is_not_counted_twice() -> None:
    """Closed with nothing left, it looks as if it had shipped what the next one ships."""
    with shop_on() as shop:
        lives(shop)
        order = shop.store.place({"A": 2}, now=shop.clock.advance())
        shop.store.move(order, shop.second, now=shop.clock.advance())
        order.fulfilment_orders[0].lines[0].remaining = 0
        shop.store.fulfil(order, now=shop.clock.advance())
        shop.clock.advance(600)

        assert told(pages(shop))[str(order.id)].lines == shop.one(order).lines


def test_an_order_with_a_row_of_another_shape_is_read_by_its_id() -> None:
    """The others are told from the file all the same."""
    order = {
        "createdAt": "2026-03-02T08:00:00Z",
        "updatedAt": "2026-03-02T08:00:00Z",
        "test": False,
        "confirmed": True,
        "edited": False,
        "returnStatus": "NO_RETURN",
        "displayFulfillmentStatus": "UNFULFILLED",
        "fulfillments": [],
        "refunds": [],
    }
    ids = [f"gid://shopify/Order/{number}" for number in (1, 2, 3)]
    rows = [
        {**order, "id": ids[0], "test": None},
        {**order, "id": ids[1]},
        {"id": "gid://shopify/LineItem/7", "__parentId": ids[1], "quantity": "some"},
        {**order, "id": ids[2]},
    ]
    found = list(grouped(json.dumps(one).encode() for one in rows))

    assert [one.id for one in found] == ids
    assert [one.whole() is None for one in found] == [True, True, False]


def test_an_order_of_the_file_that_is_not_to_be_understood_parks_alone() -> None:
    """It stops neither its page nor the backfill."""
    with shop_on() as shop:
        placed = lives(shop)
        bad = placed[3]
        bad.lines[0].sku = "A\0"
        found = [one for page in pages(shop) for one in page.orders]

        unreadable = {one.order_id for one in found if isinstance(one, Unreadable)}
        assert unreadable == {str(bad.id)}
        assert {one.order_id for one in found} == {str(one.id) for one in placed}


def test_a_shop_that_runs_enough_operations_is_read_by_pages() -> None:
    """It takes five."""
    with shop_on() as shop:
        placed = lives(shop)
        for _ in range(5):
            shop.store.bulk.run(
                "{ orders { edges { node { id } } } }", grouped=True, now=shop.clock()
            )

        assert len(told(pages(shop))) == len(placed)


def test_a_few_orders_are_read_by_pages() -> None:
    """Before an operation would have begun."""
    with shop_on() as shop:
        placed = lives(shop)

        assert len(told(pages(shop, worth_it=1_000))) == len(placed)
        assert shop.asked("RunBulk") == 0


@pytest.mark.parametrize(
    "rows",
    [
        [b"nonsense"],
        [b'{"id": "gid://shopify/LineItem/1", "__parentId": "gid://shopify/Order/1"}'],
    ],
)
def test_a_file_that_is_none_is_told(rows: list[bytes]) -> None:
    """Children whose order has not come are not put onto another."""
    with pytest.raises(Unintelligible):
        list(grouped(iter(rows)))
