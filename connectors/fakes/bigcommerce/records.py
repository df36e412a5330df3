"""What the store remembers."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

INCOMPLETE = 0
SHIPPED = 2
PARTLY_SHIPPED = 3
REFUNDED = 4
CANCELLED = 5
COMPLETED = 10
AWAITING_FULFILMENT = 11
PARTLY_REFUNDED = 14


@dataclass(slots=True, kw_only=True)
class Product:
    """``tracking``: none, product or variant."""

    id: int
    name: str
    tracking: str


@dataclass(slots=True, kw_only=True)
class Variant:
    id: int
    product: Product
    sku: str
    label: str = ""

    @property
    def hanger(self) -> tuple[str, int] | None:
        """What its number hangs on; None where the store keeps no number."""
        if self.product.tracking == "none":
            return None
        carrier = self.product.id if self.product.tracking == "product" else self.id
        return self.product.tracking, carrier


@dataclass(slots=True, kw_only=True)
class Line:
    """``taken``: units that the store has taken from its number for it, at ``location``.
    ``parent``: the line whose pick list it was chosen from. ``sku``: of a custom product.
    """

    id: int
    variant: Variant | None
    quantity: int
    location: int
    is_pickup: bool = False
    kind: str = "physical"
    name: str = ""
    shipped: int = 0
    refunded: int = 0
    taken: int = 0
    parent: int | None = None
    sku: str = ""


@dataclass(slots=True, kw_only=True)
class Shipment:
    id: int
    at: datetime
    units: dict[int, int]
    """By the line's id."""


@dataclass(slots=True, kw_only=True)
class Refund:
    """``units`` by the line's id; ``amount``: taken off the whole order, and of no goods."""

    id: int
    at: datetime
    units: dict[int, int]
    amount: float = 0.0


@dataclass(slots=True, kw_only=True)
class Order:
    id: int
    created: datetime
    modified: datetime
    status: int
    lines: list[Line]
    channel: int = 1
    source: str = "www"
    shipped_at: datetime | None = None
    is_archived: bool = False
    shipments: list[Shipment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)

    def line(self, sku: str) -> Line:
        return next(one for one in self.lines if one.variant and one.variant.sku == sku)


@dataclass(slots=True, kw_only=True)
class StockRules:
    """The store's inventory settings; None: as for the whole store."""

    when: str | None = "order_placed"
    edits: bool | None = True
    endings: bool | None = True


@dataclass(slots=True, kw_only=True)
class Manners:
    """What the documentation does not promise. ``applied_after``: an accepted adjustment."""

    applied_after: timedelta = timedelta(seconds=1)
    refunds_move_stamp: bool = True
    archived_answer_alone: bool = True
    """Else an archived order is only in the list of archived orders."""
    archived_list_has_all: bool = False
    lines_carried_max: int = 50
