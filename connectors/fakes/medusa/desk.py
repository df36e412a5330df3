"""What shoppers and staff do in the shop. ``now`` is everywhere the server's own clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from connectors.fakes.medusa import returns, shapes, stock
from connectors.fakes.medusa.shop import Fulfilment, Level, Line, Order, Return, Shop, Variant

Units = Mapping[str, int]
"""By SKU."""

LOCATIONS: Final = {"sloc_01A": "Austin", "sloc_01B": "Boston"}

_NONE: Final[Units] = MappingProxyType({})

_GRAIN: Final = timedelta(milliseconds=1)


class Desk:
    """Orders are named by their ids; locations by their names, and the first is the usual one."""

    def __init__(self, *, late: timedelta = timedelta()) -> None:
        self.shop = Shop(dict(LOCATIONS), late)

    def add_product(self, sku: str, *stocked: float, managed: bool = True) -> None:
        """So many on hand at each location in turn."""
        item = self.shop.new_id("iitem")
        if managed:
            self.shop.items[item] = sku
            for location, units in zip(self.shop.locations, stocked, strict=False):
                self.shop.levels[item, location] = Level(units)
        self._add_variant(sku, {item: 1} if managed else {})

    def add_kit(self, sku: str, parts: Units) -> None:
        self._add_variant(sku, {self.shop.item(part): units for part, units in parts.items()})

    def delete_product(self, sku: str) -> None:
        """Its lines stay, and know its SKU no more."""
        gone = self.shop.variant(sku)
        del self.shop.variants[gone.id]
        for order in self.shop.orders.values():
            for line in order.lines:
                line.variant = None if line.variant is gone else line.variant

    def change_kit(self, sku: str, parts: Units) -> None:
        needs = {self.shop.item(part): units for part, units in parts.items()}
        self.shop.variant(sku).needs = needs

    def set_stocked(self, sku: str, units: float, *, at: str = "Austin") -> None:
        self.shop.levels[self.shop.item(sku), self.location(at)].stocked = units

    def level(self, sku: str, at: str = "Austin") -> tuple[float, float]:
        """Stocked and reserved."""
        one = self.shop.levels[self.shop.item(sku), self.location(at)]
        return one.stocked, one.reserved

    def sell(self, units: Units, *, now: datetime) -> str:
        order = Order(
            id=self.shop.new_id("order"), created=now, updated=now, visible=now + self.shop.late
        )
        for sku, quantity in units.items():
            self._add_line(order, sku, quantity)
        self.shop.orders[order.id] = order
        return order.id

    def edit(self, order_id: str, units: Units, *, add: Units | None = None, now: datetime) -> None:
        """Lines are of so many units now; of none, they are gone. ``add`` makes new ones."""
        order = self._changing(order_id, now)
        for sku, quantity in units.items():
            stock.edit(self.shop, order.line(sku), quantity, self.location("Austin"))
        order.lines = [line for line in order.lines if line.quantity]
        for sku, quantity in (add or {}).items():
            self._add_line(order, sku, quantity)

    def fulfil(self, order_id: str, units: Units, *, at: str = "Austin", now: datetime) -> str:
        order = self._changing(order_id, now)
        made = Fulfilment(
            id=self.shop.new_id("ful"), location=self.location(at), created=now, rows=[], units={}
        )
        for sku, quantity in units.items():
            line = order.line(sku)
            made.rows += stock.fulfil(self.shop, line, quantity, made.location)
            made.units[line.id] = quantity
            line.fulfilled += quantity
        order.fulfilments.append(made)
        return made.id

    def ship(self, order_id: str, fulfilment: str, units: Units, *, now: datetime) -> None:
        order = self._changing(order_id, now)
        _fulfilment(order, fulfilment).shipped = now
        for sku, quantity in units.items():
            order.line(sku).shipped += quantity

    def deliver(self, order_id: str, fulfilment: str, *, now: datetime) -> None:
        _fulfilment(self._changing(order_id, now), fulfilment).delivered = now

    def cancel_fulfilment(self, order_id: str, fulfilment: str, *, now: datetime) -> None:
        order = self._changing(order_id, now)
        gone = _fulfilment(order, fulfilment)
        stock.unfulfil(self.shop, gone)
        gone.canceled = now
        for line, quantity in gone.units.items():
            order.by_id(line).fulfilled -= quantity

    def cancel(self, order_id: str, *, now: datetime) -> None:
        stock.cancel(self.shop, self._changing(order_id, now))

    def request_return(
        self, order_id: str, units: Units, *, to: str = "Austin", now: datetime
    ) -> str:
        order = self._changing(order_id, now)
        back = returns.request(self.shop, order, _by_line(order, units), self.location(to), now=now)
        return back.id

    def receive(
        self,
        order_id: str,
        return_id: str,
        *,
        good: Units = _NONE,
        damaged: Units = _NONE,
        now: datetime,
    ) -> None:
        """One receipt, confirmed."""
        order = self._changing(order_id, now)
        returns.receive(
            self.shop,
            order,
            self._return(order, return_id),
            good=_by_line(order, good),
            damaged=_by_line(order, damaged),
            now=now,
        )

    def exchange(self, order_id: str, back: Units, sent: Units, *, now: datetime) -> str:
        """The new goods are a line that is owed and, as was seen, not reserved.

        Answers the id of the return that it makes.
        """
        returned = self.request_return(order_id, back, now=now)
        order = self.shop.orders[order_id]
        for sku, quantity in sent.items():
            self._add_line(order, sku, quantity, reserved=False)
        return returned

    def delete(self, order_id: str) -> None:
        """Out of the database, past the API."""
        del self.shop.orders[order_id]

    def location(self, name: str) -> str:
        return next(own for own, told in self.shop.locations.items() if told == name)

    def _add_variant(self, sku: str, needs: Units) -> None:
        made = Variant(id=self.shop.new_id("variant"), sku=sku, needs=needs)
        self.shop.variants[made.id] = made

    def _add_line(self, order: Order, sku: str, quantity: int, *, reserved: bool = True) -> None:
        line = Line(id=self.shop.new_id("ordli"), variant=self.shop.variant(sku), quantity=quantity)
        order.lines.append(line)
        if reserved:
            stock.reserve(self.shop, line, quantity, self.location("Austin"))

    def _changing(self, order_id: str, now: datetime) -> Order:
        """The order, which is seen as it was for a while after this change."""
        order = self.shop.orders[order_id]
        if now >= order.visible:
            order.told = shapes.order(order)
        order.visible = now + self.shop.late
        order.updated = max(now, order.updated + _GRAIN)
        order.version += 1
        return order

    def _return(self, order: Order, return_id: str) -> Return:
        return next(one for one in order.returns if one.id == return_id)


def _fulfilment(order: Order, fulfilment: str) -> Fulfilment:
    return next(one for one in order.fulfilments if one.id == fulfilment)


def _by_line(order: Order, units: Units) -> dict[str, int]:
    return {order.line(sku).id: quantity for sku, quantity in units.items()}
