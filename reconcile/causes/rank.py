"""Every rule asked about every large difference, and its causes ranked. Pure.

Each cause comes with odds: how many times likelier the difference is with it than by chance, once
it is allowed how common such causes are. How surprising chance is, and how often people err here,
the count as a whole tells. Beside the others, and beside chance with odds of 1, the odds become a
likelihood; what is hardly likely is not told.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Final

from ledger.counts.facts import LineStatus
from reconcile.causes.chance import PRIOR_LINES, Chance
from reconcile.causes.digits import mistyped
from reconcile.causes.elsewhere import moved_untold, other_location
from reconcile.causes.facts import Cause, Differing, Evidence
from reconcile.causes.ground import Ground, Rule, by_chance, ground_of
from reconcile.causes.mistaken import mistaken_item, slipped_row
from reconcile.causes.orders import goods_elsewhere, shipment_not_told
from reconcile.causes.packs import cases
from reconcile.causes.timing import moved_near
from reconcile.causes.unbooked import receipt_not_booked, return_not_booked, transfer_not_booked
from reconcile.causes.uncounted import bin_missed, counted_twice, not_counted, on_other_sheet

LIKELIHOOD_MIN: Final = 0.3
"""A cause that is wrong seven times in ten costs more walks than it saves."""

CAUSES_MAX: Final = 3
"""Of one line; nobody follows a fourth."""

ERRING: Final = 0.4
"""Of the lines that differ, so many have a cause if the constants of all rules are right."""

RULES: Final[tuple[Rule, ...]] = (
    mistaken_item,
    slipped_row,
    cases,
    mistyped,
    not_counted,
    bin_missed,
    on_other_sheet,
    counted_twice,
    receipt_not_booked,
    transfer_not_booked,
    return_not_booked,
    shipment_not_told,
    goods_elsewhere,
    moved_near,
    other_location,
    moved_untold,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A line and its likely causes, the likeliest first."""

    line: Differing
    causes: tuple[Cause, ...]


def explain(evidence: Evidence, skus: Collection[str] = ()) -> list[Explained]:
    """The large differences, or those of these SKUs; the largest first."""
    ground = ground_of(evidence)
    places = range(len(ground.lines))
    found = [[cause for rule in RULES for cause in rule(place, ground)] for place in places]
    anew = _weighed_anew(ground, found)
    explained = [
        Explained(line=line, causes=_ranked(found[place], line, anew) if found[place] else ())
        for place, line in enumerate(ground.lines)
        if (line.sku in skus if skus else is_large(line))
    ]
    return sorted(explained, key=lambda one: (-abs(one.line.difference), one.line.sku))


def is_large(line: Differing) -> bool:
    """Beyond the tolerance, whatever became of it since."""
    return line.variance.status is not LineStatus.WITHIN_TOLERANCE


Causes = Sequence[Cause]
"""Of one line."""


Anew = Callable[[Cause, Differing], float]
"""The odds of a cause of a line, as the count as a whole has them."""


def _weighed_anew(ground: Ground, found: Sequence[Causes]) -> Anew:
    """What the causes of all lines tell of each other.

    Lines that have a cause tell nothing of chance, so it is reckoned again without them: else the
    mistakes of a bad count would make each other look usual. And the more lines have one, the
    oftener people err here, and the likelier is a mistake on every line.
    """
    lines = ground.lines
    weights = [1 / (_CHANCE + fsum(cause.odds for cause in causes)) for causes in found]
    now = Chance(
        (line.difference, line.expected, weight)
        for line, weight in zip(lines, weights, strict=True)
    )
    erring = (len(lines) - fsum(weights) + PRIOR_LINES * ERRING) / (len(lines) + PRIOR_LINES)
    often = _odds(erring) / _odds(ERRING)

    rarer = {
        line.sku: ground.by_chance(line) / by_chance(line, now, own=weight)
        for line, weight in zip(lines, weights, strict=True)
    }

    def anew(cause: Cause, line: Differing) -> float:
        other = 1.0 if cause.other is None else rarer[cause.other]
        return cause.odds * often * rarer[line.sku] * other

    return anew


def _odds(share: float) -> float:
    return share / (1 - share)


def _ranked(found: Causes, line: Differing, anew: Anew) -> tuple[Cause, ...]:
    odds = [anew(cause, line) for cause in found]
    total = _CHANCE + fsum(odds)
    told = [
        replace(cause, odds=one, likelihood=one / total)
        for cause, one in zip(found, odds, strict=True)
        if one / total >= LIKELIHOOD_MIN
    ]
    told.sort(key=lambda one: (-one.likelihood, one.kind, one.evidence))
    return tuple(told[:CAUSES_MAX])


_CHANCE: Final = 1
"""Its own odds, beside those of all causes."""
