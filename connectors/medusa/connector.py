"""A Medusa server as Stockbook sees it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import msgspec
from requests.auth import HTTPBasicAuth

from connectors.errors import NotAuthorised, Refused, Unintelligible
from connectors.http import Http, HttpMaker
from connectors.medusa.beside import BesideReader
from connectors.medusa.catalogue import CatalogueReader
from connectors.medusa.failures import medusa_failure
from connectors.medusa.orders import OrderReader
from connectors.medusa.stock import BATCH_SIZE, StockWriter
from connectors.medusa.stock_shapes import StockLocations, Stores
from connectors.places import Places
from connectors.protocol import Account, Page
from connectors.settings import Setting
from connectors.undone import with_undone
from ledger.channels import Guard, Listing, Push, PushAnswer, PushManners, Shown, StockKey
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

SETTINGS: Final = (
    Setting(
        name="address",
        why="the server, such as https://shop.example",
        required=True,
        names_shop=True,
    ),
    Setting(name="key", why="a secret API key, sk_…", required=True, secret=True),
    Setting(name="ca_file", why="a certificate authority of your own, as a PEM file"),
    Setting(
        name="shipped_when",
        why="goods leave with the `shipment` (or delivery), or already with the `fulfilment`",
        default="shipment",
    ),
)

MANNERS: Final = PushManners(
    guard=Guard.ON_HAND,
    batch_size=BATCH_SIZE,
    # Orders were seen to become visible up to two seconds after their own stamp.
    lag=timedelta(seconds=10),
    # A batch that drips in is cut off after six minutes; the server may still be writing then.
    longest_request=timedelta(minutes=10),
    shows_for_sale=False,
)

LOCATIONS_MAX: Final = 1_000
"""Stock locations of one server, read in one call."""

_READS: Final = {
    "read orders": "/orders",
    "read products": "/product-variants",
    "read inventory": "/inventory-items",
    "read reservations": "/reservations",
}
_WRITE: Final = "write inventory"

_T = TypeVar("_T", Stores, StockLocations)


@dataclass(frozen=True, slots=True)
class Medusa:
    """Implements connectors.protocol.Connector."""

    http: Http
    reader: OrderReader
    catalogue: CatalogueReader
    writer: StockWriter

    @property
    def push_manners(self) -> PushManners:
        return MANNERS

    @property
    def overlap(self) -> timedelta:
        return self.reader.overlap

    def account(self) -> Account:
        """Raises Unintelligible where no Medusa 2 answers."""
        store = self._read(Stores, "/stores").stores
        missing = tuple(self._missing_rights())
        return Account(
            name=store[0].name if store else "",
            platform="Medusa",
            version="2",
            time_zone="UTC",
            can_read=not missing or missing == (_WRITE,),
            can_write=_WRITE not in missing,
            missing_rights=missing,
            locations=tuple(
                (one.id, one.name)
                for one in self._read(StockLocations, "/stock-locations").stock_locations
            ),
        )

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

    def _read(self, kind: type[_T], path: str) -> _T:
        query = {"fields": "id,name", "limit": LOCATIONS_MAX}
        try:
            return self.http.request("GET", path, query=query, decode=kind).value
        except Refused as refusal:
            raise Unintelligible(
                f"{refusal}; there is no Medusa 2 at this address, or not at its root"
            ) from None

    def _missing_rights(self) -> Iterator[str]:
        """Tried, not asked: a key tells its rights nowhere. An empty batch changes nothing."""
        for right, path in _READS.items():
            try:
                self.http.request(
                    "GET", path, query={"limit": 1, "fields": "id"}, decode=msgspec.Raw
                )
            except NotAuthorised:
                yield right
        try:
            self.http.request(
                "POST", "/inventory-items/location-levels/batch", body={}, decode=msgspec.Raw
            )
        except NotAuthorised:
            yield _WRITE


def connect(settings: Mapping[str, Any], *, http: HttpMaker, clock: Clock) -> Medusa:
    """A secret key goes by Basic as the user's name, over http too; as Bearer it is refused.

    Raises Refused for a setting that is none.
    """
    shipped_when = settings["shipped_when"]
    if shipped_when not in {"shipment", "fulfilment"}:
        raise Refused(f"shipped_when: {shipped_when!r} is neither shipment nor fulfilment")
    server = http.to(
        f"{str(settings['address']).rstrip('/')}/admin",
        key=settings["key"],
        auth=HTTPBasicAuth(settings["key"], ""),
        ca_file=settings["ca_file"],
        failure=medusa_failure,
    )
    return Medusa(
        http=server,
        reader=OrderReader(
            http=server,
            beside=BesideReader(server),
            clock=clock,
            places=Places.of(settings),
            left_when_fulfilled=shipped_when == "fulfilment",
        ),
        catalogue=CatalogueReader(server),
        writer=StockWriter(server),
    )
