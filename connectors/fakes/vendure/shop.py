"""The shop's state: variants, orders, ids, the server's settings, and how things are found."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from connectors.fakes.vendure.records import Entry, Fulfilment, Level, Line, Order, Variant


class ShopError(Exception):
    """One entry of ``errors``; without a code where the database itself complained."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.extensions = {"code": code} if code else {}


@dataclass(slots=True)
class Shop:
    """``locations``: names by id. ``track_inventory``: of variants that inherit it."""

    locations: dict[int, str] = field(default_factory=lambda: {1: "Default Stock Location"})
    track_inventory: bool = True
    variants: dict[int, Variant] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    ids: dict[str, "count[int]"] = field(default_factory=dict)

    def new_id(self, kind: str) -> int:
        return next(self.ids.setdefault(kind, count(1)))

    def add_variant(
        self, sku: str, *on_hand: int, now: datetime, track: str = "TRUE", threshold: int = 0
    ) -> Variant:
        """With so much on hand at each stock location in turn."""
        variant = Variant(
            id=self.new_id("variant"),
            sku=sku,
            created=now,
            levels={at: Level(units) for at, units in zip(self.locations, on_hand, strict=False)},
            track=track,
            threshold=threshold,
        )
        self.variants[variant.id] = variant
        return variant

    def sold_as(self, sku: str) -> Variant:
        return next(one for one in self.variants.values() if one.sku == sku)

    def is_counted(self, variant: Variant) -> bool:
        return self.track_inventory if variant.track == "INHERIT" else variant.track == "TRUE"

    def new_line(self, order: Order, variant: Variant, quantity: int) -> Line:
        line = Line(id=self.new_id("line"), variant=variant, quantity=quantity)
        order.lines.append(line)
        return line

    def note(self, order: Order, kind: str, data: dict[str, Any], *, now: datetime) -> None:
        entry = Entry(id=self.new_id("entry"), created=now, type=kind, data=data)
        order.history.append(entry)

    def fulfilment(self, fulfilment_id: int) -> tuple[Order, Fulfilment]:
        return next(
            (order, one)
            for order in self.orders.values()
            for one in order.fulfilments
            if one.id == fulfilment_id
        )


def line_of(order: Order, sku: str) -> Line:
    return next(line for line in order.lines if line.variant.sku == sku)
