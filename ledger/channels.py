"""What a channel offers and how its numbers are guarded: listings, stock keys, pushes."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ledger.values import QUANTITY_MAX, storable


@dataclass(frozen=True, slots=True, order=True)
class StockKey:
    """The thing on a channel that carries a number. ``location`` is the channel's own id, or ""."""

    inventory_id: str
    location: str = ""

    def __post_init__(self) -> None:
        if not self.inventory_id:
            raise ValueError("a stock key without an inventory id names nothing")

    @property
    def name(self) -> str:
        """As incidents and logs name it."""
        return f"{self.inventory_id}@{self.location}" if self.location else self.inventory_id


Parts = tuple[tuple[str, int], ...]
"""What each of a channel's own locations, by its id, has of one number that is the sum of them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The number that stands there now; None when it is unknown.

    To a question for a known number: the channel no longer knows the stock key. ``parts``: where
    it is the sum of several locations.
    """

    stock_key: StockKey
    quantity: int | None
    parts: Parts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a channel sells. ``numbers``: one for each of the channel's locations that keeps one.

    All of them are of one inventory; empty when the channel keeps no number for it.
    """

    listing_id: str
    sku: str
    title: str = ""
    barcode: str = ""
    numbers: tuple[Shown, ...] = ()

    def __post_init__(self) -> None:
        keys = [one.stock_key for one in self.numbers]
        if len({key.inventory_id for key in keys}) > 1:
            raise ValueError(f"listing {self.listing_id} has numbers of more than one inventory")
        if len(set(keys)) != len(keys):
            raise ValueError(f"listing {self.listing_id} has two numbers at one location")

    @property
    def inventory_id(self) -> str | None:
        return self.numbers[0].stock_key.inventory_id if self.numbers else None


class Guard(StrEnum):
    """How a platform lets a number be written; push.md treats each kind by its own rule."""

    COMPARE_AND_SET = "compare_and_set"
    BLIND = "blind"
    ON_HAND = "on_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class PushManners:
    """What a connector promises about writing numbers.

    ``lag``: how late an order may become visible after its own stamp. ``longest_request``: after
    this a request that was sent can no longer take effect. ``keys_kept``: how long the platform
    remembers an idempotency key; None where it knows none. ``shows_for_sale``: the number shown
    is what shoppers may buy, so that zero and below are the same to them. ``takes_negative``: a
    number below zero may be written. ``miscounts``: the platform loses units of its own orders, or
    gives them back twice, so that its number is looked at after each of them.
    """

    guard: Guard
    batch_size: int
    lag: timedelta
    longest_request: timedelta
    keys_kept: timedelta | None = None
    shows_for_sale: bool = True
    takes_negative: bool = False
    miscounts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """Write ``wanted``. With compare-and-set only if the number still is ``expected``.

    ``key`` is the idempotency key: one write, however often it is sent. Writes whose keys agree up
    to the last dot are one batch: they are handed over together again until they are answered.
    ``parts``: how ``wanted`` is shared out, where the number is the sum of several locations.
    """

    stock_key: StockKey
    wanted: int
    expected: int
    key: str
    parts: Parts = ()

    def __post_init__(self) -> None:
        if self.parts and sum(units for _, units in self.parts) != self.wanted:
            raise ValueError(f"the parts {self.parts} do not sum to {self.wanted}")
        for name, value in (("wanted", self.wanted), ("expected", self.expected)):
            if type(value) is not int or abs(value) > QUANTITY_MAX:
                raise ValueError(f"{name} {value!r} is no whole number that a shop could show")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform confirmed that the wanted number stands there."""

    stock_key: StockKey


@dataclass(frozen=True, slots=True)
class Stale:
    """Another number stood there, so nothing was written."""

    stock_key: StockKey
    shown: int


@dataclass(frozen=True, slots=True)
class RefusedPush:
    """The platform will not take it; ``reason`` is in its own words, made storable."""

    stock_key: StockKey
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", storable(self.reason))


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Sent, and nobody knows whether it took effect."""

    stock_key: StockKey


@dataclass(frozen=True, slots=True)
class Undone:
    """Turned away before it could take effect, or never sent: no fault of this one."""

    stock_key: StockKey


PushAnswer = Accepted | Stale | RefusedPush | Unanswered | Undone
