"""What the shop keeps: variants with their levels, orders with all that was done to them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Level:
    on_hand: int = 0
    allocated: int = 0


@dataclass(slots=True, kw_only=True)
class Variant:
    """``levels`` by stock location. ``track``: TRUE, FALSE or INHERIT."""

    id: int
    sku: str
    created: datetime
    levels: dict[int, Level]
    track: str = "TRUE"
    threshold: int = 0
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Line:
    """``allocations`` are rows of (stock location, units), as Vendure keeps them.

    ``fulfilled`` counts cancelled fulfilments too: their units are among ``returned``.
    """

    id: int
    variant: Variant
    quantity: int
    placed: int = 0
    allocations: list[tuple[int, int]] = field(default_factory=list)
    sold: int = 0
    released: int = 0
    fulfilled: int = 0
    returned: int = 0


@dataclass(slots=True, kw_only=True)
class Fulfilment:
    """``lines``: units by line id."""

    id: int
    state: str
    updated: datetime
    lines: dict[int, int]


@dataclass(slots=True, kw_only=True)
class Entry:
    """One line of an order's history."""

    id: int
    created: datetime
    type: str
    data: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Change:
    """Of a modification or a refund: units by line id."""

    created: datetime
    lines: dict[int, int]
    state: str = "Pending"


@dataclass(slots=True, kw_only=True)
class Order:
    """``updated`` does not move with most of what is done: see connectors.fakes.vendure.orders."""

    id: int
    state: str
    created: datetime
    updated: datetime
    active: bool = True
    type: str = "Regular"
    placed: datetime | None = None
    visible: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    fulfilments: list[Fulfilment] = field(default_factory=list)
    modifications: list[Change] = field(default_factory=list)
    refunds: list[Change] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)
