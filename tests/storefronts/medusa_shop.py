"""A shop on a real Medusa server, our connector to it, and the contract's hands in it."""

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from connectors.contract import SHOWN_AT_FIRST
from connectors.http import HttpMaker
from connectors.medusa import Medusa, connect
from tests.storefronts.medusa_desk import LOCATIONS, Desk
from tests.storefronts.medusa_server import PASSWORD, USER, MedusaServer
from tests.storefronts.medusa_setup import open_desk

THROWN_AWAY: Final = (
    "cart",
    "fulfillment",
    "inventory_item",
    "inventory_level",
    "order",
    "order_change",
    "order_line_item",
    "payment_collection",
    "product",
    "reservation_item",
    "return",
)
"""Tables with what a test made; those of the shop itself stay."""

ORDERS: Final = 11
"""An order costs half a second; with pages of five that is two full ones and a third."""

OVERLAP: Final = timedelta(seconds=3)
"""So that a test need not wait two minutes; longer than orders were seen to be late."""


@dataclass(frozen=True, slots=True)
class Shop:
    """``desk`` is the shop's own side, ``connector`` ours."""

    server: MedusaServer
    desk: Desk
    connector: Medusa
    http: HttpMaker

    @property
    def mapped(self) -> Mapping[str, str]:
        return {own: name.lower() for name, own in self.desk.locations.items()}

    def clear(self) -> None:
        """Nothing is sold and nothing was."""
        tables = ", ".join(f'"{one}"' for one in THROWN_AWAY)
        with psycopg.connect(self.server.database_url) as database:
            database.execute(f"TRUNCATE {tables} CASCADE".encode())
        for known in (self.desk.variants, self.desk.items, self.desk.products):
            known.clear()

    def forget(self, order_id: str) -> None:
        """Past the API, which deletes no order."""
        with psycopg.connect(self.server.database_url) as database:
            database.execute('UPDATE "order" SET deleted_at = now() WHERE id = %s', [order_id])


@contextmanager
def shop_on(server: MedusaServer) -> Iterator[Shop]:
    desk = open_desk(server.address, USER, PASSWORD)
    http = HttpMaker(clock=now, sleep=time.sleep, jitter=random.random, token=lambda: "")
    settings = {
        "address": server.address,
        "key": desk.key,
        "ca_file": None,
        "shipped_when": "shipment",
        "location": LOCATIONS[0].lower(),
        "locations": {own: name.lower() for name, own in desk.locations.items()},
    }
    yield Shop(server, desk, connect(settings, http=http, clock=now), http)
    http.close()


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class RealStorefront:
    """What the contract asks of a storefront; it sells A and B, a thousand at each location."""

    shop: Shop
    shipped_at: datetime | None = field(default=None)

    @property
    def connector(self) -> Medusa:
        reader = replace(self.shop.connector.reader, page_size=5, overlap=OVERLAP)
        return replace(self.shop.connector, reader=reader)

    def now(self) -> datetime:
        """When the server says it shipped last: an answer may take longer than a second."""
        return self.shipped_at or now()

    def later(self, seconds: float) -> None:
        """Real time: so much of it that what is told once is not told again."""
        time.sleep(min(seconds, OVERLAP.total_seconds() + 2))

    def sell(self, sku: str, quantity: int) -> str:
        return self.shop.desk.sell({sku: quantity})

    def edit(self, order_id: str, quantity: int) -> None:
        self.shop.desk.edit(order_id, {"A": quantity})

    def cancel(self, order_id: str) -> None:
        self.shop.desk.cancel(order_id)

    def ship(self, order_id: str) -> None:
        self.ship_from(order_id, self.shop.desk.locations[LOCATIONS[0]])

    def ship_from(self, order_id: str, location: str) -> None:
        desk = self.shop.desk
        (line,) = desk.order(order_id)["items"]
        units = {"A": line["detail"]["quantity"]}
        made = desk.fulfil(order_id, units, at=self._name(location))
        desk.ship(order_id, made, units)
        (fulfilment,) = desk.order(order_id)["fulfillments"]
        self.shipped_at = datetime.fromisoformat(fulfilment["shipped_at"])

    def delete(self, order_id: str) -> None:
        self.shop.forget(order_id)

    def locations(self) -> Mapping[str, str]:
        return self.shop.mapped

    def shown(self, sku: str) -> int:
        return self.shown_at(sku, self.shop.desk.locations[LOCATIONS[0]])

    def shown_at(self, sku: str, location: str) -> int:
        return int(self.shop.desk.level(sku, self._name(location))[0])

    def _name(self, location: str) -> str:
        return next(name for name, own in self.shop.desk.locations.items() if own == location)


def storefront_of(shop: Shop) -> RealStorefront:
    for sku in ("A", "B"):
        shop.desk.add_product(sku, SHOWN_AT_FIRST, SHOWN_AT_FIRST)
    return RealStorefront(shop)
