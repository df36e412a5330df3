"""A BigCommerce store as Stockbook sees it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from connectors.bigcommerce.account import AccountReader
from connectors.bigcommerce.catalogue import CatalogueReader
from connectors.bigcommerce.failures import bigcommerce_failure
from connectors.bigcommerce.limits import budget
from connectors.bigcommerce.lines import LineReader
from connectors.bigcommerce.orders import OrderReader
from connectors.bigcommerce.reading import SnapshotReader
from connectors.bigcommerce.stock import BATCH_SIZE, StockWriter
from connectors.bigcommerce.window import OVERLAP
from connectors.http import HttpMaker
from connectors.places import Places
from connectors.protocol import Account, Page
from connectors.settings import Setting
from connectors.undone import with_undone
from ledger.channels import Guard, Listing, Push, PushAnswer, PushManners, Shown, StockKey
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

SETTINGS: Final = (
    Setting(
        name="store_hash",
        why="the store's id, as in its API path: stores/…",
        required=True,
        names_shop=True,
    ),
    Setting(name="token", why="the token of a store-level API account", required=True, secret=True),
    Setting(
        name="ships_from",
        why="the store's own id of the location from which it ships; orders do not say it",
        default="1",
    ),
    Setting(
        name="shipped_statuses",
        why="the ids of the order statuses that mean that the goods have left",
        default=("2", "10"),
    ),
    Setting(name="address", why="where the API is", default="https://api.bigcommerce.com"),
    Setting(name="ca_file", why="a certificate authority of your own, as a PEM file"),
)

MANNERS: Final = PushManners(
    guard=Guard.BLIND,
    batch_size=BATCH_SIZE,
    # Nothing is said of it; a list may be read from a copy of the store's data.
    lag=timedelta(seconds=30),
    # Numbers are applied after the answer, and nobody says how long after.
    longest_request=timedelta(minutes=15),
    shows_for_sale=True,
)


@dataclass(frozen=True, slots=True)
class BigCommerce:
    """Implements connectors.protocol.Connector."""

    accounts: AccountReader
    reader: OrderReader
    catalogue: CatalogueReader
    writer: StockWriter

    @property
    def push_manners(self) -> PushManners:
        return MANNERS

    @property
    def overlap(self) -> timedelta:
        return OVERLAP

    def account(self) -> Account:
        return self.accounts.account()

    def listings(self) -> Iterator[Listing]:
        return self.catalogue.listings()

    def orders(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        return self.reader.pages(cursor, since=since)

    def orders_by_id(self, order_ids: Sequence[str]) -> Iterable[OrderSnapshot | Unreadable | Gone]:
        return self.reader.by_id(order_ids)

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterable[Shown]:
        return self.catalogue.shown(stock_keys)

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        return with_undone(pushes, self.writer.push(pushes))


def connect(settings: Mapping[str, Any], *, http: HttpMaker, clock: Clock) -> BigCommerce:
    """The token goes in a header of BigCommerce's own."""
    address = str(settings["address"]).rstrip("/")
    store = http.to(
        f"{address}/stores/{settings['store_hash']}/",
        headers={"X-Auth-Token": settings["token"]},
        ca_file=settings["ca_file"],
        budget=budget(),
        failure=bigcommerce_failure,
    )
    catalogue = CatalogueReader(store)
    ships_from = str(settings["ships_from"])
    reader = SnapshotReader(
        http=store,
        places=Places.of(settings),
        lines=LineReader(store, ships_from),
        shipped_statuses=frozenset(map(str, settings["shipped_statuses"])),
    )
    return BigCommerce(
        accounts=AccountReader(store, ships_from),
        reader=OrderReader(http=store, clock=clock, reader=reader),
        catalogue=catalogue,
        writer=StockWriter(store, catalogue),
    )
