"""One item taken for another: what is missing of one was written down, or booked, for the other."""

from collections.abc import Iterator
from typing import Final

from reconcile.causes import mends
from reconcile.causes.chance import EVERYTHING, size_of_mistake
from reconcile.causes.facts import Cause, CauseKind, Differing
from reconcile.causes.ground import ODDS_MIN, Ground

MISTAKEN: Final = 0.08
"""Of the lines that differ, so many are thought to be taken for another item."""

ALIKE: Final = 0.8
"""Of those, so many for one that is like it."""

BOOKED: Final = 0.2
"""Of those, so many when they were received, not when they were counted."""

PARTNERS_MAX: Final = 5
"""More lines than this with the same opposite difference are no coincidence worth telling."""

RECEIPT_TELLS_MAX: Final = 20.0
"""Receipts come in round numbers, so one of just this size tells no more than so much."""

SLIPPED: Final = 0.03
"""Of the lines that differ, so many are thought to bear the quantity of the row above or below."""

SLIPS_IN_RUNS: Final = 0.7
"""Who slips by a row writes several wrong before it is seen."""


def mistaken_item(place: int, ground: Ground) -> Iterator[Cause]:
    """An equal opposite difference, far likelier where the two items are alike."""
    line = ground.lines[place]
    opposite = ground.by_difference.get(-line.difference, set())
    if not opposite:
        return
    alike = ground.likeness.of(place)
    partners = alike.keys() & opposite
    share = ALIKE / len(alike) if partners else (1 - ALIKE) / len(ground.lines)
    found = partners or opposite
    if len(found) <= PARTNERS_MAX:
        for other in sorted(found):
            yield from _pair(
                line, ground.lines[other], ground, share=share, how=alike.get(other, "")
            )


def slipped_row(place: int, ground: Ground) -> Iterator[Cause]:
    """What the book expects of the row above or below was written on this one."""
    line = ground.lines[place]
    for step in (1, -1):
        other = _neighbour(line, ground, step)
        if other is None or other.expected != line.counted:
            continue
        again = _neighbour(other, ground, step)
        before = _neighbour(line, ground, -step)
        runs = (again is not None and again.expected == other.counted) or (
            before is not None and before.counted == line.expected
        )
        share = (SLIPS_IN_RUNS if runs else 1 - SLIPS_IN_RUNS) / _STEPS
        where = "below" if step == 1 else "above"
        yield Cause(
            kind=CauseKind.MISTAKEN_ITEM,
            odds=SLIPPED * share / ground.by_chance(line),
            evidence=(
                f"{line.counted} is what the book expects of {other.sku} on the row {where}"
                f"{'; so it goes on along the rows' if runs else ''}"
            ),
            command=mends.recount(ground.count, line.sku, other.sku),
        )


_STEPS: Final = 2


def _pair(
    line: Differing, other: Differing, ground: Ground, *, share: float, how: str
) -> Iterator[Cause]:
    """``share``: how likely just this other item is the one that it was taken for."""
    by_chance = ground.by_chance(line) * ground.by_chance(other)
    short = min(line, other, key=lambda one: one.difference)
    size = size_of_mistake(-short.difference) if short.counted else EVERYTHING
    odds = MISTAKEN * share * size / by_chance
    if odds < ODDS_MIN:
        return
    equal = f"{other.sku} differs by just as much the other way ({other.difference:+d})"
    evidence = f"{equal}, and {how}" if how else equal
    yield Cause(
        kind=CauseKind.MISTAKEN_ITEM,
        odds=odds,
        evidence=evidence,
        command=mends.recount(ground.count, line.sku, other.sku),
        other=other.sku,
    )
    units = -short.difference
    if units in short.received:
        tells = 1 / (len(short.received) * size_of_mistake(units))
        yield Cause(
            kind=CauseKind.MISBOOKED_ITEM,
            odds=odds * BOOKED * min(tells, RECEIPT_TELLS_MAX),
            evidence=f"{evidence}; {units} were received as {short.sku}",
            command=mends.approve(ground.count, line.sku, other.sku),
            other=other.sku,
        )


def _neighbour(line: Differing, ground: Ground, step: int) -> Differing | None:
    if line.variance.row is None:
        return None
    place = ground.by_row.get(line.variance.row + step)
    return None if place is None else ground.lines[place]
