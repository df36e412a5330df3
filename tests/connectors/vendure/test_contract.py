"""The Vendure connector passes the contract and its network on our fake server."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from connectors.contract import SHOWN_AT_FIRST, ConnectorContract, Storefront
from connectors.contract_locations import SummedLocationsContract, SummedStorefront
from connectors.contract_network import NetworkContract, NetworkStorefront
from connectors.fakes.fronts import Request
from connectors.fakes.mischief import Mischief
from connectors.fakes.vendure import API_KEY, PASSWORD, USERNAME, stock
from connectors.fakes.vendure.records import Order
from connectors.fakes.vendure.shapes import BUYER
from connectors.protocol import Connector
from connectors.vendure.orders import PAGE_SIZE
from tests.connectors.vendure.shops import FRONTS, PLAIN, Shop, shop_on

pytestmark = pytest.mark.slow


@dataclass(slots=True)
class VendureStorefront:
    """The fake server, over either front."""

    shop: Shop
    secrets: Sequence[str] = (API_KEY,)

    @property
    def connector(self) -> Connector:
        return self.shop.connector

    def now(self) -> datetime:
        return self.shop.clock()

    def later(self, seconds: float) -> None:
        self.shop.clock.advance(seconds)

    def sell(self, sku: str, quantity: int) -> str:
        return str(self.shop.store.sell({sku: quantity}, now=self.now()).id)

    def edit(self, order_id: str, quantity: int) -> None:
        self.shop.store.modify(self._order(order_id), "A", quantity, now=self.now())

    def cancel(self, order_id: str) -> None:
        self.shop.store.cancel(self._order(order_id), now=self.now())

    def ship(self, order_id: str) -> None:
        order = self._order(order_id)
        parcel = self.shop.store.ship(order, now=self.now())
        self.shop.store.move(order, parcel, "Delivered", now=self.now())

    def delete(self, order_id: str) -> None:
        del self.shop.store.shop.orders[int(order_id)]

    def shown(self, sku: str) -> int:
        return stock.free(self.shop.store.shop.sold_as(sku))

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
        return (*self.secrets, *self.shop.store.sessions)

    @property
    def buyers_data(self) -> Sequence[str]:
        return tuple(BUYER.values())

    def lists_orders(self, request: Request) -> bool:
        return b"query Orders" in request.body

    def writes(self, request: Request) -> bool:
        return b"mutation WriteLevels" in request.body

    def _order(self, order_id: str) -> Order:
        return self.shop.store.shop.orders[int(order_id)]


class SummedVendure(VendureStorefront):
    """With two stock locations that are mapped, and one that is not."""

    def locations(self) -> Mapping[str, str]:
        return {"1": "main", "2": "boston"}

    def left_alone(self) -> str:
        return "3"

    def shown_at(self, sku: str, location: str) -> int:
        level = self.shop.store.shop.sold_as(sku).levels[int(location)]
        return level.on_hand - level.allocated


@contextmanager
def vendure_on(front: str, **settings: Any) -> Iterator[VendureStorefront]:
    with shop_on(front, takes_time=True, **settings) as shop:
        for sku in ("A", "B"):
            shop.store.shop.add_variant(sku, SHOWN_AT_FIRST, now=shop.clock())
        yield VendureStorefront(shop)


class TestVendure(ConnectorContract):
    """Over TLS without a socket, plain over a real one, and without the official schema."""

    @pytest.fixture(params=[*FRONTS, PLAIN])
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[Storefront]:
        with vendure_on(request.param) as shop:
            yield shop


class TestVendureLocations(SummedLocationsContract):
    """Over TLS without a socket, plain over a real one, and without the official schema."""

    @pytest.fixture(params=[*FRONTS, PLAIN])
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[SummedStorefront]:
        with shop_on(request.param, locations={"1": "main", "2": "boston"}) as shop:
            shop.store.shop.locations |= {2: "Boston", 3: "Elsewhere"}
            shop.store.shop.add_variant("A", SHOWN_AT_FIRST, 0, 7, now=shop.clock())
            yield SummedVendure(shop)


class TestVendureNetwork(NetworkContract):
    """Over the same ways, with an API key."""

    @pytest.fixture(params=FRONTS)
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[NetworkStorefront]:
        with vendure_on(request.param) as shop:
            yield shop


class TestVendureNetworkByUser(NetworkContract):
    """And with a session's token, which is renewed."""

    @pytest.fixture
    def storefront(self) -> Iterator[NetworkStorefront]:
        with vendure_on("direct", api_key=None, username=USERNAME, password=PASSWORD) as shop:
            shop.secrets = (PASSWORD,)
            yield shop
