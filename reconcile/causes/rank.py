"""Every rule asked about every line that differs, and its causes ranked. Pure.

How likely each is beside the others and beside chance, all lines together tell (weigh.py); what is
hardly likely is not told.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from typing import Final

from msgspec import structs

from ledger.counts.facts import LineStatus
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
from reconcile.causes.weigh import claims_of, likelihoods

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
    counted_twice,
)
"""Asked about every line."""

RULES_OF: Final[tuple[tuple[Callable[[Differing], object], Rule], ...]] = (
    (attrgetter("missed_bins"), bin_missed),
    (attrgetter("other_sheets"), on_other_sheet),
    (attrgetter("incoming"), receipt_not_booked),
    (attrgetter("in_transit"), transfer_not_booked),
    (attrgetter("returns"), return_not_booked),
    (attrgetter("orders"), shipment_not_told),
    (attrgetter("parts"), goods_elsewhere),
    (attrgetter("changes"), moved_near),
    (attrgetter("elsewhere"), other_location),
    (attrgetter("other_counts"), moved_untold),
)
"""Asked where the book knows what they look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A line and its likely causes, the likeliest first."""

    line: Differing
    causes: tuple[Cause, ...]


def explain(evidence: Evidence, skus: Collection[str] = ()) -> list[Explained]:
    """The large differences, or those of these SKUs; the largest first."""
    # In an order of their own, so that sums are the same to the last digit.
    ordered = sorted(evidence.lines, key=lambda line: line.sku)
    ground = ground_of(replace(evidence, lines=tuple(ordered)))
    found = [_causes(place, ground) for place in range(len(ordered))]
    claims = claims_of(found, {line.sku: place for place, line in enumerate(ordered)})
    likely = iter(likelihoods(claims, ground.chance, lines=len(ordered)).tolist())
    ranked = [_ranked(causes, [*islice(likely, len(causes))]) for causes in found]
    explained = [
        Explained(line=line, causes=causes)
        for line, causes in zip(ordered, ranked, strict=True)
        if (line.sku in skus if skus else is_large(line))
    ]
    return sorted(explained, key=lambda one: (-abs(one.line.difference), one.line.sku))


def _causes(place: int, ground: Ground) -> list[Cause]:
    line = ground.lines[place]
    rules = [*RULES, *(rule for known, rule in RULES_OF if known(line))]
    return [cause for rule in rules for cause in rule(place, ground)]


def is_large(line: Differing) -> bool:
    """Beyond the tolerance, whatever became of it since."""
    return line.variance.status is not LineStatus.WITHIN_TOLERANCE


def _ranked(causes: Sequence[Cause], likely: Sequence[float]) -> tuple[Cause, ...]:
    told = [
        structs.replace(cause, likelihood=one)
        for cause, one in zip(causes, likely, strict=True)
        if one >= LIKELIHOOD_MIN
    ]
    told.sort(key=lambda one: (-one.likelihood, one.kind, one.evidence))
    return tuple(told[:CAUSES_MAX])
