"""The fields of orders that are read, and no others: buyers' data is never decoded.

Quantities are numbers of any kind: the platform takes fractions of a unit, and writes some numbers
as text.
"""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from math import floor
from typing import Final

import msgspec

Number = int | float | str


class Detail(msgspec.Struct):
    """The truth of a line; ``written_off_quantity`` is left out, since claims raise it too."""

    quantity: Number
    fulfilled_quantity: Number = 0
    return_received_quantity: Number = 0
    return_dismissed_quantity: Number = 0


class Needed(msgspec.Struct):
    """What one unit of a variant takes of an inventory item; a kit has several."""

    inventory_item_id: str
    required_quantity: Number = 1


class Variant(msgspec.Struct):
    manage_inventory: bool = True
    inventory_items: list[Needed] = []


class OrderItem(msgspec.Struct):
    """``variant`` is null once it is deleted; an item of staff's own making never had one."""

    id: str
    detail: Detail
    variant_id: str | None = None
    variant_sku: str | None = None
    variant: Variant | None = None


class FulfilledItem(msgspec.Struct):
    """Of a kit one row for each inventory item, in units of it."""

    quantity: Number
    line_item_id: str | None = None
    inventory_item_id: str | None = None


class Fulfilment(msgspec.Struct):
    """Instants are UTC, to the millisecond."""

    id: str
    created_at: datetime
    location_id: str | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    canceled_at: datetime | None = None
    items: list[FulfilledItem] = []


class Return(msgspec.Struct):
    """Its counters are wrong after a second receipt, so they are not read."""

    id: str
    location_id: str | None = None


class Order(msgspec.Struct):
    id: str
    status: str
    created_at: datetime
    updated_at: datetime
    items: list[OrderItem] = []
    fulfillments: list[Fulfilment] = []
    returns: list[Return] = []


ORDER_FIELDS: Final = (
    "id,status,created_at,updated_at,"
    "items.id,items.variant_id,items.variant_sku,"
    "items.detail.quantity,items.detail.fulfilled_quantity,"
    "items.detail.return_received_quantity,items.detail.return_dismissed_quantity,"
    "items.variant.manage_inventory,"
    "items.variant.inventory_items.inventory_item_id,"
    "items.variant.inventory_items.required_quantity,"
    "fulfillments.id,fulfillments.created_at,fulfillments.location_id,"
    "fulfillments.shipped_at,fulfillments.delivered_at,fulfillments.canceled_at,"
    "fulfillments.items.line_item_id,fulfillments.items.inventory_item_id,"
    "fulfillments.items.quantity,returns.id,returns.location_id"
)
"""Each by its name: the default list has no fulfilments, and a single order knows no `detail.*`."""


class OrderMark(msgspec.Struct):
    """Enough of an order that cannot be read whole, and to see that a filter was obeyed."""

    id: str
    updated_at: datetime


class Orders(msgspec.Struct):
    orders: list[msgspec.Raw]


class OneOrder(msgspec.Struct):
    order: msgspec.Raw


class Reservation(msgspec.Struct):
    """``line_item_id`` is null where staff reserved by hand."""

    id: str
    inventory_item_id: str
    location_id: str
    quantity: Number
    line_item_id: str | None = None


class Reservations(msgspec.Struct):
    reservations: list[Reservation]


class ActionDetails(msgspec.Struct):
    """``reference_id``: the order's line."""

    reference_id: str = ""
    quantity: Number = 0


class Action(msgspec.Struct):
    action: str
    details: ActionDetails | None = None


class Change(msgspec.Struct):
    """One change of an order; a receipt of returned goods is one."""

    change_type: str | None = None
    status: str = ""
    return_id: str | None = None
    confirmed_at: datetime | None = None
    actions: list[Action] = []


class Changes(msgspec.Struct):
    order_changes: list[Change]


def whole(number: Number) -> int:
    """Units of goods that are ordered or moved. Raises ValueError for a fraction."""
    units = int(_decimal(number))
    if units != _decimal(number):
        raise ValueError(f"{number} is no whole number of units")
    return units


def whole_below(number: Number) -> int:
    """What of a number that may be a fraction can be sold in whole units."""
    return floor(_decimal(number))


def _decimal(number: Number) -> Decimal:
    try:
        return Decimal(str(number))
    except InvalidOperation:
        raise ValueError("a quantity is no number") from None
