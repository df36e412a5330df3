"""The law of counts as of their instants, from the file to the book, through the real desk."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from ledger.channels import Listing, Shown, StockKey
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.recipes import RecipeRecord, save_recipe
from ledger.said import ItemRecord
from ledger.values import SUPPLIER, Movement, State, place
from tests.jobs.asof.histories import History, histories
from tests.jobs.asof.play import play, require_book_is_shelf
from tests.jobs.asof.shelves import BASKET, ITEMS, RECIPE
from tests.jobs.asof.world import World
from tests.laws import examples
from tests.ledger.books import Book, book_of
from tests.ledger.stories import hours

numbers = count(1)


def begin(book: Book, history: History, folder: Path) -> World:
    """With items, a channel and goods on the shelves of its own."""
    world = World(book, history, next(numbers), folder)
    skus = world.skus
    with book.database.writing() as tx:
        items = [ItemRecord(sku=skus[one], category=world.channel) for one in ITEMS]
        save_items(tx, [*items, ItemRecord(sku=skus[BASKET])])
        parts = {skus[one]: units for one, units in RECIPE.items()}
        save_recipe(tx, RecipeRecord(sku=skus[BASKET], holds_from=hours(-100), parts=parts))
        channel = ensure_channel(tx, world.channel)
        save_listings(
            tx,
            channel,
            [
                Listing(listing_id=sku, sku=sku, numbers=(Shown(StockKey(sku), None),))
                for sku in skus.values()
            ],
        )
        links = [ListingLink(listing_id=sku, sku=sku) for sku in skus.values()]
        link_listings(tx, channel, links, actor="test")
    book.post(*_lifted(world))
    return world


def _lifted(world: World) -> Iterator[Movement]:
    for ((item, location), code), units in world.history.truth.lifts.items():
        if units:
            yield Movement(
                key=f"lift/{world.number}/{item}/{location}/{code}",
                occurred_at=hours(-100),
                sku=world.skus[item],
                quantity=units,
                source=SUPPLIER,
                destination=place(location, State.AVAILABLE),
            )


def holds(book: Book, history: History, folder: Path) -> None:
    """Every posted line stays true all the while; nothing that is held passes by itself."""
    world = begin(book, history, folder)

    play(world)

    require_book_is_shelf(world)
    assert book.problems() == []


@pytest.fixture
def sqlite_book(sqlite_template: bytes, tmp_path: Path) -> Iterator[Book]:
    """One book for all examples; each has items of its own."""
    path = tmp_path / "stockbook.db"
    path.write_bytes(sqlite_template)
    with book_of(f"sqlite:///{path}") as opened:
        yield opened


@pytest.fixture
def postgresql_book(postgresql_url: str) -> Iterator[Book]:
    """The same; of fewer examples, since each takes many transactions."""
    with book_of(postgresql_url) as opened:
        yield opened


@given(history=histories())
@settings(max_examples=examples(60), suppress_health_check=[*HealthCheck])
def test_after_everything_is_known_and_ruled_book_is_shelf(
    sqlite_book: Book, tmp_path: Path, history: History
) -> None:
    """Whatever happened, whenever it was learnt, whoever counted and reversed what."""
    holds(sqlite_book, history, tmp_path)


@given(history=histories(set_back=True))
@settings(max_examples=examples(60), suppress_health_check=[*HealthCheck])
def test_orders_that_were_set_back_are_on_the_shelf_or_came_back_to_it(
    sqlite_book: Book, tmp_path: Path, history: History
) -> None:
    """Whether they never left or did, and who counted in between."""
    holds(sqlite_book, history, tmp_path)


@given(history=histories())
@settings(max_examples=examples(8), suppress_health_check=[*HealthCheck])
def test_the_same_on_postgresql(postgresql_book: Book, tmp_path: Path, history: History) -> None:
    """Its transactions and its SQL are others."""
    holds(postgresql_book, history, tmp_path)
