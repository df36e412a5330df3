"""What shoppers and staff do in the shop, by name; instants are the shop's own clock."""

from collections.abc import Mapping
from datetime import datetime

from connectors.fakes.shopify import orders, returns
from connectors.fakes.shopify.records import (
    Fulfilment,
    Level,
    Line,
    Location,
    Order,
    Refund,
    Return,
    Variant,
)
from connectors.fakes.shopify.shop import Shop, whole_second


class Staff:
    """Hands on a shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def add_location(self, name: str, *, is_service: bool = False) -> Location:
        found = Location(id=self.shop.next_id(), name=name, is_service=is_service)
        self.shop.locations[found.id] = found
        return found

    def add_variant(
        self,
        sku: str,
        numbers: Mapping[int, int] | None = None,
        *,
        components: Mapping[str, int] | None = None,
        is_tracked: bool = True,
        is_gift_card: bool = False,
        item_id: int | None = None,
    ) -> Variant:
        """``numbers``: what stands at each location. ``item_id``: shared with another variant."""
        found = Variant(
            id=self.shop.next_id(),
            item_id=item_id or self.shop.next_id(),
            sku=sku,
            title=f"Thing {sku}",
            is_tracked=is_tracked and not is_gift_card,
            is_gift_card=is_gift_card,
            requires_shipping=not is_gift_card,
            components=dict(components or {}),
        )
        self.shop.keep_variant(found)
        for location_id, number in (numbers or {}).items():
            self.shop.level(found.item_id, location_id).available = number
        return found

    def place(
        self,
        units: Mapping[str, int],
        *,
        now: datetime,
        at: int | None = None,
        is_test: bool = False,
    ) -> Order:
        """A shopper buys units by SKU."""
        where = self.shop.home if at is None else at
        return orders.place(self.shop, units, where, whole_second(now), is_test=is_test)

    def add_typed(self, order: Order, sku: str, quantity: int, *, now: datetime) -> Line:
        """A line of nothing in the catalogue, typed in at the till; it is shipped all the same."""
        return orders.add_typed(self.shop, order, sku, quantity, now=whole_second(now))

    def draft(self, units: Mapping[str, int], *, reserve: bool) -> None:
        """No order yet; it may take goods from sale all the same."""
        for sku, quantity in units.items():
            level = self.shop.level(self.shop.sold_as(sku).item_id, self.shop.home)
            if reserve:
                level.available -= quantity
                level.reserved += quantity

    def edit(
        self, order: Order, sku: str, quantity: int, *, now: datetime, restock: bool = True
    ) -> None:
        """0 removes the line, which stays with 0 units."""
        line = self.line_of(order, sku)
        orders.edit(self.shop, order, line, quantity, restock=restock, now=whole_second(now))

    def cancel(self, order: Order, *, now: datetime, restock: bool = True) -> None:
        orders.cancel(self.shop, order, restock=restock, now=whole_second(now))

    def move(self, order: Order, to: int, *, now: datetime) -> None:
        orders.move(self.shop, order, to, now=whole_second(now))

    def fulfil(
        self,
        order: Order,
        units: Mapping[str, int] | None = None,
        *,
        now: datetime,
        at: int | None = None,
    ) -> Fulfilment:
        return orders.fulfil(self.shop, order, units, location_id=at, now=whole_second(now))

    def undo_fulfilment(self, order: Order, one: Fulfilment, *, now: datetime) -> None:
        orders.undo_fulfilment(self.shop, order, one, now=whole_second(now))

    def refund(
        self,
        order: Order,
        units: Mapping[str, int],
        restock_type: str,
        *,
        now: datetime,
        at: int | None = None,
        shipped: bool = False,
    ) -> Refund:
        """Without a return; units by SKU."""
        return returns.refund(
            self.shop,
            order,
            self._by_line(order, units),
            restock_type=restock_type,
            location_id=at,
            shipped=shipped,
            now=whole_second(now),
        )

    def open_return(self, order: Order, units: Mapping[str, int], *, now: datetime) -> Return:
        units_by_line = self._by_line(order, units)
        return returns.open_return(self.shop, order, units_by_line, now=whole_second(now))

    def dispose(
        self, one: Return, sku: str, kind: str, quantity: int, *, now: datetime, at: int | None
    ) -> None:
        line = next(each for each in one.lines if each.line and each.line.sku == sku)
        returns.dispose(self.shop, line, kind, quantity, location_id=at, now=whole_second(now))

    def refund_return(
        self, order: Order, one: Return, *, now: datetime, at: int | None = None
    ) -> Refund:
        now = whole_second(now)
        return returns.refund_return(self.shop, order, one, location_id=at, now=now)

    def close_return(self, order: Order, one: Return, *, now: datetime) -> None:
        returns.close_return(order, one, now=whole_second(now))

    def exchange(self, order: Order, sku: str, quantity: int, *, now: datetime) -> Line:
        return returns.exchange(self.shop, order, sku, quantity, now=whole_second(now))

    def delete(self, order: Order) -> None:
        """Without a trace; the numbers stay as they are."""
        del self.shop.orders[order.id]

    def type_number(self, sku: str, number: int, *, at: int | None = None) -> None:
        self.level_of(sku, at).available = number

    def set_active(self, sku: str, active: bool, *, at: int | None = None) -> None:
        self.level_of(sku, at).is_active = active

    def shown(self, sku: str, at: int | None = None) -> int:
        return self.level_of(sku, at).available

    def level_of(self, sku: str, at: int | None = None) -> Level:
        where = self.shop.home if at is None else at
        return self.shop.level(self.shop.sold_as(sku).item_id, where)

    def line_of(self, order: Order, sku: str) -> Line:
        return next(line for line in order.lines if line.sku == sku)

    def _by_line(self, order: Order, units: Mapping[str, int]) -> dict[int, int]:
        return {self.line_of(order, sku).id: quantity for sku, quantity in units.items()}
