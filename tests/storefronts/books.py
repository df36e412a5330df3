"""A book beside a storefront, real or fake: adopted, opened with what lies there, and synced."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from connectors.protocol import Connector
from jobs.config import ChannelSettings
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import ChannelAnswer, Cycle, Hands, sync_channel
from ledger.balances import StockLine, stock
from ledger.channel_state import allow_writing
from ledger.channels import Listing
from ledger.check import proofs, prove
from ledger.database import Database, open_engine
from ledger.instants import Clock
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.locations import ensure_locations, set_opening
from ledger.said import ItemRecord
from ledger.sites import Site
from ledger.store import post
from ledger.values import OPENING, SUPPLIER, Movement, Place, State, place

NAME = "shop"


@dataclass(slots=True)
class AheadClock:
    """The real time, and further: waits take none."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def sleep(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass(slots=True, kw_only=True)
class Book:
    """``mapped``: our codes by the storefront's own location ids; the first is the default.

    A storefront that knows no locations has one without an id.
    """

    database: Database
    connector: Connector
    clock: Clock
    sleep: Callable[[float], None]
    mapped: Mapping[str, str]
    calls: Callable[[], int]
    ids: Iterator[int] = field(default_factory=count)

    def sync(self, cycle: Cycle = Cycle()) -> ChannelAnswer:  # noqa: B008  # frozen
        """One cycle that must go well."""
        answer = self.tried(cycle)
        assert answer.error is None, answer.error
        return answer

    def tried(self, cycle: Cycle = Cycle()) -> ChannelAnswer:  # noqa: B008  # frozen
        """One cycle, however it goes."""
        hands = Hands(
            holder="test",
            clock=self.clock,
            sleep=self.sleep,
            new_id=lambda: f"id-{next(self.ids)}",
        )
        return sync_channel(self.database, self.channel, cycle, hands)

    @property
    def channel(self) -> Channel:
        first = next(iter(self.mapped.values()))
        located = {own_id: code for own_id, code in self.mapped.items() if own_id}
        settings = ChannelSettings(
            connector="memory", location=first, locations=located, backfill_days=1
        )
        return Channel(name=NAME, connector=self.connector, settings=settings, calls=self.calls)

    def line(self, sku: str, location: str) -> StockLine:
        with self.database.reading() as tx:
            found = stock(tx, skus=[sku], locations=[location])
        return next((one for one in found), StockLine(sku=sku, location=location))

    def lines(self) -> list[StockLine]:
        """Of every item that was ever booked."""
        with self.database.reading() as tx:
            return list(stock(tx))

    def receive(self, sku: str, quantity: int, location: str) -> None:
        """Goods from a supplier; a negative quantity goes back to it."""
        there = place(location, State.AVAILABLE)
        source, destination = (SUPPLIER, there) if quantity > 0 else (there, SUPPLIER)
        self._post([self._movement(sku, abs(quantity), source, destination)])

    def receive_all(self, units: Mapping[str, int], location: str) -> None:
        there = place(location, State.AVAILABLE)
        self._post([self._movement(sku, more, SUPPLIER, there) for sku, more in units.items()])

    def adopt(self) -> None:
        """Items and links by SKU, and what lies there as the opening stock of now."""
        listings = [one for one in self.connector.listings() if one.sku]
        at = self.clock()
        with self.database.writing() as tx:
            ensure_locations(
                tx, [Site(code=code, time_zone="UTC") for code in self.mapped.values()]
            )
            for code in self.mapped.values():
                set_opening(tx, code, at)
            save_items(tx, [ItemRecord(sku=one.sku) for one in listings])
            channel = ensure_channel(tx, NAME)
            save_listings(tx, channel, listings)
            links = [ListingLink(listing_id=one.listing_id, sku=one.sku) for one in listings]
            link_listings(tx, channel, links, actor="test")
            allow_writing(tx, channel)
        self._post(list(self._opening(listings)))

    def _opening(self, listings: Sequence[Listing]) -> Iterator[Movement]:
        for listing in listings:
            for number in listing.numbers:
                at_ours = self.mapped.get(number.stock_key.location)
                if at_ours and number.quantity:
                    there = place(at_ours, State.AVAILABLE)
                    yield self._movement(listing.sku, number.quantity, OPENING, there)

    def problems(self) -> Sequence[str]:
        """Of the ledger against itself."""
        with self.database.reading() as tx:
            return [problem for proof in proofs().values() for problem in prove(tx, proof)]

    def incidents(self) -> Sequence[str]:
        """Kinds of those that wait for a person."""
        with self.database.reading() as tx:
            found = tx.rows("SELECT kind FROM incident WHERE resolved_at IS NULL ORDER BY id")
        return [kind for (kind,) in found]

    def waits(self) -> bool:
        """Whether a stock key is due or unsettled, so that another cycle may do something."""
        with self.database.reading() as tx:
            return bool(tx.rows("SELECT 1 FROM stock_key WHERE due > 0 OR unsettled = 1"))

    def _movement(self, sku: str, quantity: int, source: Place, destination: Place) -> Movement:
        return Movement(
            key=f"test/{next(self.ids)}",
            occurred_at=self.clock(),
            sku=sku,
            quantity=quantity,
            source=source,
            destination=destination,
        )

    def _post(self, movements: Sequence[Movement]) -> None:
        with self.database.writing() as tx:
            post(tx, movements)


@contextmanager
def book_on(
    url: str,
    connector: Connector,
    *,
    clock: Clock,
    sleep: Callable[[float], None],
    mapped: Mapping[str, str],
    calls: Callable[[], int] = lambda: 0,
) -> Iterator[Book]:
    """Adopted now; a migrated database at ``url``."""
    database = Database(open_engine(url), clock=clock)
    book = Book(
        database=database, connector=connector, clock=clock, sleep=sleep, mapped=mapped, calls=calls
    )
    book.adopt()
    sleep(timedelta(milliseconds=5).total_seconds())
    try:
        yield book
    finally:
        database.dispose()
