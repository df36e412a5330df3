"""A book that is synced with a running Vendure server, and both compared with each other."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from types import MappingProxyType
from typing import Final

from connectors.http import HttpMaker
from connectors.protocol import Connector
from connectors.vendure import connect
from jobs.config import ChannelSettings, Config, LocationSettings
from jobs.storefronts.channels import Channel
from jobs.storefronts.listings import read_listings
from jobs.storefronts.sync import ChannelAnswer, Cycle, Hands, sync_channel
from ledger.balances import stock
from ledger.channel_state import allow_writing
from ledger.channels import Listing
from ledger.check import proofs, prove
from ledger.database import Database, open_engine
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.locations import ensure_locations, set_opening
from ledger.recipes import RecipeRecord, save_recipe
from ledger.said import Assembly, ItemRecord
from ledger.sites import Site
from ledger.store import post
from ledger.values import OPENING, SUPPLIER, Movement, Place, State, place
from tests.storefronts.books import AheadClock
from tests.storefronts.vendure_desk import Desk

CHANNEL: Final = "vendure"
AVAILABLE: Final = place("main", State.AVAILABLE)
CYCLES_MAX: Final = 8
"""A reading, its proof, a write and its proof are four; a refused number never settles."""


@dataclass(slots=True)
class Book:
    """``items``: the SKUs that are sold. ``connector``: ours, to the running server."""

    desk: Desk
    database: Database
    clock: AheadClock
    connector: Connector
    http: HttpMaker
    items: tuple[str, ...]
    settings: ChannelSettings
    ids: Iterator[int] = field(default_factory=count)

    def sync(self, cycle: Cycle = Cycle()) -> ChannelAnswer:  # noqa: B008  # frozen
        channel = Channel(
            name=CHANNEL,
            connector=self.connector,
            settings=self.settings,
            calls=self.http.calls,
        )
        hands = Hands(
            holder="test",
            clock=self.clock,
            sleep=self.clock.sleep,
            new_id=lambda: f"id-{next(self.ids)}",
        )
        answer = sync_channel(self.database, channel, cycle, hands)
        assert answer.error is None, answer.error
        self.clock.sleep(60)
        return answer

    def settle(self, *, audit: bool = False) -> None:
        """Cycles until nothing more can come of it."""
        for number in range(CYCLES_MAX):
            self.sync(Cycle(audit=audit and number == 0))
            with self.database.reading() as tx:
                if not tx.rows("SELECT 1 FROM stock_key WHERE due > 0 OR unsettled = 1"):
                    return

    def receive(self, sku: str, quantity: int, *, at: str = "main") -> None:
        self._move(sku, quantity, source=SUPPLIER, destination=place(at, State.AVAILABLE))

    def carry(self, sku: str, quantity: int, source: str, destination: str) -> None:
        """From one of our locations to another."""
        ends = [place(code, State.AVAILABLE) for code in (source, destination)]
        self._move(sku, quantity, source=ends[0], destination=ends[1])

    def send_elsewhere(self, sku: str, quantity: int) -> None:
        """Another channel's sale, as far as this one can see."""
        self._move(sku, quantity, source=AVAILABLE, destination=SUPPLIER)

    def level(self, sku: str, state: str = "available") -> int:
        with self.database.reading() as tx:
            found = [getattr(line, state) for line in stock(tx, skus=[sku])]
        return sum(found)

    def incidents(self) -> list[tuple[str, str]]:
        """Kinds and texts of those that wait for a person."""
        with self.database.reading() as tx:
            return tx.rows("SELECT kind, text FROM incident WHERE resolved_at IS NULL ORDER BY id")

    def agrees(self, *, available: int, committed: int = 0, sku: str | None = None) -> None:
        """Book and shop say the same, and of the first item, or of this one, so much."""
        self.settle()
        one = sku or self.items[0]
        assert (self.level(one), self.level(one, "committed")) == (available, committed)
        assert self.problems() == []

    def problems(self) -> list[str]:
        """Book and storefront against each other, and the book against itself."""
        with self.database.reading() as tx:
            found = [problem for proof in proofs().values() for problem in prove(tx, proof)]
        for sku in self.items:
            shown, wanted = sum(self.free_at(sku).values()), self.wanted(sku)
            if shown != wanted:
                found.append(f"{sku}: the shop sells {shown}, the book has {wanted}")
            if (at := self.free_at(sku)) != self.parts(sku):
                found.append(f"{sku}: the shop has {at} to sell, the book {self.parts(sku)}")
            allocated = sum(units for _, units in self.desk.levels(sku).values())
            if allocated > self.level(sku, "committed") and not self._recipe(sku):
                found.append(f"{sku}: the shop holds {allocated} for orders that the book lacks")
        return found

    def free_at(self, sku: str) -> dict[str, int]:
        """What the shop may still sell, by those of its stock locations that are ours."""
        levels = self.desk.levels(sku)
        mapped = self.settings.locations or levels
        return {at: levels[at][0] - levels[at][1] for at in mapped}

    def parts(self, sku: str) -> dict[str, int]:
        """What it should sell at each of them; as it does, where the book does not say."""
        codes = dict.fromkeys({"main", *self.settings.locations.values()}, LocationSettings())
        config = Config(locations=codes, channels={CHANNEL: self.settings})
        found = {one.sku: one for one in read_listings(self.database, config, []).listings}
        parts = found[sku].locations
        return {one.location: one.wanted or 0 for one in parts} or self.free_at(sku)

    def wanted(self, sku: str) -> int:
        """What the shop should sell; of a kit as many as its parts allow where they lie."""
        parts = self._recipe(sku)
        if not parts:
            return self.level(sku)
        at: dict[str, list[int]] = {}
        for part, units in parts.items():
            with self.database.reading() as tx:
                for line in stock(tx, skus=[part]):
                    at.setdefault(line.location, []).append(line.available // units)
        return sum(min(here) for here in at.values() if len(here) == len(parts))

    def _recipe(self, sku: str) -> dict[str, int]:
        with self.database.reading() as tx:
            rows = tx.rows(
                "SELECT part.sku, recipe_part.quantity FROM recipe "
                "JOIN item ON item.id = recipe.item_id "
                "JOIN recipe_part ON recipe_part.recipe_id = recipe.id "
                "JOIN item AS part ON part.id = recipe_part.component_id WHERE item.sku = ?",
                (sku,),
            )
        return dict(rows)

    def _move(self, sku: str, quantity: int, *, source: Place, destination: Place) -> None:
        movement = Movement(
            key=f"test/{next(self.ids)}",
            occurred_at=self.clock(),
            sku=sku,
            quantity=quantity,
            source=source,
            destination=destination,
        )
        with self.database.writing() as tx:
            post(tx, [movement])


@contextmanager
def book_of(
    desk: Desk,
    url: str,
    stocked: Mapping[str, int],
    *,
    kits: Mapping[str, Mapping[str, int]] | None = None,
    locations: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Book]:
    """A book with these units on hand, whose listings are linked and may be written."""
    clock = AheadClock()
    http = HttpMaker(clock=clock, sleep=time.sleep, jitter=lambda: 0.0, token=lambda: "unused")
    values = settings_of(desk, api_key=desk.api_key(), locations=dict(locations))
    connector = connect(values, http=http, clock=clock)
    database = Database(open_engine(url), clock=clock, at=lambda _: None)
    skus = (*stocked, *(kits or {}))
    sold = [sku for sku in skus if sku in desk.variants]
    settings = ChannelSettings(connector="vendure", location="main", locations=dict(locations))
    book = Book(desk, database, clock, connector, http, tuple(sold), settings)
    _fill(book, stocked, kits or {})
    _link(book, [one for one in connector.listings() if one.sku in sold])
    try:
        yield book
    finally:
        http.close()
        database.dispose()


def settings_of(desk: Desk, **settings: object) -> dict[str, object]:
    """Of a channel to the server."""
    return {
        "address": desk.address,
        "api_key": None,
        "username": None,
        "password": None,
        "channel_token": None,
        "ca_file": None,
        "stock_locations": (),
        "shipped_states": ("Shipped", "Delivered"),
        "location": "main",
        "locations": {},
        **settings,
    }


def _fill(book: Book, stocked: Mapping[str, int], kits: Mapping[str, Mapping[str, int]]) -> None:
    opened_at = book.clock() - timedelta(hours=1)
    with book.database.writing() as tx:
        for code in {"main", *book.settings.locations.values()}:
            ensure_locations(tx, [Site(code=code, time_zone="UTC")])
            set_opening(tx, code, opened_at)
        save_items(tx, [ItemRecord(sku=sku) for sku in stocked])
        save_items(tx, [ItemRecord(sku=sku, assembly=Assembly.COMPONENTS) for sku in kits])
        for sku, parts in kits.items():
            save_recipe(tx, RecipeRecord(sku=sku, parts=parts, holds_from=opened_at))
    for sku, quantity in stocked.items():
        book._move(sku, quantity, source=OPENING, destination=AVAILABLE)


def _link(book: Book, listings: list[Listing]) -> None:
    with book.database.writing() as tx:
        channel = ensure_channel(tx, CHANNEL)
        save_listings(tx, channel, listings)
        links = [ListingLink(listing_id=one.listing_id, sku=one.sku) for one in listings]
        link_listings(tx, channel, links, actor="test")
        allow_writing(tx, channel)
