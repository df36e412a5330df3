"""One item taken for another: what is missing of one was written down, or booked, for the other."""

from collections.abc import Iterator
from typing import Final

from reconcile.causes import mends
from reconcile.causes.chance import EVERYTHING, size_of_mistake
from reconcile.causes.facts import Cause, CauseKind, Differing
from reconcile.causes.ground import Ground
from reconcile.causes.likeness import ALIKE, MISTAKEN, usual_of
from reconcile.causes.words import day

BOOKED: Final = 0.2
"""Of those, so many when they were received, not when they were counted."""

PARTNERS_MAX: Final = 5
"""More lines than this with the same opposite difference are no coincidence worth telling."""

RECEIPT_TELLS_MAX: Final = 20.0
"""Receipts come in round numbers, so one of just this size tells no more than so much."""

EXCHANGED: Final = 0.15
"""Of those, so many have changed places: each has what is expected of the other."""

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
            usual = usual_of(ground.by_chance[other], len(opposite), len(ground.lines))
            yield from _pair(
                place,
                other,
                ground,
                share=share * ground.by_chance[other] / usual,
                how=alike.get(other, ""),
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
            share=SLIPPED * share,
            evidence=(
                f"{line.counted} is what the book expects of {other.called} on the row {where}"
                f"{'; so it goes on along the rows' if runs else ''}"
            ),
            command=mends.recount(ground.count, line.sku, other.sku),
        )


_STEPS: Final = 2


def _pair(place: int, with_: int, ground: Ground, *, share: float, how: str) -> Iterator[Cause]:
    """``share``: how likely just this other item is the one that it was taken for."""
    line, other = ground.lines[place], ground.lines[with_]
    short = min(line, other, key=lambda one: one.difference)
    units = -short.difference
    size = size_of_mistake(units) if short.counted else EVERYTHING
    if {line.counted, other.counted} == {line.expected, other.expected}:
        size = max(size, EXCHANGED)
    booked = [at for at, received in short.received if received == units]
    if booked:
        size = max(size, 1 / (len(short.received) * RECEIPT_TELLS_MAX))
    share *= MISTAKEN
    if not ground.tells(place, share * size / ground.by_chance[with_]):
        return
    equal = f"{other.called} differs by just as much the other way ({other.difference:+d})"
    evidence = f"{equal}, and {how}" if how else equal
    yield Cause(
        kind=CauseKind.MISTAKEN_ITEM,
        share=share * size,
        evidence=evidence,
        command=mends.recount(ground.count, line.sku, other.sku),
        other=other.sku,
    )
    if booked:
        yield Cause(
            kind=CauseKind.MISBOOKED_ITEM,
            share=share * BOOKED / len(short.received),
            evidence=f"{evidence}; {units} were received as {short.sku} on {day(max(booked))}",
            command=mends.approve(ground.count, line.sku, other.sku),
            other=other.sku,
        )


def _neighbour(line: Differing, ground: Ground, step: int) -> Differing | None:
    if line.variance.row is None:
        return None
    place = ground.by_row.get(line.variance.row + step)
    return None if place is None else ground.lines[place]
