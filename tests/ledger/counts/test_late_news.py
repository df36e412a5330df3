"""Late news: what facts that are learnt after a count was posted mean to it, in named examples."""

import pytest
from msgspec import structs

from ledger.counts.late_news import compensations, contradicted, reopenings
from ledger.counts.on_hand import OnHandChange, on_hand_changes
from tests.ledger.count_worlds import ANNEX, APPLE, HOUR, LAST_HOUR, MAIN, PEAR, posted_line
from tests.ledger.late_news_book import Book, change


def sold_before_the_count() -> OnHandChange:
    return change(-2, at=8 * HOUR, cause="shop/1001/1/1")


def book_10_counted_8() -> Book:
    book = Book()
    book.learn(change(10, at=HOUR))
    book.post_counts((posted_line(at=9 * HOUR), 8))
    return book


def test_a_shipment_learnt_late_was_already_missing_when_people_counted() -> None:
    """Book 10, counted 8, adjusted -2; then a shipment of 2 from before the count is learnt."""
    book = book_10_counted_8()

    book.learn(sold_before_the_count())

    assert book.as_of(APPLE, 9 * HOUR) == 8
    assert book.as_of(APPLE, LAST_HOUR * HOUR) == 8


def test_the_naive_reading_takes_the_same_two_units_off_twice() -> None:
    """The same story without the rule: the book says 6 while 8 lie on the shelf."""
    book = book_10_counted_8()

    book.entries.append(sold_before_the_count())

    assert book.as_of(APPLE, 9 * HOUR) == 6


def test_news_is_taken_back_at_the_earliest_count_after_it_and_only_there() -> None:
    """A count before the fact knew nothing of it, and one after the next is right already."""
    lines = [posted_line(at=hour * HOUR, count=hour) for hour in (9, 3, 6)]

    found = compensations([change(-2, at=4 * HOUR, cause="shop/1/1/1")], lines)

    assert [(one.key, one.units, one.cause) for one in found] == [("count-6/1/1", 2, "shop/1/1/1")]
    assert found[0].line.counted_at == 6 * HOUR


def test_a_fact_at_the_very_instant_of_a_count_was_counted() -> None:
    """The assertion counts facts up to its instant, that one included."""
    lines = [posted_line(at=6 * HOUR)]

    assert compensations([change(-2, at=6 * HOUR)], lines)
    assert not compensations([change(-2, at=6 * HOUR + 1)], lines)


def test_counts_of_other_items_and_locations_are_not_concerned() -> None:
    """An apple says nothing of pears, nor main of the annex."""
    elsewhere = structs.replace(posted_line(at=6 * HOUR), location=ANNEX)
    other = posted_line(at=6 * HOUR, item=PEAR)

    assert compensations([change(-2, at=HOUR)], [elsewhere, other]) == []


def test_revisions_go_on_within_a_batch_and_after_it() -> None:
    """Every movement of a line has a number of its own."""
    facts = [change(-2, at=HOUR), change(5, at=2 * HOUR)]
    first = compensations(facts, [posted_line(at=6 * HOUR)])

    (reopened,) = reopenings(first)
    second = compensations([change(1, at=HOUR)], [reopened.line])

    assert [one.key for one in first + second] == ["count-1/1/1", "count-1/1/2", "count-1/1/3"]


def test_a_reopened_line_shows_both_readings_and_whether_its_variance_grew() -> None:
    """Two were missing at the count; a shipment of 2 explains that, a receipt of 5 makes it 7."""
    line = posted_line(at=6 * HOUR, variance=-2)

    explained = reopenings(compensations([change(-2, at=HOUR, cause="shipped")], [line]))[0]
    worse = reopenings(compensations([change(5, at=HOUR, cause="received")], [line]))[0]

    assert (explained.variance_if_before, explained.variance_if_after) == (0, -2)
    assert (explained.causes, explained.grew) == (("shipped",), False)
    assert (worse.variance_if_before, worse.variance_if_after) == (-7, -2)
    assert (worse.causes, worse.grew) == (("received",), True)


@pytest.mark.parametrize(
    ("source", "destination", "expected"),
    [
        (MAIN, MAIN, []),
        (None, None, []),
        (MAIN, None, [(MAIN, -3)]),
        (None, MAIN, [(MAIN, 3)]),
        (MAIN, ANNEX, [(MAIN, -3), (ANNEX, 3)]),
    ],
)
def test_only_what_enters_or_leaves_on_hand_is_news(
    source: int | None, destination: int | None, expected: list[tuple[int, int]]
) -> None:
    """A reservation, a repair or goods ordered leave on hand as it was."""
    found = on_hand_changes(
        cause="k", item=APPLE, quantity=3, occurred_at=HOUR, source=source, destination=destination
    )

    assert [(one.location, one.units) for one in found] == expected


def test_a_count_posted_for_an_earlier_instant_leaves_the_later_one_true() -> None:
    """Its own adjustment is late news to the count that was posted first."""
    book = book_10_counted_8()

    book.post_counts((posted_line(at=5 * HOUR, count=2), 7))

    assert book.as_of(APPLE, 5 * HOUR) == 7
    assert book.as_of(APPLE, 9 * HOUR) == 8


def test_a_reversed_count_hands_its_compensations_to_the_next() -> None:
    """The wrong count of 5:00 is taken out; what happened before it still was counted at 9:00."""
    book = book_10_counted_8()
    book.post_counts((posted_line(at=5 * HOUR, count=2), 7))
    book.learn(change(-2, at=4 * HOUR))

    book.reverse_count(2)

    assert book.as_of(APPLE, 5 * HOUR) == 10 - 2
    assert book.as_of(APPLE, 9 * HOUR) == 8


def test_reversing_the_last_count_leaves_the_facts_alone() -> None:
    """No count asserts anything any more, so the book is the sum of what was told."""
    book = book_10_counted_8()
    book.learn(sold_before_the_count())

    book.reverse_count(1)

    assert book.as_of(APPLE, LAST_HOUR * HOUR) == 10 - 2


def test_a_parcel_stamped_before_the_count_that_left_after_it_is_ruled_after() -> None:
    """The label was printed at 8:00, people counted the parcel at 9:00, then it left."""
    book = Book()
    book.learn(change(10, at=HOUR))
    book.post_counts((posted_line(at=9 * HOUR), 10))
    book.learn(sold_before_the_count())

    again = book.rule_after(sold_before_the_count(), 1)

    assert again.occurred_at == 9 * HOUR + 1
    assert book.as_of(APPLE, 8 * HOUR) == 10
    assert book.as_of(APPLE, 9 * HOUR) == 10
    assert book.as_of(APPLE, LAST_HOUR * HOUR) == 8
    assert book.lines[1].variance == 0


def test_two_quantities_for_one_instant_contradict_each_other() -> None:
    """The second is named, be the first posted already or on the same way."""
    standing = posted_line(at=6 * HOUR, count=1)
    second = posted_line(at=6 * HOUR, count=2)
    later = posted_line(at=7 * HOUR, count=3)
    again = posted_line(at=7 * HOUR, count=4)

    assert contradicted([second, later, again], [standing]) == [second, again]
