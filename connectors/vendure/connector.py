"""A Vendure server as Stockbook sees it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Literal

import msgspec
from requests.auth import AuthBase

from connectors.auth import Renewable
from connectors.errors import NotAuthorised, Refused
from connectors.http import HttpMaker
from connectors.places import Places
from connectors.protocol import Account, Page
from connectors.settings import Setting
from connectors.undone import with_undone
from connectors.vendure.api import Api, failure, log_in
from connectors.vendure.catalogue import CatalogueReader, Counted
from connectors.vendure.documents import (
    ACCOUNT,
    LOCATIONS,
    MAY_READ_ORDERS,
    MAY_READ_PRODUCTS,
    MAY_WRITE,
)
from connectors.vendure.orders import OrderReader
from connectors.vendure.positions import Reading
from connectors.vendure.stock import BATCH_SIZE, StockWriter
from connectors.vendure.window import OVERLAP
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
    Setting(name="api_key", why="an API key; else username and password", secret=True),
    Setting(name="username", why="an administrator, where there is no API key"),
    Setting(name="password", why="the administrator's password", secret=True),
    Setting(
        name="channel_token",
        why="the Vendure channel, where it is not the default one",
        names_shop=True,
    ),
    Setting(name="ca_file", why="a certificate authority of your own, as a PEM file"),
    Setting(
        name="stock_locations",
        why="without locations: the ids of the stock locations that count; else all of them",
        default=(),
    ),
    Setting(
        name="shipped_states",
        why="the fulfilment states that mean that the goods have left",
        default=("Shipped", "Delivered"),
    ),
)

MANNERS: Final = PushManners(
    # Of the number on hand less what is allocated; why: docs/decisions/0017.
    guard=Guard.BLIND,
    batch_size=BATCH_SIZE,
    # Under four writers orders were seen 2 seconds after their stamp, and stamps were 4 old.
    lag=timedelta(seconds=15),
    # A batch that drips in is cut off after eight minutes; the server may still be writing then.
    longest_request=timedelta(minutes=12),
    takes_negative=True,
    # Of simultaneous payments it loses some, and of what it does not have it takes nothing.
    miscounts=True,
)


class _Named(msgspec.Struct):
    id: str
    name: str


class _Locations(msgspec.Struct):
    items: list[_Named]


class _Account(msgspec.Struct, rename="camel"):
    active_channel: dict[Literal["code"], str]


class _Places(msgspec.Struct, rename="camel"):
    stock_locations: _Locations


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendure:
    """Implements connectors.protocol.Connector."""

    api: Api
    reader: OrderReader
    catalogue: CatalogueReader
    writer: StockWriter

    @property
    def push_manners(self) -> PushManners:
        return replace(MANNERS, batch_size=self.writer.batch_size)

    @property
    def overlap(self) -> timedelta:
        return OVERLAP

    def account(self) -> Account:
        """Vendure tells neither its version nor its zone; all its instants are UTC.

        Its stock locations are told only where they are mapped.
        """
        told = self.api.ask(ACCOUNT, _Account).value
        missing = tuple(self._missing_rights())
        return Account(
            name=told.active_channel["code"],
            platform="Vendure",
            version="admin-api",
            time_zone="UTC",
            can_read=not missing or missing == (_WRITE,),
            can_write=_WRITE not in missing,
            missing_rights=missing,
            locations=() if _PLACES in missing else tuple(self._locations()),
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

    def _locations(self) -> Iterator[tuple[str, str]]:
        if self.catalogue.counted.mapped:
            told = self.api.ask(LOCATIONS, _Places).value
            yield from ((one.id, one.name) for one in told.stock_locations.items)

    def _missing_rights(self) -> Iterator[str]:
        """Tried, not asked: a key may not ask what it may. An empty update changes nothing."""
        tried = {"ReadOrder": MAY_READ_ORDERS, "ReadCatalog": MAY_READ_PRODUCTS, _WRITE: MAY_WRITE}
        if self.catalogue.counted.mapped:
            tried[_PLACES] = LOCATIONS
        for right, document in tried.items():
            try:
                self.api.ask(document, msgspec.Raw)
            except NotAuthorised:
                yield right


_WRITE: Final = "UpdateCatalog"
"""Vendure's own names; ReadProduct and UpdateProduct do as well."""

_PLACES: Final = "ReadStockLocation"
"""ReadCatalog holds it."""


def connect(settings: Mapping[str, Any], *, http: HttpMaker, clock: Clock) -> Vendure:
    """Raises Refused for settings that do not go together."""
    address = f"{str(settings['address']).rstrip('/')}/admin-api"
    token = settings["channel_token"]
    # With the name of another channel the server would answer for that one.
    headers = {"vendure-token": str(token)} if token else {}
    # Given as a secret, the password is kept out of every text, whatever the server says.
    user, password = str(settings["username"] or ""), str(settings["password"] or "")
    door = partial(http.to, address, secret=password, ca_file=settings["ca_file"], failure=failure)
    auth: AuthBase | None = None
    if settings["api_key"]:
        headers["vendure-api-key"] = str(settings["api_key"])
    elif user and password:
        login = Api(door())
        auth = Renewable(lambda: log_in(login, user, password), clock=clock)
    else:
        raise Refused(f"{address}: give an api_key, or username and password")
    api = Api(door(headers=headers, auth=auth))
    counted = _counted(settings)
    catalogue = CatalogueReader(api=api, counted=counted)
    reading = Reading(
        location=Places.of(settings).code(counted.at) or settings["location"],
        held_at=counted.at,
        shipped_states=frozenset(settings["shipped_states"]),
    )
    return Vendure(
        api=api,
        reader=OrderReader(api=api, clock=clock, reading=reading),
        catalogue=catalogue,
        writer=StockWriter(api, catalogue),
    )


def _counted(settings: Mapping[str, Any]) -> Counted:
    """One stock location by itself, or several as one number: see connectors.vendure.catalogue."""
    mapped = tuple(settings["locations"])
    named = tuple(str(one) for one in settings["stock_locations"])
    if mapped and named:
        raise Refused(
            "stock_locations: leave it empty; with locations those are counted, and no others"
        )
    if len(mapped) == 1:
        return Counted(at=mapped[0], mapped=True)
    return Counted(among=mapped or named, mapped=bool(mapped))
