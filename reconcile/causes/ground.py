"""What every rule stands on: the lines, how they may be mistaken, how surprising each is.

A rule takes the place of a line and the ground and yields the causes that its kind of evidence
supports. Pure.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ledger.counts.rows import StoredCount
from reconcile.causes.chance import ODDS_MIN, Chance
from reconcile.causes.facts import Cause, Differing, Evidence
from reconcile.causes.likeness import Likeness, comparable


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """``by_difference`` and ``by_row``: places in ``lines``. Others are told by `Evidence`.

    ``by_chance``: by place, how likely a line that differs for no cause differs as this one does,
    as all others tell before anything is known of their causes.
    """

    count: StoredCount
    lines: tuple[Differing, ...]
    chance: Chance
    by_chance: tuple[float, ...]
    likeness: Likeness
    by_difference: Mapping[int, set[int]]
    by_row: Mapping[int, int]
    states: frozenset[str]

    def tells(self, place: int, share: float) -> bool:
        """Whether a cause of this share is worth a word beside chance."""
        return share >= ODDS_MIN * self.by_chance[place]


Rule = Callable[[int, Ground], Iterable[Cause]]
"""The place of a line, and the ground."""


def ground_of(evidence: Evidence) -> Ground:
    lines = evidence.lines
    by_difference: defaultdict[int, set[int]] = defaultdict(set)
    for place, line in enumerate(lines):
        by_difference[line.difference].add(place)
    rows = ((line.variance.row, place) for place, line in enumerate(lines))
    chance = Chance((line.difference, line.expected, not line.missed_bins) for line in lines)
    by_chance = tuple(chance.given(np.ones(len(lines))).tolist())
    return Ground(
        count=evidence.count,
        lines=lines,
        chance=chance,
        by_chance=by_chance,
        likeness=Likeness(lines, comparable(lines, by_difference, by_chance)),
        by_difference=by_difference,
        by_row={row: place for row, place in rows if row is not None},
        states=evidence.states,
    )
