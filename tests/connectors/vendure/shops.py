"""A fake Vendure shop, and our connector to it over either front."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import graphql
import pytest

from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import no_sleep
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import Mischief
from connectors.fakes.vendure import API_KEY, Vendure
from connectors.http import HttpMaker
from connectors.vendure import Vendure as Connector
from connectors.vendure import connect
from ledger.channels import Listing, StockKey
from ledger.snapshots import EventKind, Gone, LineSnapshot, OrderSnapshot, Unreadable
from tests.connectors.pulled import Pulled
from tests.connectors.woocommerce.shops import VirtualClock

FRONTS: Final = ("direct", pytest.param("loopback", marks=pytest.mark.slow))
PLAIN: Final = "plain"
"""As direct, and as where the official schema is not at hand."""

SCHEMA: Final = Path(__file__).parents[4] / "shared/schemas/vendure/admin-api.graphql"
"""The official one, where it lies beside the project: the fake then executes on it."""

SETTINGS: Final[Mapping[str, Any]] = {
    "api_key": API_KEY,
    "username": None,
    "password": None,
    "channel_token": None,
    "ca_file": None,
    "stock_locations": (),
    "shipped_states": ("Shipped", "Delivered"),
    "location": "main",
    "locations": {},
}


@cache
def official_schema() -> graphql.GraphQLSchema | None:
    if not SCHEMA.exists():
        return None
    return graphql.build_schema(SCHEMA.read_text(encoding="utf-8"), assume_valid=True)


@dataclass(slots=True)
class Shop(Pulled):
    """``store`` is the shop's own side, ``mischief`` plans failures, ``connector`` is ours."""

    store: Vendure
    mischief: Mischief
    connector: Connector
    clock: VirtualClock
    http: HttpMaker

    def ids(self, cursor: str = "") -> list[str]:
        return [one.order_id for one in self.pull(cursor)[0]]

    def one(self, order_id: int) -> OrderSnapshot | Unreadable | Gone:
        return next(iter(self.connector.orders_by_id([str(order_id)])))

    def line(self, order_id: int) -> LineSnapshot:
        told = self.one(order_id)
        assert isinstance(told, OrderSnapshot)
        (line,) = told.lines
        return line

    def listing(self, sku: str) -> Listing:
        return {one.sku: one for one in self.connector.listings()}[sku]

    def key(self, sku: str) -> StockKey:
        return self.listing(sku).numbers[0].stock_key


def owed(line: LineSnapshot) -> int:
    return sum(one.quantity for one in line.owed)


def packed(line: LineSnapshot) -> int:
    return sum(one.packed for one in line.owed)


def taken(line: LineSnapshot) -> int:
    return sum(one.taken for one in line.held)


def happened(line: LineSnapshot) -> list[tuple[EventKind, int]]:
    return [(one.kind, one.quantity) for one in line.events]


@contextmanager
def shop_on(front: str = "direct", *, takes_time: bool = False, **settings: Any) -> Iterator[Shop]:
    """Over TLS without a socket when direct; over a real socket on loopback.

    ``takes_time``: what the shop takes passes on the virtual clock.
    """
    clock = VirtualClock()
    sleep = clock.pass_by if takes_time else no_sleep
    store = Vendure(schema=None if front == PLAIN else official_schema())
    mischief = Mischief(store)
    http = HttpMaker(
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 0.0,
        token=lambda: "unused",
        adapter=None if front == "loopback" else DirectAdapter(mischief, clock=clock, sleep=sleep),
    )
    with ExitStack() as stack:
        stack.callback(http.close)
        address = "https://shop.example"
        if front == "loopback":
            address = stack.enter_context(Loopback(mischief, clock=clock, sleep=sleep))
        values = {**SETTINGS, "address": address, **settings}
        yield Shop(store, mischief, connect(values, http=http, clock=clock), clock, http)
