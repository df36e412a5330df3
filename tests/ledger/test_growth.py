"""Questions that every cycle asks cost the same however many orders lie behind.

Counted in the steps of SQLite's own machine, since no time may decide a test.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ledger.counts.open_goods import open_goods
from ledger.database import Reading
from ledger.orders.parked import parked_lines
from ledger.orders.vanished import open_orders_unread_since
from ledger.pushing.state import Base
from ledger.pushing.stock_keys import load_keys, save_states
from tests.ledger.books import Book, book_of
from tests.ledger.stories import hours, line, order, shipped

FEW, MANY = 20, 200


def book_shipped(book: Book, numbers: range) -> None:
    """Orders that are over: placed, shipped, and never looked at again."""
    book.book(*(order(line(0, shipped(1), taken=1), order_id=str(number)) for number in numbers))


def settle(book: Book) -> None:
    """As a push leaves the stock keys: what was taken until now is summed up."""
    with book.database.writing() as tx:
        base = Base(0, tx.last_sequence())
        keys = load_keys(tx, [1])
        save_states(tx, [(key.id, replace(key.state, base=base, due=0)) for key in keys])


def steps(tx: Reading) -> list[int]:
    """Counts, in its one number, every step from now on."""
    counted = [0]

    def count() -> int:
        counted[0] += 1
        return 0

    driver: Any = tx.connection.connection.driver_connection
    driver.set_progress_handler(count, 1)
    return counted


def test_counting_parked_lines_passes_by_what_is_booked(sqlite_url: str) -> None:
    """Ten times the finished orders, the same few steps."""
    few, many = spent_beside_finished_orders(sqlite_url, lambda tx: parked_lines(tx, 1))

    assert few == many


def test_looking_for_goods_that_may_come_back_passes_by_those_that_do_not(sqlite_url: str) -> None:
    """Few buyers send anything back."""
    few, many = spent_beside_finished_orders(sqlite_url, lambda tx: open_goods(tx, 1, {1: 0}))

    assert few == many


def test_looking_for_unread_orders_passes_by_those_that_are_over(sqlite_url: str) -> None:
    """Only what still owes goods is looked at."""
    few, many = spent_beside_finished_orders(
        sqlite_url, lambda tx: open_orders_unread_since(tx, 1, hours(1000), limit=10)
    )

    assert few == many


def test_adding_up_what_is_reserved_passes_by_what_was_only_taken(sqlite_url: str) -> None:
    """A shop that never reserves pays nothing for its long history of sales."""
    few, many = spent_beside_finished_orders(sqlite_url, lambda tx: load_keys(tx, [1]))

    assert few == many


def spent_beside_finished_orders(url: str, ask: Callable[[Reading], object]) -> list[int]:
    """SQLite's steps for a question, after a few finished orders and after many."""
    spent = []
    with book_of(url, "A") as book:
        for numbers in (range(FEW), range(FEW, MANY)):
            book_shipped(book, numbers)
            settle(book)
            with book.database.reading() as tx:
                counted = steps(tx)
                ask(tx)
                spent.append(counted[0])
    return spent
