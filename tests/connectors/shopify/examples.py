"""Reading what an order means, as the examples of positions and returns do."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from connectors.fakes.shopify.records import Order
from ledger.snapshots import EventKind, LineSnapshot
from tests.connectors.shopify.shops import Shop, shop_on


@contextmanager
def shop_of_two() -> Iterator[Shop]:
    """It sells A and B, a hundred of each at every location."""
    with shop_on() as found:
        for sku in ("A", "B"):
            numbers = dict.fromkeys((found.main, found.second, found.foreign), 100)
            found.store.add_variant(sku, numbers)
        yield found


def sold(shop: Shop, quantity: int = 3) -> Order:
    return shop.store.place({"A": quantity}, now=shop.clock())


def shipped(shop: Shop, quantity: int = 3) -> Order:
    order = sold(shop, quantity)
    shop.store.fulfil(order, now=shop.clock.advance())
    return order


def line_of(shop: Shop, order: Order, place: int = 0) -> LineSnapshot:
    return shop.one(order).lines[place]


def owed(line: LineSnapshot) -> dict[str, int]:
    return {one.location: one.quantity for one in line.owed}


def events(line: LineSnapshot) -> list[tuple[EventKind, int, str]]:
    return [(one.kind, one.quantity, one.location) for one in line.events]


def came_back(line: LineSnapshot) -> list[tuple[EventKind, int, str]]:
    return [one for one in events(line) if one[0] is not EventKind.SHIPPED]


def taken(shop: Shop, line: LineSnapshot) -> tuple[int, int]:
    """At our two locations."""
    held = Counter({one.location: one.taken for one in line.held})
    return held[str(shop.main)], held[str(shop.second)]


SHIPPED = (EventKind.SHIPPED, 3, "main")
