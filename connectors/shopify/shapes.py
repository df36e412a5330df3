"""The fields of Admin GraphQL answers that are read, and no others."""

import re
from datetime import datetime
from typing import Final, Generic, TypeVar

import msgspec

from connectors.errors import Unintelligible

T = TypeVar("T")

_NUMBER: Final = re.compile(r"/(\d+)(?:\?.*)?$")


def number_of(gid: str) -> str:
    """The number in a global id. An id may carry a query: never split at the last slash."""
    found = _NUMBER.search(gid)
    if found is None:
        raise ValueError("an id is none of Shopify's")
    return found.group(1)


def gid_of(kind: str, number: str) -> str:
    return f"gid://shopify/{kind}/{number}"


class Shape(msgspec.Struct, rename="camel", kw_only=True):
    """Python names for the platform's."""


class PageInfo(Shape, kw_only=True):
    """A page may be empty and not the last."""

    has_next_page: bool = False
    end_cursor: str | None = None

    def following(self, after: str | None) -> str | None:
        """The cursor of the next page; None after the last. ``after``: that of this page.

        Raises Unintelligible where going on would read the same page for ever.
        """
        if not self.has_next_page:
            return None
        if self.end_cursor is None or self.end_cursor == after:
            raise Unintelligible("the shop says that its list goes on, and not from where")
        return self.end_cursor


class Nodes(Shape, Generic[T], kw_only=True):
    """A connection, as far as it was read."""

    nodes: list[T]
    page_info: PageInfo = msgspec.field(default_factory=PageInfo)


class Ref(Shape, kw_only=True):
    id: str


def location_number(ref: Ref | None) -> str | None:
    """None for a location that was deleted."""
    return None if ref is None else number_of(ref.id)


class Item(Shape, kw_only=True):
    inventory_item: Ref


class Line(Shape, kw_only=True):
    """``quantity`` never falls; ``current_quantity`` is without what was refunded or removed.

    ``variant`` is null once it is deleted; ``sku`` and ``vendor`` are those of the order.
    """

    id: str
    quantity: int
    current_quantity: int
    sku: str | None = None
    vendor: str | None = None
    is_gift_card: bool = False
    requires_shipping: bool = True
    variant: Item | None = None


class FulfilmentOrderLine(Shape, kw_only=True):
    line_item: Ref
    total_quantity: int
    remaining_quantity: int
    inventory_item_id: str | None = None


class Assigned(Shape, kw_only=True):
    """``location`` is null once it is deleted."""

    location: Ref | None = None


class FulfilmentOrder(Ref, kw_only=True):
    status: str
    created_at: datetime
    updated_at: datetime
    assigned_location: Assigned
    line_items: Nodes[FulfilmentOrderLine]


class ShipmentLine(Shape, kw_only=True):
    """``quantity`` may be null, says the schema, and nothing says what that means."""

    line_item: Ref
    quantity: int | None


class Shipment(Ref, kw_only=True):
    """What Shopify calls a fulfilment: goods that left."""

    status: str
    created_at: datetime
    updated_at: datetime
    location: Ref | None = None
    fulfillment_line_items: Nodes[ShipmentLine]


class RefundLine(Shape, kw_only=True):
    line_item: Ref
    quantity: int
    restock_type: str
    restocked: bool
    location: Ref | None = None


class Refund(Ref, kw_only=True):
    """``return_``: the return that it belongs to; then the return says where goods are."""

    updated_at: datetime
    processed_at: datetime
    created_at: datetime | None = None
    return_: Ref | None = msgspec.field(name="return", default=None)
    refund_line_items: Nodes[RefundLine]

    @property
    def at(self) -> datetime:
        return self.created_at or self.processed_at


class Disposition(Shape, kw_only=True):
    type: str
    quantity: int
    created_at: datetime
    location: Ref | None = None


class ShippedLine(Shape, kw_only=True):
    line_item: Ref


class ReverseLine(Ref, kw_only=True):
    """``fulfillment_line_item`` is null for goods of which nobody knows the order line."""

    total_quantity: int
    dispositions: list[Disposition]
    fulfillment_line_item: ShippedLine | None = None


class ReverseOrder(Ref, kw_only=True):
    line_items: Nodes[ReverseLine]


class Return(Ref, kw_only=True):
    status: str
    created_at: datetime
    closed_at: datetime | None = None
    reverse_fulfillment_orders: Nodes[ReverseOrder]


class Order(Ref, kw_only=True):
    """``confirmed``: stock is held for it. ``fulfillments`` and ``refunds`` are plain lists."""

    created_at: datetime
    updated_at: datetime
    test: bool
    confirmed: bool
    edited: bool
    line_items: Nodes[Line]
    fulfillment_orders: Nodes[FulfilmentOrder]
    fulfillments: list[Shipment]
    refunds: list[Refund]
    returns: Nodes[Return]
    cancelled_at: datetime | None = None
    display_fulfillment_status: str = ""


class _Shipments(Shape, kw_only=True):
    fulfillments: list[Shipment]


class AllShipments(Shape, kw_only=True):
    order: _Shipments | None


class _Refunds(Shape, kw_only=True):
    refunds: list[Refund]


class AllRefunds(Shape, kw_only=True):
    order: _Refunds | None
