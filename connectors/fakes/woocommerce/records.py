"""What a WooCommerce shop remembers: keys, products, orders, refunds.

Instants are UTC and whole seconds; money is in cents. Records change in place, as rows would.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Permission(StrEnum):
    READ = "read"
    WRITE = "write"
    READ_WRITE = "read_write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API key. ``manages_shop`` is a right of the user it belongs to."""

    consumer_key: str = "ck_fake"
    consumer_secret: str = "cs_fake"
    permission: Permission = Permission.READ_WRITE
    manages_shop: bool = True


@dataclass(slots=True, kw_only=True)
class Product:
    """A product or one variation (``parent_id`` set).

    ``quantity`` is None while it is not managed. ``attribute`` and ``option`` name what tells
    variations apart ("Size", "S"); ``options`` are those of the parent.
    """

    id: int
    kind: str
    name: str
    sku: str
    created: datetime
    modified: datetime
    parent_id: int = 0
    price: str = ""
    barcode: str = ""
    status: str = "publish"
    manage_stock: bool = False
    quantity: int | None = None
    stock_status: str = "instock"
    backorders: str = "no"
    attribute: str = ""
    option: str = ""
    options: tuple[str, ...] = ()
    variation_ids: list[int] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of an order, or of a refund (then quantity and money are negative).

    ``reduced`` and ``restocked`` are the metas ``_reduced_stock`` and
    ``_restock_refunded_items``; None where the line has no such meta, which is not the same as 0.
    """

    id: int
    name: str
    product_id: int
    variation_id: int
    quantity: int
    total: int
    subtotal: int
    parent_name: str | None = None
    attribute: str = ""
    option: str = ""
    reduced: int | None = None
    restocked: int | None = None
    refunded_line_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Refund:
    id: int
    order_id: int
    created: datetime
    modified: datetime
    amount: int
    reason: str
    lines: list[Line]


@dataclass(slots=True, kw_only=True)
class Order:
    """``stock_reduced`` is the flag by which stock is taken once; ``trashed`` is what it was
    before it was thrown away, and when.
    """

    id: int
    status: str
    created: datetime
    modified: datetime
    lines: list[Line]
    created_via: str
    needs_processing: bool
    billing: dict[str, str]
    shipping: dict[str, str]
    payment_method: str = ""
    customer_note: str = ""
    paid: datetime | None = None
    completed: datetime | None = None
    stock_reduced: bool = False
    trashed: tuple[str, datetime] | None = None
    refunds: list[Refund] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def left_to_refund(self) -> int:
        return self.total - sum(refund.amount for refund in self.refunds)


@dataclass(slots=True, kw_only=True)
class Webhook:
    """``told``: what was there at the last delivery, by id, with the instant of its last change."""

    id: int
    topic: str
    name: str
    address: str
    secret: str
    created: datetime
    told: dict[int, datetime | None]
    status: str = "active"
    pinged: bool = False
