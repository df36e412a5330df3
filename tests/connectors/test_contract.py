"""Our connectors pass the contract that every connector passes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest

from connectors.contract import SHOWN_AT_FIRST, ConnectorContract, Storefront
from connectors.contract_locations import LocatedStorefront, LocationsContract
from connectors.contract_network import NetworkContract, NetworkStorefront
from connectors.fakes.fronts import Request
from connectors.fakes.mischief import Mischief
from connectors.fakes.woocommerce import Key
from connectors.fakes.woocommerce.records import Order
from connectors.fakes.woocommerce.storefront import BUYER
from connectors.memory import MemoryConnector, MemoryShop
from connectors.places import Places
from connectors.protocol import Connector
from connectors.woocommerce.orders import PAGE_SIZE
from ledger.channels import Guard
from tests.connectors.woocommerce.shops import FRONTS, Shop, VirtualClock, shop_on


@dataclass(slots=True)
class MemoryStorefront:
    """The reference shop."""

    shop: MemoryShop
    clock: VirtualClock
    sold: int = 0

    @property
    def connector(self) -> Connector:
        return MemoryConnector(self.shop, Places(default="main", mapped=self.locations()))

    def locations(self) -> Mapping[str, str]:
        return dict(zip(self.shop.sites, ("main", "annex"), strict=False)) if self._located else {}

    def ship_from(self, order_id: str, location: str) -> None:
        self.shop.ship(order_id, site=location)

    def shown_at(self, sku: str, location: str) -> int:
        return self.shop.shown(sku, location)

    @property
    def _located(self) -> bool:
        return len(self.shop.sites) > 1

    def now(self) -> datetime:
        return self.clock()

    def later(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def sell(self, sku: str, quantity: int) -> str:
        self.sold += 1
        self.shop.place(f"{self.sold:05}", {sku: quantity})
        return f"{self.sold:05}"

    def edit(self, order_id: str, quantity: int) -> None:
        self.shop.edit(order_id, "1", quantity)

    def cancel(self, order_id: str) -> None:
        self.shop.cancel(order_id)

    def ship(self, order_id: str) -> None:
        self.shop.ship(order_id)

    def delete(self, order_id: str) -> None:
        self.shop.delete(order_id)

    def shown(self, sku: str) -> int:
        return self.shop.shown(sku)


@dataclass(slots=True)
class WooStorefront:
    """The fake WooCommerce shop, over either front."""

    shop: Shop

    @property
    def connector(self) -> Connector:
        return self.shop.connector

    def now(self) -> datetime:
        return self.shop.clock()

    def later(self, seconds: float) -> None:
        self.shop.clock.advance(seconds)

    def sell(self, sku: str, quantity: int) -> str:
        return str(self.shop.store.place_order({sku: quantity}, now=self.now()).id)

    def edit(self, order_id: str, quantity: int) -> None:
        self.shop.store.edit_line(self._order(order_id), "A", quantity, now=self.now())

    def cancel(self, order_id: str) -> None:
        self.shop.store.set_status(self._order(order_id), "cancelled", now=self.now())

    def ship(self, order_id: str) -> None:
        self.shop.store.set_status(self._order(order_id), "completed", now=self.now())

    def delete(self, order_id: str) -> None:
        self.shop.store.delete(self._order(order_id))

    def shown(self, sku: str) -> int:
        return self.shop.store.shown(sku) or 0

    @property
    def mischief(self) -> Mischief:
        return self.shop.mischief

    @property
    def is_virtual(self) -> bool:
        return self.shop.http.adapter is not None

    @property
    def page_size(self) -> int:
        return PAGE_SIZE

    @property
    def keys(self) -> Sequence[str]:
        return (Key().consumer_key, Key().consumer_secret)

    @property
    def buyers_data(self) -> Sequence[str]:
        return tuple(BUYER.values())

    def lists_orders(self, request: Request) -> bool:
        return request.path.endswith("/orders") and "modified_after" in dict(request.query)

    def writes(self, request: Request) -> bool:
        return request.method == "POST" and request.path.endswith("/batch")

    def _order(self, order_id: str) -> Order:
        return self.shop.store.shop.orders[int(order_id)]


@contextmanager
def woocommerce_on(front: str) -> Iterator[WooStorefront]:
    with shop_on(front, takes_time=True) as shop:
        for sku in ("A", "B"):
            shop.store.add_product(sku, quantity=SHOWN_AT_FIRST, now=shop.clock())
        yield WooStorefront(shop)


class TestMemory(ConnectorContract):
    """Each kind of platform."""

    @pytest.fixture(params=list(Guard))
    def storefront(self, request: pytest.FixtureRequest) -> Storefront:
        clock = VirtualClock()
        shop = MemoryShop(clock, guard=request.param)
        for sku in ("A", "B"):
            shop.add_listing(sku, SHOWN_AT_FIRST)
        return MemoryStorefront(shop, clock)


class TestMemoryLocations(ConnectorContract, LocationsContract):
    """Each kind of platform with two locations that are ours, and one that is not."""

    @pytest.fixture(params=list(Guard))
    def storefront(self, request: pytest.FixtureRequest) -> LocatedStorefront:
        clock = VirtualClock()
        shop = MemoryShop(clock, guard=request.param, sites=("10", "20", "30"))
        for sku in ("A", "B"):
            shop.add_listing(sku, SHOWN_AT_FIRST)
        return MemoryStorefront(shop, clock)


class TestWooCommerce(ConnectorContract):
    """Over TLS without a socket, and plain and signed over a real one."""

    @pytest.fixture(params=FRONTS)
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[Storefront]:
        with woocommerce_on(request.param) as shop:
            yield shop


class TestWooCommerceNetwork(NetworkContract):
    """Over the same two ways."""

    @pytest.fixture(params=FRONTS)
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[NetworkStorefront]:
        with woocommerce_on(request.param) as shop:
            yield shop
