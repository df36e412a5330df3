"""A fake Shopify shop, and our connector to it over either front."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

from graphql import GraphQLSchema, build_client_schema

from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import no_sleep
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import Mischief
from connectors.fakes.shopify import CLIENT_ID, CLIENT_SECRET, TOKEN, Shopify
from connectors.fakes.shopify.records import Order
from connectors.http import HttpMaker
from connectors.shopify import Shopify as Connector
from connectors.shopify import connect
from ledger.channels import Push, PushAnswer, StockKey
from ledger.snapshots import Gone, OrderSnapshot, Unreadable
from tests.connectors.pulled import Pulled
from tests.connectors.woocommerce.shops import BEGIN, FRONTS, VirtualClock
from tests.shared import SHARED

__all__ = ["BEGIN", "FRONTS", "TOKEN", "Shop", "official_schema", "shop_on"]

SCHEMA = "schemas/shopify/admin_2026-10.json.gz"


@cache
def official_schema() -> GraphQLSchema | None:
    """Built once a run, 92 MB; None where it is not at hand, and the fake's own is used."""
    path = SHARED / SCHEMA
    if not path.exists():
        return None
    told = json.loads(gzip.decompress(path.read_bytes()))
    return build_client_schema(told["data"], assume_valid=True)


@dataclass(slots=True)
class Shop(Pulled):
    """``store`` is the shop's own side, ``mischief`` plans failures, ``connector`` is ours."""

    store: Shopify
    mischief: Mischief
    connector: Connector
    clock: VirtualClock
    http: HttpMaker
    main: int
    second: int
    foreign: int

    def ids(self, cursor: str = "") -> list[str]:
        return [one.order_id for one in self.pull(cursor)[0]]

    def one(self, order: Order) -> OrderSnapshot:
        found = self.answer(order.id)
        assert isinstance(found, OrderSnapshot), found
        return found

    def answer(self, order_id: int) -> OrderSnapshot | Unreadable | Gone:
        return next(iter(self.connector.orders_by_id([str(order_id)])))

    def key(self, sku: str, at: int | None = None) -> StockKey:
        return StockKey(str(self.store.shop.sold_as(sku).item_id), str(at or self.main))

    def pushes(self, wanted: Mapping[str, int], *, batch: str = "b") -> list[Push]:
        """Each compared with what stands there now."""
        return [
            Push(
                stock_key=self.key(sku),
                wanted=number,
                expected=self.store.shown(sku),
                key=f"{batch}.{place:04}",
            )
            for place, (sku, number) in enumerate(wanted.items())
        ]

    def push(self, pushes: Iterable[Push]) -> dict[StockKey, PushAnswer]:
        return {one.stock_key: one for one in self.connector.push(list(pushes))}

    def asked(self, name: str) -> int:
        """How often a document was asked for."""
        return self.store.seen.count(name)


@contextmanager
def shop_on(
    front: str = "direct",
    *,
    settings: Mapping[str, Any] | None = None,
    takes_time: bool = False,
    **manners: Any,
) -> Iterator[Shop]:
    """Two locations that are ours, ``main`` and ``second``, and one of another firm.

    ``takes_time``: what the shop takes passes on the virtual clock.
    """
    clock, numbers = VirtualClock(), count()
    sleep = clock.pass_by if takes_time else no_sleep
    store = Shopify(schema=official_schema(), **manners)
    main, second = store.add_location("Main"), store.add_location("Second")
    foreign = store.add_location("Warehouse of a service", is_service=True)
    mischief = Mischief(store)
    http = HttpMaker(
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 0.0,
        token=lambda: f"nonce-{next(numbers)}",
        adapter=DirectAdapter(mischief, clock=clock, sleep=sleep) if front == "direct" else None,
    )
    with ExitStack() as stack:
        stack.callback(http.close)
        address = "https://fake.myshopify.example"
        if front == "loopback":
            address = stack.enter_context(Loopback(mischief, clock=clock, sleep=sleep))
        given = {
            "address": address,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "token": None,
            "ca_file": None,
            "location": "main",
            "locations": {str(main.id): "main", str(second.id): "second"},
            **(settings or {}),
        }
        connector = connect(given, http=http, clock=clock)
        yield Shop(store, mischief, connector, clock, http, main.id, second.id, foreign.id)
