"""What a Vendure order means for its goods, on a shop that books as Vendure does."""

from datetime import timedelta

import pytest

from connectors.fakes.vendure import stock
from connectors.fakes.vendure.records import Order
from ledger.snapshots import EventKind, OrderSnapshot
from tests.connectors.vendure.shops import Shop, happened, owed, packed, shop_on, taken

AT_FIRST = 100


def sold(shop: Shop, quantity: int) -> Order:
    """An order of so many A; there were a hundred."""
    shop.store.shop.add_variant("A", AT_FIRST, now=shop.clock())
    return shop.store.sell({"A": quantity}, now=shop.clock())


def explained(shop: Shop, order: Order) -> bool:
    """Whether the number shown and what the order has taken are what was there."""
    return stock.free(shop.store.shop.sold_as("A")) + taken(shop.line(order.id)) == AT_FIRST


def test_a_cart_holds_nothing_until_it_is_paid() -> None:
    """Though it stands in the list of orders."""
    with shop_on() as shop:
        shop.store.shop.add_variant("A", AT_FIRST, now=shop.clock())
        cart = shop.store.cart({"A": 3}, now=shop.clock())
        told = shop.one(cart.id)
        assert isinstance(told, OrderSnapshot)
        assert (told.status, told.lines) == ("ArrangingPayment", ())
        assert shop.ids() == []

        shop.store.pay(cart, now=shop.clock())

        assert owed(shop.line(cart.id)) == 3
        assert explained(shop, cart)


def test_a_pending_fulfilment_is_packed_and_not_gone() -> None:
    """Vendure takes its units from on hand already; what is for sale does not change."""
    with shop_on() as shop:
        order = sold(shop, 3)
        shop.store.fulfil(order, {"A": 2}, now=shop.clock())
        line = shop.line(order.id)

        assert (owed(line), packed(line), happened(line)) == (3, 2, [])
        assert explained(shop, order)


def test_what_was_shipped_left_once_however_it_is_called_later() -> None:
    """At the instant of the shipment, not of the delivery."""
    with shop_on() as shop:
        order = sold(shop, 3)
        parcel = shop.store.fulfil(order, now=shop.clock())
        left_at = shop.clock.advance()
        shop.store.move(order, parcel, "Shipped", now=left_at)
        shop.store.move(order, parcel, "Delivered", now=shop.clock.advance())
        line = shop.line(order.id)

        assert (owed(line), happened(line)) == (0, [(EventKind.SHIPPED, 3)])
        assert line.events[0].occurred_at == left_at
        assert explained(shop, order)


def test_a_channel_may_call_every_fulfilment_a_shipment() -> None:
    """Where staff never move them on."""
    with shop_on(shipped_states=("Pending", "Shipped", "Delivered")) as shop:
        order = sold(shop, 3)
        shop.store.fulfil(order, now=shop.clock())

        assert happened(shop.line(order.id)) == [(EventKind.SHIPPED, 3)]


@pytest.mark.parametrize(
    ("states", "events"),
    [
        ((), []),
        (("Shipped",), [(EventKind.SHIPPED, 3), (EventKind.SHIPMENT_UNDONE, 3)]),
        (("Shipped", "Delivered"), [(EventKind.SHIPPED, 3), (EventKind.SHIPMENT_UNDONE, 3)]),
    ],
)
def test_units_of_a_cancelled_fulfilment_are_owed_again(
    states: tuple[str, ...], events: list[tuple[EventKind, int]]
) -> None:
    """Also of an order that goes on being called delivered."""
    with shop_on() as shop:
        order = sold(shop, 3)
        parcel = shop.store.fulfil(order, now=shop.clock())
        shop.store.move(order, parcel, *states, "Cancelled", now=shop.clock.advance())
        line = shop.line(order.id)

        assert (owed(line), packed(line), happened(line)) == (3, 0, events)
        assert explained(shop, order)


def test_cancelled_before_shipping_nothing_is_owed() -> None:
    """Some of it, then the whole order."""
    with shop_on() as shop:
        order = sold(shop, 3)
        shop.store.cancel(order, {"A": 1}, now=shop.clock())
        assert owed(shop.line(order.id)) == 2
        shop.store.cancel(order, now=shop.clock())
        line = shop.line(order.id)

        assert (owed(line), happened(line), taken(line)) == (0, [], 0)
        assert explained(shop, order)


def test_cancelled_after_shipping_is_a_return_to_stock() -> None:
    """Vendure knows no other; it puts the units on hand again."""
    with shop_on() as shop:
        order = sold(shop, 3)
        shop.store.ship(order, now=shop.clock())
        back_at = shop.clock.advance()
        shop.store.cancel(order, {"A": 2}, now=back_at)
        line = shop.line(order.id)

        assert happened(line) == [(EventKind.SHIPPED, 3), (EventKind.RETURNED_SELLABLE, 2)]
        assert line.events[1].occurred_at == back_at
        assert explained(shop, order)


def test_a_partial_cancellation_gives_the_same_unit_back_twice() -> None:
    """Of 4 with 3 shipped, 1 is cancelled: it never left, and the shop shows 2 more."""
    with shop_on() as shop:
        order = sold(shop, 4)
        shop.store.ship(order, {"A": 3}, now=shop.clock())
        before = stock.free(shop.store.shop.sold_as("A"))
        shop.store.cancel(order, {"A": 1}, now=shop.clock.advance())
        line = shop.line(order.id)

        assert stock.free(shop.store.shop.sold_as("A")) == before + 2
        assert (owed(line), happened(line)) == (0, [(EventKind.SHIPPED, 3)])
        # A reading by what remains of the line would say 3, and the shop oversells by one.
        assert taken(line) == 2
        assert explained(shop, order)


def test_cancelled_before_its_shipment_a_unit_comes_back_once() -> None:
    """The same numbers in the end; only the order's history tells the two apart."""
    with shop_on() as shop:
        order = sold(shop, 4)
        shop.store.cancel(order, {"A": 1}, now=shop.clock.advance())
        shop.store.ship(order, {"A": 3}, now=shop.clock.advance())

        assert taken(shop.line(order.id)) == 3
        assert explained(shop, order)


def test_a_database_whose_clock_is_behind_changes_nothing() -> None:
    """The server says when an order was placed, the database when units were cancelled."""
    with shop_on() as shop:
        order = sold(shop, 4)
        shop.store.cancel(order, {"A": 1}, now=shop.clock())
        assert order.placed is not None
        order.placed += timedelta(seconds=3)

        assert taken(shop.line(order.id)) == 3
        assert explained(shop, order)


def test_more_is_cancelled_than_was_still_here() -> None:
    """One had not left, the other came back."""
    with shop_on() as shop:
        order = sold(shop, 4)
        shop.store.ship(order, {"A": 3}, now=shop.clock())
        shop.store.cancel(order, {"A": 2}, now=shop.clock.advance())

        assert happened(shop.line(order.id)) == [
            (EventKind.SHIPPED, 3),
            (EventKind.RETURNED_SELLABLE, 1),
        ]
        assert explained(shop, order)


def test_a_packed_unit_is_unpacked_when_it_is_cancelled() -> None:
    """It never left; the fulfilment stays as it is."""
    with shop_on() as shop:
        order = sold(shop, 3)
        shop.store.fulfil(order, now=shop.clock())
        shop.store.cancel(order, {"A": 1}, now=shop.clock.advance())
        line = shop.line(order.id)

        assert (owed(line), packed(line), happened(line)) == (2, 2, [])
        assert explained(shop, order)


def test_a_cancelled_orders_parcel_may_leave_all_the_same() -> None:
    """Vendure lets it: the units are believed to be gone, and a person is asked."""
    with shop_on() as shop:
        order = sold(shop, 3)
        parcel = shop.store.fulfil(order, now=shop.clock())
        shop.store.cancel(order, now=shop.clock.advance())
        shop.store.move(order, parcel, "Shipped", now=shop.clock.advance())
        line = shop.line(order.id)

        assert (order.state, owed(line)) == ("Cancelled", 0)
        assert happened(line) == [(EventKind.SHIPPED, 3), (EventKind.REFUNDED, 3)]
        assert explained(shop, order)


def test_a_refund_of_lines_asks_where_the_goods_are() -> None:
    """Nothing is restocked by it, and an amount or a failed refund says nothing at all."""
    with shop_on() as shop:
        order = sold(shop, 3)
        shop.store.refund(order, {"A": 1}, now=shop.clock())
        assert owed(shop.line(order.id)) == 3
        shop.store.ship(order, now=shop.clock.advance())
        shop.store.refund(order, now=shop.clock.advance())
        shop.store.refund(order, {"A": 2}, now=shop.clock())
        order.refunds[-1].state = "Failed"

        assert happened(shop.line(order.id)) == [(EventKind.SHIPPED, 3), (EventKind.REFUNDED, 1)]
        assert explained(shop, order)


def test_a_refund_together_with_a_cancellation_is_one_return() -> None:
    """Which of the two was made first does not matter."""
    with shop_on() as shop:
        order = sold(shop, 3)
        shop.store.ship(order, now=shop.clock())
        shop.store.refund(order, {"A": 1}, now=shop.clock.advance())
        shop.store.cancel(order, {"A": 1}, now=shop.clock.advance())

        assert happened(shop.line(order.id)) == [
            (EventKind.SHIPPED, 3),
            (EventKind.RETURNED_SELLABLE, 1),
        ]


def test_a_modified_order_is_owed_as_it_stands() -> None:
    """Down, up, and with a line that was not there."""
    with shop_on() as shop:
        order = sold(shop, 3)
        shop.store.shop.add_variant("B", AT_FIRST, now=shop.clock())
        for quantity in (1, 5, 4):
            shop.store.modify(order, "A", quantity, now=shop.clock.advance())
            assert owed(shop.line(order.id)) == quantity
            assert explained(shop, order)
        shop.store.modify(order, "B", 2, now=shop.clock.advance())
        told = shop.one(order.id)

        assert isinstance(told, OrderSnapshot)
        assert [(line.sku, owed(line), taken(line)) for line in told.lines] == [
            ("A", 4, 4),
            ("B", 2, 2),
        ]


@pytest.mark.parametrize(("track", "everywhere"), [("FALSE", True), ("INHERIT", False)])
def test_what_the_shop_does_not_count_has_no_number(track: str, everywhere: bool) -> None:
    """It is owed all the same."""
    with shop_on() as shop:
        shop.store.shop.add_variant("A", AT_FIRST, now=shop.clock(), track=track)
        shop.store.shop.track_inventory = everywhere
        order = shop.store.sell({"A": 3}, now=shop.clock())
        line = shop.line(order.id)

        assert shop.listing("A").numbers == ()
        assert (owed(line), line.held) == (3, ())


def test_a_deleted_variant_changes_nothing_of_its_orders() -> None:
    """The line keeps its listing and its SKU."""
    with shop_on() as shop:
        order = sold(shop, 3)
        shop.store.shop.sold_as("A").deleted = True
        line = shop.line(order.id)

        assert (line.sku, line.listing_id, owed(line)) == ("A", "1", 3)
        assert list(shop.connector.listings()) == []


def test_a_server_that_hides_its_ids_is_understood_by_its_present_state() -> None:
    """The history then names fulfilments and lines that nobody knows."""
    with shop_on() as shop:
        order = sold(shop, 4)
        shop.store.ship(order, {"A": 2}, now=shop.clock())
        shop.store.cancel(order, {"A": 1}, now=shop.clock())
        order.history.clear()
        line = shop.line(order.id)

        assert (owed(line), happened(line)) == (1, [(EventKind.SHIPPED, 2)])


def test_money_is_without_tax_and_in_millionths() -> None:
    """Vendure keeps hundredths."""
    with shop_on() as shop:
        assert shop.line(sold(shop, 3).id).net_amount == 30_000_000
