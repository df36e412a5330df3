"""The law of counts through the real database: every posted count stays true, and book is shelf."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from ledger.items import save_items
from ledger.said import ItemRecord
from ledger.values import CUSTOMER, SUPPLIER
from tests.laws import examples
from tests.ledger.books import MAIN, Book, book_of, receipt
from tests.ledger.count_book import CountBook
from tests.ledger.count_worlds import APPLE, HOUR, LAST_HOUR, PEAR, World, worlds

NAMES = {APPLE: "apple", PEAR: "pear"}


@pytest.fixture
def book(database_url: str) -> Iterator[Book]:
    """One book for all examples; each has items of its own."""
    with book_of(database_url) as opened:
        yield opened


@dataclass(slots=True)
class Played:
    """``counts``: the book's number of each of the world's counts that is posted."""

    desk: CountBook
    world: World
    number: int
    counts: dict[int, int] = field(default_factory=dict)
    reversed: set[int] = field(default_factory=set)

    def sku(self, item: int) -> str:
        return f"{NAMES[item]}-{self.number}"

    def act(self, action: str, index: int) -> None:
        if action == "told":
            self._tell(index)
        elif action == "posted":
            line = self.world.counts[index]
            found = self.world.shelf.at(line.item, line.counted_at)
            # What lies there may be below zero in these worlds, and on no sheet: lift it.
            self.counts[index] = self.desk.count(
                {self.sku(line.item): found + LIFT}, at=line.counted_at / HOUR
            )
        elif index in self.counts:
            self.desk.reverse(self.counts.pop(index))

    def _tell(self, index: int) -> None:
        one = self.world.shelf.happenings[index]
        source, destination = (SUPPLIER, MAIN) if one.units > 0 else (MAIN, CUSTOMER)
        key = f"fact-{self.number}-{index}"
        units = abs(one.units)
        self.desk.book.post(
            receipt(key, self.sku(one.item), units, at=one.stamped_at / HOUR, source=source,
                    destination=destination)
        )  # fmt: skip

    def require_true_counts(self) -> None:
        for index in self.counts:
            line = self.world.counts[index]
            counted = self.world.shelf.at(line.item, line.counted_at) + LIFT
            assert self.desk.as_of(self.sku(line.item), line.counted_at / HOUR) == counted

    def last_count_of(self, item: int) -> int:
        lines = [self.world.counts[index] for index in self.counts]
        return max((line.counted_at for line in lines if line.item == item), default=-1)


LIFT = 100
"""Units that lay on every shelf before the world began."""

numbers = count()


@given(world=worlds())
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_learnt_when_every_count_stays_true_and_book_is_shelf(
    book: Book, world: World
) -> None:
    """Facts in any order, counts posted at any time for any instant, some of them reversed."""
    played = Played(CountBook(book, numbers), world, next(numbers))
    skus = [played.sku(item) for item in NAMES]
    with book.database.writing() as tx:
        save_items(tx, [ItemRecord(sku=sku) for sku in skus])
    book.post(*(receipt(f"lift-{sku}", sku, LIFT, at=-1) for sku in skus))

    for action, index in world.actions:
        played.act(action, index)
        played.require_true_counts()

    today = LAST_HOUR * HOUR
    for item in NAMES:
        unknown = world.shelf.unknown_since(item, played.last_count_of(item))
        truth = world.shelf.at(item, today) + LIFT - unknown
        assert played.desk.as_of(played.sku(item), LAST_HOUR) == truth
    assert book.problems() == []
