"""What a storefront writes that is no text: refused where it comes in, the same on both engines."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from ledger.channels import Listing, RefusedPush, Shown, StockKey
from ledger.incidents import NewIncident, open_incidents
from ledger.listings import UNREADABLE_LISTING, proposals, save_listings
from ledger.open_incidents import list_incidents
from ledger.said import ItemRecord
from ledger.snapshots import ID_LENGTH_MAX, OrderSnapshot, Unreadable
from ledger.values import storable, text_problem
from tests.ledger.books import Book, book_of
from tests.ledger.stories import MONDAY, line, order

NO_TEXTS = ["a\x00b", "a\ud83d", "\udce9"]
"""NUL, half of an emoji, and a byte that was not UTF-8 as Python carries it."""

broken = pytest.mark.parametrize("text", NO_TEXTS)


@broken
@pytest.mark.parametrize(
    "build",
    [
        lambda text: structs.replace(line(1), line_id=text),
        lambda text: structs.replace(line(1), listing_id=text),
        lambda text: structs.replace(line(1), sku=text),
        lambda text: structs.replace(order(), order_id=text),
        lambda text: structs.replace(order(), status=text),
        lambda text: ItemRecord(sku=text),
        lambda text: ItemRecord(sku="A", name=text),
        lambda text: ItemRecord(sku="A", barcodes=(text,)),
    ],
)
def test_a_fact_holds_no_broken_text(build: Callable[[str], object], text: str) -> None:
    """A connector makes an unreadable order of it, which is parked alone."""
    with pytest.raises(ValueError, match="holds a"):
        build(text)


@pytest.mark.parametrize("text", ["tab\tin it", "line\nbreak", "x" * (ID_LENGTH_MAX + 1)])
def test_an_id_fits_one_line_and_an_index(text: str) -> None:
    """It names movements, which are exported, and is looked for."""
    with pytest.raises(ValueError, match=r"line id .* (control character|at most 255)"):
        structs.replace(line(1), line_id=text)


@pytest.mark.parametrize("text", ["tab\tin it", "🧦 ünïcode \u200d", "x" * 2_000, ""])
def test_a_storefronts_own_words_may_be_odd(text: str) -> None:
    """An order is not parked for a SKU that is merely ugly."""
    assert structs.replace(line(1), sku=text).sku == text


@broken
def test_an_unreadable_order_parks_alone(database_url: str, text: str) -> None:
    """Whatever its problem and payload hold; the others of its page are booked."""
    bad = Unreadable(order_id="2", problem=f"no {text}", kept=f"kept {text}", read_at=MONDAY)
    with book_of(database_url, "A") as book:
        booked = book.book(_order("1"), bad, _order("3"))

        assert (booked.orders, booked.parked) == (2, ("2",))
        assert book.levels("A")["committed"] == 2
        assert book.rows("SELECT problem, kept FROM unreadable_order") == [
            (f"no {storable(text)}", f"kept {storable(text)}")
        ]


@broken
@pytest.mark.parametrize(
    "change",
    [
        lambda one, text: replace(one, listing_id=text),
        lambda one, text: replace(one, sku=text),
        lambda one, text: replace(one, title=text),
        lambda one, text: replace(one, barcode=text),
        lambda one, text: replace(one, numbers=(Shown(StockKey(text), None),)),
        lambda one, text: replace(one, numbers=(Shown(StockKey("B", text), None),)),
    ],
)
def test_a_broken_listing_is_left_out_and_told(
    database_url: str, change: Callable[[Listing, str], Listing], text: str
) -> None:
    """The rest of the catalogue is taken, and the incident is over once the listing is mended."""
    good = Listing(listing_id="new", sku="new", numbers=(Shown(StockKey("new"), None),))
    odd = Listing(listing_id="odd", sku="odd", numbers=(Shown(StockKey("odd"), None),))
    with book_of(database_url) as book:
        assert _save(book, good, change(odd, text)) == 1
        assert _told(book) == [UNREADABLE_LISTING]

        assert _save(book, good, odd) == 2
        with book.database.reading() as tx:
            assert [one.listing_id for one in proposals(tx, 1)] == ["new", "odd"]
        if change(odd, text).listing_id == "odd":
            assert _told(book) == []


@broken
def test_a_refusal_and_an_incident_tell_what_can_be_told(database_url: str, text: str) -> None:
    """A platform's words are kept without what no database takes."""
    refusal = RefusedPush(StockKey("A"), f"no: {text}")
    with book_of(database_url) as book:
        with book.database.writing() as tx:
            open_incidents(tx, [NewIncident(kind="x", subject=text, text=refusal.reason)])

        with book.database.reading() as tx:
            (told,) = list_incidents(tx)
        assert (told.subject, told.text) == (storable(text), f"no: {storable(text)}")


def test_a_movement_tells_a_byte_that_was_no_text() -> None:
    """As a person's terminal may send it: the problem itself can be printed."""
    problem = text_problem("reason", "caf\udce9")

    assert problem is not None
    assert problem.encode()


def _order(order_id: str) -> OrderSnapshot:
    return order(line(1), order_id=order_id)


def _save(book: Book, *listings: Listing) -> int:
    with book.database.writing() as tx:
        return save_listings(tx, 1, listings)


def _told(book: Book) -> list[str]:
    with book.database.reading() as tx:
        return [one.kind for one in list_incidents(tx)]
