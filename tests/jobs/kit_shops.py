"""Shops that sell A, B and K, a kit of two A and one B: platforms that know kits, and others."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from connectors.fakes.bigcommerce.records import CANCELLED
from connectors.fakes.vendure import stock
from connectors.memory import MemoryConnector, MemoryShop
from connectors.protocol import Connector
from ledger.channels import Guard
from tests.connectors.bigcommerce.stores import store_on
from tests.connectors.medusa.servers import AUSTIN, server_on
from tests.connectors.shopify.shops import shop_on as shopify_on
from tests.connectors.vendure.shops import PLAIN
from tests.connectors.vendure.shops import shop_on as vendure_on
from tests.connectors.woocommerce.shops import VirtualClock
from tests.connectors.woocommerce.shops import shop_on as woocommerce_on

RECIPE: Final = {"A": 2, "B": 1}
AT_FIRST: Final = 10
"""Of A and of B."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KitShop:
    """A shop that sells A, B and K, and what happens in it. Orders are whatever ``sell`` answers.

    ``bring_back``: one K of an order returns, and all is well with it. ``offered``: what shoppers
    can buy. ``says_what_came_back``: else a person settles it. ``has_kits``: K is a kit to it, too.
    """

    connector: Connector
    clock: VirtualClock
    mapped: Mapping[str, str]
    sell: Callable[[Mapping[str, int]], Any]
    ship: Callable[[Any], None]
    bring_back: Callable[[Any], None]
    cancel: Callable[[Any], None]
    offered: Callable[[str], int]
    says_what_came_back: bool = True
    has_kits: bool = False


@contextmanager
def memory(guard: Guard) -> Iterator[KitShop]:
    clock = VirtualClock()
    shop = MemoryShop(clock, guard=guard)
    for sku, shown in _numbers().items():
        shop.add_listing(sku, shown)

    def sell(units: Mapping[str, int]) -> str:
        order_id = f"{len(shop.orders):03}"
        shop.place(order_id, units)
        return order_id

    def offered(sku: str) -> int:
        """An on-hand number contains what is reserved."""
        open_units = sum(
            line.quantity
            for order in shop.orders.values()
            for line in order.lines.values()
            if (order.status, line.shipped_at, line.listing_id) == ("open", None, sku)
        )
        return shop.shown(sku) - (open_units if guard is Guard.ON_HAND else 0)

    yield KitShop(
        connector=MemoryConnector(shop),
        clock=clock,
        mapped={"": "main"},
        sell=sell,
        ship=shop.ship,
        bring_back=lambda order: shop.restock(order, "1", 1),
        cancel=shop.cancel,
        offered=offered,
    )


@contextmanager
def woocommerce() -> Iterator[KitShop]:
    with woocommerce_on() as shop:
        store, now = shop.store, shop.clock
        for sku, shown in _numbers().items():
            store.add_product(sku, quantity=shown, now=now())
        yield KitShop(
            connector=shop.connector,
            clock=shop.clock,
            mapped={"": "main"},
            sell=lambda units: store.place_order(units, now=now()),
            ship=lambda order: store.set_status(order, "completed", now=now()),
            bring_back=lambda order: _drop(store.refund(order, {"K": 1}, restock=True, now=now())),
            cancel=lambda order: store.set_status(order, "cancelled", now=now()),
            offered=lambda sku: store.shown(sku) or 0,
        )


@contextmanager
def vendure() -> Iterator[KitShop]:
    with vendure_on(PLAIN) as shop:
        store, now = shop.store, shop.clock
        for sku, shown in _numbers().items():
            store.shop.add_variant(sku, shown, now=now())
        yield KitShop(
            connector=shop.connector,
            clock=shop.clock,
            mapped={"": "main"},
            sell=lambda units: store.sell(units, now=now()),
            ship=lambda order: store.move(
                order, store.ship(order, now=now()), "Delivered", now=now()
            ),
            bring_back=lambda order: store.cancel(order, {"K": 1}, now=now()),
            cancel=lambda order: store.cancel(order, now=now()),
            offered=lambda sku: stock.free(store.shop.sold_as(sku)),
        )


@contextmanager
def bigcommerce() -> Iterator[KitShop]:
    with store_on(mapped={"1": "austin"}) as store:
        fake, now = store.fake, store.clock
        fake.add_product("K", 0)
        for sku, shown in _numbers().items():
            fake.type_number(sku, shown)

        def ship(order: Any) -> None:
            fake.ship(order, {line.variant.sku: line.quantity for line in order.lines}, now=now())

        yield KitShop(
            connector=store.connector,
            clock=store.clock,
            mapped={"1": "austin"},
            sell=lambda units: fake.place(units, now=now()),
            ship=ship,
            bring_back=lambda order: _drop(fake.refund(order, {"K": 1}, now=now())),
            cancel=lambda order: fake.set_status(order, CANCELLED, now=now()),
            offered=lambda sku: store.shown_at(sku, "1"),
            says_what_came_back=False,
        )


@contextmanager
def shopify() -> Iterator[KitShop]:
    with shopify_on() as shop:
        store, now = shop.store, shop.clock
        for sku in RECIPE:
            store.add_variant(sku, {shop.main: AT_FIRST})
        store.add_variant("K", components=RECIPE)

        def bring_back(order: Any) -> None:
            back = store.open_return(order, RECIPE, now=now())
            for sku, units in RECIPE.items():
                store.dispose(back, sku, "RESTOCKED", units, now=now(), at=shop.main)

        yield KitShop(
            connector=shop.connector,
            clock=shop.clock,
            mapped={str(shop.main): "main"},
            sell=lambda units: store.place(units, now=now()),
            ship=lambda order: _drop(store.fulfil(order, now=now())),
            bring_back=bring_back,
            cancel=lambda order: store.cancel(order, now=now()),
            offered=lambda sku: _offered(sku, store.shown),
            has_kits=True,
        )


@contextmanager
def medusa() -> Iterator[KitShop]:
    with server_on(mapped={AUSTIN: "austin"}) as server:
        store, now = server.store, server.clock
        for sku in RECIPE:
            store.set_stocked(sku, AT_FIRST)
        store.add_kit("K", RECIPE)

        def ship(order: str) -> None:
            lines = store.shop.orders[order].lines
            units = {one.variant.sku: one.quantity for one in lines if one.variant}
            store.ship(order, store.fulfil(order, units, now=now()), units, now=now())

        def bring_back(order: str) -> None:
            back = store.request_return(order, {"K": 1}, now=now())
            store.receive(order, back, good={"K": 1}, now=now())

        def free(sku: str) -> int:
            stocked, reserved = store.level(sku)
            return int(stocked - reserved)

        yield KitShop(
            connector=server.connector,
            clock=server.clock,
            mapped={AUSTIN: "austin"},
            sell=lambda units: store.sell(units, now=now()),
            ship=ship,
            bring_back=bring_back,
            cancel=lambda order: store.cancel(order, now=now()),
            offered=lambda sku: _offered(sku, free),
            has_kits=True,
        )


def _numbers() -> dict[str, int]:
    """Of a shop that knows no kits, K's number is nothing yet."""
    return {**dict.fromkeys(RECIPE, AT_FIRST), "K": 0}


def _drop(_made: object) -> None:
    """What the desk answers is not asked for."""


def _offered(sku: str, shown: Callable[[str], int]) -> int:
    """A platform that knows the kit offers what its parts allow."""
    if sku != "K":
        return shown(sku)
    return min(shown(part) // units for part, units in RECIPE.items())


Opening = Callable[[], AbstractContextManager[KitShop]]

SHOPS: Final[Mapping[str, Opening]] = {
    **{f"memory {guard}": partial(memory, guard) for guard in Guard},
    "woocommerce": woocommerce,
    "vendure": vendure,
    "bigcommerce": bigcommerce,
    "shopify": shopify,
    "medusa": medusa,
}
