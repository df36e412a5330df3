"""What is kept of a stock key between two pushes, and the number expected to stand there.

Plain values only. What is done with a state is ruled in ledger.pushing.rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

from ledger.channels import Guard, Parts, Push, PushManners, StockKey


@dataclass(frozen=True, slots=True)
class Base:
    """The last number known to have stood on the platform, and the sequence it was paired with."""

    number: int
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A write on its way: ``number`` where ``compared`` should stand.

    ``base_after`` is the base once it is accepted; it differs from ``number`` when the write moves
    the number by a difference only. ``key`` is the idempotency key. ``sent_at`` is when it was
    committed, before it was sent; ``last_sent_at`` when it was last repeated. ``parts``: how the
    number is shared out, where it is the sum of several locations.
    """

    number: int
    base_after: int
    sequence: int
    compared: int
    key: str
    sent_at: datetime
    last_sent_at: datetime
    parts: Parts = ()

    @property
    def by_difference(self) -> bool:
        return self.base_after != self.number

    @property
    def repeated(self) -> bool:
        return self.last_sent_at > self.sent_at


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number read that expected does not explain yet. ``sequence``: before the read was sent."""

    number: int
    sequence: int
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class UnprovedWrite:
    """A doubt: a write accepted without compare-and-set may have passed over a sale."""

    sequence: int
    answered_at: datetime


READ: Final = "read"
"""A doubt that only reading the number can settle."""

Doubt = UnprovedWrite | Literal["read"] | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The platform would not take the number, in its own words; ``sequence``: the ledger's then."""

    reason: str
    sequence: int
    refused_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """Everything push.md stores of a stock key; the defaults are those of one never read.

    ``due``, ``touched``: ledger sequences, 0 for never. ``unproved``: tries in a row that proved
    nothing. ``paused``: it drifted twice within a day; nothing is written until a person resumes.
    """

    due: int = 0
    touched: int = 0
    base: Base | None = None
    intent: Intent | None = None
    reading: NumberReading | None = None
    doubt: Doubt = READ
    refusal: Refusal | None = None
    unproved: int = 0
    drifted_at: datetime | None = None
    paused: bool = False

    def __post_init__(self) -> None:
        if self.due < 0 or self.touched < 0:
            raise ValueError(f"due {self.due} or touched {self.touched} is below zero")
        if self.base is None and self.doubt is None:
            raise ValueError("a number that was never known must be read: doubt cannot be None")


@dataclass(frozen=True, slots=True, kw_only=True)
class PushFacts:
    """What the rule is told, all of it read in one transaction.

    ``pulled_at``: when the newest complete pull began. ``sequence``: the ledger's newest.
    ``wanted``: what the level rule says, plus ``reserved`` where the number is on hand.
    ``changes``: (sequence, change of taken) of this stock key, at least those later than
    `changes_needed_after`. ``lease``: how long a lease lasts. ``audit``: read, whatever is known.
    ``unknown_orders``: some order of the channel could not be understood, so its sales are unknown.
    ``show_negative``: the operator allows numbers below zero where the platform takes them.
    ``parts``: of what is wanted, where the number is the sum of several locations.
    """

    now: datetime
    pulled_at: datetime | None
    sequence: int
    wanted: int
    changes: tuple[tuple[int, int], ...]
    manners: PushManners
    lease: timedelta
    audit: bool = False
    unknown_orders: bool = False
    show_negative: bool = False
    parts: Parts = ()

    def __post_init__(self) -> None:
        if self.sequence < 1:
            raise ValueError("nothing was ever booked, so there is no number to push")
        if self.now.tzinfo is None:
            raise ValueError(f"now {self.now.isoformat()} carries no time zone")
        if self.wanted < 0 and not self.may_go_negative:
            raise ValueError(f"wanted {self.wanted} is below zero, which may not be shown here")

    @property
    def compares(self) -> bool:
        return self.manners.guard is Guard.COMPARE_AND_SET

    @property
    def may_go_negative(self) -> bool:
        return self.show_negative and self.manners.takes_negative

    def pulled_since(self, answered_at: datetime) -> bool:
        """Whether a complete pull began later than this answer by the platform's lag."""
        return self.pulled_at is not None and self.pulled_at > answered_at + self.manners.lag

    @property
    def must_look(self) -> bool:
        """Whether the platform itself may have made another number, or other parts, of it."""
        return self.manners.miscounts or bool(self.parts)

    def misplaced(self, number: int, parts: Parts) -> bool:
        """Whether the wanted number lies at other locations than it should."""
        return number == self.wanted and sorted(parts) != sorted(self.parts)

    def satisfied_by(self, number: int) -> bool:
        return may_stand(
            number,
            wanted=self.wanted,
            manners=self.manners,
            show_negative=self.may_go_negative,
        )


def may_stand(number: int, *, wanted: int, manners: PushManners, show_negative: bool) -> bool:
    """Whether ``number`` may stay: it is wanted, or it is below zero and zero is wanted.

    A number at or below zero is never raised to zero (push.md, story 9): shoppers see no
    difference, and the unit that an open order owes would be offered once that is edited down.
    """
    if number == wanted:
        return True
    oversold = wanted == 0 >= number
    return oversold and manners.shows_for_sale and not show_negative


class Why(StrEnum):
    """Why a stock key is left alone for now."""

    PAUSED = "paused after a second drift"
    REFUSED = "refused by the platform"
    INTENT_MAY_LAND = "an unanswered write may still land"
    READING_WAITS = "the number read waits for a later pull"
    ORDER_UNKNOWN = "an order that could not be understood may explain the number read"
    NOTHING_DUE = "nothing is due"
    AS_WANTED = "the number is as wanted"
    READ_UNEXPECTED = "another number was read than expected"


@dataclass(frozen=True, slots=True)
class Leave:
    why: Why


@dataclass(frozen=True, slots=True)
class MustRead:
    """Read the number; give ``sequence`` to `after_read` with the answer."""

    sequence: int


@dataclass(frozen=True, slots=True)
class Send:
    intent: Intent


@dataclass(frozen=True, slots=True)
class Resend:
    """The same request once more, with the same key."""

    intent: Intent


Action = Leave | MustRead | Send | Resend


class Trouble(StrEnum):
    """What about a stock key needs a person."""

    DRIFT = "drift"
    PAUSED = "drift_again"
    UNPROVED = "unproved"
    REFUSED = "push_refused"


@dataclass(frozen=True, slots=True)
class KeyIncident:
    """An incident of one stock key; the caller knows the key's name."""

    kind: Trouble
    text: str


def expected(state: KeyState, facts: PushFacts) -> int | None:
    """The number that should stand there now; None while none was ever known."""
    return expected_after(state, facts.changes)


def expected_after(state: KeyState, changes: Iterable[tuple[int, int]]) -> int | None:
    """As ``expected``, from the (sequence, change of taken) alone."""
    if state.base is None:
        return None
    taken = sum(delta for sequence, delta in changes if sequence > state.base.sequence)
    return state.base.number - taken


def is_settled(state: KeyState) -> bool:
    """Whether there is nothing to do, but for an audit."""
    return not (state.due or state.intent or state.reading or state.doubt)


def changes_needed_after(state: KeyState) -> int:
    """Changes of taken up to this sequence do not matter any more."""
    known = (state.base, state.reading)
    return min((one.sequence for one in known if one is not None), default=0)


def mark_due(state: KeyState, sequence: int) -> KeyState:
    """A posting, or a change of taken or reserved, with this sequence (push.md, POST)."""
    return replace(state, due=max(state.due, sequence))


def touch(state: KeyState, sequence: int) -> KeyState:
    """A newly stamped snapshot of an order on this stock key (push.md, POST)."""
    return replace(state, touched=max(state.touched, sequence))


def resume(state: KeyState, sequence: int) -> KeyState:
    """A person has seen to it: read the number anew, then push."""
    anew = replace(state, paused=False, drifted_at=None, refusal=None, doubt=READ, unproved=0)
    return mark_due(anew, sequence)


def push_of(stock_key: StockKey, intent: Intent) -> Push:
    """What the connector is asked to write."""
    return Push(
        stock_key=stock_key,
        wanted=intent.number,
        expected=intent.compared,
        key=intent.key,
        parts=intent.parts,
    )
