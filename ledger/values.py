"""Facts of the ledger: places and the movements between them.

Units are never created nor changed; they only go from one place to another, so a movement has
a positive quantity, a source and a destination and cannot be unbalanced.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

QUANTITY_MAX: Final = 10**12
"""Far above any real stock, and far enough below 2**63 that a sum of balances cannot overflow."""

SKU_LENGTH_MAX: Final = 255
TEXT_LENGTH_MAX: Final = 1000

_LOCATION_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and half of a surrogate pair, which UTF-8 has no bytes for."""


class State(StrEnum):
    """What may be done with goods at a location."""

    AVAILABLE = "available"
    COMMITTED = "committed"
    INSPECTION = "inspection"
    DAMAGED = "damaged"
    INCOMING = "incoming"
    IN_TRANSIT = "in_transit"


ON_HAND_STATES: Final = (State.AVAILABLE, State.COMMITTED, State.INSPECTION, State.DAMAGED)
"""The states whose sum a person would count on the shelves."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where units are: ``main:available``, or a place outside such as ``customer``."""

    name: str

    def __post_init__(self) -> None:
        if self.name in _OUTSIDE_NAMES:
            return
        location, separator, state = self.name.rpartition(":")
        if not separator or state not in _STATE_NAMES or not is_location_code(location):
            raise ValueError(
                f"{self.name!r} is no place; write location:state with a state of "
                f"{', '.join(sorted(_STATE_NAMES))}, or one of {', '.join(sorted(_OUTSIDE_NAMES))}"
            )

    @property
    def location(self) -> str | None:
        """The location's code; None outside."""
        location, _, _ = self.name.rpartition(":")
        return location or None

    @property
    def state(self) -> State | None:
        """What may be done with the goods; None outside."""
        location, _, state = self.name.rpartition(":")
        return State(state) if location else None


_OUTSIDE_NAMES: Final = frozenset(
    {"supplier", "customer", "loss", "production", "opening"},
)
_STATE_NAMES: Final = frozenset(State)

SUPPLIER: Final = Place("supplier")
CUSTOMER: Final = Place("customer")
LOSS: Final = Place("loss")
PRODUCTION: Final = Place("production")
OPENING: Final = Place("opening")
OUTSIDE: Final = (SUPPLIER, CUSTOMER, LOSS, PRODUCTION, OPENING)


def place(location: str, state: State) -> Place:
    return Place(f"{location}:{state.value}")


@lru_cache(maxsize=1024)
def is_location_code(text: str) -> bool:
    """Letters, digits, dot, underscore and hyphen, at most 63: it fits places and file names."""
    return _LOCATION_CODE.fullmatch(text) is not None


def text_problem(name: str, text: str, *, length_max: int = TEXT_LENGTH_MAX) -> str | None:
    """Why this text cannot be stored and printed on one line; None when it can."""
    if len(text) > length_max:
        return f"{name} is {len(text)} characters long; at most {length_max} are kept"
    if _CONTROL_CHARACTER.search(text):
        return f"{name} {text!r} holds a control character; remove it"
    return foreign_text_problem(name, text)


def foreign_text_problem(name: str, text: str) -> str | None:
    """Why no database takes this text; None when it does. Enough for a storefront's own words."""
    if not text.isprintable() and _UNSTORABLE.search(text):
        return f"{name} {text[:TEXT_LENGTH_MAX]!r} holds a character that is none; remove it there"
    return None


def storable(text: str) -> str:
    """A storefront's words as any database takes them, for a person to read."""
    return text if text.isprintable() else _UNSTORABLE.sub("\ufffd", text)


def sku_problem(sku: str) -> str | None:
    """Why this text cannot be a SKU; None when it can. Case counts."""
    if not sku or sku != sku.strip():
        return f"SKU {sku!r} is empty or has spaces at an end; write it without"
    return text_problem("SKU", sku, length_max=SKU_LENGTH_MAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """``quantity`` whole base units of one item going from ``source`` to ``destination``.

    ``occurred_at`` is when it happened in the world, with a zone. ``earliest_at`` is set when that
    instant is only the latest possible one: it happened after ``earliest_at``. ``unit_cost`` is in
    whole millionths of the book's currency. Raises ValueError with every problem of the values.
    """

    key: str
    occurred_at: datetime
    sku: str
    quantity: int
    source: Place
    destination: Place
    actor: str = ""
    reason: str = ""
    reference: str = ""
    lot: str = ""
    expiry: date | None = None
    unit_cost: int | None = None
    earliest_at: datetime | None = None

    def __post_init__(self) -> None:
        problems = list(movement_problems(self))
        if problems:
            raise ValueError("; ".join(problems))


def movement_problems(movement: Movement) -> list[str]:
    """Every reason why these values are no movement."""
    problems = []
    if not movement.key or text_problem("key", movement.key):
        problems.append(f"key {movement.key[:80]!r} is empty, too long or holds control characters")
    if type(movement.quantity) is not int or not 0 < movement.quantity <= QUANTITY_MAX:
        problems.append(
            f"quantity {movement.quantity!r} is not a whole number from 1 to {QUANTITY_MAX}"
        )
    if movement.source == movement.destination:
        problems.append(f"source and destination are both {movement.source.name}")
    if movement.occurred_at.tzinfo is None:
        problems.append(f"occurred_at {movement.occurred_at.isoformat()} carries no time zone")
    if movement.unit_cost is not None and movement.unit_cost < 0:
        problems.append(f"unit cost {movement.unit_cost} is below zero")
    texts = {"reason": movement.reason, "reference": movement.reference, "lot": movement.lot}
    found = [sku_problem(movement.sku), *(text_problem(n, t) for n, t in texts.items())]
    return problems + [problem for problem in found if problem]


def reverse(movement: Movement, *, key: str, actor: str, reason: str) -> Movement:
    """The movement that undoes this one; it bears the instant of the fact it reverses."""
    return Movement(
        key=key,
        occurred_at=movement.occurred_at,
        sku=movement.sku,
        quantity=movement.quantity,
        source=movement.destination,
        destination=movement.source,
        actor=actor,
        reason=reason,
        reference=movement.reference,
        lot=movement.lot,
        expiry=movement.expiry,
        unit_cost=movement.unit_cost,
        earliest_at=movement.earliest_at,
    )
