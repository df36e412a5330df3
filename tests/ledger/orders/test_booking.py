"""Orders into the book: snapshots in any order, told any number of times, on both engines."""

import pytest

from ledger.instants import to_micros
from ledger.items import save_items
from ledger.listings import ListingLink, link_listings
from ledger.orders.rows import StoredOrder
from ledger.orders.verdict import Verdict, content_digest, judge
from ledger.recipes import RecipeRecord, save_recipe
from ledger.said import Assembly, ItemRecord
from ledger.snapshots import EventKind, OrderSnapshot, Unreadable
from tests.ledger.books import Book, book_of
from tests.ledger.stories import event, hours, line, order, shipped


def sequence_keys(book: Book) -> list[object]:
    return [key for (key,) in book.rows("SELECT key FROM movement ORDER BY sequence")]


def test_an_order_lives_and_every_posting_has_its_number(database_url: str) -> None:
    """Owed 3, then 1, then 3, then 1: four facts, numbered without a gap."""
    with book_of(database_url, "A") as book:
        for stamp, owed in enumerate((3, 1, 3, 1)):
            book.book(order(line(owed), stamp=stamp))

        assert sequence_keys(book) == [f"shop/1001/1/{number}" for number in (1, 2, 3, 4)]
        assert book.levels("A") == {"available": -1, "committed": 1}
        assert book.problems() == []


def test_telling_again_books_nothing(database_url: str) -> None:
    """Neither alone nor beside news."""
    with book_of(database_url, "A", "B") as book:
        told = order(line(3))
        book.book(told)

        assert book.book(told, told).movements == 0
        assert book.book(told, order(line(1, listing_id="B"), order_id="1002")).movements == 1


def test_reason_4_equal_stamps_go_by_when_they_were_read(database_url: str) -> None:
    """Hook and poll read within one second and are applied in the wrong order."""
    newer = order(line(2), stamp=1, read=2.2)
    older = order(line(3), stamp=1, read=2.1)
    with book_of(database_url, "A") as book:
        book.book(newer)
        book.book(older)

        assert book.levels("A")["committed"] == 2


def stored(*, stamp: float | None, read: float, answered: float, digest: str) -> StoredOrder:
    return StoredOrder(
        id=1,
        order_id="1001",
        status="open",
        placed_at=0,
        stamp=None if stamp is None else to_micros(hours(stamp)),
        read_at=to_micros(hours(read)),
        answered_at=to_micros(hours(answered)),
        digest=digest,
    )


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (order(line(3), stamp=4, read=6), Verdict.OLDER),
        (order(line(3), stamp=6, read=1), Verdict.BOOK),
        (order(line(3), stamp=5, read=9), Verdict.BOOK),
        (order(line(3), stamp=5, read=5, answered=5.5), Verdict.OLDER),
        (order(line(3), stamp=5, read=6.5, answered=7.5), Verdict.READ_AGAIN),
        (order(line(3), stamp=None, read=9), Verdict.BOOK),
        (order(line(2), stamp=5, read=9), Verdict.SAME),
    ],
)
def test_the_newest_snapshot_wins(told: OrderSnapshot, verdict: Verdict) -> None:
    """By stamp, then by reading; overlapping readings of other content are asked again."""
    digest = content_digest(order(line(2), stamp=5))
    before = stored(stamp=5, read=6, answered=7, digest=digest)

    assert judge(before, told, content_digest(told)) is verdict


def test_a_line_that_is_removed_goes_back(database_url: str) -> None:
    """The other line stays."""
    with book_of(database_url, "A", "B") as book:
        both = line(3), line(2, line_id="2", listing_id="B")
        book.book(order(*both))
        book.book(order(both[0], stamp=1))

        assert book.levels("B") == {}
        assert book.levels("A") == {"available": -3, "committed": 3}
        assert book.problems() == []


def test_one_bad_order_parks_alone(database_url: str) -> None:
    """It names a location that nobody knows; the others of its page go through."""
    with book_of(database_url, "A") as book:
        bad = order(line({"moon": 1}), order_id="1002")
        booked = book.book(order(line(3)), bad, order(line(1), order_id="1003"))

        assert (booked.orders, booked.parked) == (2, ("1002",))
        assert book.levels("A")["committed"] == 4
        assert book.rows("SELECT order_id FROM unreadable_order") == [("1002",)]
        book.book(order(line(1), order_id="1002", stamp=1))
        assert book.rows("SELECT order_id FROM unreadable_order") == []


def test_what_nobody_can_read_is_kept(database_url: str) -> None:
    """Without moving anything."""
    with book_of(database_url, "A") as book:
        told = Unreadable(order_id="9", problem="no lines", kept="{}", read_at=hours(1))

        assert book.book(told).parked == ("9",)


def test_one_order_may_come_twice_in_a_page(database_url: str) -> None:
    """The later one holds."""
    with book_of(database_url, "A") as book:
        book.book(order(line(3), stamp=1), order(line(1), stamp=2))

        assert book.levels("A")["committed"] == 1
        assert book.problems() == []


def test_an_unlinked_listing_parks_its_line_only(database_url: str) -> None:
    """The other one is booked."""
    with book_of(database_url, "A") as book:
        book.book(order(line(3), line(2, line_id="2", listing_id="new")))

        assert book.levels("A")["committed"] == 3
        rows = book.rows("SELECT count(*) FROM order_line WHERE parked_as IS NOT NULL")
        assert rows == [(1,)]


def test_reason_5_a_new_recipe_changes_no_old_order(database_url: str) -> None:
    """A kit grows from two cups to three; an order booked before gets a note: nothing ships."""
    with book_of(database_url, "cup", "set") as book:
        with book.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="set", assembly=Assembly.COMPONENTS)])
            save_recipe(tx, RecipeRecord(sku="set", holds_from=hours(-100), parts={"cup": 2}))
        book.book(order(line(0, shipped(1), listing_id="set")))
        with book.database.writing() as tx:
            save_recipe(tx, RecipeRecord(sku="set", holds_from=hours(2), parts={"cup": 3}))
        book.book(order(line(0, shipped(1), listing_id="set"), stamp=3, status="noted"))
        book.book(order(line(1, listing_id="set"), order_id="1002", placed=5, stamp=5))

        assert book.levels("cup") == {"available": -5, "committed": 3}
        assert book.levels("set") == {}
        assert book.problems() == []


def test_a_six_pack_moves_six(database_url: str) -> None:
    """Units of the listing times its factor, and relinking concerns new lines only."""
    with book_of(database_url, "A", "B") as book:
        with book.database.writing() as tx:
            link_listings(tx, 1, [ListingLink(listing_id="A", sku="A", factor=6)], actor="test")
        book.book(order(line(2)))
        with book.database.writing() as tx:
            link_listings(tx, 1, [ListingLink(listing_id="A", sku="B", factor=1)], actor="test")
        book.book(order(line(1), stamp=1))

        assert book.levels("A") == {"available": -6, "committed": 6}
        assert book.levels("B") == {}


def test_goods_that_are_not_stocked_move_nothing_and_park_nothing(database_url: str) -> None:
    """A gift card on the order."""
    with book_of(database_url, "card") as book:
        with book.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="card", stocked=False)])
        booked = book.book(order(line(1, listing_id="card")))

        assert (booked.movements, booked.parked) == (0, ())
        assert book.rows("SELECT count(*) FROM order_line WHERE parked_as IS NOT NULL") == [(0,)]


def test_packed_goods_have_a_past(database_url: str) -> None:
    """Two of three are called fulfilled at one o'clock; they leave at two."""
    with book_of(database_url, "A") as book:
        book.book(order(line(3)))
        book.book(order(line(3, packed=2), stamp=1))
        assert (book.line("A").packed, book.line("A").committed) == (2, 3)
        book.book(order(line(1, shipped(2, at=2)), stamp=2))

        assert (book.line("A").packed, book.line("A").committed) == (0, 1)


def test_what_a_platform_took_has_a_number_and_marks_its_key(database_url: str) -> None:
    """Also when nothing moves: a failed order that the shop keeps holding."""
    with book_of(database_url, "A") as book:
        book.book(order(line(1, taken=1)))
        due = book.rows("SELECT due, touched FROM stock_key")
        book.book(order(line(0, taken=1), stamp=1, status="failed"))
        book.book(order(line(0, taken=0), stamp=2, status="cancelled"))

        assert book.rows("SELECT taken FROM taken_change ORDER BY sequence") == [(1,), (-1,)]
        assert book.rows("SELECT due, touched FROM stock_key") > due


def test_a_concern_is_one_incident(database_url: str) -> None:
    """However often the order is told."""
    with book_of(database_url, "A") as book:
        excess = line(0, shipped(6), event(EventKind.RETURNED_SELLABLE, 50, at=2))
        for stamp in range(3):
            book.book(order(excess, stamp=stamp, status=f"s{stamp}"))

        assert book.rows("SELECT kind, subject, times FROM incident") == [
            ("excess_return", "shop/1001/1", 1)
        ]
