"""Books to test with: a fresh database on either engine, with locations, items and a channel."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger.balances import NOW, StockLine, View, stock
from ledger.channels import Listing, Shown, StockKey
from ledger.check import proofs, prove
from ledger.database import CrashPoint, Database, open_engine
from ledger.items import save_items
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from ledger.locations import ensure_locations, set_opening
from ledger.orders.booking import Booked, book_page, channel_ref
from ledger.said import ItemRecord
from ledger.sites import Site
from ledger.snapshots import OrderSnapshot, Unreadable
from ledger.store import Posted, post
from ledger.values import SUPPLIER, Movement, Place, State, place
from tests.ledger.stories import MONDAY, hours

MAIN = place("main", State.AVAILABLE)
ANNEX = place("annex", State.AVAILABLE)


@dataclass(slots=True)
class Book:
    """``now`` is what its clock shows; set it."""

    database: Database
    now: datetime

    def post(self, *movements: Movement) -> Posted:
        with self.database.writing() as tx:
            return post(tx, movements)

    def book(self, *page: OrderSnapshot | Unreadable) -> Booked:
        with self.database.writing() as tx:
            return book_page(tx, channel_ref(tx, "shop"), page)

    def line(self, sku: str, location: str = "main", view: View = NOW) -> StockLine:
        with self.database.reading() as tx:
            lines = stock(tx, skus=[sku], locations=[location], view=view)
        return lines[0]

    def levels(self, sku: str, location: str = "main") -> dict[str, int]:
        """What is not zero."""
        found = self.line(sku, location)
        names = [state.value for state in State]
        return {name: units for name in names if (units := getattr(found, name))}

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with self.database.reading() as tx:
            return tx.rows(sql)

    def problems(self) -> list[str]:
        """Everything that the book says is wrong with itself."""
        with self.database.reading() as tx:
            return [problem for proof in proofs().values() for problem in prove(tx, proof)]


@contextmanager
def book_of(
    url: str,
    *items: str,
    at: CrashPoint = lambda _: None,
    opened: bool = True,
) -> Iterator[Book]:
    """Two locations, these items, and a channel ``shop`` that sells each under its SKU."""
    database = Database(open_engine(url), clock=lambda: book.now, at=at)
    book = Book(database, MONDAY)
    with database.writing() as tx:
        ensure_locations(tx, [Site(code=code, time_zone="UTC") for code in ("main", "annex")])
        if opened:
            for code in ("main", "annex"):
                set_opening(tx, code, MONDAY - timedelta(days=30))
        save_items(tx, [ItemRecord(sku=sku) for sku in items])
        channel = ensure_channel(tx, "shop")
        listings = [
            Listing(listing_id=sku, sku=sku, numbers=(Shown(StockKey(sku), None),)) for sku in items
        ]
        save_listings(tx, channel, listings)
        links = [ListingLink(listing_id=sku, sku=sku) for sku in items]
        link_listings(tx, channel, links, actor="test")
    book.now = hours(1000)
    try:
        yield book
    finally:
        database.dispose()


def receipt(
    key: str,
    sku: str = "A",
    quantity: int = 5,
    *,
    at: float = 0,
    source: Place = SUPPLIER,
    destination: Place = MAIN,
) -> Movement:
    return Movement(
        key=key,
        occurred_at=hours(at),
        sku=sku,
        quantity=quantity,
        source=source,
        destination=destination,
    )
