"""What was kept of a comparison and brought up to date is what comparing every line gives."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.channels import Listing, Shown, StockKey
from ledger.counts.bins import BinsFound, save_bins
from ledger.counts.comparisons import items_touched, lines_found, load_comparison
from ledger.counts.facts import CountSheet
from ledger.counts.rows import load_count, save_count
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.said import ItemRecord
from ledger.values import CUSTOMER, LOSS, SUPPLIER, State, place
from reconcile.kept import Differing, compared_anew, differing, keep_any_comparison, keep_comparison
from tests.laws import examples
from tests.ledger.books import MAIN, Book, book_of, receipt
from tests.ledger.count_book import CountBook, columns_of
from tests.ledger.stories import hours, line, order

SKUS = ("A", "B", "C")
DAMAGED = place("main", State.DAMAGED)
ANNEX = place("annex", State.AVAILABLE)
WAYS = ((SUPPLIER, MAIN), (MAIN, CUSTOMER), (MAIN, DAMAGED), (DAMAGED, LOSS), (ANNEX, MAIN))
NOON = 12

instants = st.integers(6, 18)
units = st.integers(1, 2)
skus = st.sampled_from(SKUS)
moves = st.tuples(st.just("moved"), skus, units, instants, st.sampled_from(WAYS))
orders = st.tuples(st.just("ordered"), skus, units, instants, st.integers(0, 2))
counts = st.tuples(st.just("counted"), skus, units, instants, st.booleans())
events = st.lists(moves | orders | counts, max_size=5)


@pytest.fixture
def book(database_url: str) -> Iterator[Book]:
    """One book for all examples; each has items of its own."""
    with book_of(database_url) as opened:
        yield opened


numbers = count(1)


@dataclass(slots=True)
class Played:
    """A book in which things happen before and after a count of it is kept."""

    book: Book
    number: int = field(default_factory=lambda: next(numbers))
    happened: "count[int]" = field(default_factory=count)

    def sku(self, name: str) -> str:
        return f"{name}-{self.number}"

    def begin(self) -> None:
        """Every item is sold by the shop under its own SKU."""
        names = [self.sku(name) for name in SKUS]
        listings = [
            Listing(listing_id=sku, sku=sku, numbers=(Shown(StockKey(sku), None),)) for sku in names
        ]
        with self.book.database.writing() as tx:
            save_items(tx, [ItemRecord(sku=sku) for sku in names])
            channel = ensure_channel(tx, "shop")
            save_listings(tx, channel, listings)
            links = [ListingLink(listing_id=sku, sku=sku) for sku in names]
            link_listings(tx, channel, links, actor="test")

    def play(self, kind: str, name: str, much: int, at: int, more: Any) -> None:
        key = f"{self.number}-{next(self.happened)}"
        if kind == "moved":
            source, destination = more
            self.book.post(
                receipt(key, self.sku(name), much, at=at, source=source, destination=destination)
            )
        elif kind == "counted":
            desk = CountBook(self.book, numbers)
            found = desk.upload({self.sku(name): much}, at=at + next(self.happened) / 100)
            self._in_bin(found, name, much)
            if more:
                desk.post(found)
        else:
            self._tell_order(name, much, at=at, packed=more)

    def _tell_order(self, name: str, much: int, *, at: int, packed: int) -> None:
        """There is one order an item, told again and again: packing it may move nothing else."""
        told = line(much, listing_id=self.sku(name), packed=packed)
        self.book.book(order(told, order_id=self.sku(name), stamp=at))

    def count(self, found: dict[str, int], *, complete: bool, since: int, part: bool) -> int:
        with self.book.database.writing() as tx:
            ids = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", map(self.sku, SKUS))
            columns = columns_of({ids[self.sku(name)]: one for name, one in found.items()},
                                 hours(NOON))  # fmt: skip
            for place_of_line in range(len(columns)):
                columns.counted_from[place_of_line] -= (NOON - since) * 3_600_000_000
            sheet = CountSheet(
                location="main",
                digest=f"kept-{self.number}",
                lines=len(columns),
                counted_from=hours(since),
                counted_at=hours(NOON),
                complete=complete,
                damaged_counted=part,
            )
            count_id = save_count(tx, sheet, [columns], file_name="sheet.csv", actor="counter")
        for name, one in list(found.items())[:2]:
            self._in_bin(count_id, name, one)
        return count_id

    def _in_bin(self, count_id: int, name: str, much: int) -> None:
        with self.book.database.writing() as tx:
            ids = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", [self.sku(name)])
            code = f"shelf {count_id % 2}"
            save_bins(tx, count_id, BinsFound(codes=[code], rows=[(ids[self.sku(name)], 0, much)]))


def as_plain(found: Differing) -> tuple[list[list[int]], dict[int, tuple[str, ...]]]:
    return [column.tolist() for column in found.beside.columns()], dict(found.missed)


@given(
    st.lists(events, min_size=2, max_size=2),
    st.dictionaries(skus, st.integers(0, 2), min_size=1),
    st.booleans(),
    st.booleans(),
    st.integers(9, NOON),
    st.sets(skus),
)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_brought_up_to_date_it_is_what_comparing_every_line_gives(
    book: Book,
    told: list[list[tuple[str, str, int, int, Any]]],
    found: dict[str, int],
    complete: bool,
    part: bool,
    since: int,
    also: set[str],
) -> None:
    """Movements, orders and counts that are learnt before and after it was kept."""
    played = Played(book)
    played.begin()
    for one in told[0]:
        played.play(*one)
    count_id = played.count(found, complete=complete, since=since, part=part)
    with book.database.writing() as tx:
        keep_any_comparison(tx, load_count(tx, count_id))
    for one in told[1]:
        played.play(*one)

    with book.database.reading() as tx:
        stored = load_count(tx, count_id)
        ids = list(tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)",
                              map(played.sku, also)).values())  # fmt: skip
        assert load_comparison(tx, count_id) is not None
        assert as_plain(differing(tx, stored, ids)) == as_plain(compared_anew(tx, stored, ids))
        assert lines_found(tx, count_id) == sum(one > 0 for one in found.values())


@pytest.fixture
def played(book: Book) -> Played:
    """Five of A are there."""
    found = Played(book)
    found.begin()
    found.play("moved", "A", 5, 6, (SUPPLIER, MAIN))
    return found


def kept_count(played: Played, counted: int) -> int:
    count_id = played.count({"A": counted}, complete=False, since=NOON, part=False)
    with played.book.database.writing() as tx:
        keep_any_comparison(tx, load_count(tx, count_id))
    return count_id


def looked_at(played: Played, count_id: int) -> Differing:
    with played.book.database.reading() as tx:
        found = differing(tx, load_count(tx, count_id), [])
        assert as_plain(found) == as_plain(compared_anew(tx, load_count(tx, count_id), []))
        return found


def test_goods_packed_without_a_movement_are_noticed(played: Played) -> None:
    """The order was known; that its goods are packed is learnt after the count was kept."""
    played.play("ordered", "A", 2, 7, 0)
    count_id = kept_count(played, 3)

    played.play("ordered", "A", 2, 8, 2)

    assert looked_at(played, count_id).beside.shelf.levels["packed"].tolist() == [2]


def test_a_bin_that_is_learnt_later_is_missed_on_a_line_that_matches(played: Played) -> None:
    """Nothing moved: another sheet found the item in another bin before."""
    count_id = kept_count(played, 5)
    assert not looked_at(played, count_id).missed

    for _ in range(2):
        played.play("counted", "A", 1, 10, False)

    found = looked_at(played, count_id)
    assert len(found.missed) == 1
    assert found.beside.lines.counted.tolist() == [5]


def test_where_too_much_was_learnt_since_every_line_is_compared(played: Played) -> None:
    """Nobody reads thousands of items one by one."""
    count_id = kept_count(played, 5)
    with played.book.database.reading() as tx:
        before = tx.last_sequence()
    for name in SKUS:
        played.play("moved", name, 1, 7, (SUPPLIER, MAIN))

    with played.book.database.reading() as tx:
        assert items_touched(tx, since=before, at_most=len(SKUS) - 1) is None
        assert len(items_touched(tx, since=before, at_most=len(SKUS)) or ()) == len(SKUS)
    assert looked_at(played, count_id).beside.lines.counted.tolist() == [5]


def test_nothing_is_kept_of_what_is_quickly_compared_and_of_a_posted_count(played: Played) -> None:
    """A short sheet never is; a long one until it is in the book."""
    short = played.count({"A": 4}, complete=False, since=NOON, part=False)
    with played.book.database.writing() as tx:
        keep_comparison(tx, load_count(tx, short))
        assert load_comparison(tx, short) is None
        keep_any_comparison(tx, load_count(tx, short))
    CountBook(played.book, numbers).post(short)

    with played.book.database.reading() as tx:
        assert load_comparison(tx, short) is None
