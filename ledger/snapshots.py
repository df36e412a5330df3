"""What a storefront says of an order: its whole present state, in ledger words.

Storefronts redeliver, reorder and drop news, so a connector never tells what changed. It hands
over the order as it stands now, and the planner finds the movements that are still missing.
Quantities of a line are in units of the listing that was sold (six-packs, not bottles).
No buyer's data has a field here.

What is made for every line of every page is a msgspec struct: as immutable and checked as the other
facts, and several times faster to make.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from ledger.values import (
    QUANTITY_MAX,
    State,
    foreign_text_problem,
    is_location_code,
    text_problem,
)

LINES_MAX: Final = 5_000
"""Lines of one order; the largest real order seen has about 1,100."""

ID_LENGTH_MAX: Final = 255
"""Of an order, a line, a listing, a stock key: longer than any platform's, and fits an index."""


class EventKind(StrEnum):
    """What physically happened to units of a line."""

    SHIPPED = "shipped"
    SHIPMENT_UNDONE = "shipment_undone"
    RETURNED_SELLABLE = "returned_sellable"
    RETURNED_DAMAGED = "returned_damaged"
    RETURNED_UNJUDGED = "returned_unjudged"
    KEPT_BACK = "kept_back"
    """Cancelled or refunded before shipping with an explicit "do not restock"."""
    CANCELLED = "cancelled"
    """Cancelled or refunded before shipping and put back: no longer owed, so nothing moves by it.
    Told where a platform might later mistake a refund after shipping for one before it."""
    REFUNDED = "refunded"
    """Refunded after shipping, and the platform cannot say whether the goods came back."""


RETURN_STATES: Final = {
    EventKind.RETURNED_SELLABLE: State.AVAILABLE,
    EventKind.RETURNED_DAMAGED: State.DAMAGED,
    EventKind.RETURNED_UNJUDGED: State.INSPECTION,
}


class PhysicalEvent(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """``occurred_at`` is the platform's own instant; None where it gives none."""

    kind: EventKind
    quantity: int
    location: str
    occurred_at: datetime | None = None

    def __post_init__(self) -> None:
        _require_quantity("an event", self.quantity, minimum=1)
        _require_location(self.location)
        if self.occurred_at is not None:
            _require_zone("an event", self.occurred_at)


class Owed(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Units still to be shipped from ``location``; ``packed`` of them are called fulfilled."""

    location: str
    quantity: int
    packed: int = 0

    def __post_init__(self) -> None:
        _require_quantity("owed", self.quantity, minimum=1)
        _require_location(self.location)
        if not 0 <= self.packed <= self.quantity:
            raise ValueError(f"packed {self.packed} is not within the {self.quantity} owed")


class Held(msgspec.Struct, frozen=True, gc=False, kw_only=True, array_like=True):
    """What the platform itself did to a number for a line (push.md, "Words").

    ``location``: the channel's own location id, "" where the platform keeps one number. ``taken``:
    units taken from the number it shows; ``reserved``: merely reserved.
    """

    location: str = ""
    taken: int = 0
    reserved: int = 0

    def __post_init__(self) -> None:
        if abs(self.taken) > QUANTITY_MAX or abs(self.reserved) > QUANTITY_MAX:
            raise ValueError(f"taken {self.taken} or reserved {self.reserved} is beyond belief")
        if self.location:
            _require_id("location", self.location)


class LineSnapshot(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One line as it stands now.

    ``listing_id`` equals that of the channel's listing. ``held``: what the platform took or
    reserved for it, at most one for each location of the channel. ``unclear`` counts units in a
    status that nobody here knows and for which the platform holds no stock: they are parked.
    ``net_amount`` is in millionths of the shop's currency.
    """

    line_id: str
    listing_id: str
    sku: str
    owed: tuple[Owed, ...] = ()
    events: tuple[PhysicalEvent, ...] = ()
    held: tuple[Held, ...] = ()
    unclear: int = 0
    net_amount: int | None = None

    def __post_init__(self) -> None:
        if not self.line_id:
            raise ValueError("a line without an id cannot be told from the others")
        # Nearly all texts are plain; one look at them together is far cheaper than a rule for each.
        texts = self.line_id + self.listing_id + self.sku
        if len(texts) > ID_LENGTH_MAX or not texts.isprintable():
            _require_id("line id", self.line_id)
            _require_id("listing id", self.listing_id)
            _require_text("SKU", self.sku)
        _require_quantity("unclear", self.unclear, minimum=0)
        if len(self.owed) > 1 and len({owed.location for owed in self.owed}) != len(self.owed):
            raise ValueError(f"line {self.line_id} owes twice from one location; add them up")
        if len(self.held) > 1 and len({held.location for held in self.held}) != len(self.held):
            raise ValueError(f"line {self.line_id} holds twice at one location; add them up")


class OrderSnapshot(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """``stamp`` is the platform's own "last changed"; None where it does not move with changes.

    ``read_at`` and ``answered_at`` are our clock when the request was sent and answered.
    """

    order_id: str
    status: str
    placed_at: datetime
    stamp: datetime | None
    read_at: datetime
    answered_at: datetime
    lines: tuple[LineSnapshot, ...]

    def __post_init__(self) -> None:
        if not self.order_id:
            raise ValueError("an order without an id cannot be kept")
        texts = self.order_id + self.status
        if len(texts) > ID_LENGTH_MAX or not texts.isprintable():
            _require_id("order id", self.order_id)
            _require_text("status", self.status)
        if len(self.lines) > LINES_MAX:
            raise ValueError(f"{len(self.lines)} lines; at most {LINES_MAX} are taken")
        if len({line.line_id for line in self.lines}) != len(self.lines):
            raise ValueError(f"order {self.order_id} names one line id twice")
        _require_zone("placed_at", self.placed_at)
        _require_zone("read_at", self.read_at)
        if self.stamp is not None:
            _require_zone("stamp", self.stamp)
        if self.answered_at < self.read_at:
            raise ValueError("answered_at lies before read_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An order that could not be understood: kept, shown and tried again, never passed over.

    ``kept`` is its payload without buyer's data; ``problem`` says what was wrong with it.
    """

    order_id: str
    problem: str
    kept: str
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The platform's own word that there is no such order."""

    order_id: str
    read_at: datetime


def _require_id(name: str, text: str) -> None:
    """Ids name movements and are printed on one line, so no control character is in one."""
    if problem := text_problem(name, text, length_max=ID_LENGTH_MAX):
        raise ValueError(problem)


def _require_text(name: str, text: str) -> None:
    if problem := foreign_text_problem(name, text):
        raise ValueError(problem)


def _require_quantity(name: str, quantity: int, *, minimum: int) -> None:
    if type(quantity) is not int or not minimum <= quantity <= QUANTITY_MAX:
        raise ValueError(f"{name}: {quantity!r} is not a whole number of at least {minimum}")


def _require_location(location: str) -> None:
    if not is_location_code(location):
        raise ValueError(f"{location!r} is no location code")


def _require_zone(name: str, instant: datetime) -> None:
    if instant.tzinfo is None:
        raise ValueError(f"{name}: {instant.isoformat()} carries no time zone")
