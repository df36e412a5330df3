"""Late news: after everything is learnt, book as of every count is the count, and book is shelf.

The worlds here are small books of one location: what happened, when each thing was learnt, what
was counted, when each count was posted, and whether it was reversed are all drawn on their own.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.counts.on_hand import OnHandChange
from tests.laws import examples
from tests.ledger.count_worlds import (
    APPLE,
    HOUR,
    LAST_HOUR,
    PEAR,
    Happening,
    World,
    posted_line,
    worlds,
)
from tests.ledger.late_news_book import Book, change

LAW = settings(deadline=None, max_examples=examples(300))


def play(world: World) -> Book:
    """Act in the drawn order; a reversal drawn before its posting is left out."""
    book = Book()
    for action, index in world.actions:
        if action == "told":
            one = world.shelf.happenings[index]
            book.learn(change(one.units, at=one.stamped_at, item=one.item))
        elif action == "posted":
            line = world.counts[index]
            book.post_counts((line, world.shelf.at(line.item, line.counted_at)))
        elif index in book.lines:
            book.reverse_count(index)
        assert_every_count_is_true(book, world)
    return book


def assert_every_count_is_true(book: Book, world: World) -> None:
    for line in book.lines.values():
        counted = world.shelf.at(line.item, line.counted_at)
        assert book.as_of(line.item, line.counted_at) == counted


def last_count_of(book: Book, item: int) -> int:
    instants = [line.counted_at for line in book.lines.values() if line.item == item]
    return max(instants, default=-1)


@LAW
@given(worlds())
def test_whatever_is_learnt_when_every_count_stays_true_and_book_is_shelf(world: World) -> None:
    """Facts in any order, counts posted at any time for any instant, some of them reversed."""
    book = play(world)

    today = LAST_HOUR * HOUR
    for item in (APPLE, PEAR):
        unknown = world.shelf.unknown_since(item, last_count_of(book, item))
        assert book.as_of(item, today) == world.shelf.at(item, today) - unknown


@LAW
@given(worlds(stamps_early=True))
def test_early_stamps_are_mended_by_ruling_that_it_left_after_the_count(world: World) -> None:
    """The stamp lies before the parcel left; a person who knows rules on every count between."""
    book = play(world)
    for one in world.shelf.happenings:
        fact = change(one.units, at=one.stamped_at, item=one.item)
        while one.told and (count := _count_between(book, fact, one)) is not None:
            fact = book.rule_after(fact, count)
            assert_every_count_is_true(book, world)

    today = LAST_HOUR * HOUR + 1
    for item in (APPLE, PEAR):
        unknown = world.shelf.unknown_since(item, last_count_of(book, item))
        assert book.as_of(item, today) == world.shelf.at(item, today) - unknown


def _count_between(book: Book, fact: OnHandChange, truth: Happening) -> int | None:
    """The earliest count that holds the fact for counted although it happened later."""
    found = [
        line
        for line in book.lines.values()
        if line.item == fact.item and fact.occurred_at <= line.counted_at < truth.physical_at
    ]
    return min(found, key=lambda line: line.counted_at).count if found else None


@LAW
@given(
    st.lists(st.integers(min_value=0, max_value=LAST_HOUR), min_size=2, unique=True),
    st.lists(st.integers(min_value=-9, max_value=9), min_size=2, max_size=5),
    st.booleans(),
)
def test_lines_posted_together_are_as_true_as_one_by_one(
    hours: list[int], quantities: list[int], reverse_first: bool
) -> None:
    """Several lines of one item in one count, and two of them reversed in one go."""
    book = Book()
    book.learn(change(7, at=0))
    counted = {
        number: (posted_line(at=hour * HOUR, count=number), quantity)
        for number, (hour, quantity) in enumerate(zip(hours, quantities, strict=False))
    }

    book.post_counts(*counted.values())
    if reverse_first:
        book.reverse_count(0, 1)

    for number, line in book.lines.items():
        assert book.as_of(APPLE, line.counted_at) == counted[number][1]
