"""The Corner's connector passes the contract that every connector passes."""

from collections.abc import Iterator

import pytest
from corner_shop import BUYER, TOKEN, CornerShop
from stockbook_corner import PAGE_SIZE, Corner, connect

from connectors.contract import SHOWN_AT_FIRST, ConnectorContract
from connectors.contract_front import FRONTS, Front, behind_front
from connectors.contract_network import NetworkContract
from connectors.fakes.fronts import Request


class CornerStorefront:
    """The fake shop, and what the contract does in it."""

    page_size = PAGE_SIZE
    keys = (TOKEN,)
    buyers_data = tuple(BUYER.values())

    def __init__(self, shop: CornerShop, front: Front) -> None:
        settings = {"address": front.address, "token": TOKEN, "location": "main"}
        self.connector: Corner = connect(settings, http=front.http, clock=front.clock)
        self.shop = shop
        self.now = front.clock
        self.later = front.clock.advance
        self.mischief = front.mischief
        self.is_virtual = front.is_virtual

    def sell(self, sku: str, quantity: int) -> str:
        return str(self.shop.sell(sku, quantity, self.now()))

    def edit(self, order_id: str, quantity: int) -> None:
        self.shop.edit(int(order_id), quantity, self.now())

    def cancel(self, order_id: str) -> None:
        self.shop.cancel(int(order_id), self.now())

    def ship(self, order_id: str) -> None:
        self.shop.ship(int(order_id), self.now())

    def delete(self, order_id: str) -> None:
        del self.shop.orders[int(order_id)]

    def shown(self, sku: str) -> int:
        return int(self.shop.listing(sku)["stock"])

    def lists_orders(self, request: Request) -> bool:
        return request.path == "/api/orders"

    def writes(self, request: Request) -> bool:
        return request.path == "/api/stock"


class TestCorner(ConnectorContract, NetworkContract):
    """Without a socket, and over a real one."""

    @pytest.fixture(params=FRONTS)
    def storefront(self, request: pytest.FixtureRequest) -> Iterator[CornerStorefront]:
        shop = CornerShop()
        for sku in ("A", "B"):
            shop.add_listing(sku, SHOWN_AT_FIRST)
        with behind_front(shop, request.param) as front:
            yield CornerStorefront(shop, front)
