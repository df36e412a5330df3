"""`count measures`: record accuracy, shrinkage, coverage and agreement, from posted counts only."""

from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jobs.goods.movement_cells import amount_text
from ledger.counts.classes import Classes
from ledger.counts.measures import (
    MeasuredCount,
    MeasuredLine,
    items_to_count,
    measured_counts,
    unit_costs,
)
from ledger.database import Database
from ledger.locations import location_id, locations
from ledger.sites import zone
from reconcile.classes import classes_at
from reconcile.decide import STRICT, Rules
from reconcile.measures import Accuracy, Agreement, Loss, Measures, measure
from reconcile.plan_rules import CLASSES, USUAL_RULES, PlanRules

ITEMS_TOLD_MAX: Final = 100
"""Those that lost most; `count report` has every line of a count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyEntry:
    """Amounts are decimal numbers as text. ``lines_exact`` did not differ at all, and
    ``lines_within_tolerance`` hardly: they passed by themselves, or people settled what the
    tolerance of today covers; ``lines_percent`` are these.

    ``units_percent``, ``value_percent``: how much of the book was right, line by line: shortages
    and surpluses do not cancel out. ``lines_without_cost`` are not in the values, which are null
    when no line has a cost.
    """

    lines: int
    lines_exact: int
    lines_exact_percent: float | None
    lines_within_tolerance: int
    lines_percent: float | None
    units: int
    units_off: int
    units_percent: float | None
    value: str | None
    value_off: str | None
    value_percent: float | None
    lines_without_cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrinkageEntry:
    """``key``: a reason, a location, a SKU, or a month such as 2026-03. ``units`` and ``value``:
    lost less found, so below zero where more was found; late news included. Values are null when
    none of the lines has a cost.
    """

    key: str
    lines: int
    units: int
    units_lost: int
    units_found: int
    value: str | None
    value_lost: str | None
    value_found: str | None
    lines_without_cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrinkage:
    """``by_item``: those that lost most; ``more_items`` are not told."""

    by_reason: list[ShrinkageEntry]
    by_location: list[ShrinkageEntry]
    by_item: list[ShrinkageEntry]
    by_month: list[ShrinkageEntry]
    more_items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageEntry:
    """Of the items that the book knows of at a location, how many were counted since."""

    location: str
    items: int
    counted: int
    percent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCoverageEntry:
    """The same of the items of a class, as `count plan` would have classed them at ``until``."""

    location: str
    abc_class: str
    items: int
    counted: int
    percent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEntry:
    """Lines that ``second`` counted again after ``first``.

    ``agreed``: within the tolerance. ``same``: with just the same variance.
    """

    first: str
    second: str
    lines: int
    agreed: int
    same: int
    percent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuresAnswer:
    """Of the counts that were true from ``since`` until before ``until``, in UTC."""

    since: datetime
    until: datetime
    location: str | None
    counts: int
    accuracy: AccuracyEntry
    shrinkage: Shrinkage
    coverage: list[CoverageEntry]
    coverage_by_class: list[ClassCoverageEntry]
    agreement: list[AgreementEntry]


def measure_counts(
    database: Database,
    *,
    location: str | None,
    since: datetime,
    until: datetime,
    rules: Rules = STRICT,
    class_rules: PlanRules = USUAL_RULES,
    every_item: bool = False,
) -> MeasuresAnswer:
    """``rules`` and ``class_rules``: as they are configured today."""
    with database.reading() as tx:
        zones = {code: zone(site.time_zone) for code, site in locations(tx).items()}

        def month_of(one: MeasuredCount, line: MeasuredLine) -> str:
            return f"{line.counted_at.astimezone(zones[one.count.sheet.location]):%Y-%m}"

        to_count = items_to_count(tx)
        found = measure(
            measured_counts(tx, location, since, until),
            costs=unit_costs(tx),
            to_count=to_count,
            month_of=month_of,
            rules=rules,
        )
        here = {code: one.keys() for code, one in to_count.items() if location in {None, code}}
        classes = {
            code: classes_at(tx, location_id(tx, code), class_rules, until=until, known_at=tx.now)
            for code in here
        }
    return MeasuresAnswer(
        since=since,
        until=until,
        location=location,
        counts=found.counts,
        accuracy=_accuracy(found.accuracy),
        shrinkage=_shrinkage(found, items_max=None if every_item else ITEMS_TOLD_MAX),
        coverage=[
            _coverage(code, there, found.covered.get(code, set()))
            for code, there in sorted(here.items())
        ],
        coverage_by_class=[
            one
            for code, there in sorted(here.items())
            for one in _by_class(code, there, found.covered.get(code, set()), classes[code])
        ],
        agreement=[_agreement(people, one) for people, one in sorted(found.agreements.items())],
    )


def _accuracy(found: Accuracy) -> AccuracyEntry:
    priced = found.lines > found.unpriced
    return AccuracyEntry(
        lines=found.lines,
        lines_exact=found.exact,
        lines_exact_percent=_percent(found.exact, found.lines),
        lines_within_tolerance=found.within,
        lines_percent=_percent(found.within, found.lines),
        units=found.units,
        units_off=found.units_off,
        units_percent=_percent(found.units - found.units_off, found.units),
        value=amount_text(found.value) if priced else None,
        value_off=amount_text(found.value_off) if priced else None,
        value_percent=_percent(found.value - found.value_off, found.value),
        lines_without_cost=found.unpriced,
    )


def _shrinkage(found: Measures, *, items_max: int | None) -> Shrinkage:
    items = sorted(_losses(found.by_item), key=_most_lost)
    told = items[:items_max]
    return Shrinkage(
        by_reason=sorted(_losses(found.by_reason), key=_most_lost),
        by_location=_losses(found.by_location),
        by_item=told,
        by_month=_losses(found.by_month),
        more_items=len(items) - len(told),
    )


def _losses(found: Mapping[str, Loss]) -> list[ShrinkageEntry]:
    return [_loss(key, one) for key, one in sorted(found.items())]


def _loss(key: str, one: Loss) -> ShrinkageEntry:
    priced = one.lines > one.unpriced
    return ShrinkageEntry(
        key=key,
        lines=one.lines,
        units=one.units_lost - one.units_found,
        units_lost=one.units_lost,
        units_found=one.units_found,
        value=amount_text(one.value_lost - one.value_found) if priced else None,
        value_lost=amount_text(one.value_lost) if priced else None,
        value_found=amount_text(one.value_found) if priced else None,
        lines_without_cost=one.unpriced,
    )


def _most_lost(one: ShrinkageEntry) -> tuple[float, int]:
    """For the order only, so that a float is good enough."""
    return -float(one.value or 0), -one.units


def _coverage(location: str, items: AbstractSet[int], counted: AbstractSet[int]) -> CoverageEntry:
    done = len(items & counted)
    return CoverageEntry(
        location=location, items=len(items), counted=done, percent=_percent(done, len(items))
    )


def _by_class(
    location: str, items: AbstractSet[int], counted: AbstractSet[int], classes: Classes
) -> Iterator[ClassCoverageEntry]:
    """Each class, be there items in it or not."""
    all_of = Counter(map(classes.of, items))
    done = Counter(map(classes.of, items & counted))
    for one in CLASSES:
        yield ClassCoverageEntry(
            location=location,
            abc_class=one,
            items=all_of[one],
            counted=done[one],
            percent=_percent(done[one], all_of[one]),
        )


def _agreement(people: tuple[str, str], found: Agreement) -> AgreementEntry:
    first, second = people
    return AgreementEntry(
        first=first,
        second=second,
        lines=found.lines,
        agreed=found.agreed,
        same=found.same,
        percent=_percent(found.agreed, found.lines),
    )


def _percent(part: int, whole: int) -> float | None:
    """With two decimal places, never below 0; None of nothing."""
    return round(100 * max(part, 0) / whole, 2) if whole else None
