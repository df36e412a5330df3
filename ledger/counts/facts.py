"""Counts: what people found on the shelves at an instant, and what becomes of it in the book.

A sheet is read whole or not at all. Its lines are compared with the book as of their own instant;
what differs is a variance, and an accepted variance becomes an adjustment: a movement between the
location's available goods and ``loss``, dated at the line's instant.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from ledger.values import is_location_code


class CountStatus(StrEnum):
    """Where a count as a whole stands.

    A count that is not posted is compared with the book of now whenever it is looked at, so news
    may make an approved one open again.
    """

    OPEN = "open"
    """Read; lines may wait for a decision."""
    APPROVED = "approved"
    """Somebody answers for it and no line waits; nothing is in the book yet."""
    POSTED = "posted"
    """Its ready lines are in the book and assert what was counted."""
    REVERSED = "reversed"
    """Taken out of the book again; it asserts nothing."""


class LineStatus(StrEnum):
    """Where a line of a count stands."""

    MATCHED = "matched"
    """Counted as expected; posted as proof, without an adjustment."""
    WITHIN_TOLERANCE = "within_tolerance"
    """Small enough to be adjusted to the count by itself."""
    NEEDS_APPROVAL = "needs_approval"
    """A person accepts it or has it counted again."""
    UNCERTAIN = "uncertain"
    """Goods moved while it was counted; held until a person decides."""
    PARTIAL = "partial"
    """A bin in which the item lies was not counted; held until a person decides."""
    ACCEPTED = "accepted"
    """A person, or two of them, said that the count is right."""
    AGREED = "agreed"
    """Somebody else counted it again and found the same variance."""
    RECOUNT = "recount"
    """A person wants it counted again; this line is never posted."""
    POSTED = "posted"
    """In the book, asserting what was counted."""
    REOPENED = "reopened"
    """Posted and still asserting; late news changed its variance, and a person may rule on it."""
    REVERSED = "reversed"
    """Was posted; asserts nothing any more."""


READY: Final = (
    LineStatus.MATCHED,
    LineStatus.WITHIN_TOLERANCE,
    LineStatus.ACCEPTED,
    LineStatus.AGREED,
)
"""The lines that posting takes."""

WAITING: Final = (LineStatus.NEEDS_APPROVAL, LineStatus.UNCERTAIN, LineStatus.PARTIAL)
"""The lines that a person has not decided about."""


ASSERTING: Final = (LineStatus.POSTED, LineStatus.REOPENED)
"""The lines that late news concerns."""


class Decided(StrEnum):
    """A person's word on a line that differs."""

    ACCEPTED = "accepted"
    RECOUNT = "recount"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Of one line, when it differed by ``difference``; when it no longer does, it is void.

    ``reason_code``: why it differed, one of the configured ones. ``actor`` and ``at``: who said
    it, and when; ``sequence``: of the ledger then.
    """

    line: int
    decided: Decided
    difference: int
    reason_code: str = ""
    actor: str = ""
    at: datetime | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Somebody's word that an absurd count is true, as long as these are its figures.

    ``differing`` lines differ, by ``units`` in sum; ``doubts``: what was absurd about it.
    """

    differing: int
    units: int
    doubts: str
    actor: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a sheet, and where. Rows are numbered as a spreadsheet numbers them.

    ``column`` is the heading as the sheet has it; None: the whole row. ``row`` None: the sheet.
    """

    row: int | None = None
    column: str | None = None
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSheet:
    """A sheet that was read without a problem: what holds for all of its lines.

    ``digest`` is the SHA-256 of the file, by which the same file is recognised. The lines' instants
    lie from ``counted_from`` to ``counted_at``. ``packed_counted`` and ``damaged_counted`` say
    whether such goods lay anywhere in the counted area, None when nobody said; goods in inspection
    always do. ``complete``: what is not on the sheet is not there, be it at the location or, with a
    ``category`` or a ``supplier``, among the items of those. ``bins``: all that lay in these, of
    those items, is on it; what was remembered there, and is not, has a line that says 0.
    """

    location: str
    digest: str
    lines: int
    counted_from: datetime
    counted_at: datetime
    packed_counted: bool | None = None
    damaged_counted: bool | None = None
    complete: bool = False
    category: str | None = None
    supplier: str | None = None
    bins: tuple[str, ...] = ()

    @property
    def scope(self) -> tuple[str, ...]:
        """What its items are of, in words; nothing where it is any of the location."""
        said = (("category", self.category), ("supplier", self.supplier))
        return tuple(f"{name} {text}" for name, text in said if text is not None)

    def __post_init__(self) -> None:
        if not is_location_code(self.location):
            raise ValueError(f"{self.location!r} is no location code")
        _require_span(self.counted_from, self.counted_at)
        if self.scope and not (self.complete or self.bins):
            raise ValueError(f"{self.scope[0]}: the scope of a complete sheet; this one is not")
        if self.bins and self.complete:
            raise ValueError("a sheet is complete for its bins or for the location, not for both")


class Variance(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One item of a count, all its rows together, beside the book as of ``counted_at``.

    ``line`` numbers the items of a count; ``item`` is the ledger's id of it. ``row`` is the first
    one on the sheet, None for an item that a complete sheet does not name. ``uncertain`` units
    moved during the count. ``reason`` says why a person must decide. ``unit_cost`` is in
    millionths, None when nobody knows. ``first_difference``: what the count before differed by
    that this one counts again. ``passed``: how a line of a posted count came to be posted.
    ``booked``: what is in the book for it now, late news included. ``counted_from``: None once it
    is posted, when it matters no more. ``adjusted_before``: what other counts of these weeks booked
    of the item with less than two people.
    """

    line: int
    row: int | None
    item: int
    sku: str
    counted_at: datetime
    expected: int
    counted: int
    status: LineStatus
    uncertain: int = 0
    reason: str = ""
    unit_cost: int | None = None
    reason_code: str = ""
    first_difference: int | None = None
    passed: LineStatus | None = None
    booked: int = 0
    counted_from: datetime | None = None
    adjusted_before: int = 0

    @property
    def difference(self) -> int:
        """Below zero: fewer were found than the book says."""
        return self.counted - self.expected

    @property
    def value(self) -> int | None:
        """What the difference is worth, in millionths; None when nobody knows."""
        return None if self.unit_cost is None else self.unit_cost * self.difference


def adjustment_key(count: int, line: int, revision: int) -> str:
    """Three parts, where planner keys have four: a channel named ``count-7`` is no danger."""
    return f"count-{count}/{line}/{revision}"


def _require_span(counted_from: datetime, counted_at: datetime) -> None:
    if counted_from.tzinfo is None or counted_at.tzinfo is None:
        raise ValueError("the instant of a count carries no time zone")
    if counted_from > counted_at:
        raise ValueError("the count ends before it begins")
