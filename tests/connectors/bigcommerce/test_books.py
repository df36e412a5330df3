"""Book and fake store agree after each step, under the store's own settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest

from connectors.fakes.bigcommerce import Manners, StockRules
from connectors.fakes.bigcommerce.records import AWAITING_FULFILMENT, CANCELLED, COMPLETED
from jobs.storefronts.sync import Cycle
from tests.connectors.bigcommerce.stores import MAPPED, Store, store_on
from tests.storefronts.books import Book, book_on

pytestmark = pytest.mark.slow

LATE: Final = "order_completed_or_shipped"
ALL_RULES: Final = [
    StockRules(when=when, endings=endings)
    for when in ("order_placed", LATE)
    for endings in (True, False)
]

CYCLES: Final = 4
"""A number that was written is looked at again once it is proved."""

Goods = tuple[int, int, int]
"""Available and committed in the book, and what the store shows."""


@contextmanager
def pair(url: str, rules: StockRules) -> Iterator[tuple[Store, Book]]:
    with store_on() as store:
        store.fake.set_rules(rules)
        with book_on(
            url,
            store.connector,
            clock=store.clock,
            sleep=store.clock.pass_by,
            mapped=MAPPED,
            calls=store.http.calls,
        ) as book:
            yield store, book


def after_cycles(store: Store, book: Book, code: str = "austin", *, audit: bool = False) -> Goods:
    for _ in range(CYCLES):
        store.clock.advance(120)
        book.sync(Cycle(audit=audit))
    assert book.problems() == []
    line = book.line("A", code)
    site = {"austin": "1", "boston": "2"}[code]
    return line.available, line.committed, store.shown_at("A", site)


@pytest.mark.parametrize("rules", ALL_RULES, ids=str)
def test_a_life_of_orders_ends_in_the_right_numbers(rules: StockRules, database_url: str) -> None:
    """Sold, edited, shipped in part, cancelled: shoppers see what is available, no more."""
    with pair(database_url, rules) as (store, book):
        assert after_cycles(store, book) == (1_000, 0, 1_000)
        order, other = store.place({"A": 5}), store.place({"A": 2})
        assert after_cycles(store, book) == (993, 7, 993)

        store.fake.edit(order, "A", 4, now=store.now())
        store.fake.ship(order, {"A": 1}, now=store.now())
        assert after_cycles(store, book) == (994, 5, 994)

        store.fake.ship(order, {"A": 3}, now=store.now())
        store.fake.set_status(other, CANCELLED, now=store.now())
        assert after_cycles(store, book) == (996, 0, 996)

        store.fake.set_status(order, CANCELLED, now=store.now())
        assert after_cycles(store, book) == (996, 0, 996)


@pytest.mark.parametrize("rules", ALL_RULES, ids=str)
def test_a_refund_brings_nothing_back_until_someone_says_so(
    rules: StockRules, database_url: str
) -> None:
    """The store puts whole refunds back into its number; the goods are with the buyer."""
    with pair(database_url, rules) as (store, book):
        order = store.place({"A": 5})
        store.fake.ship(order, {"A": 5}, now=store.clock.advance())
        assert after_cycles(store, book) == (995, 0, 995)

        store.fake.refund(order, {"A": 2}, now=store.now())
        assert after_cycles(store, book) == (995, 0, 995)
        store.fake.refund(order, {"A": 3}, now=store.now())
        assert after_cycles(store, book) == (995, 0, 995)


@pytest.mark.parametrize("rules", ALL_RULES, ids=str)
def test_picked_up_goods_leave_their_own_location(rules: StockRules, database_url: str) -> None:
    """Austin keeps its number."""
    with pair(database_url, rules) as (store, book):
        order = store.place({"A": 4}, pickup_at=2, status=8)
        assert after_cycles(store, book, "boston") == (996, 4, 996)
        store.fake.set_status(order, COMPLETED, now=store.now())
        assert after_cycles(store, book, "boston") == (996, 0, 996)
        assert after_cycles(store, book) == (1_000, 0, 1_000)


@pytest.mark.parametrize("rules", ALL_RULES, ids=str)
def test_shipments_that_staff_delete_are_owed_again(rules: StockRules, database_url: str) -> None:
    """A mistake undone."""
    with pair(database_url, rules) as (store, book):
        order = store.place({"A": 4})
        store.fake.ship(order, {"A": 4}, now=store.clock.advance())
        assert after_cycles(store, book) == (996, 0, 996)
        store.fake.delete_shipments(order, now=store.now())
        assert order.status == AWAITING_FULFILMENT
        assert after_cycles(store, book) == (996, 4, 996)


def test_edits_that_the_store_does_not_follow_are_mended_by_the_daily_look(
    database_url: str,
) -> None:
    """No order explains the number: told as drift, and written once."""
    with pair(database_url, StockRules(edits=False)) as (store, book):
        order = store.place({"A": 3})
        assert after_cycles(store, book) == (997, 3, 997)
        store.fake.edit(order, "A", 5, now=store.now())
        assert after_cycles(store, book) == (995, 5, 997)

        assert after_cycles(store, book, audit=True) == (995, 5, 995)


def test_a_store_that_sold_itself_is_not_written_to(database_url: str) -> None:
    """It is right already; and a quiet store costs a pull and no more."""
    with pair(database_url, StockRules()) as (store, book):
        store.place({"A": 3})
        after_cycles(store, book)
        assert store.seen("/adjustments/absolute") == []

        store.clock.advance(1_200)
        book.sync()
        store.clock.advance(1_200)
        answer = book.sync()
        # Settings, living orders, archived orders, refunds.
        assert (answer.calls, answer.orders, answer.pushed) == (4, 0, 0)


def test_a_number_applied_late_is_waited_for_and_never_written_twice(database_url: str) -> None:
    """In doubt for as long as it may still come."""
    with pair(database_url, StockRules()) as (store, book):
        after_cycles(store, book)
        store.fake.shop.manners = Manners()
        store.fake.shop.manners.applied_after *= 180
        book.receive("A", 50, "austin")
        store.clock.advance(120)
        assert "1 number written without an answer" in (book.tried().error or "")
        assert len(store.seen("/adjustments/absolute")) == 1

        assert after_cycles(store, book) == (1_050, 0, 1_050)
        for _ in range(10):
            store.clock.advance(120)
            book.sync()
        assert len(store.seen("/adjustments/absolute")) == 1
        assert after_cycles(store, book) == (1_050, 0, 1_050)
