"""What shoppers and staff do in the store."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from connectors.fakes.bigcommerce.quota import Quota
from connectors.fakes.bigcommerce.records import (
    AWAITING_FULFILMENT,
    COMPLETED,
    INCOMPLETE,
    PARTLY_REFUNDED,
    PARTLY_SHIPPED,
    REFUNDED,
    SHIPPED,
    Line,
    Manners,
    Order,
    Product,
    Refund,
    Shipment,
    StockRules,
    Variant,
)
from connectors.fakes.bigcommerce.shop import DEFAULT_LOCATION, Shop

ONE_SECOND = timedelta(seconds=1)


class Desk:
    """``quota``: what the store's plan lets all apps together ask for."""

    def __init__(
        self,
        *,
        locations: Sequence[str] = ("Default location",),
        manners: Manners | None = None,
        quota: Quota | None = None,
    ) -> None:
        self.shop = Shop(locations=dict(enumerate(locations, 1)), manners=manners or Manners())
        self.quota = quota or Quota()

    def add_product(
        self, sku: str, *numbers: int, tracking: str = "variant", variants: Sequence[str] = ()
    ) -> Product:
        """``numbers``: what lies at the first locations; ``variants``: their SKUs, if several."""
        product = Product(id=self.shop.ids(), name=f"Product {sku}", tracking=tracking)
        self.shop.products[product.id] = product
        for name in variants or (sku,):
            variant = Variant(
                id=self.shop.ids(), product=product, sku=name, label=name if variants else ""
            )
            self.shop.variants[variant.id] = variant
            if variant.hanger:
                for location, number in zip(self.shop.locations, numbers, strict=False):
                    self.shop.numbers[variant.hanger, location] = number
        return product

    def set_rules(self, rules: StockRules, *, channel: int | None = None) -> None:
        if channel is None:
            self.shop.rules = rules
        else:
            self.shop.channel_rules[channel] = rules

    def place(
        self,
        units: Mapping[str, int],
        *,
        now: datetime,
        status: int = AWAITING_FULFILMENT,
        pickup_at: int | None = None,
        channel: int = 1,
        source: str = "www",
    ) -> Order:
        """A shopper buys, from the payment page on: units by SKU."""
        lines = [
            Line(
                id=self.shop.ids(),
                variant=self.shop.sold_as(sku),
                quantity=quantity,
                location=pickup_at or DEFAULT_LOCATION,
                is_pickup=pickup_at is not None,
            )
            for sku, quantity in units.items()
        ]
        order = Order(
            id=self.shop.ids(),
            created=_second(now),
            modified=_second(now),
            status=INCOMPLETE,
            lines=lines,
            channel=channel,
            source=source,
        )
        self.shop.orders[order.id] = order
        self.shop.move_to(order, status)
        return order

    def add_custom_line(
        self, order: Order, name: str, quantity: int, *, kind: str, sku: str = ""
    ) -> Line:
        """Of no product in the catalogue: a gift certificate, a custom product."""
        line = Line(
            id=self.shop.ids(),
            variant=None,
            quantity=quantity,
            location=DEFAULT_LOCATION,
            kind=kind,
            name=name,
            sku=sku,
        )
        order.lines.append(line)
        return line

    def pick(self, order: Order, sku: str, quantity: int, *, of: str) -> Line:
        """Chosen from the pick list of another line's product: a line of its own."""
        parent = order.line(of)
        line = Line(
            id=self.shop.ids(),
            variant=self.shop.sold_as(sku),
            quantity=quantity,
            location=parent.location,
            parent=parent.id,
        )
        order.lines.append(line)
        if parent.taken:
            self.shop.take(line, quantity)
        return line

    def edit(self, order: Order, sku: str, quantity: int, *, now: datetime) -> None:
        """Nobody learns what the line was before; at 0 it is removed."""
        line = order.line(sku)
        if self.shop.rules_of(order).edits and line.taken:
            self.shop.take(line, quantity - line.taken)
        line.quantity = quantity
        if not quantity:
            order.lines.remove(line)
        self._touch(order, now)

    def set_status(self, order: Order, status: int, *, now: datetime) -> None:
        if status in {SHIPPED, COMPLETED} and order.shipped_at is None:
            order.shipped_at = _second(now)
        self.shop.move_to(order, status)
        self._touch(order, now)

    def ship(self, order: Order, units: Mapping[str, int], *, now: datetime) -> Shipment:
        """A shipment; the status follows by itself."""
        by_line = {order.line(sku).id: quantity for sku, quantity in units.items()}
        shipment = Shipment(id=self.shop.ids(), at=_second(now), units=by_line)
        order.shipments.append(shipment)
        for line in order.lines:
            line.shipped += by_line.get(line.id, 0)
        whole = all(line.shipped + line.refunded >= line.quantity for line in order.lines)
        self.set_status(order, SHIPPED if whole else PARTLY_SHIPPED, now=now)
        return shipment

    def delete_shipments(self, order: Order, *, now: datetime) -> None:
        """All of them, as staff undo a mistake; the order waits again."""
        order.shipments.clear()
        for line in order.lines:
            line.shipped = 0
        self.set_status(order, AWAITING_FULFILMENT, now=now)

    def refund(
        self, order: Order, units: Mapping[str, int], *, now: datetime, amount: float = 0.0
    ) -> Refund:
        """Of units by SKU, or of an amount off the whole order."""
        by_line = {order.line(sku).id: quantity for sku, quantity in units.items()}
        refund = Refund(id=self.shop.ids(), at=_second(now), units=by_line, amount=amount)
        order.refunds.append(refund)
        for line in order.lines:
            line.refunded += by_line.get(line.id, 0)
        if self.shop.manners.refunds_move_stamp:
            whole = all(line.refunded >= line.quantity for line in order.lines)
            self.set_status(order, REFUNDED if whole else PARTLY_REFUNDED, now=now)
        return refund

    def archive(self, order: Order, *, is_archived: bool = True) -> None:
        """Out of the list, and nothing else: no cancellation, and no stock given back."""
        order.is_archived = is_archived

    def delete(self, order: Order) -> None:
        """Without a trace."""
        del self.shop.orders[order.id]

    def track_by(self, sku: str, tracking: str) -> None:
        """Numbers that hang on something else from now on: one of the variants' is kept."""
        product = self.shop.sold_as(sku).product
        before = self.shop.numbers_of(product)
        product.tracking = tracking
        self.shop.rehang(product, before)

    def type_number(self, sku: str, number: int, *, at: int = DEFAULT_LOCATION) -> None:
        """Staff overwrite the number by hand."""
        hanger = self.shop.sold_as(sku).hanger
        assert hanger, f"the store keeps no number of {sku}"
        self.shop.numbers[hanger, at] = number

    def shown(self, sku: str, *, at: int = DEFAULT_LOCATION) -> int:
        hanger = self.shop.sold_as(sku).hanger
        assert hanger, f"the store keeps no number of {sku}"
        return self.shop.numbers[hanger, at]

    def _touch(self, order: Order, now: datetime) -> None:
        order.modified = max(_second(now), order.modified)


def _second(instant: datetime) -> datetime:
    """The grain of v2."""
    return instant.astimezone(UTC).replace(microsecond=0)
