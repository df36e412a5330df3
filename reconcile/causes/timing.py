"""A movement near the instant: the goods had gone or come when people counted, or had not yet.

Left out of the count, such a line is right: the book has the movement.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from reconcile.causes import mends
from reconcile.causes.facts import Cause, CauseKind, Change, Differing
from reconcile.causes.ground import Ground
from reconcile.causes.words import minute

NEAR_SECONDS: Final = 900
"""Within a quarter of an hour, clocks and the order of things on a shelf may be confused."""

DAYS_AROUND: Final = 3
"""A paper that is booked later than this, or a parcel that leaves later, is seldom."""

NEAR: Final = 0.3
"""Of the lines that differ and moved within a quarter of an hour, so many differ for that."""

FAR: Final = 0.1
"""Of the lines that differ and moved within days, so many for a movement of the wrong day."""

HALF_SECONDS: Final = 300
"""So far from the instant, a movement is half as likely to be meant as one at it."""


@dataclass(frozen=True, slots=True)
class _Shift:
    """If the line was true this far from its instant, it would differ by ``units``."""

    seconds: float
    units: int
    changes: int
    at: int


def moved_near(place: int, ground: Ground) -> Iterator[Cause]:
    line = ground.lines[place]
    if not line.changes:
        return
    shifts = [*_shifts(line)]
    fitting = [one for one in shifts if one.units == line.difference]
    if fitting:
        best = min(fitting, key=lambda one: abs(one.seconds))
        closeness = 1 / (1 + abs(best.seconds) / HALF_SECONDS)
        yield _cause(line, ground, best, NEAR * closeness / len(shifts))
        return
    days = [*_far(line)]
    far = [one for one in days if one.units == line.difference]
    if far:
        best = min(far, key=lambda one: abs(one.seconds))
        yield _cause(line, ground, best, FAR / len(days))


def _shifts(line: Differing) -> Iterator[_Shift]:
    """Each instant near the line's at which the book had another number."""
    after = [one for one in line.changes if one.at > line.counted_at]
    before = [one for one in reversed(line.changes) if one.at <= line.counted_at]
    for changes, sign, since in ((after, 1, line.counted_at), (before, -1, line.counted_from)):
        sums = accumulate(one.units for one in changes)
        for number, (change, units) in enumerate(zip(changes, sums, strict=True), 1):
            seconds = _seconds(change, line, since=since)
            if abs(seconds) <= NEAR_SECONDS:
                yield _Shift(seconds, sign * units, number, change.at)


def _far(line: Differing) -> Iterator[_Shift]:
    """Single movements of other days, or further than a quarter of an hour."""
    for change in line.changes:
        after = change.at > line.counted_at
        since = line.counted_at if after else line.counted_from
        units = change.units if after else -change.units
        yield _Shift(_seconds(change, line, since=since), units, 1, change.at)


def _seconds(change: Change, line: Differing, *, since: int) -> float:
    """Below zero: before the line. What moved while it was counted is no distance away."""
    if line.counted_from < change.at <= line.counted_at:
        return 0.0
    return (change.at - since) / 1_000_000


def _cause(line: Differing, ground: Ground, shift: _Shift, likely: float) -> Cause:
    came = (shift.units > 0) == (shift.seconds > 0)
    many = "" if shift.changes == 1 else f" in {shift.changes} movements"
    return Cause(
        kind=CauseKind.MOVED_NEAR,
        share=likely,
        evidence=f"{abs(shift.units)} {'came' if came else 'left'}{many} {_when(line, shift)}",
        command=mends.recount(ground.count, line.sku),
    )


def _when(line: Differing, shift: _Shift) -> str:
    if not shift.seconds and line.counted_from < line.counted_at:
        return "while it was counted"
    book, truth = ("after", "before") if shift.seconds > 0 else ("before", "after")
    span = f"{_span(abs(shift.seconds))} {book} the count ({minute(shift.at)})"
    return f"{span} by the book, perhaps {truth} it in truth"


def _span(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"
