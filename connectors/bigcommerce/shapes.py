"""The fields of v2 and v3 answers that are read, and no others: buyers' data is never decoded.

The documentation marks hardly a field as one that is always there, so most may be missing or null.
"""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime

import msgspec


class OrderLine(msgspec.Struct):
    """An "order product". A custom product has no variant; its product is 0.

    ``refunded_amount`` and its like are always 0 and not read.
    """

    id: int
    quantity: int
    product_id: int | None = 0
    variant_id: int | None = None
    sku: str | None = ""
    type: str | None = "physical"
    quantity_shipped: float | None = 0
    quantity_refunded: float | None = 0
    total_ex_tax: str | float | None = "0"
    order_pickup_method_id: int | None = 0


class Link(msgspec.Struct):
    """Where lines can be asked for, in the place of those that were not carried along."""


class PickupLocation(msgspec.Struct):
    id: int


class Pickup(msgspec.Struct):
    """The only consignment that names a location."""

    location: PickupLocation
    id: int | None = 0
    pickup_method_id: int | None = 0
    line_items: list[OrderLine] | Link | None = None


class Consignment(msgspec.Struct):
    line_items: list[OrderLine] | Link | None = None


class Consignments(msgspec.Struct):
    """Gift certificates go by mail, are no goods, and are left out."""

    pickups: list[Pickup] | None = None
    shipping: list[Consignment] | None = None
    downloads: list[Consignment] | None = None


class Order(msgspec.Struct):
    """Dates are RFC 2822 text, in UTC, to the second; ``date_shipped`` is empty before."""

    id: int
    status_id: int
    date_created: str
    date_modified: str
    date_shipped: str | None = ""
    status: str | None = ""
    items_total: float | None = None
    items_shipped: float | None = None
    channel_id: int | None = None
    order_source: str | None = ""
    consignments: Consignments | None = None


class OrderId(msgspec.Struct):
    """Enough of an order that could not be read whole. ``is_deleted``: archived."""

    id: int
    is_deleted: bool | None = None


class ShippedLine(msgspec.Struct):
    order_product_id: int
    quantity: int


class Shipment(msgspec.Struct):
    date_created: str
    items: list[ShippedLine] | None = None


class RefundItem(msgspec.Struct):
    """Only PRODUCT has to do with goods; ``item_id`` is the order's line then."""

    item_type: str | None = None
    item_id: int | None = 0
    quantity: int | None = 0


class Refund(msgspec.Struct):
    id: int
    order_id: int
    created: str
    items: list[RefundItem] | None = None


class Pagination(msgspec.Struct):
    total_pages: int | None = None


class Meta(msgspec.Struct):
    """Not every list counts its pages."""

    pagination: Pagination | None = None


class Refunds(msgspec.Struct):
    data: list[Refund]
    meta: Meta | None = None


class InventorySettings(msgspec.Struct):
    """Null in a channel's own settings means: as for the whole store."""

    update_stock_behavior: str | None = None
    edit_order_stock_adjustment: bool | None = None
    refund_order_stock_adjustment: bool | None = None


class InventorySettingsAnswer(msgspec.Struct):
    data: InventorySettings


class Transaction(msgspec.Struct):
    """Accepted, and not yet applied."""

    transaction_id: str | None = None


def utc(text: str) -> datetime:
    """A v2 date. Raises ValueError for what is none; text like this cannot be compared."""
    instant = parsedate_to_datetime(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def utc_iso(text: str) -> datetime:
    """A v3 date. Raises ValueError for one without a zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} carries no time zone")
    return instant.astimezone(UTC)


def millionths(amount: str | float | None) -> int | None:
    """Money in millionths; None where something else is written."""
    try:
        return int(Decimal(str(amount)) * 1_000_000)
    except (InvalidOperation, OverflowError, ValueError):
        return None
