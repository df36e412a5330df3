"""The level rule: how many units of a listing a channel may show, and why.

One pure function. Buffer, share, cap and minimum shown are in base units of the item (in kits, for
a kit); the units per listing divide what is left, last of all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from ledger.pushing.shares import share_out
from ledger.said import Assembly


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStock:
    """One item at the channel's own locations, by code; below zero where it is oversold.

    ``parked``: units in orders that are not booked yet, withheld until they are.
    """

    available: Mapping[str, int]
    parked: int = 0

    def __post_init__(self) -> None:
        if self.parked < 0:
            raise ValueError(f"parked {self.parked} is below zero")

    def net(self) -> int:
        return sum(self.available.values()) - self.parked


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """``quantity`` units of ``sku`` go into one kit."""

    sku: str
    quantity: int
    stock: ItemStock

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError(f"a kit with {self.quantity} units of {self.sku}; at least 1 is meant")


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRule:
    """How much of the stock a channel is offered; ``cap`` None: no limit. ``share`` is exact."""

    buffer: int = 0
    share: Fraction = Fraction(1)
    cap: int | None = None
    minimum_shown: int = 0

    def __post_init__(self) -> None:
        checks = (
            (self.buffer < 0, f"buffer {self.buffer} is below zero"),
            (not 0 <= self.share <= 1, f"share {self.share} is not between 0 and 1"),
            (self.cap is not None and self.cap < 0, f"cap {self.cap} is below zero"),
            (self.minimum_shown < 0, f"minimum shown {self.minimum_shown} is below zero"),
            (
                self.cap is not None and self.cap < self.minimum_shown,
                f"cap {self.cap} is below the minimum shown, {self.minimum_shown}: it would "
                "always show 0",
            ),
        )
        problems = [problem for wrong, problem in checks if wrong]
        if problems:
            raise ValueError("; ".join(problems))


OFFER_ALL = LevelRule()
"""Full sharing between channels, the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFacts:
    """What the level of one listing follows from.

    ``factor``: base units in one unit of the listing. ``per_location``: the platform wants a number
    for each location. ``show_negative``: it takes numbers below zero and the operator allows them.
    """

    stock: ItemStock
    assembly: Assembly = Assembly.NONE
    components: tuple[Component, ...] = ()
    rule: LevelRule = OFFER_ALL
    factor: int = 1
    per_location: bool = False
    paused: bool = False
    show_negative: bool = False

    def __post_init__(self) -> None:
        if self.factor < 1:
            raise ValueError(f"{self.factor} units per listing; it must be at least 1")
        if self.assembly in FROM_COMPONENTS and not self.components:
            raise ValueError(f"a kit ({self.assembly}) without a recipe offers nothing; give one")


class Word(StrEnum):
    """What a step of the rule is called."""

    AVAILABLE = "available"
    KITS = "kits from components"
    SHORT = "components short or parked"
    PARKED = "parked"
    BUFFER = "buffer"
    SHARE = "share"
    CAP = "cap"
    MINIMUM_SHOWN = "minimum shown"
    PAUSED = "paused"
    NEVER_NEGATIVE = "never below zero"
    FACTOR = "units per listing"
    PART = "part of"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step: what it concerned, how it changed the units, and what they were after it."""

    word: Word
    detail: str
    effect: int
    units: int

    @property
    def text(self) -> str:
        """Such as ``buffer 2: -2, leaves 5``."""
        step = f"{self.word} {self.detail}".rstrip()
        return f"{step}: {self.effect:+d}, leaves {self.units}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """``parts``: (location, units of the listing) that sum to ``quantity``; empty if not wanted."""

    quantity: int
    parts: tuple[tuple[str, int], ...]
    reasons: tuple[Reason, ...]

    def at(self, location: str) -> "Level":
        """The part of one location, with one reason more where others have a part, too."""
        part = dict(self.parts)[location]
        reason = Reason(Word.PART, location, part - self.quantity, part)
        reasons = (*self.reasons, reason) if part != self.quantity else self.reasons
        return Level(quantity=part, parts=(), reasons=reasons)


def level(facts: LevelFacts) -> Level:
    """The number to show, in units of the listing."""
    tally = _Tally()
    at_location = _count(facts, tally)
    _hold_back(facts.rule, tally)
    if facts.paused:
        tally.become(Word.PAUSED, min(tally.units, 0))
    if not facts.show_negative:
        tally.become(Word.NEVER_NEGATIVE, max(tally.units, 0))
    # Rounded down below zero too: less is offered when that comes back.
    tally.become(Word.FACTOR, tally.units // facts.factor, detail=str(facts.factor))
    parts = share_out(at_location, tally.units, facts.factor) if facts.per_location else ()
    return Level(quantity=tally.units, parts=parts, reasons=tuple(tally.reasons))


FROM_COMPONENTS = (Assembly.COMPONENTS, Assembly.ON_DEMAND)


@dataclass(slots=True)
class _Tally:
    """The units so far, and the steps that led there."""

    units: int = 0
    reasons: list[Reason] = field(default_factory=list)

    def add(self, word: Word, effect: int, *, detail: str = "") -> None:
        self.units += effect
        self.reasons.append(Reason(word, detail, effect, self.units))

    def become(self, word: Word, units: int, *, detail: str = "") -> None:
        """A step that changes nothing is no reason."""
        if units != self.units:
            self.add(word, units - self.units, detail=detail)


def _count(facts: LevelFacts, tally: _Tally) -> dict[str, int]:
    """Everything there is, netted; answers what is at each location."""
    at_location = dict.fromkeys(_locations(facts), 0)
    if facts.assembly is not Assembly.COMPONENTS:
        for location, units in sorted(facts.stock.available.items()):
            tally.add(Word.AVAILABLE, units, detail=location)
            at_location[location] += units
        tally.become(Word.PARKED, tally.units - facts.stock.parked)
    if facts.assembly in FROM_COMPONENTS:
        _count_kits(facts, tally, at_location)
    return at_location


def _locations(facts: LevelFacts) -> list[str]:
    stocks = [facts.stock, *(component.stock for component in facts.components)]
    return sorted({location for stock in stocks for location in stock.available})


def _count_kits(facts: LevelFacts, tally: _Tally, at_location: dict[str, int]) -> None:
    """Per location what the components allow, and never more than they allow when netted.

    A location short of a component offers no kit. What it is short, and what is parked, is made up
    from goods that make no kit where they lie, and only then from those that would.
    """
    kits = 0
    for location in at_location:
        here = _fewest((one, one.stock.available.get(location, 0)) for one in facts.components)
        tally.add(Word.KITS, max(here, 0), detail=location)
        at_location[location] += max(here, 0)
        kits += max(here, 0)
    netted = min(kits, _fewest((one, one.stock.net()) for one in facts.components))
    if facts.assembly is Assembly.ON_DEMAND:
        # Kits that stand assembled can be sold whatever became of the components.
        netted = max(netted, 0)
    tally.become(Word.SHORT, tally.units - kits + netted)


def _fewest(units: Iterable[tuple[Component, int]]) -> int:
    return min(quantity // component.quantity for component, quantity in units)


def _hold_back(rule: LevelRule, tally: _Tally) -> None:
    """What is kept back leaves nothing to sell, but makes nothing oversold."""
    if tally.units <= 0:
        return
    tally.become(Word.BUFFER, max(tally.units - rule.buffer, 0), detail=str(rule.buffer))
    if rule.share != 1:  # fractions are slow, and nearly every channel has all
        tally.become(Word.SHARE, int(tally.units * rule.share), detail=_percent(rule.share))
    if rule.cap is not None:
        tally.become(Word.CAP, min(tally.units, rule.cap), detail=str(rule.cap))
    if tally.units < rule.minimum_shown:
        tally.become(Word.MINIMUM_SHOWN, 0, detail=str(rule.minimum_shown))


def _percent(share: Fraction) -> str:
    percent = share * 100
    return f"{percent}%" if percent.denominator == 1 else str(share)
