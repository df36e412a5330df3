"""A fake Medusa server, and our connector to it over either front."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from inspect import signature
from typing import Any

from connectors.contract import SHOWN_AT_FIRST
from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import Request, no_sleep
from connectors.fakes.loopback import Loopback
from connectors.fakes.medusa import BUYER, KEY, Medusa
from connectors.fakes.mischief import Mischief
from connectors.http import HttpMaker
from connectors.medusa import Medusa as Connector
from connectors.medusa import connect
from connectors.medusa.orders import PAGE_SIZE
from ledger.snapshots import LineSnapshot, OrderSnapshot
from tests.connectors.pulled import Pulled
from tests.connectors.woocommerce.shops import VirtualClock

AUSTIN, BOSTON = "sloc_01A", "sloc_01B"
MAPPED = {AUSTIN: "austin", BOSTON: "boston"}


@dataclass(slots=True)
class Server(Pulled):
    """``store`` is the server's own side, ``mischief`` plans failures, ``connector`` is ours.

    It is the contract's storefront as well.
    """

    store: Medusa
    mischief: Mischief
    connector: Connector
    clock: VirtualClock
    http: HttpMaker
    is_virtual: bool

    def order(self, order_id: str) -> OrderSnapshot:
        (told,) = self.connector.orders_by_id([order_id])
        assert isinstance(told, OrderSnapshot), told
        return told

    def line(self, order_id: str) -> LineSnapshot:
        """Of an order with one."""
        (line,) = self.order(order_id).lines
        return line

    @property
    def people(self) -> "People":
        return People(self)

    # What the contract asks of a storefront.

    page_size = PAGE_SIZE
    keys: Sequence[str] = (KEY,)
    buyers_data: Sequence[str] = (*BUYER.values(), "bartholomew@fakebuyer.invalid")

    def lists_orders(self, request: Request) -> bool:
        return request.path == "/admin/orders"

    def writes(self, request: Request) -> bool:
        return request.method == "POST"

    def now(self) -> datetime:
        return self.clock()

    def later(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def sell(self, sku: str, quantity: int) -> str:
        return self.store.sell({sku: quantity}, now=self.now())

    def edit(self, order_id: str, quantity: int) -> None:
        self.store.edit(order_id, {"A": quantity}, now=self.now())

    def cancel(self, order_id: str) -> None:
        self.store.cancel(order_id, now=self.now())

    def ship(self, order_id: str) -> None:
        self.ship_from(order_id, AUSTIN)

    def ship_from(self, order_id: str, location: str) -> None:
        units = {"A": self.store.shop.orders[order_id].line("A").quantity}
        at = self.store.shop.locations[location]
        made = self.store.fulfil(order_id, units, at=at, now=self.now())
        self.store.ship(order_id, made, units, now=self.now())

    def delete(self, order_id: str) -> None:
        self.store.delete(order_id)

    def locations(self) -> Mapping[str, str]:
        return MAPPED

    def shown(self, sku: str) -> int:
        return self.shown_at(sku, AUSTIN)

    def shown_at(self, sku: str, location: str) -> int:
        return int(self.store.level(sku, self.store.shop.locations[location])[0])


@contextmanager
def server_on(
    front: str = "direct",
    *,
    key: str = KEY,
    mapped: Mapping[str, str] = MAPPED,
    late: timedelta = timedelta(),
    **settings: Any,
) -> Iterator[Server]:
    """Over TLS when direct; over a real socket on loopback. It sells A and B."""
    clock = VirtualClock()
    store = Medusa(late=late)
    for sku in ("A", "B"):
        store.add_product(sku, SHOWN_AT_FIRST, SHOWN_AT_FIRST)
    mischief = Mischief(store)
    direct = front == "direct"
    sleep = clock.pass_by if direct else no_sleep
    http = HttpMaker(
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 0.0,
        token=lambda: "",
        adapter=DirectAdapter(mischief, clock=clock, sleep=sleep) if direct else None,
    )
    with ExitStack() as stack:
        stack.callback(http.close)
        address = "https://shop.example"
        if not direct:
            address = stack.enter_context(Loopback(mischief, clock=clock, sleep=clock.pass_by))
        given = {
            "address": address,
            "key": key,
            "ca_file": None,
            "shipped_when": "shipment",
            "location": "austin",
            "locations": mapped,
            **settings,
        }
        connector = connect(given, http=http, clock=clock)
        yield Server(store, mischief, connector, clock, http, direct)


@dataclass(frozen=True, slots=True)
class People:
    """Shoppers and staff: what the fake's desk can do, each thing a minute after the last."""

    server: Server

    def __getattr__(self, name: str) -> Any:
        action = getattr(self.server.store, name)
        if "now" not in signature(action).parameters:
            return action
        return lambda *told, **more: action(*told, now=self.server.clock.advance(), **more)
