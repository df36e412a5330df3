"""Incidents: one for each kind and subject while it is open, however often it is seen."""

import pytest

from ledger.channels import Listing
from ledger.errors import Rejected
from ledger.incidents import (
    TEXT_MAX,
    NewIncident,
    close_incidents,
    open_incidents,
    resolve_incident,
)
from ledger.listings import save_listings
from ledger.open_incidents import OpenIncident, list_incidents
from ledger.orders.unreadable import park_unreadable
from ledger.snapshots import Unreadable
from ledger.values import CUSTOMER
from tests.ledger.books import ANNEX, MAIN, Book, book_of, receipt
from tests.ledger.databases import ask
from tests.ledger.stories import hours, line, order


def see(book: Book, *seen: tuple[str, str], at: float = 0, text: str = "look") -> None:
    book.now = hours(at)
    with book.database.writing() as tx:
        open_incidents(
            tx, [NewIncident(kind=kind, subject=subject, text=text) for kind, subject in seen]
        )


def listed(book: Book) -> list[OpenIncident]:
    with book.database.reading() as tx:
        return list_incidents(tx)


def subjects(book: Book) -> list[tuple[str, str, int]]:
    return [(one.kind, one.subject, one.times) for one in listed(book)]


def test_what_is_seen_again_is_counted(database_url: str) -> None:
    """It keeps the instant when it was opened, and takes the newest words."""
    with book_of(database_url) as book:
        see(book, ("drift", "shop/1"), at=1, text="shows 5")
        see(book, ("drift", "shop/1"), ("drift", "shop/1"), at=2, text="shows 6")

        (found,) = listed(book)
        assert (found.times, found.opened_at, found.text) == (3, hours(1), "shows 6")


def test_kinds_and_subjects_are_told_apart(database_url: str) -> None:
    """Oldest first."""
    with book_of(database_url) as book:
        see(book, ("drift", "shop/2"), at=2)
        see(book, ("drift", "shop/1"), ("excess_return", "shop/2"), at=1)

        assert subjects(book) == [
            ("drift", "shop/1", 1),
            ("excess_return", "shop/2", 1),
            ("drift", "shop/2", 1),
        ]


def test_a_long_text_is_cut(database_url: str) -> None:
    """A platform may answer a whole page."""
    with book_of(database_url) as book:
        see(book, ("refused", "shop/1"), text="x" * 2_000)

        assert listed(book)[0].text == "x" * TEXT_MAX


def test_what_is_over_is_closed_by_kind(database_url: str) -> None:
    """Of the same subjects others stay open; seen anew it is a new one."""
    with book_of(database_url) as book:
        see(book, ("drift", "a"), ("drift", "b"), ("drift", "c"), ("refused", "a"))
        with book.database.writing() as tx:
            close_incidents(tx, "drift", ["a", "b", "never seen"], actor="sync")
        assert subjects(book) == [("drift", "c", 1), ("refused", "a", 1)]

        see(book, ("drift", "a"), at=5)
        assert subjects(book)[-1] == ("drift", "a", 1)
        closed = "SELECT subject, resolved_by FROM incident WHERE resolved_at IS NOT NULL"
        assert ask(book.database.engine, f"{closed} ORDER BY subject") == [
            ("a", "sync"),
            ("b", "sync"),
        ]


def test_a_person_resolves_one_once(database_url: str) -> None:
    """What is not open is refused, with where to look."""
    with book_of(database_url) as book:
        see(book, ("drift", "a"), ("drift", "b"))
        number = listed(book)[0].id or 0
        with book.database.writing() as tx:
            resolve_incident(tx, number, actor="eva")

        assert subjects(book) == [("drift", "b", 1)]
        for wrong in (number, 0, 10**15):
            with pytest.raises(Rejected, match=f"incident {wrong} is not open.*stockbook"):
                resolve(book, wrong)


def resolve(book: Book, number: int) -> None:
    with book.database.writing() as tx:
        resolve_incident(tx, number, actor="eva")


def test_what_is_oversold_is_seen_in_the_book_itself(database_url: str) -> None:
    """By location, behind what is stored; gone when the book is right again."""
    with book_of(database_url, "A", "B") as book:
        see(book, ("drift", "a"))
        book.now = hours(10)
        book.book(order(line(3), placed=1))
        book.post(
            receipt("k1", "B", 2, source=ANNEX, destination=CUSTOMER),
            receipt("k2", "B", 5, source=MAIN, destination=ANNEX),
        )

        found = listed(book)
        assert [(one.kind, one.subject) for one in found] == [
            ("drift", "a"),
            ("oversold", "A@main"),
            ("oversold", "B@main"),
        ]
        assert (found[1].id, found[1].opened_at) == (None, hours(10))
        assert found[1].text.startswith("3 more of A are promised at main than are there")

        book.post(receipt("k3", "A", 3), receipt("k4", "B", 5))
        assert subjects(book) == [("drift", "a", 1)]


def test_what_waits_to_be_booked_is_seen_in_the_book_itself(database_url: str) -> None:
    """Which goods, why, and what to do; gone once they are booked."""
    with book_of(database_url, "A") as book:
        book.book(order(line(3, listing_id="N-1"), placed=1))
        with book.database.writing() as tx:
            unknown = Unreadable(order_id="77", problem="no lines", kept="", read_at=hours(3))
            park_unreadable(tx, 1, [unknown])

        found = {one.subject: one for one in listed(book)}

        assert found["shop/N-1"].text == (
            "order lines that wait: 1, the first in order 1001; its catalogue is not known to hold "
            "it: `stockbook adopt shop`; or, if it never will, say which item it is: "
            "`stockbook listings link shop N-1 SKU`"
        )
        assert found["shop/N-1"].opened_at == hours(1)
        assert found["shop/77"].text == "order 77 waits, since it cannot be understood: no lines"
        with book.database.writing() as tx:
            save_listings(tx, 1, [Listing(listing_id="N-1", sku="N-1", numbers=())])
        assert (
            "link it: `stockbook adopt shop`, or `stockbook listings link shop N-1 SKU`"
            in {one.subject: one.text for one in listed(book)}["shop/N-1"]
        )
