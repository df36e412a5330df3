"""The fields of wc/v3 answers that are read, and no others: buyers' data is never even decoded."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec


class Meta(msgspec.Struct, gc=False):
    key: str
    value: Any = None


class OrderLine(msgspec.Struct, gc=False):
    """``sku`` is the product's of today, null once it is deleted; ``product_id`` is 0 then."""

    id: int
    product_id: int
    variation_id: int
    quantity: int
    sku: str | None = None
    total: str = "0"
    meta_data: list[Meta] = []


class RefundMark(msgspec.Struct, gc=False):
    """What an order says of its refunds; what they contain is read apart."""

    id: int


class Order(msgspec.Struct, gc=False):
    """Instants are UTC without an offset, to the second."""

    id: int
    status: str
    date_created_gmt: str
    date_modified_gmt: str
    line_items: list[OrderLine]
    refunds: list[RefundMark] = []
    date_completed_gmt: str | None = None


class OrderId(msgspec.Struct, gc=False):
    """Enough of an order that could not be read whole."""

    id: int


class RefundLine(msgspec.Struct, gc=False):
    """``quantity`` is negative; the meta ``_refunded_item_id`` names the order's line."""

    quantity: int
    meta_data: list[Meta] = []


class Refund(msgspec.Struct, gc=False):
    id: int
    date_created_gmt: str
    line_items: list[RefundLine] = []


class RowError(msgspec.Struct):
    code: str
    message: str


class Product(msgspec.Struct):
    """Also a variation. ``manage_stock``: true, false, or "parent". ``variations``: their ids.

    ``stock_quantity``: see ``units``.
    """

    id: int
    type: str = "simple"
    name: str = ""
    sku: str | None = ""
    global_unique_id: str = ""
    manage_stock: bool | str = False
    stock_quantity: int | float | None = None
    parent_id: int = 0
    variations: list[int] = []


class Row(msgspec.Struct):
    """One answer of a batch: the product as it stands now, or why not."""

    id: int = 0
    manage_stock: bool | str = False
    stock_quantity: int | float | None = None
    error: RowError | None = None


class Batch(msgspec.Struct):
    update: list[Row] = []


def utc(text: str) -> datetime:
    """Raises ValueError for anything but WooCommerce's UTC form."""
    return datetime.fromisoformat(text + "Z")


def told_total(headers: Mapping[str, str]) -> int | None:
    """How many rows there are on all pages; None where nobody tells."""
    said = headers.get("X-WP-Total", "")
    return int(said) if said.isascii() and said.isdigit() else None


def units(stock_quantity: float | None) -> int | None:
    """None also for what a plugin keeps in parts of a unit: that is no number of ours."""
    if stock_quantity is None or stock_quantity != int(stock_quantity):
        return None
    return int(stock_quantity)


def whole(metas: list[Meta], key: str) -> int:
    """A whole number kept as meta data, which may be text; 0 where it is absent or no number."""
    for meta in metas:
        if meta.key == key:
            if isinstance(meta.value, str) and meta.value.isdigit():
                return int(meta.value)
            try:
                return int(Decimal(str(meta.value)))
            except (InvalidOperation, ValueError, OverflowError):
                return 0
    return 0


def millionths(amount: str) -> int | None:
    """Money text in millionths; None where a plugin wrote something else."""
    try:
        return int(Decimal(amount) * 1_000_000)
    except (InvalidOperation, OverflowError, ValueError):
        return None
