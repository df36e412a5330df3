"""The fields that are read of anything but single orders: lists, stock, errors."""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from connectors.shopify.shapes import Nodes, Ref, Shape

T = TypeVar("T")


class OrderRow(Shape, kw_only=True):
    """An order in a list: just enough to know whether to read it."""

    id: str
    created_at: datetime
    updated_at: datetime


class MovedRow(Shape, kw_only=True):
    """A fulfilment order in a list; it moves without its order's stamp moving."""

    updated_at: datetime
    order: OrderRow


class Quantity(Shape, kw_only=True):
    quantity: int


class Level(Shape, kw_only=True):
    location: Ref
    quantities: list[Quantity]


class InventoryItem(Ref, kw_only=True):
    """``tracked``: Shopify keeps a number for it."""

    inventory_levels: Nodes[Level]
    tracked: bool = True


class Variant(Shape, kw_only=True):
    """``requires_components``: a bundle, sold as its components and without a number of its own."""

    inventory_item: InventoryItem
    sku: str | None = None
    barcode: str | None = None
    display_name: str = ""
    requires_components: bool = False


class UserError(Shape, kw_only=True):
    """``field``: the path in the input, with the row's index."""

    message: str
    code: str | None = None
    field: list[str] | None = None


class Location(Shape, kw_only=True):
    """``is_fulfillment_service``: another firm's stock."""

    id: str
    name: str
    is_fulfillment_service: bool = False


class Rows(Shape, Generic[T]):
    rows: Nodes[T]


class Found(Shape, kw_only=True):
    """What stands behind the asked ids, null where there is nothing."""

    nodes: list[msgspec.Raw]


class Paged(Shape, Generic[T]):
    page: Nodes[T]


class More(Shape, Generic[T]):
    node: Paged[T] | None
