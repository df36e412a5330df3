"""A WooCommerce shop as Stockbook sees it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import msgspec

from connectors.errors import NotAuthorised, Refused, Unintelligible
from connectors.http import Http, HttpMaker
from connectors.protocol import Account, Page
from connectors.settings import Setting
from connectors.undone import with_undone
from connectors.woocommerce.catalogue import CatalogueReader
from connectors.woocommerce.orders import OVERLAP, OrderReader
from connectors.woocommerce.stock import BATCH_SIZE, StockWriter
from ledger.channels import Guard, Listing, Push, PushAnswer, PushManners, Shown, StockKey
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

SETTINGS: Final = (
    Setting(
        name="address",
        why="the shop, such as https://shop.example",
        required=True,
        names_shop=True,
    ),
    Setting(name="key", why="the REST key, ck_…", required=True, secret=True),
    Setting(name="secret", why="the REST secret, cs_…", required=True, secret=True),
    Setting(name="ca_file", why="a certificate authority of your own, as a PEM file"),
    Setting(
        name="shipped_statuses",
        why="the order statuses that mean that the goods have left",
        default=("completed",),
    ),
)

MANNERS: Final = PushManners(
    guard=Guard.BLIND,
    batch_size=BATCH_SIZE,
    # A stamp is made before its transaction ends; seconds are generous.
    lag=timedelta(seconds=5),
    # A batch that drips in is cut off after six minutes; the shop may still be writing then.
    longest_request=timedelta(minutes=10),
    shows_for_sale=True,
    takes_negative=True,
)


class _Index(msgspec.Struct):
    """The site's own description, readable without a key."""

    name: str = ""
    timezone_string: str = ""
    gmt_offset: float | str = 0
    namespaces: list[str] = []


class _Environment(msgspec.Struct):
    version: str


class _Status(msgspec.Struct):
    """Of `system_status`, which only a shop manager's key may read."""

    environment: _Environment


@dataclass(frozen=True, slots=True)
class WooCommerce:
    """Implements connectors.protocol.Connector."""

    site: Http
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
        """Raises Unintelligible when there is no WooCommerce at the address, and NotAuthorised for
        a key that may not even read: why not is in the shop's own words.
        """
        index = self._index()
        if "wc/v3" not in index.namespaces:
            raise Unintelligible(
                "WordPress answers, but WooCommerce's REST interface wc/v3 is not there; "
                "install or activate WooCommerce"
            )
        missing = tuple(self._missing_rights())
        return Account(
            name=index.name,
            platform="WooCommerce",
            version=self._version(),
            time_zone=index.timezone_string or f"UTC{index.gmt_offset}",
            can_read=not missing or missing == (_WRITE,),
            can_write=_WRITE not in missing,
            missing_rights=missing,
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

    def _index(self) -> _Index:
        try:
            return self.site.request("GET", "", decode=_Index).value
        except Refused as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            raise Unintelligible(
                f"{refusal}; if it is, set WordPress's permalinks to anything but plain"
            ) from None

    def _version(self) -> str:
        """WooCommerce's own, where the key may ask for it; else that of the interface."""
        try:
            status = self.writer.http.request(
                "GET", "system_status", query={"_fields": "environment"}, decode=_Status
            )
        except (NotAuthorised, Refused, Unintelligible):
            return "wc/v3"
        return status.value.environment.version

    def _missing_rights(self) -> Iterator[str]:
        """Tried, not asked: a key's rights are nowhere told. An empty batch changes nothing."""
        failures = {}
        for right, path in (("read orders", "orders"), ("read products", "products")):
            try:
                self.writer.http.request(
                    "GET", path, query={"per_page": 1, "_fields": "id"}, decode=list[msgspec.Raw]
                )
            except NotAuthorised as failure:
                failures[right] = failure
        if len(failures) > 1:
            raise next(iter(failures.values()))
        yield from failures
        try:
            self.writer.http.request("POST", "products/batch", body={}, decode=msgspec.Raw)
        except (NotAuthorised, Refused):
            yield _WRITE


_WRITE: Final = "write products"


def connect(settings: Mapping[str, Any], *, http: HttpMaker, clock: Clock) -> WooCommerce:
    """Keys go by Basic over TLS, and by OAuth 1.0a over plain http, as WooCommerce wants it."""
    address = str(settings["address"]).rstrip("/")
    site = http.to(f"{address}/wp-json/", ca_file=settings["ca_file"])
    shop = http.to(
        f"{address}/wp-json/wc/v3/",
        key=settings["key"],
        secret=settings["secret"],
        ca_file=settings["ca_file"],
    )
    return WooCommerce(
        site=site,
        reader=OrderReader(
            http=shop,
            clock=clock,
            location=settings["location"],
            shipped_statuses=frozenset(settings["shipped_statuses"]),
        ),
        catalogue=CatalogueReader(shop),
        writer=StockWriter(shop),
    )
