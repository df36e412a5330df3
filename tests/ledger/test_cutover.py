"""The opening instant: what is in an opening stock is not booked a second time."""

from datetime import timedelta

import pytest

from ledger.cutover import moved_before, opened_after, opening_stock
from ledger.locations import locations
from ledger.values import CUSTOMER, LOSS, OPENING, SUPPLIER, Place, State, place
from tests.ledger.books import ANNEX, MAIN, book_of, receipt
from tests.ledger.stories import hours, line, order

OPENED = {"main": hours(0)}
IN = place("main", State.INCOMING)


@pytest.mark.parametrize(
    ("source", "destination", "at", "found"),
    [
        (SUPPLIER, MAIN, -1, True),
        (MAIN, CUSTOMER, -1, True),
        (MAIN, place("main", State.DAMAGED), -1, True),
        (IN, MAIN, -1, True),
        (SUPPLIER, IN, -1, False),
        (SUPPLIER, MAIN, 0, False),
        (SUPPLIER, ANNEX, -1, False),
        (SUPPLIER, CUSTOMER, -1, False),
    ],
)
def test_goods_on_hand_before_the_opening_are_in_it(
    source: Place, destination: Place, at: float, *, found: bool
) -> None:
    """Not what was only ordered, what came at that instant, or what lies elsewhere."""
    later = opened_after((source, destination), hours(at), OPENED)

    assert later == (("main", hours(0)) if found else None)


def test_an_item_is_opened_with_where_its_opening_stock_lies(database_url: str) -> None:
    """An opening that another book had before is history here."""
    with book_of(database_url, "A", "B", "C") as book:
        with book.database.reading() as tx:
            opened = locations(tx)["main"].opening_at
        assert opened is not None
        before = (opened - hours(0)) / timedelta(hours=1)
        book.post(
            receipt("k1", "A", at=before, source=OPENING),
            receipt("k2", "B", at=before - 1, source=OPENING),
            receipt("k3", "C", at=before),
        )

        with book.database.reading() as tx:
            assert opening_stock(tx, ["A", "B", "C", "?"]) == {("A", "main")}


def test_what_the_book_has_moved_before_is_found(database_url: str) -> None:
    """Promised goods lie there still, and what moved elsewhere or later is no matter."""
    with book_of(database_url, "A", "B", "C", "D", "E", opened=False) as book:
        book.post(
            receipt("k1", "A", at=-2),
            receipt("k2", "B", at=3),
            receipt("k3", "C", at=-2, destination=ANNEX),
            receipt("k4", "D", at=-2, source=OPENING),
            receipt("k5", "E", at=-2, source=MAIN, destination=LOSS),
        )
        book.book(order(line(2, listing_id="B"), placed=-3, stamp=-3))

        with book.database.reading() as tx:
            assert moved_before(tx, "main", hours(0)) == {"A", "E"}
