"""Our Shopify connector passes every part of the contract, over both fronts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest

from connectors.contract import SHOWN_AT_FIRST, ConnectorContract
from connectors.contract_locations import LocatedStorefront, LocationsContract
from connectors.contract_network import NetworkContract
from connectors.fakes.fronts import Request
from connectors.fakes.mischief import Mischief
from connectors.fakes.shopify import CLIENT_SECRET
from connectors.fakes.shopify.orders import BUYER
from connectors.fakes.shopify.records import Order
from connectors.protocol import Connector
from connectors.shopify.lists import PAGE
from tests.connectors.shopify.shops import FRONTS, Shop, shop_on

pytestmark = pytest.mark.slow


@dataclass(slots=True)
class ShopifyStorefront:
    """The fake Shopify shop, over either front."""

    shop: Shop
    is_virtual: bool

    @property
    def connector(self) -> Connector:
        return self.shop.connector

    @property
    def mischief(self) -> Mischief:
        return self.shop.mischief

    @property
    def page_size(self) -> int:
        return PAGE

    @property
    def keys(self) -> Sequence[str]:
        return [CLIENT_SECRET, *self.shop.store.keys.granted]

    @property
    def buyers_data(self) -> Sequence[str]:
        return [BUYER]

    def lists_orders(self, request: Request) -> bool:
        return b"ChangedOrders" in request.body

    def writes(self, request: Request) -> bool:
        return b"inventorySetQuantities" in request.body

    def now(self) -> datetime:
        return self.shop.clock()

    def later(self, seconds: float) -> None:
        self.shop.clock.advance(seconds)

    def sell(self, sku: str, quantity: int) -> str:
        return str(self.shop.store.place({sku: quantity}, now=self.now()).id)

    def edit(self, order_id: str, quantity: int) -> None:
        self.shop.store.edit(self._order(order_id), "A", quantity, now=self.now())

    def cancel(self, order_id: str) -> None:
        self.shop.store.cancel(self._order(order_id), now=self.now())

    def ship(self, order_id: str) -> None:
        self.shop.store.fulfil(self._order(order_id), now=self.now())

    def ship_from(self, order_id: str, location: str) -> None:
        self.shop.store.fulfil(self._order(order_id), now=self.now(), at=int(location))

    def delete(self, order_id: str) -> None:
        self.shop.store.delete(self._order(order_id))

    def shown(self, sku: str) -> int:
        return self.shop.store.shown(sku)

    def shown_at(self, sku: str, location: str) -> int:
        return self.shop.store.shown(sku, int(location))

    def locations(self) -> Mapping[str, str]:
        return {str(self.shop.main): "main", str(self.shop.second): "second"}

    def _order(self, order_id: str) -> Order:
        return self.shop.store.shop.orders[int(order_id)]


@pytest.fixture(params=FRONTS)
def storefront(request: pytest.FixtureRequest) -> Iterator[LocatedStorefront]:
    with shop_on(request.param, takes_time=True) as shop:
        for sku in ("A", "B"):
            numbers = dict.fromkeys((shop.main, shop.second), SHOWN_AT_FIRST)
            shop.store.add_variant(sku, numbers)
        yield ShopifyStorefront(shop, is_virtual=request.param == "direct")


class TestShopify(ConnectorContract):
    """What every connector does."""

    @pytest.fixture
    def storefront(self, storefront: LocatedStorefront) -> LocatedStorefront:
        return storefront


class TestShopifyLocations(LocationsContract):
    """With a number at each location."""

    @pytest.fixture
    def storefront(self, storefront: LocatedStorefront) -> LocatedStorefront:
        return storefront


class TestShopifyNetwork(NetworkContract):
    """And whatever the network does."""

    @pytest.fixture
    def storefront(self, storefront: ShopifyStorefront) -> ShopifyStorefront:
        return storefront
