"""A world to sync in: a clock of its own, a book, and shops in memory that share one stock."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from types import MappingProxyType

from connectors.memory import MemoryConnector, MemoryShop
from connectors.places import Places
from jobs.config import ChannelSettings
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import ChannelAnswer, Cycle, Hands, sync_channel
from ledger.balances import stock
from ledger.channel_state import allow_writing
from ledger.channels import Guard
from ledger.check import proofs, prove
from ledger.database import CrashPoint, Database, open_engine
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.locations import ensure_locations, set_opening
from ledger.said import ItemRecord
from ledger.sites import Site
from ledger.store import post
from ledger.values import OPENING, SUPPLIER, Movement, State, place

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
AVAILABLE = place("main", State.AVAILABLE)


class VirtualClock:
    """Stands still until somebody sleeps."""

    def __init__(self, now: datetime = BEGIN) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(slots=True)
class World:
    """``shops`` by channel name. Every item is sold by every shop under its own SKU."""

    database: Database
    clock: VirtualClock
    shops: dict[str, MemoryShop] = field(default_factory=dict)
    settings: dict[str, ChannelSettings] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=count)

    def add_shop(
        self,
        name: str,
        items: Sequence[str],
        *,
        guard: Guard = Guard.BLIND,
        shown: int = 0,
        locations: Mapping[str, str] = MappingProxyType({}),
        sites: tuple[str, ...] = (),
    ) -> MemoryShop:
        """A shop that sells these items, linked and allowed; each shows ``shown``.

        ``locations``: its own ones that are mapped to ours; ``sites``: those that are not.
        """
        shop = MemoryShop(self.clock, guard=guard, sites=(*locations, *sites) or ("",))
        for sku in items:
            shop.add_listing(sku, shown)
        self.shops[name] = shop
        self.settings[name] = ChannelSettings(
            connector="memory", location="main", locations=dict(locations)
        )
        with self.database.writing() as tx:
            channel = ensure_channel(tx, name)
            save_listings(tx, channel, MemoryConnector(shop).listings())
            links = [ListingLink(listing_id=sku, sku=sku) for sku in items]
            link_listings(tx, channel, links, actor="test")
            allow_writing(tx, channel)
        return shop

    def channel(self, name: str) -> Channel:
        return Channel(name=name, connector=self.connector(name), settings=self.settings[name])

    def connector(self, name: str) -> MemoryConnector:
        settings = self.settings[name]
        places = Places(default=settings.location, mapped=settings.locations)
        return MemoryConnector(self.shops[name], places)

    def add_location(self, code: str, units: Mapping[str, int]) -> None:
        """Another location of ours with these units on hand, opened an hour ago."""
        available = place(code, State.AVAILABLE)
        at = self.clock() - timedelta(hours=1)
        with self.database.writing() as tx:
            ensure_locations(tx, [Site(code=code, time_zone="UTC")])
            set_opening(tx, code, at)
            movements = [
                Movement(
                    key=f"opening/{code}/{sku}",
                    occurred_at=at,
                    sku=sku,
                    quantity=quantity,
                    source=OPENING,
                    destination=available,
                )
                for sku, quantity in units.items()
                if quantity
            ]
            post(tx, movements)

    def hands(self) -> Hands:
        return Hands(
            holder="test",
            clock=self.clock,
            sleep=self.clock.sleep,
            new_id=lambda: f"id-{next(self.ids)}",
        )

    def sync(self, name: str, cycle: Cycle = Cycle()) -> ChannelAnswer:  # noqa: B008  # frozen
        """One cycle, some seconds after whatever happened last."""
        self.clock.sleep(10)
        return sync_channel(self.database, self.channel(name), cycle, self.hands())

    def settle(self, cycles: int = 4) -> None:
        """Cycles of every shop until nothing more can come of it."""
        for _ in range(cycles):
            for name in self.shops:
                self.sync(name)

    def audit(self) -> None:
        """The daily reading of every number, and the cycles that make something of it."""
        for name in self.shops:
            self.sync(name, Cycle(audit=True))
        self.settle()

    def receive(self, sku: str, quantity: int) -> None:
        self.move(sku, quantity, source="supplier", destination=AVAILABLE.name)

    def move(self, sku: str, quantity: int, *, source: str, destination: str) -> None:
        places = {one.name: one for one in (OPENING, SUPPLIER, AVAILABLE)}
        movement = Movement(
            key=f"test/{next(self.ids)}",
            occurred_at=self.clock(),
            sku=sku,
            quantity=quantity,
            source=places[source],
            destination=places[destination],
        )
        with self.database.writing() as tx:
            post(tx, [movement])

    def shown(self, sku: str) -> dict[str, int]:
        """What each shop shows."""
        return {name: shop.shown(sku) for name, shop in self.shops.items()}

    def level(self, sku: str, state: str = "available") -> int:
        with self.database.reading() as tx:
            (line,) = stock(tx, skus=[sku])
        units: int = getattr(line, state)
        return units

    def check(self) -> list[str]:
        """Every problem of the book."""
        with self.database.reading() as tx:
            return [problem for proof in proofs().values() for problem in prove(tx, proof)]


@contextmanager
def world_of(
    url: str, items: dict[str, int], *, at: CrashPoint = lambda _: None
) -> Iterator[World]:
    """A book with these units on hand at main, opened an hour ago."""
    clock = VirtualClock()
    database = Database(open_engine(url), clock=clock, at=at)
    world = World(database, clock)
    with database.writing() as tx:
        ensure_locations(tx, [Site(code="main", time_zone="UTC")])
        set_opening(tx, "main", clock())
        save_items(tx, [ItemRecord(sku=sku) for sku in items])
    for sku, units in items.items():
        if units:
            world.move(sku, units, source="opening", destination=AVAILABLE.name)
    clock.sleep(3600)
    try:
        yield world
    finally:
        database.dispose()
