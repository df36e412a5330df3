"""How right the book was, what got lost and why, what was counted, and who agrees with whom. Pure.

Amounts of money are in millionths.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ledger.counts.facts import LineStatus
from ledger.counts.measures import ItemScope, MeasuredCount, MeasuredLine
from reconcile.decide import STRICT, Rules

LATE_NEWS: Final = "late_news"
"""The reason of what was lost or found on a line that was as expected when it was posted."""

_SMALL: Final = (LineStatus.MATCHED, LineStatus.WITHIN_TOLERANCE)
"""How lines passed that were within the tolerance of then."""


@dataclass(slots=True)
class Accuracy:
    """Lines, units and their worth, and how much of each the book had wrong.

    ``exact`` lines did not differ at all; ``within``: those, and what is within the tolerance.
    ``value`` and ``value_off``: of lines with a unit cost; ``unpriced`` lines have none.
    """

    lines: int = 0
    exact: int = 0
    within: int = 0
    units: int = 0
    units_off: int = 0
    value: int = 0
    value_off: int = 0
    unpriced: int = 0

    def add(self, expected: int, off: int, *, unit_cost: int | None, within: bool) -> None:
        self.lines += 1
        self.exact += not off
        self.within += within
        self.units += abs(expected)
        self.units_off += off
        if unit_cost is None:
            self.unpriced += 1
        else:
            self.value += abs(expected) * unit_cost
            self.value_off += off * unit_cost


@dataclass(slots=True)
class Loss:
    """What the counts took out of the book and put into it, as it stands now."""

    lines: int = 0
    units_lost: int = 0
    units_found: int = 0
    value_lost: int = 0
    value_found: int = 0
    unpriced: int = 0

    def add(self, line: MeasuredLine) -> None:
        lost, found = max(-line.booked, 0), max(line.booked, 0)
        self.lines += 1
        self.units_lost += lost
        self.units_found += found
        self.unpriced += line.unit_cost is None
        self.value_lost += lost * (line.unit_cost or 0)
        self.value_found += found * (line.unit_cost or 0)


@dataclass(slots=True)
class Agreement:
    """Lines that two people counted; ``same``: with just the same variance.

    Of what takes two people who approve it, only who found the same is known to agree.
    """

    lines: int = 0
    agreed: int = 0
    same: int = 0

    def add(self, line: MeasuredLine) -> None:
        self.lines += 1
        same = line.difference == line.first_difference
        self.agreed += same or line.passed is LineStatus.AGREED
        self.same += same


MonthOf = Callable[[MeasuredCount, MeasuredLine], str]


@dataclass(slots=True)
class Measures:
    """``covered``: items that somebody counted, by location. ``agreements``: by who counted first
    and who again.
    """

    counts: int = 0
    accuracy: Accuracy = field(default_factory=Accuracy)
    by_reason: dict[str, Loss] = field(default_factory=dict)
    by_location: dict[str, Loss] = field(default_factory=dict)
    by_item: dict[str, Loss] = field(default_factory=dict)
    by_month: dict[str, Loss] = field(default_factory=dict)
    covered: dict[str, set[int]] = field(default_factory=dict)
    agreements: dict[tuple[str, str], Agreement] = field(default_factory=dict)


def measure(
    counts: Iterable[MeasuredCount],
    *,
    costs: Mapping[int, int],
    to_count: Mapping[str, Mapping[int, ItemScope]],
    month_of: MonthOf,
    rules: Rules = STRICT,
) -> Measures:
    """``costs``: of items today, for lines that were as expected. ``to_count``: items by location,
    ``month_of``: by the clock of the location. ``rules``: of today, for what people settled.
    """
    found = Measures()
    for one in counts:
        found.counts += 1
        location = one.count.sheet.location
        covered = found.covered.setdefault(location, set())
        _measure_as_expected(found.accuracy, one, costs, covered)
        _measure_accuracy(found.accuracy, one, rules)
        covered |= _unnamed(one, to_count.get(location, {}))
        for line in one.lines:
            if line.booked:
                _measure_loss(found, one, line, month_of(one, line))
            if line.people is not None:
                found.agreements.setdefault(line.people, Agreement()).add(line)
    return found


def reason_of(line: MeasuredLine) -> str:
    """The code that somebody gave, else how the line passed."""
    if line.reason_code:
        return line.reason_code
    return LATE_NEWS if line.passed is None else line.passed.value


def _measure_as_expected(
    accuracy: Accuracy, one: MeasuredCount, costs: Mapping[int, int], covered: set[int]
) -> None:
    """What stands on the sheet, of which little is ever in memory; ``covered`` learns its items."""
    told = {line.item for line in one.lines}
    left_out = {line.item for line in one.lines if line.left_out}
    for columns in one.slices():
        covered.update(item for item in columns.item if item not in left_out)
        for item, counted in zip(columns.item, columns.counted, strict=True):
            if item not in told:
                accuracy.add(counted, 0, unit_cost=costs.get(item), within=True)


def _measure_accuracy(accuracy: Accuracy, one: MeasuredCount, rules: Rules) -> None:
    for line in one.lines:
        if not line.left_out:
            accuracy.add(
                line.expected,
                abs(line.difference),
                unit_cost=line.unit_cost,
                within=_is_within(line, rules),
            )


def _is_within(line: MeasuredLine, rules: Rules) -> bool:
    """A person accepts small differences, too: where goods moved meanwhile, or a bin was missed."""
    if not line.difference or line.passed in _SMALL:
        return True
    tolerance = rules.tolerance_of(line.category, line.abc_class)
    return tolerance.covers(line.difference, line.expected, unit_cost=line.unit_cost)


def _measure_loss(found: Measures, one: MeasuredCount, line: MeasuredLine, month: str) -> None:
    groups = (
        (found.by_reason, reason_of(line)),
        (found.by_location, one.count.sheet.location),
        (found.by_item, line.sku),
        (found.by_month, month),
    )
    for losses, key in groups:
        losses.setdefault(key, Loss()).add(line)


def _unnamed(one: MeasuredCount, to_count: Mapping[int, ItemScope]) -> set[int]:
    """A complete sheet counts what it does not name."""
    sheet = one.count.sheet
    if not sheet.complete:
        return set()
    within = {
        item
        for item, kind in to_count.items()
        if sheet.category in {None, kind.category} and sheet.supplier in {None, kind.supplier}
    }
    return within - {line.item for line in one.lines if line.left_out}
