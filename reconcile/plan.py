"""Which items to count, why and by when. Pure.

Items are classed by what moved: those with the first 80 percent of the value are A, those with the
next 15 are B, the others C, and each class is counted at its own interval. What the book says that
cannot be, what is cheap to count because hardly any is left, and what a person wants counted again
come before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt

from reconcile.arrays import Integers
from reconcile.plan_rules import CLASSES, USUAL, ClassBy, PlanRules, Reason

Mask = npt.NDArray[np.bool_]

DAY: Final = 86_400_000_000
"""In microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Items that can be counted at a location, sorted by id, one place each.

    ``unit_cost`` -1: unknown. ``units_out``: that left within the time by which items are classed.
    Instants in microseconds; NEVER where it did not move in that time, or was never counted.
    ``recount``: its newest line is to be counted again.
    """

    item: Integers
    on_hand: Integers
    available: Integers
    unit_cost: Integers
    units_out: Integers
    moved_at: Integers
    counted_at: Integers
    recount: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``reasons`` None: the usual ones; and where ``items`` or ``classes`` are asked, all of them.

    ``sample``: so many by chance, the same by the same ``seed``; with ``reasons`` beside those.
    """

    reasons: Collection[Reason] | None = None
    items: Collection[int] | None = None
    classes: Collection[str] = ()
    sample: int = 0
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An item to count. ``counted_at`` None: never. ``due_at`` may be past."""

    item: int
    abc_class: str
    counted_at: int | None
    due_at: int
    reasons: Sequence[Reason]


NEVER: Final = -(2**63)


def plan(
    found: Candidates, wanted: Wanted, rules: PlanRules, *, opening: int, now: int
) -> list[Planned]:
    """What to count, the most urgent first.

    What was never counted is due since the ``opening`` of the location.
    """
    classes = classes_of(found.units_out, found.unit_cost, rules)
    interval = np.array(rules.days, dtype=np.int64)[classes] * DAY
    never = found.counted_at == NEVER
    due = np.where(never, opening, np.where(never, 0, found.counted_at) + interval)
    reasons = _reasons(found, wanted, rules, due=due <= now, among=_among(found, wanted, classes))
    order = sorted(
        np.flatnonzero(np.logical_or.reduce(list(reasons.values()))).tolist(),
        key=lambda place: (
            next(rank for rank, mask in enumerate(reasons.values()) if mask[place]),
            int(classes[place]),
            int(due[place]),
            int(found.item[place]),
        ),
    )
    return [
        _planned(
            found,
            place,
            abc_class=CLASSES[classes[place]],
            due_at=int(due[place]),
            reasons=[reason for reason, mask in reasons.items() if mask[place]],
            now=now,
        )
        for place in order
    ]


def classes_of(units_out: Integers, unit_cost: Integers, rules: PlanRules) -> Integers:
    """0, 1 or 2 for A, B and C, of items by what left of each and what one costs, or -1.

    By value an item without a unit cost is classed by its units, since nobody knows its worth.
    """
    by_units = _ranked(units_out.astype(np.float64), rules.shares)
    if rules.class_by is ClassBy.UNITS:
        return by_units
    priced = unit_cost >= 0
    value = np.where(priced, units_out.astype(np.float64) * unit_cost, 0.0)
    return np.where(priced, _ranked(value, rules.shares), by_units)


_URGENT: Final = (Reason.RECOUNT, Reason.NEGATIVE, Reason.NEAR_ZERO)
"""Reasons that do not wait for the class's day."""

_C: Final = len(CLASSES) - 1
_WHOLE: Final = 100


def _ranked(amounts: npt.NDArray[np.float64], shares: tuple[int, int]) -> Integers:
    """Each item's class by the share of all that those before it have; what did not move is C."""
    order = np.argsort(-amounts, kind="stable")
    before = np.cumsum(amounts[order]) - amounts[order]
    classes = np.full(len(amounts), _C, dtype=np.int64)
    ranks = np.searchsorted(np.array(shares) * amounts.sum(), before * _WHOLE, side="right")
    classes[order] = np.where(amounts[order] > 0, np.minimum(ranks, _C), _C)
    return classes


def _among(found: Candidates, wanted: Wanted, classes: Integers) -> Mask:
    """Those that are not left out by what is asked."""
    among = np.ones(len(found.item), dtype=np.bool_)
    if wanted.items is not None:
        among &= np.isin(found.item, list(wanted.items))
    if wanted.classes:
        among &= np.isin(classes, [CLASSES.index(one) for one in wanted.classes])
    return among


def _reasons(
    found: Candidates, wanted: Wanted, rules: PlanRules, *, due: Mask, among: Mask
) -> dict[Reason, Mask]:
    """Where each reason holds, the most urgent first."""
    few = (found.on_hand >= 0) & (found.on_hand <= rules.near_zero)
    all_of = {
        Reason.RECOUNT: found.recount,
        Reason.NEGATIVE: (found.on_hand < 0) | (found.available < 0),
        Reason.DUE: due,
        Reason.NEAR_ZERO: few & (found.moved_at > found.counted_at),
        Reason.SAMPLE: _sampled(wanted, among),
        Reason.ASKED: np.ones(len(among), dtype=np.bool_),
    }
    chosen = _chosen(wanted)
    return {reason: mask & among for reason, mask in all_of.items() if reason in chosen}


def _chosen(wanted: Wanted) -> Collection[Reason]:
    """A sample is one by itself; of what is asked by its bin, supplier and so on all is wanted."""
    sample = [Reason.SAMPLE] if wanted.sample else []
    if wanted.reasons is not None:
        return [*wanted.reasons, *sample]
    asked = wanted.items is not None or bool(wanted.classes)
    return sample or [*USUAL, *([Reason.ASKED] if asked else [])]


def _sampled(wanted: Wanted, among: Mask) -> Mask:
    places = np.flatnonzero(among).tolist()
    chance = Random(wanted.seed)  # noqa: S311  # the same seed draws the same items: no secret
    mask = np.zeros(len(among), dtype=np.bool_)
    mask[chance.sample(places, min(wanted.sample, len(places)))] = True
    return mask


def _planned(
    found: Candidates,
    place: int,
    *,
    abc_class: str,
    due_at: int,
    reasons: Sequence[Reason],
    now: int,
) -> Planned:
    counted = int(found.counted_at[place])
    urgent = any(reason in _URGENT for reason in reasons)
    return Planned(
        item=int(found.item[place]),
        abc_class=abc_class,
        counted_at=None if counted == NEVER else counted,
        due_at=min(due_at, now) if urgent else due_at,
        reasons=reasons,
    )
