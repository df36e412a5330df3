"""Whatever is done to orders, in any order: the numbers are explained and no unit is lost."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.fakes.vendure import Vendure, stock
from connectors.fakes.vendure.orders import left_to_fulfil
from connectors.fakes.vendure.records import Order
from ledger.snapshots import EventKind
from tests.connectors.vendure.shops import PLAIN, Shop, owed, packed, shop_on, taken

AT_FIRST: Final = 1_000

Deed = Callable[[Vendure, Order, int, Shop], None]


def fulfil(store: Vendure, order: Order, units: int, shop: Shop) -> None:
    if left := min(units, left_to_fulfil(order).get("A", 0)):
        store.fulfil(order, {"A": left}, now=shop.clock())


def move(store: Vendure, order: Order, units: int, shop: Shop) -> None:
    """The parcel of that number goes one step on."""
    steps = {"Pending": "Shipped", "Shipped": "Delivered"}
    parcels = [one for one in order.fulfilments if one.state in steps]
    if parcels:
        parcel = parcels[units % len(parcels)]
        store.move(order, parcel, steps[parcel.state], now=shop.clock())


def undo(store: Vendure, order: Order, units: int, shop: Shop) -> None:
    parcels = [one for one in order.fulfilments if one.state != "Cancelled"]
    if parcels:
        store.move(order, parcels[units % len(parcels)], "Cancelled", now=shop.clock())


def cancel(store: Vendure, order: Order, units: int, shop: Shop) -> None:
    if wanted := min(units, order.lines[0].quantity):
        store.cancel(order, {"A": wanted}, now=shop.clock())


def modify(store: Vendure, order: Order, units: int, shop: Shop) -> None:
    if order.state not in ("Delivered", "Cancelled") and units != order.lines[0].quantity:
        store.modify(order, "A", units, now=shop.clock())


DEEDS: Final[tuple[Deed, ...]] = (fulfil, move, undo, cancel, modify)


@pytest.mark.slow
@given(
    quantity=st.integers(1, 6),
    deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 6)), max_size=12),
)
def test_taken_explains_the_number_and_events_add_up(
    quantity: int, deeds: list[tuple[Deed, int]]
) -> None:
    """After every deed: Vendure's number, and what is owed, gone and back."""
    with shop_on(PLAIN) as shop:
        shop.store.shop.add_variant("A", AT_FIRST, now=shop.clock())
        order = shop.store.sell({"A": quantity}, now=shop.clock())
        for deed, units in deeds:
            shop.clock.advance()
            deed(shop.store, order, units, shop)
            line = shop.line(order.id)

            assert stock.free(shop.store.shop.sold_as("A")) + taken(line) == AT_FIRST
            gone = dict.fromkeys(EventKind, 0)
            for event in line.events:
                gone[event.kind] += event.quantity
            back = gone[EventKind.SHIPMENT_UNDONE] + gone[EventKind.RETURNED_SELLABLE]
            away = gone[EventKind.SHIPPED] - back
            assert 0 <= back <= gone[EventKind.SHIPPED]
            assert 0 <= packed(line) <= owed(line) == max(0, order.lines[0].quantity - away)
