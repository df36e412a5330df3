"""A book and a fake Vendure server: what Vendure books wrongly does not stay so."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest

from connectors.fakes.vendure import stock
from jobs.config import ChannelSettings
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import ChannelAnswer, Cycle, Hands, sync_channel
from ledger.balances import stock as balances
from ledger.channel_state import allow_writing
from ledger.database import Database, open_engine
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.locations import ensure_locations, set_opening
from ledger.said import ItemRecord
from ledger.sites import Site
from ledger.store import post
from ledger.values import OPENING, SUPPLIER, Movement, State, place
from tests.connectors.vendure.shops import Shop, shop_on

AT_FIRST = 10


@dataclass(slots=True)
class Book:
    shop: Shop
    database: Database
    ids: Iterator[int] = field(default_factory=count)

    def sync(self, cycle: Cycle = Cycle()) -> ChannelAnswer:  # noqa: B008  # frozen
        self.shop.clock.advance(60)
        settings = ChannelSettings(connector="vendure", location="main")
        channel = Channel(
            name="shop",
            connector=self.shop.connector,
            settings=settings,
            calls=self.shop.http.calls,
        )
        hands = Hands(
            holder="test",
            clock=self.shop.clock,
            sleep=self.shop.clock.sleep,
            new_id=lambda: f"id-{next(self.ids)}",
        )
        answer = sync_channel(self.database, channel, cycle, hands)
        assert answer.error is None
        return answer

    def settle(self) -> None:
        for _ in range(6):
            self.sync()

    def available(self) -> int:
        with self.database.reading() as tx:
            return sum(line.available for line in balances(tx, skus=["A"]))

    def move(self, units: int) -> None:
        """So many come in, or are sold elsewhere."""
        here = place("main", State.AVAILABLE)
        source, destination = (SUPPLIER, here) if units > 0 else (here, SUPPLIER)
        movement = Movement(
            key=f"elsewhere/{next(self.ids)}",
            occurred_at=self.shop.clock(),
            sku="A",
            quantity=abs(units),
            source=source,
            destination=destination,
        )
        with self.database.writing() as tx:
            post(tx, [movement])

    def incidents(self) -> list[str]:
        with self.database.reading() as tx:
            return [kind for (kind,) in tx.rows("SELECT kind FROM incident ORDER BY id")]

    def free(self) -> int:
        return stock.free(self.shop.store.shop.sold_as("A"))


@contextmanager
def book_beside(url: str) -> Iterator[Book]:
    """Ten of A on hand, and shown."""
    with shop_on() as shop:
        shop.store.shop.add_variant("A", AT_FIRST, now=shop.clock())
        database = Database(open_engine(url), clock=shop.clock, at=lambda _: None)
        opened_at = shop.clock() - timedelta(hours=1)
        opening = Movement(
            key="opening/A",
            occurred_at=opened_at,
            sku="A",
            quantity=AT_FIRST,
            source=OPENING,
            destination=place("main", State.AVAILABLE),
        )
        with database.writing() as tx:
            ensure_locations(tx, [Site(code="main", time_zone="UTC")])
            set_opening(tx, "main", opened_at)
            save_items(tx, [ItemRecord(sku="A")])
            post(tx, [opening])
            channel = ensure_channel(tx, "shop")
            save_listings(tx, channel, shop.connector.listings())
            link_listings(tx, channel, [ListingLink(listing_id="1", sku="A")], actor="test")
            allow_writing(tx, channel)
        book = Book(shop, database)
        book.settle()
        yield book
        database.dispose()


def test_lost_allocations_are_told_and_mended(database_url: str) -> None:
    """Of two payments at once one is forgotten by Vendure, which would sell its units again.

    On a brisk day it happens again, and is no reason to write no more.
    """
    with book_beside(database_url) as book:
        for left in (6, 2):
            cart = book.shop.store.cart({"A": 4}, now=book.shop.clock())
            book.shop.store.pay(cart, now=book.shop.clock(), lost=True)
            assert book.free() == left + 4
            book.settle()

            assert (book.available(), book.free()) == (left, left)
        assert book.incidents() == ["drift"]


@pytest.mark.slow
def test_the_last_ones_are_paid_for_twice(database_url: str) -> None:
    """Vendure takes what it has and no more, so that it gives back less: it never shows too much.

    Goods come in, the second order is cancelled, and the first one leaves.
    """
    with book_beside(database_url) as book:
        store, clock = book.shop.store, book.shop.clock
        carts = [store.cart({"A": 8}, now=clock()) for _ in range(2)]
        first, second = [store.pay(cart, now=clock()) for cart in carts]
        book.settle()
        assert (book.available(), book.free()) == (-6, 0)
        assert book.incidents() == []
        book.move(9)
        book.settle()
        assert (book.available(), book.free()) == (3, 3)
        store.cancel(second, {"A": 8}, now=clock())
        book.settle()
        assert (book.available(), book.free()) == (11, 11)
        store.ship(first, now=clock())
        book.settle()
        assert (book.available(), book.free()) == (11, 11)


def test_a_unit_given_back_twice_is_written_over_at_once(database_url: str) -> None:
    """It is no drift: the order's history explains it."""
    with book_beside(database_url) as book:
        order = book.shop.store.sell({"A": 4}, now=book.shop.clock())
        book.shop.store.ship(order, {"A": 3}, now=book.shop.clock())
        book.settle()
        book.shop.store.cancel(order, {"A": 1}, now=book.shop.clock())
        assert (book.available(), book.free()) == (6, 8)
        book.settle()

        assert (book.available(), book.free()) == (7, 7)
        assert book.incidents() == []


def test_nothing_changed_is_no_number_read(database_url: str) -> None:
    """After a sale of the shop's own its number is looked at once, and written only if wrong."""
    with book_beside(database_url) as book:
        book.shop.store.sell({"A": 2}, now=book.shop.clock())
        first, second = book.sync(), book.sync()

        assert (first.pushed, first.calls) == (0, 3)
        assert (second.pushed, second.calls) == (0, 2)


def test_an_order_that_is_seen_late_is_never_sold_twice(database_url: str) -> None:
    """Our write passes over its reading and not over its units."""
    with book_beside(database_url) as book:
        book.shop.store.late = timedelta(seconds=4)
        book.move(-3)
        # The next cycle begins a minute from now: a second after this sale, and before it is seen.
        book.shop.store.sell({"A": 2}, now=book.shop.clock() + timedelta(seconds=59))
        book.settle()

        assert (book.available(), book.free()) == (5, 5)
        assert book.incidents() == []
