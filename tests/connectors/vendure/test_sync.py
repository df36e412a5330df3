"""A book and a fake Vendure server: what Vendure books wrongly does not stay so."""

from datetime import datetime, timedelta

import pytest

from connectors.fakes.fronts import Request, Response, Storefront
from tests.connectors.vendure.books import book_beside


def test_lost_allocations_are_told_and_mended(database_url: str) -> None:
    """Of two payments at once one is forgotten by Vendure, which would sell its units again.

    On a brisk day it happens again, and is no reason to write no more.
    """
    with book_beside(database_url) as book:
        for left in (6, 2):
            cart = book.shop.store.cart({"A": 4}, now=book.shop.clock())
            book.shop.store.pay(cart, now=book.shop.clock(), lost=True)
            assert book.free() == left + 4
            book.settle()

            assert (book.available(), book.free()) == (left, left)
        assert book.incidents() == ["drift"]


@pytest.mark.slow
def test_the_last_ones_are_paid_for_twice(database_url: str) -> None:
    """Vendure takes what it has and no more, so that it gives back less: it never shows too much.

    Goods come in, the second order is cancelled, and the first one leaves.
    """
    with book_beside(database_url) as book:
        store, clock = book.shop.store, book.shop.clock
        carts = [store.cart({"A": 8}, now=clock()) for _ in range(2)]
        first, second = [store.pay(cart, now=clock()) for cart in carts]
        book.settle()
        assert (book.available(), book.free()) == (-6, 0)
        assert book.incidents() == []
        book.move(9)
        book.settle()
        assert (book.available(), book.free()) == (3, 3)
        store.cancel(second, {"A": 8}, now=clock())
        book.settle()
        assert (book.available(), book.free()) == (11, 11)
        store.ship(first, now=clock())
        book.settle()
        assert (book.available(), book.free()) == (11, 11)


def test_a_unit_given_back_twice_is_written_over_at_once(database_url: str) -> None:
    """It is no drift: the order's history explains it."""
    with book_beside(database_url) as book:
        order = book.shop.store.sell({"A": 4}, now=book.shop.clock())
        book.shop.store.ship(order, {"A": 3}, now=book.shop.clock())
        book.settle()
        book.shop.store.cancel(order, {"A": 1}, now=book.shop.clock())
        assert (book.available(), book.free()) == (6, 8)
        book.settle()

        assert (book.available(), book.free()) == (7, 7)
        assert book.incidents() == []


def test_what_is_packed_around_our_write_and_undone_is_written_over(database_url: str) -> None:
    """No line of the order shows it at the next pull, and two units too many are for sale."""
    with book_beside(database_url) as book:
        store, clock, packed = book.shop.store, book.shop.clock, []
        order = store.sell({"A": 2}, now=clock())
        book.settle()

        def packing(storefront: Storefront, request: Request, now: datetime) -> Response:
            packed.append(store.fulfil(order, now=now))
            return storefront.handle(request, now)

        book.shop.mischief.plan(packing, when=lambda request: b"WriteLevels" in request.body)
        book.move(-3)
        book.sync()
        store.move(order, packed[0], "Cancelled", now=clock())
        assert (book.available(), book.free()) == (5, 7)
        book.settle()

        assert (book.available(), book.free()) == (5, 5)
        assert book.incidents() == []


def test_nothing_changed_is_no_number_read(database_url: str) -> None:
    """After a sale of the shop's own its number is looked at once, and written only if wrong."""
    with book_beside(database_url) as book:
        book.shop.store.sell({"A": 2}, now=book.shop.clock())
        first, second = book.sync(), book.sync()

        assert (first.pushed, first.calls) == (0, 3)
        assert (second.pushed, second.calls) == (0, 2)


def test_an_order_that_is_seen_late_is_never_sold_twice(database_url: str) -> None:
    """Our write passes over its reading and not over its units."""
    with book_beside(database_url) as book:
        book.shop.store.late = timedelta(seconds=4)
        book.move(-3)
        # The next cycle begins a minute from now: a second after this sale, and before it is seen.
        book.shop.store.sell({"A": 2}, now=book.shop.clock() + timedelta(seconds=59))
        book.settle()

        assert (book.available(), book.free()) == (5, 5)
        assert book.incidents() == []
