"""Every rule asked about every large difference, and its causes ranked. Pure.

Each cause comes with odds: how many times likelier the difference is with it than by chance, once
it is allowed how common such causes are. Beside the others, and beside chance with odds of 1, they
become a likelihood; what is hardly likely is not told.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import fsum
from typing import Final

from ledger.counts.facts import LineStatus
from reconcile.causes.chance import Chance
from reconcile.causes.digits import mistyped
from reconcile.causes.elsewhere import moved_untold, other_location
from reconcile.causes.facts import Cause, Differing, Evidence
from reconcile.causes.ground import Ground, Rule, ground_of
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
    ground = replace(ground, chance=_of_the_others(ground))
    explained = [
        Explained(line=line, causes=_ranked(place, ground))
        for place, line in enumerate(ground.lines)
        if (line.sku in skus if skus else is_large(line))
    ]
    return sorted(explained, key=lambda one: (-abs(one.line.difference), one.line.sku))


def is_large(line: Differing) -> bool:
    """Beyond the tolerance, whatever became of it since."""
    return line.variance.status is not LineStatus.WITHIN_TOLERANCE


def _of_the_others(ground: Ground) -> Chance:
    """Lines that have a cause tell nothing of chance, so it is reckoned again without them.

    Else the mistakes of a bad count would make each other look usual.
    """
    return Chance(
        (line.difference, line.expected, 1 / _total(_causes(place, ground)))
        for place, line in enumerate(ground.lines)
    )


def _ranked(place: int, ground: Ground) -> tuple[Cause, ...]:
    found = _causes(place, ground)
    total = _total(found)
    likely = (replace(cause, likelihood=cause.odds / total) for cause in found)
    told = [cause for cause in likely if cause.likelihood >= LIKELIHOOD_MIN]
    told.sort(key=lambda one: (-one.likelihood, one.kind, one.evidence))
    return tuple(told[:CAUSES_MAX])


def _causes(place: int, ground: Ground) -> list[Cause]:
    return [cause for rule in RULES for cause in rule(place, ground)]


def _total(causes: Collection[Cause]) -> float:
    """Of all odds, with those of chance."""
    return 1 + fsum(cause.odds for cause in causes)
