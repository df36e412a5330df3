"""What the server remembers: goods, orders, and when a change of an order can be seen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

Json = dict[str, Any]

LevelKey = tuple[str, str]
"""An inventory item and a location."""


@dataclass(slots=True)
class Level:
    stocked: float = 0
    reserved: float = 0


@dataclass(slots=True, kw_only=True)
class Variant:
    """``needs``: units of each inventory item; empty where no inventory is managed."""

    id: str
    sku: str
    needs: Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class Line:
    """``needs`` are those of the variant today, None once it is deleted."""

    id: str
    variant: Variant | None
    quantity: int
    fulfilled: int = 0
    shipped: int = 0
    requested: int = 0
    received: int = 0
    dismissed: int = 0


@dataclass(slots=True, kw_only=True)
class Fulfilment:
    """``rows``: line, inventory item ("" where none) and its units. ``units``: by line."""

    id: str
    location: str
    created: datetime
    rows: list[tuple[str, str, int]]
    units: dict[str, int]
    shipped: datetime | None = None
    delivered: datetime | None = None
    canceled: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Return:
    """``counters`` by line: requested, received and damaged, as wrong as the server's own."""

    id: str
    location: str
    created: datetime
    updated: datetime
    counters: dict[str, list[int]]
    status: str = "requested"


@dataclass(slots=True, kw_only=True)
class Reservation:
    id: str
    line: str
    item: str
    location: str
    quantity: int


@dataclass(slots=True, kw_only=True)
class Order:
    """``told`` is what can be seen until ``visible``; None: nothing."""

    id: str
    created: datetime
    updated: datetime
    visible: datetime
    status: str = "pending"
    version: int = 1
    lines: list[Line] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    changes: list[Json] = field(default_factory=list)
    told: Json | None = None

    def line(self, sku: str) -> Line:
        """The oldest of that SKU."""
        return next(one for one in self.lines if one.variant and one.variant.sku == sku)

    def by_id(self, line_id: str) -> Line:
        return next(one for one in self.lines if one.id == line_id)


@dataclass(slots=True)
class Shop:
    """``late``: how long after its own stamp a change of an order can be seen."""

    locations: dict[str, str]
    late: timedelta = timedelta()
    items: dict[str, str] = field(default_factory=dict)
    variants: dict[str, Variant] = field(default_factory=dict)
    levels: dict[LevelKey, Level] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    reservations: dict[str, Reservation] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self, kind: str) -> str:
        """Later ones sort behind earlier ones, as they do on the server."""
        return f"{kind}_01FAKE{next(self.ids):020d}"

    def variant(self, sku: str) -> Variant:
        return next(one for one in self.variants.values() if one.sku == sku)

    def item(self, sku: str) -> str:
        """The inventory item of that SKU."""
        return next(item for item, own in self.items.items() if own == sku)
