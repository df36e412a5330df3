"""What a Shopify shop remembers: items, locations, orders and all their parts.

Instants are UTC and whole seconds. Records change in place, as rows would.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Location:
    """``is_service``: another firm's stock."""

    id: int
    name: str
    is_service: bool = False


@dataclass(slots=True, kw_only=True)
class Level:
    """The numbers of one item at one location."""

    available: int = 0
    committed: int = 0
    reserved: int = 0
    is_active: bool = True


@dataclass(slots=True, kw_only=True)
class Variant:
    """``item_id``: its inventory item, which several variants may share. ``components``: what a
    bundle consists of, units by SKU.
    """

    id: int
    item_id: int
    sku: str
    title: str
    barcode: str = ""
    is_tracked: bool = True
    is_gift_card: bool = False
    requires_shipping: bool = True
    components: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Line:
    """``quantity`` as ordered; ``current`` without what was refunded or removed. ``vendor``: None
    for what is of no product.
    """

    id: int
    sku: str
    quantity: int
    current: int
    variant_id: int | None
    item_id: int | None
    is_gift_card: bool = False
    requires_shipping: bool = True
    vendor: str | None = "Fake vendor"


@dataclass(slots=True, kw_only=True)
class ReservedLine:
    id: int
    line: Line
    total: int
    remaining: int


@dataclass(slots=True, kw_only=True)
class FulfilmentOrder:
    """Units of an order that are to be shipped from one location."""

    id: int
    order_id: int
    location_id: int | None
    created: datetime
    updated: datetime
    lines: list[ReservedLine]
    status: str = "OPEN"

    @property
    def is_open(self) -> bool:
        return self.status not in {"CLOSED", "CANCELLED"}


@dataclass(slots=True, kw_only=True)
class ShippedLine:
    id: int
    line: Line
    quantity: int


@dataclass(slots=True, kw_only=True)
class Fulfilment:
    id: int
    location_id: int | None
    created: datetime
    updated: datetime
    lines: list[ShippedLine]
    status: str = "SUCCESS"


@dataclass(slots=True, kw_only=True)
class RefundLine:
    line: Line
    quantity: int
    restock_type: str
    restocked: bool
    location_id: int | None


@dataclass(slots=True, kw_only=True)
class Refund:
    id: int
    created: datetime
    lines: list[RefundLine]
    return_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Disposition:
    id: int
    type: str
    quantity: int
    location_id: int | None
    created: datetime


@dataclass(slots=True, kw_only=True)
class ReverseLine:
    """``line`` is None where nobody knows of which order line the goods are."""

    id: int
    line: Line | None
    total: int
    dispositions: list[Disposition] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Return:
    """Each return has one reverse fulfilment order, with an id of its own."""

    id: int
    reverse_id: int
    created: datetime
    lines: list[ReverseLine]
    status: str = "OPEN"
    closed: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Order:
    """``updated`` does not move with fulfilment orders that move, nor with dispositions."""

    id: int
    created: datetime
    updated: datetime
    lines: list[Line]
    email: str
    is_test: bool = False
    is_confirmed: bool = True
    is_edited: bool = False
    is_nothing_to_fulfil: bool = False
    return_status: str = "NO_RETURN"
    cancelled: datetime | None = None
    fulfilment_orders: list[FulfilmentOrder] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
