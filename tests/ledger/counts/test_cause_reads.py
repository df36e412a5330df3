"""What the book knows that may explain why a count differs, on both engines."""

from collections.abc import Iterator

import pytest

from ledger.counts.cause_reads import (
    ExpectedReturn,
    OwingOrder,
    Supply,
    expected_returns,
    master_data,
    owing_orders,
    own_locations,
    receipts,
    supplies,
)
from ledger.instants import to_micros
from ledger.items import save_items
from ledger.said import ItemRecord
from ledger.snapshots import EventKind
from ledger.values import OPENING, State, place
from tests.ledger.books import ANNEX, MAIN, Book, book_of, receipt
from tests.ledger.stories import event, hours, line, order, shipped

INCOMING = place("main", State.INCOMING)
TRAVELLING = place("main", State.IN_TRANSIT)


@pytest.fixture
def book(database_url: str) -> Iterator[Book]:
    with book_of(database_url, "A", "B") as opened:
        yield opened


def ids(book: Book) -> tuple[int, int]:
    (a,), (b,) = book.rows("SELECT id FROM item ORDER BY sku")
    assert isinstance(a, int)
    assert isinstance(b, int)
    return a, b


def main_id(book: Book) -> int:
    with book.database.reading() as tx:
        return next(number for number, code in own_locations(tx) if code == "main")


def at(number: float) -> int:
    return to_micros(hours(number))


def test_master_data_is_of_the_items_asked_for(book: Book) -> None:
    """Name and pack size; of nothing it is nothing."""
    a, _ = ids(book)
    with book.database.writing() as tx:
        save_items(tx, [ItemRecord(sku="A", name="Tea", pack_size=12)])
        assert master_data(tx, [a]) == {a: ("Tea", 12)}
        assert master_data(tx, []) == {}


def test_what_is_still_incoming_is_what_came_last(book: Book) -> None:
    """Sixty came of the first order, so the second is open; then a part of that came too."""
    a, b = ids(book)
    book.post(receipt("1", quantity=60, destination=INCOMING, at=1))
    book.post(receipt("2", quantity=24, destination=INCOMING, at=2))
    book.post(receipt("3", quantity=60, source=INCOMING, at=3))
    with book.database.reading() as tx:
        whole = supplies(tx, main_id(book), State.INCOMING, [a, b])
    book.post(receipt("4", quantity=4, source=INCOMING, at=4))
    with book.database.reading() as tx:
        part = supplies(tx, main_id(book), State.INCOMING, [a, b])

    assert whole == {a: (Supply(at=at(2), units=24),)}
    assert part == {a: (Supply(at=at(2), units=20),)}


def test_what_travels_says_where_it_left(book: Book) -> None:
    """And nothing of what travels elsewhere."""
    a, _ = ids(book)
    book.post(receipt("1", quantity=9, source=ANNEX, destination=TRAVELLING, at=1))
    away = place("annex", State.IN_TRANSIT)
    book.post(receipt("2", quantity=5, source=MAIN, destination=away, at=1))

    with book.database.reading() as tx:
        found = supplies(tx, main_id(book), State.IN_TRANSIT, [a])

    assert found == {a: (Supply(at=at(1), units=9, origin="annex"),)}


def test_receipts_are_what_suppliers_brought(book: Book) -> None:
    """Ordered before or not; opening stock, other places and older ones are none."""
    a, _ = ids(book)
    book.post(receipt("1", quantity=5, at=1), receipt("2", quantity=6, at=3))
    book.post(receipt("3", quantity=7, destination=INCOMING, at=3))
    book.post(receipt("4", quantity=7, source=INCOMING, at=4))
    book.post(receipt("5", quantity=8, source=OPENING, at=4))
    book.post(receipt("6", quantity=8, destination=ANNEX, at=4))

    with book.database.reading() as tx:
        found = receipts(tx, main_id(book), [a], since=at(2))

    assert found == {a: ((at(4), 7), (at(3), 6))}


def test_open_orders_are_told_by_what_they_hold_here(book: Book) -> None:
    """Lines of one order together; shipped and foreign ones are none."""
    a, b = ids(book)
    two_lines = (line(2), line(3, line_id="2"), line(4, line_id="3", listing_id="B"))
    book.book(order(*two_lines, order_id="1", stamp=1, placed=1))
    book.book(order(line({"annex": 5}), order_id="2", stamp=1))
    book.book(order(line(0, shipped(5)), order_id="3", stamp=2))

    with book.database.reading() as tx:
        found = owing_orders(tx, main_id(book), {a})

    assert found == {a: (OwingOrder(channel="shop", order_id="1", placed_at=at(1), units=5),)}
    assert b not in found


def test_refunded_goods_are_expected_back(book: Book) -> None:
    """By the number that settles them."""
    a, b = ids(book)
    refunded = line(0, shipped(5, at=1), event(EventKind.REFUNDED, 3, at=2))
    book.book(order(refunded, stamp=3))

    with book.database.reading() as tx:
        found = expected_returns(tx, {a, b})
    ((number,),) = book.rows("SELECT id FROM order_line")

    assert isinstance(number, int)
    assert found == {
        a: (ExpectedReturn(line=number, channel="shop", order_id="1001", quantity=3, units=3),)
    }  # fmt: skip
