"""Counts in the real database: adjustments, late news, counts before counts, reversals, rulings."""

from collections.abc import Iterator

import pytest

from ledger.balances import View
from ledger.counts.facts import LineStatus
from ledger.counts.rulings import When
from ledger.errors import Rejected
from ledger.open_incidents import list_incidents
from ledger.values import CUSTOMER, Movement, State, place
from tests.ledger.books import ANNEX, MAIN, Book, book_of, receipt
from tests.ledger.count_book import CountBook
from tests.ledger.stories import hours, line, order, shipped

DAMAGED = place("main", State.DAMAGED)


@pytest.fixture
def desk(database_url: str) -> Iterator[CountBook]:
    """Ten of A and five of B since the first hour."""
    with book_of(database_url, "A", "B", "C") as book:
        book.post(receipt("a", "A", 10, at=1), receipt("b", "B", 5, at=1))
        yield CountBook(book)


def sale(quantity: int, *, at: float, key: str = "sale", sku: str = "A") -> Movement:
    return receipt(key, sku, quantity, at=at, source=MAIN, destination=CUSTOMER)


def incidents(book: Book) -> list[str]:
    with book.database.reading() as tx:
        return [one.subject for one in list_incidents(tx)]


def test_a_posted_count_is_what_the_book_says_from_then_on(desk: CountBook) -> None:
    """Fewer, more, and as expected; the past before the count stays as it was."""
    adjustments = desk.post(desk.upload({"A": 8, "B": 7, "C": 0}, at=9))

    assert adjustments == 2
    assert [desk.as_of(sku, 9) for sku in "ABC"] == [8, 7, 0]
    assert [desk.as_of(sku, 8) for sku in "ABC"] == [10, 5, 0]
    assert desk.book.problems() == []


def test_a_sale_learnt_late_was_already_missing_on_the_shelf(desk: CountBook) -> None:
    """Design reason 10: book 10, counted 8, then a sale of 2 from before: 8, and not 6."""
    count = desk.count({"A": 8}, at=9)

    desk.book.post(sale(2, at=8))

    assert desk.as_of("A", 9) == desk.as_of("A", 1000) == 8
    assert desk.statuses(count) == {"A": LineStatus.REOPENED}
    assert incidents(desk.book) == []  # the variance of -2 is explained: it shrank


def test_a_matched_line_answers_late_news_as_well(desk: CountBook) -> None:
    """Counted as expected is an assertion too; now its variance grew, and somebody must look."""
    count = desk.count({"A": 10, "B": 5}, at=9)

    desk.book.post(sale(2, at=8))

    assert desk.as_of("A", 1000) == 10
    assert desk.statuses(count) == {"A": LineStatus.REOPENED}
    assert incidents(desk.book) == [f"count-{count}/A"]


def test_an_order_booked_late_is_answered_in_its_own_transaction(desk: CountBook) -> None:
    """The planner's movements too: shipped at eight, counted at nine, pulled at ten."""
    desk.count({"A": 7}, at=9)

    desk.book.book(order(line(0, shipped(3, at=8), listing_id="A"), placed=7, stamp=8))

    assert desk.as_of("A", 9) == desk.as_of("A", 1000) == 7
    assert desk.book.problems() == []


def test_what_leaves_on_hand_as_it_was_is_no_news(desk: CountBook) -> None:
    """Damaged on the shelf is still on the shelf; and another location is not concerned."""
    count = desk.count({"A": 10}, at=9)
    before = desk.book.rows("SELECT count(*) FROM movement")[0][0]

    desk.book.post(
        receipt("d", "A", 1, at=8, source=MAIN, destination=DAMAGED),
        receipt("x", "A", 4, at=8, destination=ANNEX),
    )

    assert desk.book.rows("SELECT count(*) FROM movement")[0][0] == int(str(before)) + 2
    assert desk.statuses(count) == {}


def test_the_same_late_news_twice_is_answered_once(desk: CountBook) -> None:
    """A known fact is no news."""
    desk.count({"A": 8}, at=9)

    for _ in range(2):
        desk.book.post(sale(2, at=8))

    assert desk.as_of("A", 1000) == 8


def test_a_count_for_an_earlier_instant_leaves_the_later_one_true(desk: CountBook) -> None:
    """Posted the other way round."""
    later = desk.count({"A": 8}, at=9)

    desk.count({"A": 7}, at=5)

    assert (desk.as_of("A", 5), desk.as_of("A", 9)) == (7, 8)
    assert desk.statuses(later) == {"A": LineStatus.REOPENED}


def test_two_quantities_for_one_instant_contradict_each_other(desk: CountBook) -> None:
    """The second is refused by name, whole."""
    desk.count({"A": 8, "B": 5}, at=9)
    second = desk.upload({"B": 4, "C": 1}, at=9)

    with pytest.raises(Rejected, match="B was counted at this very instant"):
        desk.post(second)

    assert (desk.as_of("B", 9), desk.as_of("C", 9)) == (5, 0)


def test_a_line_to_be_counted_again_is_not_posted_and_asserts_nothing(desk: CountBook) -> None:
    """Late news of it goes by as if nobody had counted."""
    count = desk.upload({"A": 3, "B": 4}, at=9)
    desk.post(count, recount="A")
    desk.book.post(sale(2, at=8))

    assert (desk.as_of("A", 9), desk.as_of("B", 9)) == (8, 4)
    assert desk.statuses(count) == {"A": LineStatus.RECOUNT, "B": LineStatus.POSTED}


def test_a_reversed_count_leaves_the_facts_and_hands_on_its_answers(desk: CountBook) -> None:
    """The next count takes over what the wrong one had compensated."""
    wrong = desk.count({"A": 7}, at=5)
    desk.count({"A": 8}, at=9)
    desk.book.post(sale(2, at=4))

    desk.reverse(wrong)

    assert (desk.as_of("A", 5), desk.as_of("A", 9)) == (8, 8)
    assert set(desk.statuses(wrong).values()) == {LineStatus.REVERSED}
    with pytest.raises(Rejected, match="reversed already"):
        desk.reverse(wrong)


def test_a_count_is_posted_once(desk: CountBook) -> None:
    """And not after it was taken back."""
    count = desk.count({"A": 7}, at=5)
    with pytest.raises(Rejected, match=f"count {count} is posted already"):
        desk.post(count)
    desk.reverse(count)
    with pytest.raises(Rejected, match=f"count {count} is reversed already"):
        desk.post(count)


def test_a_complete_count_says_what_is_not_there(desk: CountBook) -> None:
    """A sale of something that it does not name, learnt later, was not on the shelf either."""
    count = desk.count({"A": 10, "B": 5}, at=9, complete=True)

    desk.book.post(receipt("c", "C", 3, at=8))

    assert desk.as_of("C", 1000) == 0
    assert desk.statuses(count) == {"C": LineStatus.REOPENED}


def test_ruled_before_the_news_stays_as_it_is_booked(desk: CountBook) -> None:
    """Somebody has looked, and the line is settled."""
    count = desk.count({"A": 10}, at=9)
    desk.book.post(sale(2, at=8))

    desk.rule(count, "A", When.BEFORE)

    assert desk.as_of("A", 1000) == 10
    assert desk.statuses(count) == {"A": LineStatus.POSTED}
    assert incidents(desk.book) == []
    with pytest.raises(Rejected, match="not reopened"):
        desk.rule(count, "A", When.BEFORE)


def test_ruled_after_the_goods_left_when_they_had_been_counted(desk: CountBook) -> None:
    """The label was printed at eight, people counted the parcel at nine, then it left."""
    count = desk.count({"A": 10}, at=9)
    desk.book.book(order(line(0, shipped(3, at=8), listing_id="A"), placed=7, stamp=8))

    moved = desk.rule(count, "A", When.AFTER)

    assert moved == 2
    assert (desk.as_of("A", 8.5), desk.as_of("A", 9), desk.as_of("A", 1000)) == (10, 10, 7)
    assert desk.statuses(count) == {"A": LineStatus.POSTED}
    assert incidents(desk.book) == []
    assert desk.book.problems() == []


def test_a_ruling_keeps_the_claimed_instant(desk: CountBook) -> None:
    """The book goes by the person's word and remembers the storefront's."""
    count = desk.count({"A": 10}, at=9)
    desk.book.post(sale(2, at=8))
    desk.rule(count, "A", When.AFTER)

    claims = "SELECT claimed_at < occurred_at FROM movement WHERE key LIKE '%/after/%'"
    assert [bool(claimed) for (claimed,) in desk.book.rows(claims)] == [True]


def test_another_counts_adjustment_cannot_be_ruled_after(desk: CountBook) -> None:
    """It was made by a count; if that is wrong it is reversed."""
    later = desk.count({"A": 10}, at=9)
    desk.count({"A": 7}, at=5)

    with pytest.raises(Rejected, match="reverse that count"):
        desk.rule(later, "A", When.AFTER)


def test_known_at_does_not_see_what_was_learnt_later(desk: CountBook) -> None:
    """The book as it was known before the late sale, and before the count."""
    desk.count({"A": 8}, at=9)
    desk.book.now = hours(2000)
    desk.book.post(sale(2, at=8))

    known = desk.book.line("A", view=View(as_of=hours(8.5), known_at=hours(1500)))

    assert known.on_hand == 10
    assert desk.as_of("A", 8.5) == 8


def test_a_variance_that_is_not_its_movements_is_found(desk: CountBook) -> None:
    """Somebody has been at the database."""
    count = desk.count({"A": 8}, at=9)
    desk.book.post(sale(1, at=8))
    desk.rule(count, "A", When.AFTER)
    assert desk.book.problems() == []

    with desk.book.database.writing() as tx:
        tx.run("UPDATE count_line SET variance = -7")

    assert desk.book.problems() == [
        f"count {count}, A: its variance is -7, its movements come to -2"
    ]
