"""Questions that every cycle asks cost the same however many orders lie behind.

Counted in the steps of SQLite's own machine, since no time may decide a test.
"""

from typing import Any

from ledger.database import Reading
from ledger.parked import parked_lines
from tests.ledger.books import Book, book_of
from tests.ledger.stories import line, order, shipped

FEW, MANY = 20, 200


def book_shipped(book: Book, numbers: range) -> None:
    """Orders that are over: placed, shipped, and never looked at again."""
    book.book(*(order(line(0, shipped(1)), order_id=str(number)) for number in numbers))


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
    spent = []
    with book_of(sqlite_url, "A") as book:
        for numbers in (range(FEW), range(FEW, MANY)):
            book_shipped(book, numbers)
            with book.database.reading() as tx:
                counted = steps(tx)
                assert parked_lines(tx, 1) == 0
                spent.append(counted[0])

    assert spent[0] == spent[1]
