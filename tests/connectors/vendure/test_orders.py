"""Orders that changed are told, though hardly anything of Vendure says that they did."""

from datetime import timedelta

import pytest

from connectors.errors import NotAuthorised, Unintelligible
from connectors.fakes import mischief
from connectors.fakes.vendure.records import Order
from connectors.vendure import window
from ledger.snapshots import Gone, OrderSnapshot, Unreadable
from tests.connectors.vendure.shops import Shop, happened, owed, shop_on

LONG: int = 3_600
"""Seconds: far longer than any overlap."""


def with_stock(shop: Shop) -> None:
    shop.store.shop.add_variant("A", 10_000, now=shop.clock())


def sold(shop: Shop, quantity: int = 1) -> Order:
    return shop.store.sell({"A": quantity}, now=shop.clock())


def delivered(shop: Shop, order: Order) -> None:
    parcel = shop.store.fulfil(order, now=shop.clock())
    shop.store.move(order, parcel, "Shipped", "Delivered", now=shop.clock())


def test_a_cart_that_is_paid_much_later_is_told() -> None:
    """Its `updatedAt` stays where the checkout began, before the last pull."""
    with shop_on() as shop:
        with_stock(shop)
        cart = shop.store.cart({"A": 1}, now=shop.clock())
        shop.clock.advance(LONG)
        told, cursor = shop.pull()
        assert told == []
        shop.clock.advance(LONG)
        shop.store.pay(cart, now=shop.clock())

        # Whoever asks for what was updated since the last pull is not told of it.
        assert cart.updated < shop.clock() - timedelta(seconds=LONG)
        assert shop.ids(cursor) == [str(cart.id)]


def test_what_is_shipped_and_delivered_between_two_pulls_is_told() -> None:
    """It is closed by then, and its stamp has not moved: it is told since it was open."""
    with shop_on() as shop:
        with_stock(shop)
        order = sold(shop)
        shop.clock.advance(LONG)
        _, cursor = shop.pull()
        shop.clock.advance(LONG)
        delivered(shop, order)
        shop.clock.advance(LONG)

        told, cursor = shop.pull(cursor)
        assert [(one.order_id, one.status) for one in told if isinstance(one, OrderSnapshot)] == [
            (str(order.id), "Delivered")
        ]
        assert shop.ids(cursor) == []


@pytest.mark.parametrize("quantity", [1, 5])
def test_every_open_order_is_told_at_every_pull(quantity: int) -> None:
    """A modification moves nothing else."""
    with shop_on() as shop:
        with_stock(shop)
        order = sold(shop, 3)
        shop.clock.advance(LONG)
        _, cursor = shop.pull()
        shop.store.modify(order, "A", quantity, now=shop.clock.advance(LONG))
        shop.clock.advance(LONG)

        (told,) = shop.pull(cursor)[0]
        assert isinstance(told, OrderSnapshot)
        assert owed(told.lines[0]) == quantity


def test_a_cancellation_of_a_closed_order_is_told() -> None:
    """It is one of the few deeds that move the stamp."""
    with shop_on() as shop:
        with_stock(shop)
        order = sold(shop)
        delivered(shop, order)
        shop.clock.advance(LONG)
        _, cursor = shop.pull()
        shop.store.cancel(order, now=shop.clock.advance(LONG))

        assert shop.ids(cursor) == [str(order.id)]


def test_a_cancelled_order_stays_open_while_a_parcel_may_leave() -> None:
    """Its state says that all is over."""
    with shop_on() as shop:
        with_stock(shop)
        order = sold(shop)
        parcel = shop.store.fulfil(order, now=shop.clock())
        shop.store.cancel(order, now=shop.clock())
        shop.clock.advance(LONG)
        _, cursor = shop.pull()
        shop.store.move(order, parcel, "Shipped", now=shop.clock.advance(LONG))

        assert shop.ids(cursor) == [str(order.id)]


def test_the_daily_look_back_finds_what_nothing_shows() -> None:
    """A delivered order's fulfilment is cancelled; from then on the order is open."""
    with shop_on() as shop:
        with_stock(shop)
        order = sold(shop)
        delivered(shop, order)
        shop.clock.advance(LONG)
        _, cursor = shop.pull()
        shop.store.move(order, order.fulfilments[0], "Cancelled", now=shop.clock.advance(LONG))
        found, cursor = shop.pull(cursor)
        assert found == []
        shop.clock.advance(24 * LONG)

        told, cursor = shop.pull(cursor)
        assert [owed(one.lines[0]) for one in told if isinstance(one, OrderSnapshot)] == [1]
        shop.clock.advance(LONG)
        assert shop.ids(cursor) == [str(order.id)]


def test_a_marketplaces_order_is_told_once() -> None:
    """Its sellers' orders are, which Vendure makes of it; the whole would count twice."""
    with shop_on() as shop:
        with_stock(shop)
        sold(shop, 3).type = "Aggregate"
        part = sold(shop, 3)
        part.type = "Seller"

        assert shop.ids() == [str(part.id)]


def test_an_order_that_is_seen_late_is_told_by_the_next_pull() -> None:
    """Two seconds were observed; the windows overlap by far more."""
    with shop_on() as shop:
        with_stock(shop)
        shop.store.late = timedelta(seconds=4)
        order = sold(shop)
        told, cursor = shop.pull()
        assert told == []
        shop.clock.advance(5)

        assert shop.ids(cursor) == [str(order.id)]


def test_orders_of_one_instant_fill_pages_without_loss() -> None:
    """A sale event: more of them than a page holds, exactly two pages, and one more."""
    with shop_on() as shop:
        with_stock(shop)
        placed = [sold(shop) for _ in range(200)]
        shop.clock.advance(1)
        placed.append(sold(shop))
        shop.clock.advance(LONG)

        assert shop.ids() == [str(one.id) for one in placed]


def test_orders_that_close_in_mid_pull_hide_no_other() -> None:
    """A paging by numbers would move up and pass over as many."""
    with shop_on() as shop:
        with_stock(shop)
        placed = []
        for _ in range(150):
            placed.append(sold(shop))
            shop.clock.advance(1)
        shop.clock.advance(2 * LONG)
        pages = shop.connector.orders("", since=shop.clock())
        told = {one.order_id for one in next(pages).orders}
        for order in placed[:20]:
            delivered(shop, order)
        for page in pages:
            told |= {one.order_id for one in page.orders}

        assert told == {str(one.id) for one in placed}


@pytest.mark.slow
def test_only_so_many_open_orders_are_remembered() -> None:
    """The newest: a request must stay below the server's limit."""
    with shop_on("plain") as shop:
        with_stock(shop)
        for _ in range(window.OPEN_MAX + 50):
            sold(shop)
        _, cursor = shop.pull()

        assert len(cursor) < 50_000
        assert len(shop.ids(cursor)) == window.OPEN_MAX + 50


def test_an_order_is_gone_only_by_vendures_own_word() -> None:
    """A key that may not read orders is told nothing, with HTTP 200."""
    with shop_on() as shop:
        with_stock(shop)
        order = sold(shop)
        assert isinstance(shop.one(order.id), OrderSnapshot)
        assert isinstance(shop.one(999), Gone)
        shop.store.rights.discard("ReadOrder")

        with pytest.raises(NotAuthorised, match="FORBIDDEN"):
            shop.one(order.id)
        with pytest.raises(NotAuthorised, match="FORBIDDEN"):
            shop.pull()


def test_an_order_that_is_none_is_kept_without_buyers_data() -> None:
    """The others of its page go through."""
    with shop_on("plain") as shop:
        with_stock(shop)
        sold(shop)
        odd = sold(shop)
        odd.lines[0].quantity = "many"  # type: ignore[assignment]  # a plugin's doing
        shop.mischief.plan(
            mischief.answering(
                200,
                b'{"data":{"globalSettings":{"trackInventory":true},"orders":{"items":['
                b'{"id":"7","state":"PaymentSettled","orderPlacedAt":"2026-03-02T08:00:00.000Z",'
                b'"createdAt":7,"lines":[],"email":"ada@buyers.example"}]}}}',
            ),
            when=lambda request: b"query Orders" in request.body,
        )
        (told,) = shop.pull()[0]

        assert isinstance(told, Unreadable)
        assert (told.order_id, told.kept) == ("7", "")
        assert "createdAt" in told.problem


def test_a_row_without_an_instant_ends_the_pull() -> None:
    """Nobody would know where the next page begins."""
    with shop_on() as shop:
        shop.mischief.plan(
            mischief.answering(
                200,
                b'{"data":{"globalSettings":{"trackInventory":true},"orders":{"items":[{"id":"7"}]}}}',
            ),
            when=lambda request: b"query Orders" in request.body,
        )
        with pytest.raises(Unintelligible, match="no id, state or date"):
            shop.pull()


def test_a_cursor_of_somebody_else_is_refused() -> None:
    """It is no reason to begin again."""
    with shop_on() as shop, pytest.raises(Unintelligible, match="none of ours"):
        shop.pull("page 7")


def test_nothing_says_when_an_order_changed() -> None:
    """Its stamp does not move, so that none is told."""
    with shop_on() as shop:
        with_stock(shop)
        order = sold(shop)
        delivered(shop, order)
        told = shop.one(order.id)

        assert isinstance(told, OrderSnapshot)
        assert told.stamp is None
        assert len(happened(told.lines[0])) == 1
