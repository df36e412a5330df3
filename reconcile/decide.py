"""Which differences pass by themselves, and why others wait for a person. Pure.

Amounts of money are in millionths of the book's currency.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from ledger.counts.facts import Decided, Decision, LineStatus
from ledger.counts.people import each_once
from ledger.told import told_command

SLICES_DAYS: Final = 28
"""Counts so near to each other are looked at together; the one of next month is another."""

BINS_NAMED_MAX: Final = 5
"""A person looks for the others with `count bins`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How small a difference passes: within so many units or so many percent of what was expected.

    With a ``value`` it must not be worth more, either; where neither units nor percent are given,
    the value decides alone. All of it absent: a person looks at every difference. What an item
    without a unit cost is worth nobody knows, so under a ``value`` it never passes by itself.
    """

    units: int = 0
    percent: int = 0
    value: int | None = None

    def covers(self, difference: int, expected: int, *, unit_cost: int | None = None) -> bool:
        allowed = max(self.units, max(expected, 0) * self.percent // 100)
        few = abs(difference) <= allowed
        if self.value is None:
            return few
        cheap = unit_cost is not None and abs(difference) * unit_cost <= self.value
        return cheap and (few or not (self.units or self.percent))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """``by_category``: for the items of a category, instead of any other tolerance. ``by_class``:
    for those of a class A, B or C, instead of the general one.

    A difference worth more than ``second_person_above`` takes two people; None: nothing does.
    """

    tolerance: Tolerance = Tolerance()
    by_category: Mapping[str, Tolerance] = field(default_factory=dict)
    by_class: Mapping[str, Tolerance] = field(default_factory=dict)
    second_person_above: int | None = None

    def tolerance_of(self, category: str, abc_class: str) -> Tolerance:
        return self.named_tolerance_of(category, abc_class)[1]

    def named_tolerance_of(self, category: str, abc_class: str) -> tuple[str, Tolerance]:
        """With of what it is, where there are several.

        A person puts goods into a category for what they are, a class follows from what was sold:
        so the category's holds before that of the class, and that before the general one.
        """
        if category in self.by_category:
            return f" of category {category}", self.by_category[category]
        if abc_class in self.by_class:
            return f" of class {abc_class}", self.by_class[abc_class]
        return "", self.tolerance

    def takes_two(self, difference: int, unit_cost: int | None, *, before: int = 0) -> bool:
        """What nobody knows the worth of is taken for precious.

        ``before``: what counts before adjusted without two people, so that no loss is cut in
        slices that one may accept.
        """
        if self.second_person_above is None or not difference:
            return False
        units = with_slices(difference, before)
        return unit_cost is None or abs(units) * unit_cost > self.second_person_above


STRICT: Final = Rules()
"""A person looks at every difference, and one is enough."""


class LineFacts(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A line beside the book. ``moved``: units that moved while it was counted, of which the book
    learnt last at the ledger sequence ``moved_until``.

    ``count``, ``location`` and ``sku``: of which it is, for the commands that are told.
    ``parts``: units by what they are there beside freely available goods, such as damaged.
    ``unsaid``: those of them of which nobody said whether they were counted.
    ``abc_class``: A, B or C, as it was when the count was taken; empty where nobody asks.
    ``missed_bins``: where the item lies and nobody counted.
    ``first_difference``: of the count before, if this one counts the line again. Differences are
    compared and not figures, since goods moved between the two. ``passed_before`` and
    ``adjusted_before``: what counts of these weeks adjusted of the item, the first of it within the
    tolerance alone, the second with less than two people.
    """

    count: int = 0
    location: str = ""
    sku: str = ""
    expected: int
    counted: int
    on_sheet: bool = True
    moved: int = 0
    moved_until: int = 0
    parts: Mapping[str, int]
    unsaid: Mapping[str, int]
    missed_bins: Sequence[str] = ()
    unit_cost: int | None = None
    category: str = ""
    abc_class: str = ""
    first_difference: int | None = None
    passed_before: int = 0
    adjusted_before: int = 0

    @property
    def difference(self) -> int:
        return self.counted - self.expected


def judge(line: LineFacts, rules: Rules, words: Sequence[Decision] = ()) -> tuple[LineStatus, str]:
    """Where a line stands, and why a person must decide; no reason where none must.

    ``words``: what people said of it, the newest one last.
    """
    overtaken = [one for one in words if _is_overtaken(line, one)]
    words = [one for one in words if one not in overtaken]
    if decided := _decided(line, rules, words):
        return decided, ""
    if not (line.difference or line.moved or line.missed_bins or line.first_difference):
        return LineStatus.MATCHED, ""
    reasons = [*_doubts(line), *_unsettled(line, rules, words)]
    if line.moved:
        since = ", of which the book learnt after somebody decided" if overtaken else ""
        moved = f"{line.moved} units moved while it was counted{since}"
        return LineStatus.UNCERTAIN, "; ".join([moved, *reasons])
    if line.missed_bins:
        return LineStatus.PARTIAL, "; ".join([_missed(line), *reasons])
    if not reasons and (passed := _passes(line, rules)):
        return passed, ""
    return LineStatus.NEEDS_APPROVAL, "; ".join(reasons) or _beyond(line, rules)


def approvers(words: Sequence[Decision], difference: int) -> frozenset[str]:
    """Who accepted this very difference since it was last sent back to be counted again."""
    found: list[str] = []
    for one in words:
        if one.decided is Decided.RECOUNT:
            found.clear()
        elif one.difference == difference:
            found.append(one.actor)
    return each_once(found)


def with_slices(difference: int, before: int) -> int:
    """All that counts of these weeks found together; a correction of them is what it is alone."""
    return max(difference, difference + before, key=abs)


def agrees(line: LineFacts, rules: Rules) -> bool:
    """Two people found as good as the same difference, each as of their own instant."""
    if line.first_difference is None:
        return False
    apart = line.difference - line.first_difference
    tolerance = rules.tolerance_of(line.category, line.abc_class)
    return not apart or tolerance.covers(apart, line.expected, unit_cost=line.unit_cost)


_ALONE: Final = 1
_TWO: Final = 2


def _is_overtaken(line: LineFacts, said: Decision) -> bool:
    """Somebody accepted it and did not know yet what moved meanwhile."""
    known = not line.moved or said.sequence >= line.moved_until
    return said.decided is Decided.ACCEPTED and not known


def _decided(line: LineFacts, rules: Rules, words: Sequence[Decision]) -> LineStatus | None:
    """What people settled, as long as it differs by as much as then."""
    if not words or words[-1].difference != line.difference:
        return None
    if words[-1].decided is Decided.RECOUNT:
        return LineStatus.RECOUNT
    enough = len(approvers(words, line.difference)) >= _people_needed(line, rules)
    return LineStatus.ACCEPTED if enough else None


def _people_needed(line: LineFacts, rules: Rules) -> int:
    """A second count that agrees is worth one approval, of what takes two."""
    return _TWO if _takes_two(line, rules) and not agrees(line, rules) else _ALONE


def _takes_two(line: LineFacts, rules: Rules) -> bool:
    return rules.takes_two(line.difference, line.unit_cost, before=line.adjusted_before)


def _passes(line: LineFacts, rules: Rules) -> LineStatus | None:
    """How a line passes that nobody has a doubt about."""
    if _takes_two(line, rules):
        return None
    if line.first_difference is not None:
        return LineStatus.AGREED if agrees(line, rules) else None
    tolerance = rules.tolerance_of(line.category, line.abc_class)
    units = with_slices(line.difference, line.passed_before)
    small = tolerance.covers(units, line.expected, unit_cost=line.unit_cost)
    return LineStatus.WITHIN_TOLERANCE if small else None


def _beyond(line: LineFacts, rules: Rules) -> str:
    if line.first_difference is not None and not agrees(line, rules):
        return (
            f"counted again: the first count differed by {line.first_difference:+d}, "
            f"this one by {line.difference:+d}"
        )
    unpriced = line.unit_cost is None
    if _takes_two(line, rules):
        agreed = "the two counts agree, and " if agrees(line, rules) else ""
        precious = "it is worth more than one person may accept"
        return agreed + (_UNPRICED if unpriced else precious + _since(line, line.adjusted_before))
    of_what, tolerance = rules.named_tolerance_of(line.category, line.abc_class)
    return (
        f"{_UNPRICED}, and the tolerance{of_what} is by value"
        if unpriced and tolerance.value is not None
        else f"beyond the tolerance{of_what}" + _since(line, line.passed_before)
    )


def _since(line: LineFacts, before: int) -> str:
    """Why it is much, where it is not much alone."""
    if with_slices(line.difference, before) == line.difference:
        return ""
    return f", with the {before:+d} that other counts within {SLICES_DAYS} days adjusted"


_UNPRICED: Final = "it has no unit cost, so nobody knows what it is worth"


def _missed(line: LineFacts) -> str:
    """Also when the figures agree: what is in such a bin would be too many."""
    bins = line.missed_bins
    gone = [told_command("count", "bin-gone", "--location", line.location, skus=(one, line.sku))
            for one in bins[:BINS_NAMED_MAX]]  # fmt: skip
    named = ", ".join(bins[:BINS_NAMED_MAX])
    more = f" and {len(bins) - BINS_NAMED_MAX} more" if len(bins) > BINS_NAMED_MAX else ""
    return (
        f"not all of it was counted: it was last found in {named}{more} too; count there as well, "
        f"say that it is gone with {' and '.join(f'`{one}`' for one in gone)}, or approve"
    )


def _doubts(line: LineFacts) -> Iterator[str]:
    if not line.on_sheet:
        yield "it is not on the sheet, which is said to be complete"
    for what, units in line.unsaid.items():
        yield (
            f"{units} {'is' if units == 1 else 'are'} {what}, and nobody said whether such goods "
            f"were counted: say so with {_declared(line, what, 'counted')} or "
            f"{_declared(line, what, 'not-counted')}, or approve"
        )
    for what, units in line.parts.items():
        if units and abs(line.difference) == units and what not in line.unsaid:
            yield f"the difference is just what is {what} there"


def _declared(line: LineFacts, what: str, said: str) -> str:
    return f"`{told_command('count', 'declare', line.count, f'--{what}', said)}`"


def _unsettled(line: LineFacts, rules: Rules, words: Sequence[Decision]) -> Iterator[str]:
    """Why what people said of it is not the last word."""
    if words:
        yield from _overtaken(line, words[-1])
        yield from _still_needed(line, rules, words)


def _overtaken(line: LineFacts, said: Decision) -> Iterator[str]:
    if said.difference != line.difference:
        yield (
            f"the book has learnt more since somebody decided: the difference was "
            f"{said.difference:+d}"
        )


def _still_needed(line: LineFacts, rules: Rules, words: Sequence[Decision]) -> Iterator[str]:
    """One has agreed, and another must."""
    named = approvers(words, line.difference)
    if 0 < len(named) < _people_needed(line, rules):
        yield f"{', '.join(sorted(named))} approved it, and another person must"
