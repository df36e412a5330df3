"""What is known around a count when somebody asks why its lines differ. Values only."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from ledger.counts.cause_reads import ExpectedReturn, OwingOrder, Supply
from ledger.counts.facts import Variance
from ledger.counts.rows import StoredCount


class CauseKind(StrEnum):
    """What may have made a line differ; docs/glossary.md says each in a sentence."""

    MISTAKEN_ITEM = "mistaken_item"
    MISBOOKED_ITEM = "misbooked_item"
    CASES_AS_UNITS = "cases_as_units"
    UNITS_AS_CASES = "units_as_cases"
    CASES_MISSED = "cases_missed"
    MISTYPED = "mistyped"
    NOT_COUNTED = "not_counted"
    COUNTED_TWICE = "counted_twice"
    RECEIPT_NOT_BOOKED = "receipt_not_booked"
    TRANSFER_NOT_BOOKED = "transfer_not_booked"
    RETURN_NOT_BOOKED = "return_not_booked"
    SHIPMENT_NOT_TOLD = "shipment_not_told"
    GOODS_ELSEWHERE = "goods_elsewhere"
    MOVED_NEAR = "moved_near"
    OTHER_LOCATION = "other_location"


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """``share``: of the lines that differ, so many do so for this cause and by just so much.

    ``likelihood``: of this cause beside all others and chance, from 0 to 1; 0 until it is weighed.
    ``command`` would mend it; None where a posted count leaves nothing to do but count anew.
    ``other``: the SKU of a second line whose difference it explains too.
    """

    kind: CauseKind
    share: float
    evidence: str
    command: str | None
    likelihood: float = 0.0
    other: str | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """On hand changed by ``units`` at ``at`` (microseconds)."""

    at: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSheet:
    """What an open count of the same location has of the item."""

    count: int
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCount:
    """How the item differs at another location, by a count of about that time.

    ``at``: microseconds.
    """

    count: int
    location: str
    at: int
    difference: int


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """A line that differs and what the book knows around it.

    ``counted_from`` and ``counted_at`` are microseconds. ``parts``: units by what they were there
    beside freely available goods. ``moves``: how often goods were on their way here and no longer,
    by state. ``changes``: of on hand some days around the instant, oldest first. ``received``:
    receipts before it, instant (microseconds) and units. ``elsewhere``: on hand at our other
    locations as of the instant. ``bins``: where this count found it, or where it was last found if
    this count does not name it. ``missed_bins``: what was last found in bins that were left out.
    """

    variance: Variance
    name: str = ""
    pack_size: int = 1
    counted_from: int
    counted_at: int
    parts: Mapping[str, int] = msgspec.field(default_factory=dict)
    moves: Mapping[str, int] = msgspec.field(default_factory=lambda: defaultdict(int))
    changes: tuple[Change, ...] = ()
    incoming: tuple[Supply, ...] = ()
    in_transit: tuple[Supply, ...] = ()
    returns: tuple[ExpectedReturn, ...] = ()
    orders: tuple[OwingOrder, ...] = ()
    received: tuple[tuple[int, int], ...] = ()
    elsewhere: Mapping[str, int] = msgspec.field(default_factory=dict)
    other_sheets: tuple[OtherSheet, ...] = ()
    other_counts: tuple[OtherCount, ...] = ()
    bins: tuple[str, ...] = ()
    missed_bins: Mapping[str, int] = msgspec.field(default_factory=dict)

    @property
    def sku(self) -> str:
        return self.variance.sku

    @property
    def called(self) -> str:
        """As people know it."""
        return f"{self.sku} ({self.name})" if self.name else self.sku

    @property
    def difference(self) -> int:
        return self.variance.difference

    @property
    def expected(self) -> int:
        return self.variance.expected

    @property
    def counted(self) -> int:
        return self.variance.counted

    @property
    def is_unlisted(self) -> bool:
        """A complete sheet does not name it, so nobody wrote anything about it."""
        return self.variance.row is None and not self.counted

    @property
    def instant(self) -> datetime:
        return self.variance.counted_at


@dataclass(frozen=True, slots=True)
class Evidence:
    """A count and all of its lines that differ, each item once.

    ``states``: those that rows of its files say.
    """

    count: StoredCount
    lines: tuple[Differing, ...]
    states: frozenset[str] = frozenset()
