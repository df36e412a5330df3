"""What every rule stands on: the lines, how they may be mistaken, how surprising each is.

A rule takes a line and the ground and yields the causes that its kind of evidence supports. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ledger.counts.rows import StoredCount
from reconcile.causes.chance import Chance
from reconcile.causes.facts import Cause, Differing, Evidence
from reconcile.causes.likeness import Likeness

ODDS_MIN: Final = 0.05
"""Many small differences fit something; what is less likely than this changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """``by_difference`` and ``by_row``: places in ``lines``. Others are told by `Evidence`."""

    count: StoredCount
    lines: tuple[Differing, ...]
    chance: Chance
    likeness: Likeness
    by_difference: Mapping[int, set[int]]
    by_row: Mapping[int, int]
    states: frozenset[str]

    def by_chance(self, line: Differing) -> float:
        return by_chance(line, self.chance, own=_WHOLE)


def by_chance(line: Differing, chance: Chance, *, own: float) -> float:
    """How likely a line that differs for no cause differs as this one does, as others tell.

    ``own``: its own weight among the lines from which chance was reckoned.
    """
    if line.counted == 0 and line.expected > 0:
        return chance.all_gone(line.expected, own=own)
    return chance.of(line.difference, line.expected, own=own)


_WHOLE: Final = 1.0
"""The weight of each line before anything is known of its causes."""

Rule = Callable[[int, Ground], Iterator[Cause]]
"""The place of a line, and the ground."""


def ground_of(evidence: Evidence) -> Ground:
    lines = evidence.lines
    by_difference: defaultdict[int, set[int]] = defaultdict(set)
    for place, line in enumerate(lines):
        by_difference[line.difference].add(place)
    rows = ((line.variance.row, place) for place, line in enumerate(lines))
    return Ground(
        count=evidence.count,
        lines=lines,
        chance=Chance((line.difference, line.expected, _WHOLE) for line in lines),
        likeness=Likeness(lines),
        by_difference=by_difference,
        by_row={row: place for row, place in rows if row is not None},
        states=evidence.states,
    )
