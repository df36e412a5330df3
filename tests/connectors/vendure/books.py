"""A book beside a fake Vendure server, synced with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from types import MappingProxyType
from typing import Final

from connectors.fakes.vendure import stock
from jobs.config import ChannelSettings, Config, LocationSettings
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
from ledger.values import OPENING, SUPPLIER, Movement, Place, State, place
from tests.connectors.vendure.shops import Shop, shop_on

AT_FIRST: Final = 10
ONE_PLACE: Final = MappingProxyType({"main": AT_FIRST})
NONE_MAPPED: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(slots=True)
class Book:
    """``settings``: of the channel."""

    shop: Shop
    database: Database
    settings: ChannelSettings
    ids: Iterator[int] = field(default_factory=count)

    @property
    def channel(self) -> Channel:
        return Channel(
            name="shop",
            connector=self.shop.connector,
            settings=self.settings,
            calls=self.shop.http.calls,
        )

    def config(self) -> Config:
        codes = dict.fromkeys(self.settings.locations.values(), LocationSettings())
        return Config(locations=codes, channels={"shop": self.settings})

    def hands(self) -> Hands:
        return Hands(
            holder="test",
            clock=self.shop.clock,
            sleep=self.shop.clock.sleep,
            new_id=lambda: f"id-{next(self.ids)}",
        )

    def sync(self, cycle: Cycle = Cycle()) -> ChannelAnswer:  # noqa: B008  # frozen
        self.shop.clock.advance(60)
        answer = sync_channel(self.database, self.channel, cycle, self.hands())
        assert answer.error is None
        return answer

    def settle(self) -> None:
        for _ in range(6):
            self.sync()

    def available(self) -> int:
        return sum(self.available_at().values())

    def available_at(self) -> dict[str, int]:
        """By our location."""
        with self.database.reading() as tx:
            return {line.location: line.available for line in balances(tx, skus=["A"])}

    def move(self, units: int, *, at: str = "main") -> None:
        """So many come in, or are sold elsewhere."""
        here = place(at, State.AVAILABLE)
        self.post(abs(units), *((SUPPLIER, here) if units > 0 else (here, SUPPLIER)))

    def carry(self, units: int, source: str, destination: str) -> None:
        """From one of our locations to another."""
        self.post(units, place(source, State.AVAILABLE), place(destination, State.AVAILABLE))

    def post(self, units: int, source: Place, destination: Place) -> None:
        movement = Movement(
            key=f"elsewhere/{next(self.ids)}",
            occurred_at=self.shop.clock(),
            sku="A",
            quantity=units,
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
def book_beside(
    url: str,
    *,
    lying: Mapping[str, int] = ONE_PLACE,
    mapped: Mapping[str, str] = NONE_MAPPED,
    elsewhere: int = 0,
    location: str = "main",
    front: str = "direct",
) -> Iterator[Book]:
    """So many of A at our locations, all in the shop's first one; ``elsewhere``: in its third.

    ``location``: where its orders are committed.
    """
    with shop_on(front, locations=dict(mapped), location=location) as shop:
        units = [sum(lying.values())]
        if mapped:
            shop.store.shop.locations |= {2: "Boston", 3: "Elsewhere"}
            units += [0, elsewhere]
        shop.store.shop.add_variant("A", *units, now=shop.clock())
        database = Database(open_engine(url), clock=shop.clock, at=lambda _: None)
        settings = ChannelSettings(connector="vendure", location=location, locations=dict(mapped))
        book = Book(shop, database, settings)
        try:
            _open(book, lying)
            _link(book)
            book.settle()
            yield book
        finally:
            database.dispose()


def _open(book: Book, lying: Mapping[str, int]) -> None:
    opened_at = book.shop.clock() - timedelta(hours=1)
    with book.database.writing() as tx:
        ensure_locations(tx, [Site(code=code, time_zone="UTC") for code in lying])
        for code in lying:
            set_opening(tx, code, opened_at)
        save_items(tx, [ItemRecord(sku="A")])
    for code, units in lying.items():
        book.post(units, OPENING, place(code, State.AVAILABLE))


def _link(book: Book) -> None:
    with book.database.writing() as tx:
        channel = ensure_channel(tx, "shop")
        save_listings(tx, channel, book.shop.connector.listings())
        link_listings(tx, channel, [ListingLink(listing_id="1", sku="A")], actor="test")
        allow_writing(tx, channel)
