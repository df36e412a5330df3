"""Orders of a real Vendure server and the book, compared both ways after each step."""

from random import Random

import pytest

from jobs.goods.returns import read_returns, settle_return
from ledger.orders.planner import Outcome
from tests.storefronts.vendure_book import Book, book_of
from tests.storefronts.vendure_desk import Desk
from tests.storefronts.vendure_history import LYING, History

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("vendure")]


def test_a_sale_is_booked_shipped_and_delivered(desk: Desk, book: Book) -> None:
    """The shop's number is right by itself, so nothing is written."""
    sku = book.items[0]
    order_id = desk.sell({sku: 3})
    book.agrees(available=97, committed=3)
    fulfilment_id = desk.fulfil(order_id, {sku: 2})
    book.agrees(available=97, committed=3)
    desk.move_fulfilment(fulfilment_id, "Shipped")
    book.agrees(available=97, committed=1)
    desk.move_fulfilment(desk.fulfil(order_id, {sku: 1}), "Shipped", "Delivered")
    book.agrees(available=97)
    assert book.incidents() == []


def test_what_is_delivered_between_two_pulls_is_booked(desk: Desk, book: Book) -> None:
    """Long after its placing, so that neither stamp is within any overlap."""
    sku = book.items[0]
    order_id = desk.sell({sku: 3})
    book.agrees(available=97, committed=3)
    before = desk.order(order_id)["updatedAt"]
    desk.move_fulfilment(desk.fulfil(order_id), "Shipped", "Delivered")

    assert desk.order(order_id)["updatedAt"] == before
    book.agrees(available=97)


def test_a_cart_is_nothing_until_it_is_paid(desk: Desk, book: Book) -> None:
    """And paying it does not move its stamp."""
    sku = book.items[0]
    cart = desk.cart({sku: 3})
    book.agrees(available=100)
    before = desk.order(cart.order_id)["updatedAt"]
    cart.pay()

    assert desk.order(cart.order_id)["updatedAt"] == before
    book.agrees(available=97, committed=3)


def test_cancelled_before_and_after_shipping(desk: Desk, book: Book) -> None:
    """Some of it and all of it; what had left comes back to the shelf."""
    sku = book.items[0]
    order_id = desk.sell({sku: 5})
    book.agrees(available=95, committed=5)
    desk.cancel(order_id, {sku: 1})
    book.agrees(available=96, committed=4)
    desk.ship(order_id)
    book.agrees(available=96)
    desk.cancel(order_id, {sku: 1})
    book.agrees(available=97)
    desk.cancel(order_id)
    book.agrees(available=100)
    assert book.incidents() == []


def test_a_partial_cancellation_counts_twice_in_the_shop_only(desk: Desk, book: Book) -> None:
    """Of 4 with 3 shipped, 1 is cancelled: the shop shows 98 where 97 are, until we write."""
    sku = book.items[0]
    order_id = desk.sell({sku: 4})
    desk.ship(order_id, {sku: 3})
    book.agrees(available=96, committed=1)
    desk.cancel(order_id, {sku: 1})
    assert desk.free(sku) == 98

    book.agrees(available=97)
    assert book.incidents() == []


def test_cancelling_a_fulfilment_brings_its_units_back(desk: Desk, book: Book) -> None:
    """Packed ones, and shipped ones; then they leave all the same."""
    sku = book.items[0]
    order_id = desk.sell({sku: 3})
    desk.move_fulfilment(desk.fulfil(order_id), "Cancelled")
    book.agrees(available=97, committed=3)
    desk.move_fulfilment(desk.fulfil(order_id), "Shipped", "Cancelled")
    book.agrees(available=97, committed=3)
    desk.ship(order_id)
    book.agrees(available=97)


def test_a_cancelled_orders_parcel_that_leaves_is_asked_about(desk: Desk, book: Book) -> None:
    """Vendure puts its units back for sale; the book believes that they are gone."""
    sku = book.items[0]
    order_id = desk.sell({sku: 3})
    fulfilment_id = desk.fulfil(order_id)
    book.agrees(available=97, committed=3)
    desk.cancel(order_id)
    book.agrees(available=100)
    desk.move_fulfilment(fulfilment_id, "Shipped")
    book.agrees(available=97)


def test_a_refund_moves_nothing(desk: Desk, book: Book) -> None:
    """Of an amount, or of units: where those are, a person says."""
    sku = book.items[0]
    order_id = desk.sell({sku: 3})
    desk.ship(order_id)
    desk.refund(order_id)
    book.agrees(available=97)
    desk.refund(order_id, {sku: 1})
    book.agrees(available=97)
    with book.database.reading() as tx:
        assert tx.rows("SELECT sum(waiting) FROM order_line WHERE sku = ?", (sku,)) == [(1,)]


def test_what_comes_back_in_two_goes_and_in_part_damaged(desk: Desk, book: Book) -> None:
    """What was refunded and cancelled is sellable; of what was only refunded a person says that it
    is damaged, and it stays so when the shop then cancels it too.
    """
    sku = book.items[0]
    order_id = desk.sell({sku: 4})
    desk.ship(order_id)
    book.agrees(available=96)
    desk.cancel(order_id, {sku: 1})
    desk.refund(order_id, {sku: 1})
    book.agrees(available=97)
    desk.refund(order_id, {sku: 1})
    book.agrees(available=97)
    (waiting,) = read_returns(book.database).waiting
    at = book.clock()
    settle_return(book.database, waiting.id, Outcome.DAMAGED, 1, location="main", at=at)
    book.agrees(available=97)
    assert book.level(sku, "damaged") == 1
    desk.cancel(order_id, {sku: 1})
    book.agrees(available=97)
    assert (book.level(sku, "damaged"), book.incidents()) == (1, [])


def test_a_modified_order_is_booked_as_it_stands(desk: Desk, book: Book, book_url: str) -> None:
    """Down, up with another payment, and down again after some of it was shipped."""
    sku = book.items[0]
    order_id = desk.sell({sku: 3})
    book.agrees(available=97, committed=3)
    desk.modify(order_id, sku, 1)
    book.agrees(available=99, committed=1)
    other = desk.sell({sku: 2})
    desk.modify(other, sku, 5)
    book.agrees(available=94, committed=6)
    desk.ship(other, {sku: 2})
    book.agrees(available=94, committed=4)


def test_a_line_is_added_to_an_order(desk: Desk, book_url: str) -> None:
    """A new one, of another item."""
    first, second = desk.new_sku(), desk.new_sku()
    desk.add_product(first, 10)
    desk.add_product(second, 20)
    with book_of(desk, book_url, {first: 10, second: 20}) as book:
        order_id = desk.sell({first: 1})
        book.agrees(available=9, committed=1)
        desk.modify(order_id, second, 4)
        book.agrees(available=16, committed=4, sku=second)


def test_book_and_server_agree_whatever_happens(desk: Desk, book_url: str) -> None:
    """Twenty deeds at random with an item and a kit of two of it; all is compared after each."""
    mug, pair = desk.new_sku(), desk.new_sku()
    desk.add_product(mug, LYING)
    desk.add_product(pair, 0)
    with book_of(desk, book_url, {mug: LYING}, kits={pair: {mug: 2}}) as book:
        book.settle()
        History(desk, book, Random(0), {mug: 1, pair: 2}).goes_on(20)
