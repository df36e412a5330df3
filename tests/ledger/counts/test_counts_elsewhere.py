"""Late news to counts that say that damaged or packed goods lay elsewhere, and to reversed ones."""

from collections.abc import Iterator

import pytest

from ledger.balances import View
from ledger.counts.facts import LineStatus
from ledger.counts.rulings import When
from ledger.errors import Rejected
from ledger.values import CUSTOMER, LOSS, State, place
from tests.ledger.books import MAIN, Book, book_of, receipt
from tests.ledger.count_book import CountBook
from tests.ledger.stories import hours, line, order, shipped

DAMAGED = place("main", State.DAMAGED)


@pytest.fixture
def desk(database_url: str) -> Iterator[CountBook]:
    """Ten of A since the first hour."""
    with book_of(database_url, "A") as book:
        book.post(receipt("a", "A", 10, at=1))
        yield CountBook(book)


def looked(desk: CountBook, found: int, *, at: float, packed: bool = True) -> int:
    """Posted: so many of A, without those that are damaged and perhaps those that are packed."""
    count = desk.upload({"A": found}, at=at, damaged_counted=False, packed_counted=packed)
    desk.post(count)
    return count


def damage(book: Book, units: int, *, at: float) -> None:
    book.post(receipt(f"damage-{at}", "A", units, at=at, source=MAIN, destination=DAMAGED))


def test_damage_learnt_late_explains_what_was_missing(desk: CountBook) -> None:
    """Two of ten lay with the damaged goods; they are not lost, and eight can still be sold."""
    count = looked(desk, 8, at=9)

    damage(desk.book, 2, at=8)

    assert desk.book.levels("A") == {"available": 8, "damaged": 2}
    assert desk.statuses(count) == {"A": LineStatus.REOPENED}
    assert desk.book.problems() == []


def test_a_late_write_off_of_goods_that_nobody_counted_is_no_news(desk: CountBook) -> None:
    """Else they would come back as goods that can be sold."""
    damage(desk.book, 3, at=5)
    count = looked(desk, 7, at=9)

    desk.book.post(receipt("gone", "A", 3, at=8, source=DAMAGED, destination=LOSS))

    assert desk.book.levels("A") == {"available": 7}
    assert desk.statuses(count) == {}


def test_a_later_count_of_everything_stays_true_as_well(desk: CountBook) -> None:
    """The answer at the first count is news to the second."""
    looked(desk, 8, at=9)
    desk.count({"A": 8}, at=10)

    damage(desk.book, 2, at=8)

    assert (desk.as_of("A", 9), desk.as_of("A", 10)) == (10, 8)
    assert desk.book.levels("A") == {"available": 6, "damaged": 2}
    assert desk.book.problems() == []


def test_a_parcel_that_lay_packed_elsewhere_leaves_and_nobody_missed_it(desk: CountBook) -> None:
    """It was not counted, so that it left before the count takes nothing from what was."""
    desk.book.book(order(line(2, packed=2), stamp=5))
    count = looked(desk, 8, at=9, packed=False)

    desk.book.book(order(line(0, shipped(2, at=8)), stamp=8))

    assert desk.book.levels("A") == {"available": 8}
    assert desk.statuses(count) == {}


def test_parcels_of_several_lines_that_lay_packed_elsewhere_leave_and_nobody_is_asked(
    desk: CountBook,
) -> None:
    """Each of them at one instant with the other: every line is packed no more by its own."""
    desk.book.book(order(line(2, packed=2), line(3, packed=3, line_id="2"), stamp=5))
    count = looked(desk, 5, at=9, packed=False)

    both = line(0, shipped(2, at=8)), line(0, shipped(1, at=8), shipped(2, at=8), line_id="2")
    desk.book.book(order(*both, stamp=8))

    assert desk.book.levels("A") == {"available": 5}
    assert desk.statuses(count) == {}


def test_goods_packed_before_the_count_and_told_later_were_elsewhere(desk: CountBook) -> None:
    """Ruled after it, they lay on the shelf and are missing."""
    desk.book.book(order(line(2), stamp=5))
    count = looked(desk, 8, at=9, packed=False)

    desk.book.book(order(line(2, packed=2), stamp=8))

    assert desk.book.levels("A") == {"available": 8, "committed": 2}
    desk.rule(count, "A", When.AFTER)
    assert desk.book.levels("A") == {"available": 6, "committed": 2}
    before = desk.book.line("A", view=View(as_of=hours(9)))
    assert (before.packed, desk.book.line("A").packed) == (0, 2)
    assert desk.book.problems() == []


def test_what_a_reversed_count_hands_on_can_still_be_ruled_after(desk: CountBook) -> None:
    """The sale, and not the reversal, is what may have been later."""
    wrong = desk.count({"A": 7}, at=5)
    count = desk.count({"A": 9}, at=9)
    desk.book.post(receipt("sale", "A", 1, at=4, source=MAIN, destination=CUSTOMER))
    desk.reverse(wrong)

    desk.rule(count, "A", When.AFTER)

    assert (desk.as_of("A", 5), desk.as_of("A", 9), desk.as_of("A", 1000)) == (10, 9, 8)
    assert desk.book.problems() == []


def test_a_reversal_alone_cannot_be_ruled_after(desk: CountBook) -> None:
    """Nothing moved."""
    wrong = desk.count({"A": 7}, at=5)
    count = desk.count({"A": 9}, at=9)
    desk.reverse(wrong)

    with pytest.raises(Rejected, match="say `before`"):
        desk.rule(count, "A", When.AFTER)
    desk.rule(count, "A", When.BEFORE)


def test_a_packed_parcel_is_packed_until_it_left_however_late_that_is_read(desk: CountBook) -> None:
    """It left at 8 and was told at 12, with the storefront's stamp of then."""
    desk.book.book(order(line(2, packed=2), stamp=5))

    desk.book.book(order(line(0, shipped(2, at=8)), stamp=12))

    at_nine = desk.book.line("A", view=View(as_of=hours(9)))
    assert (at_nine.on_hand, at_nine.packed) == (8, 0)
    assert desk.book.line("A", view=View(as_of=hours(7))).packed == 2


def test_a_parcel_that_left_after_the_counts_was_packed_until_then(desk: CountBook) -> None:
    """Two counts in turn saw it, and a third one of an hour before them did not look at it."""
    desk.book.book(order(line(2, packed=2), stamp=5))
    counts = [looked(desk, 10, at=9), looked(desk, 10, at=10)]
    desk.book.book(order(line(0, shipped(2, at=8)), stamp=12))

    for count in counts:
        desk.rule(count, "A", When.AFTER)

    for at, packed in ((8.5, 2), (9.5, 2), (10, 2), (10.5, 0)):
        then = desk.book.line("A", view=View(as_of=hours(at)))
        assert (then.on_hand - then.packed, then.packed) == (8, packed)
    early = looked(desk, 8, at=8.5, packed=False)
    assert (desk.statuses(early), desk.book.levels("A")) == ({}, {"available": 8})
    assert [desk.statuses(count) for count in counts] == [{"A": "posted"}, {"A": "posted"}]
    assert desk.book.problems() == []


def test_a_ruling_is_no_news_to_a_count_that_packed_goods_were_not_part_of(
    desk: CountBook,
) -> None:
    """To it the parcel was never there."""
    desk.book.book(order(line(2, packed=2), stamp=5))
    elsewhere = looked(desk, 8, at=8.5, packed=False)
    count = looked(desk, 10, at=9)
    desk.book.book(order(line(0, shipped(2, at=8)), stamp=12))

    desk.rule(count, "A", When.AFTER)

    assert desk.statuses(elsewhere) == {}
    assert desk.statuses(count) == {"A": "posted"}
    assert desk.book.problems() == []
