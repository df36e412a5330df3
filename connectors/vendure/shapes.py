"""The fields of Vendure's answers that are read; buyers' data is not even asked for."""

from datetime import datetime
from typing import Literal

import msgspec

Flag = Literal["TRUE", "FALSE", "INHERIT"]


class Settings(msgspec.Struct, rename="camel"):
    """Of the whole server; a variant may differ."""

    track_inventory: bool


class LineUnits(msgspec.Struct, rename="camel"):
    """Units of an order's line; in a history's data the id may be a number."""

    order_line_id: str | int
    quantity: int


class OrderedVariant(msgspec.Struct, rename="camel"):
    """``sku`` is today's; a deleted variant keeps both."""

    id: str
    sku: str
    track_inventory: Flag


class Line(msgspec.Struct, rename="camel"):
    """``quantity`` is what remains, ``order_placed_quantity`` what was ordered at the checkout.

    ``prorated_line_price``: hundredths, without tax, discounts taken off.
    """

    id: str
    quantity: int
    order_placed_quantity: int
    prorated_line_price: float
    product_variant: OrderedVariant


class Fulfilment(msgspec.Struct, rename="camel"):
    id: str
    state: str
    updated_at: datetime
    lines: list[LineUnits]


class Modification(msgspec.Struct, rename="camel"):
    """``lines``: by how much each was changed."""

    created_at: datetime
    lines: list[LineUnits]


class Refund(msgspec.Struct, rename="camel"):
    """``lines`` is empty where only an amount was refunded."""

    state: str
    created_at: datetime
    lines: list[LineUnits]


class Payment(msgspec.Struct):
    refunds: list[Refund]


class Told(msgspec.Struct, rename="camel"):
    """Of a fulfilment's transition ``fulfillment_id`` and ``to``, of a cancellation ``lines``."""

    fulfillment_id: str | int = ""
    to: str = ""
    lines: list[LineUnits] = []


class Entry(msgspec.Struct, rename="camel"):
    created_at: datetime
    type: str
    data: Told


class History(msgspec.Struct):
    items: list[Entry]


class Order(msgspec.Struct, rename="camel"):
    id: str
    state: str
    created_at: datetime
    updated_at: datetime
    lines: list[Line]
    history: History
    order_placed_at: datetime | None = None
    fulfillments: list[Fulfilment] | None = None
    modifications: list[Modification] = []
    payments: list[Payment] | None = None


class Units(msgspec.Struct):
    quantity: int


class Parcel(msgspec.Struct):
    """Where a fulfilment stands, and how much it holds."""

    state: str
    lines: list[Units]


class OrderMark(msgspec.Struct, rename="camel"):
    """Enough of an order that could not be read whole."""

    id: str
    state: str
    order_placed_at: datetime
    lines: list[Units]
    fulfillments: list[Parcel] | None = None


class Level(msgspec.Struct, rename="camel"):
    stock_location_id: str
    stock_on_hand: int
    stock_allocated: int

    @property
    def free(self) -> int:
        return self.stock_on_hand - self.stock_allocated


class Variant(msgspec.Struct, rename="camel"):
    id: str
    created_at: datetime
    sku: str
    name: str
    track_inventory: Flag
    stock_levels: list[Level]


class Written(msgspec.Struct, rename="camel"):
    id: str
    stock_levels: list[Level]


def is_tracked(flag: Flag, settings: Settings) -> bool:
    """Whether Vendure counts the stock of a variant at all."""
    return settings.track_inventory if flag == "INHERIT" else flag == "TRUE"
