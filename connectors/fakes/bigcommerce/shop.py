"""The store's state, and when its own settings take stock from a number or give it back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from connectors.fakes.bigcommerce.records import (
    CANCELLED,
    COMPLETED,
    INCOMPLETE,
    REFUNDED,
    SHIPPED,
    Line,
    Manners,
    Order,
    Product,
    StockRules,
    Variant,
)

Hanger = tuple[str, int]
"""A variant's or a product's id, whichever carries the number."""

DEFAULT_LOCATION = 1


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Accepted, and applied when its time has come, whatever was sold meanwhile."""

    due: datetime
    numbers: dict[tuple[Hanger, int], int]


@dataclass(slots=True, kw_only=True)
class Shop:
    """``numbers``: what lies there, by what carries it and by location."""

    locations: dict[int, str]
    rules: StockRules = field(default_factory=StockRules)
    channel_rules: dict[int, StockRules] = field(default_factory=dict)
    manners: Manners = field(default_factory=Manners)
    products: dict[int, Product] = field(default_factory=dict)
    variants: dict[int, Variant] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    numbers: dict[tuple[Hanger, int], int] = field(default_factory=dict)
    safety: dict[tuple[Hanger, int], int] = field(default_factory=dict)
    accepted: list[Adjustment] = field(default_factory=list)
    ids: Callable[[], int] = field(default_factory=lambda: count(101).__next__)

    def sold_as(self, sku: str) -> Variant:
        return next(one for one in self.variants.values() if one.sku == sku)

    def apply(self, now: datetime | None = None) -> None:
        """Accepted adjustments whose time has come; without an instant all of them."""
        for one in [one for one in self.accepted if now is None or one.due <= now]:
            self.numbers.update(one.numbers)
            self.accepted.remove(one)

    def rules_of(self, order: Order) -> StockRules:
        """A channel's own where it has any; those of the whole store for orders of staff."""
        own = self.channel_rules.get(order.channel)
        if own is None or order.source == "manual":
            return self.rules
        return replace(
            self.rules,
            when=self.rules.when if own.when is None else own.when,
            edits=self.rules.edits if own.edits is None else own.edits,
            endings=self.rules.endings if own.endings is None else own.endings,
        )

    def numbers_of(self, product: Product) -> dict[int, int]:
        """By location; of several variants those of the first."""
        variant = next(one for one in self.variants.values() if one.product is product)
        return {at: number for (one, at), number in self.numbers.items() if one == variant.hanger}

    def rehang(self, product: Product, numbers: dict[int, int]) -> None:
        """Onto whatever carries the product's numbers now."""
        carriers = {one.hanger for one in self.variants.values() if one.product is product}
        known = {one.hanger for one in self.variants.values()}
        self.numbers = {key: number for key, number in self.numbers.items() if key[0] in known}
        for hanger in carriers - {None}:
            assert hanger, "None was taken out"
            self.numbers |= {(hanger, at): number for at, number in numbers.items()}

    def take(self, line: Line, units: int) -> None:
        """From its number; a negative one gives back."""
        line.taken += units
        hanger = line.variant.hanger if line.variant else None
        if hanger and (hanger, line.location) in self.numbers:
            self.numbers[hanger, line.location] -= units

    def move_to(self, order: Order, status: int) -> None:
        """The new status, and what it does to the store's numbers."""
        rules, before = self.rules_of(order), order.status
        order.status = status
        if status in {CANCELLED, REFUNDED}:
            if rules.endings:
                for line in order.lines:
                    self.take(line, -line.taken)
            return
        begins = before == INCOMPLETE and status != INCOMPLETE
        comes_back = before in {CANCELLED, REFUNDED}
        if rules.when == "order_placed":
            takes = begins or comes_back
        else:
            takes = status in {SHIPPED, COMPLETED} or (comes_back and order.shipped_at is not None)
        if status == INCOMPLETE and rules.when == "order_placed":
            for line in order.lines:
                self.take(line, -line.taken)
        elif takes:
            for line in order.lines:
                self.take(line, line.quantity - line.taken)
