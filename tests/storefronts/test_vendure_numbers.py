"""Numbers of a real Vendure server and the book, compared both ways after each step."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from jobs.storefronts.sync import Cycle
from tests.storefronts.vendure_book import Book, book_of
from tests.storefronts.vendure_desk import Desk
from tests.storefronts.vendure_shopper import Cart

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("vendure")]


def test_other_channels_sales_reach_the_shop(desk: Desk, book: Book) -> None:
    """And goods that come in; with nothing changed, no number is written."""
    sku = book.items[0]
    desk.sell({sku: 3})
    book.send_elsewhere(sku, 40)
    book.agrees(available=57, committed=3)
    assert desk.levels(sku)[desk.locations["Default Stock Location"]] == (60, 3)
    book.receive(sku, 5)
    book.agrees(available=62, committed=3)

    assert book.sync().pushed == 0


def test_goods_leave_from_another_stock_location(desk: Desk, book_url: str) -> None:
    """Where Vendure allocates it tells nobody; the sum of its locations is right all the same."""
    sku = desk.new_sku()
    desk.add_product(sku, 3, 7)
    with book_of(desk, book_url, {sku: 10}) as book:
        first, second = desk.sell({sku: 3}), desk.sell({sku: 2})
        assert [units for _, units in desk.levels(sku).values()] == [3, 2, 0]
        book.agrees(available=5, committed=5)
        desk.ship(second)
        book.agrees(available=5, committed=3)
        desk.cancel(second)
        book.agrees(available=7, committed=3)
        desk.ship(first)
        book.send_elsewhere(sku, 6)
        book.agrees(available=1)


def test_one_mapped_stock_location_leaves_the_other_alone(desk: Desk, book_url: str) -> None:
    """Its own number is written."""
    sku = desk.new_sku()
    desk.add_product(sku, 0, 7)
    boston = desk.locations["Boston"]
    with book_of(desk, book_url, {sku: 7}, locations={boston: "main"}) as book:
        desk.sell({sku: 2})
        book.agrees(available=5, committed=2)
        book.send_elsewhere(sku, 1)
        book.agrees(available=4, committed=2)
        assert desk.levels(sku)[boston] == (6, 2)


def test_a_kit_is_our_own_recipe(desk: Desk, book_url: str) -> None:
    """Vendure knows none: its parts are booked, and both numbers follow."""
    mug, box = desk.new_sku(), desk.new_sku()
    kit = desk.new_sku()
    desk.add_product(mug, 10)
    desk.add_product(kit, 0)
    stocked = {mug: 10, box: 4}
    with book_of(desk, book_url, stocked, kits={kit: {mug: 2, box: 1}}) as book:
        book.settle()
        assert (desk.free(mug), desk.free(kit)) == (10, 4)
        order_id = desk.sell({kit: 1})
        book.agrees(available=8, committed=2, sku=mug)
        assert (desk.free(mug), desk.free(kit)) == (8, 3)
        desk.ship(order_id)
        book.agrees(available=8, sku=mug)
        assert (book.level(box), book.problems()) == (3, [])


def test_staff_type_a_number(desk: Desk, book: Book) -> None:
    """The daily look at every number finds it, tells it, and writes it over once."""
    sku = book.items[0]
    desk.set_stock(sku, 80)
    book.settle(audit=True)

    assert [kind for kind, _ in book.incidents()] == ["drift"]
    book.agrees(available=100)


def test_a_deleted_variant_stops_nobody(desk: Desk, book: Book) -> None:
    """Its orders stay booked, and its number is refused as gone."""
    sku = book.items[0]
    order_id = desk.sell({sku: 3})
    book.agrees(available=97, committed=3)
    desk.delete_variant(sku)
    desk.ship(order_id)
    book.send_elsewhere(sku, 1)
    book.settle()

    assert (book.level(sku), book.level(sku, "committed")) == (96, 0)
    assert [kind for kind, _ in book.incidents()] == ["push_refused"]


def test_oversold_is_shown_as_nothing(desk: Desk, book: Book) -> None:
    """Two shops sold the last ones."""
    sku = book.items[0]
    desk.sell({sku: 3})
    book.send_elsewhere(sku, 99)
    book.settle()

    assert (book.level(sku), desk.free(sku)) == (-2, 0)
    assert book.sync(Cycle(audit=True)).pushed == 0


def test_payments_at_one_moment_oversell_nothing(desk: Desk, book: Book) -> None:
    """Vendure may lose allocations of a variant that several shoppers pay for at once."""
    sku = book.items[0]
    carts = [desk.cart({sku: 1}) for _ in range(8)]
    with ThreadPoolExecutor(len(carts)) as shoppers:
        list(shoppers.map(Cart.pay, carts))

    book.agrees(available=92, committed=8)


def test_the_last_ones_are_paid_for_twice(desk: Desk, book_url: str) -> None:
    """Vendure takes no more than it has; goods come in, one order is cancelled, one leaves."""
    sku = desk.new_sku()
    desk.add_product(sku, 3)
    with book_of(desk, book_url, {sku: 3}) as book:
        carts = [desk.cart({sku: 3}) for _ in range(2)]
        for cart in carts:
            cart.pay()
        book.settle()
        assert (book.level(sku), desk.free(sku)) == (-3, 0)
        assert book.incidents() == []
        book.receive(sku, 5)
        book.agrees(available=2, committed=6)
        desk.cancel(carts[1].order_id)
        book.agrees(available=5, committed=3)
        desk.ship(carts[0].order_id)
        book.agrees(available=5)
