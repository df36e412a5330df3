"""A line that belongs to another location, or goods that went there untold."""

from collections.abc import Iterator
from typing import Final

from ledger.instants import from_micros
from reconcile.causes import mends
from reconcile.causes.facts import Cause, CauseKind, Differing, OtherCount
from reconcile.causes.ground import Ground

WRONG_SHEET: Final = 0.05
"""Of the lines that differ, so many are thought to tell of another location."""

MOVED_UNTOLD: Final = 0.3
"""Of the lines that differ in two locations at once, so many moved between them."""


def other_location(place: int, ground: Ground) -> Iterator[Cause]:
    """The quantity is just what the book has of the item at another location."""
    line = ground.lines[place]
    for location, units in line.elsewhere.items():
        if units > 0 and units == line.counted:
            yield Cause(
                kind=CauseKind.OTHER_LOCATION,
                share=WRONG_SHEET / len(line.elsewhere),
                evidence=f"{units} is what the book has at {location}: a line of its sheet",
                command=mends.recount(ground.count, line.sku),
            )


def moved_untold(place: int, ground: Ground) -> Iterator[Cause]:
    """What is missing here is too much there, by another count of about that time."""
    line = ground.lines[place]
    for other in line.other_counts:
        if other.difference == -line.difference:
            yield _moved(line, other, ground)


def _moved(line: Differing, other: OtherCount, ground: Ground) -> Cause:
    here = ground.count.sheet.location
    origin, to = (here, other.location) if line.difference < 0 else (other.location, here)
    at = from_micros(min(line.counted_at, other.at))
    return Cause(
        kind=CauseKind.TRANSFER_NOT_BOOKED,
        share=MOVED_UNTOLD,
        evidence=(
            f"count {other.count} of {other.location} differs by just as much the other way "
            f"({other.difference:+d})"
        ),
        command=mends.transfer(
            line.sku,
            abs(line.difference),
            origin=origin,
            to=to,
            at=at,
            counts=(ground.count.id, other.count),
        ),
    )
