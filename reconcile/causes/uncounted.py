"""Goods that nobody counted, or that were counted twice."""

from collections.abc import Iterator
from typing import Final

from reconcile.causes import mends
from reconcile.causes.facts import Cause, CauseKind, Differing, OtherSheet
from reconcile.causes.ground import Ground

COMMON: Final = 0.06
"""Of the lines that differ, so many are thought to be overlooked as a whole."""

ZERO_WRITTEN: Final = 0.3
"""Who writes a 0 has looked at an empty place more often than not."""

ALONE: Final = 0.4
"""Of those, so many where nothing beside them was overlooked; a shelf holds several items."""

BESIDE_TELLS_MAX: Final = 5.0
"""Goods that are alike may be sold out together, so those beside it tell no more than so much."""

ON_OTHER_SHEET: Final = 0.4
"""An item that is on two sheets lies in two places this often, and each has a part of it."""

BIN_MISSED: Final = 0.5
"""Of the short lines that leave out a bin where the item lay, so many are short for that."""

AS_FOUND: Final = 0.6
"""Of those, so many still lie there as they were last found; of half of the others some were sold,
and to the other half some came."""

TWICE: Final = 0.03
"""Of the lines that differ, so many are thought to be counted by two people, or on two sheets."""


def not_counted(place: int, ground: Ground) -> Iterator[Cause]:
    """A complete sheet does not name it, or it has 0 where much was expected."""
    line = ground.lines[place]
    if line.counted or line.expected <= 0:
        return
    beside = [*_overlooked_beside(place, ground)]
    share = (1 - ALONE if beside else ALONE) * (ZERO_WRITTEN if line.variance.row else 1)
    tells = min((1 / ground.by_chance[one] for one in beside), default=1.0)
    what = "nothing of it was counted" if line.variance.row else "it is not on the sheet at all"
    are = "is" if len(beside) == 1 else "are"
    like = f", like {len(beside)} more that {are} alike or beside it" if beside else ""
    yield Cause(
        kind=CauseKind.NOT_COUNTED,
        share=COMMON * share * min(tells, BESIDE_TELLS_MAX),
        evidence=f"all {line.expected} are missing: {what}{like}",
        command=mends.recount(ground.count, line.sku),
    )


def bin_missed(place: int, ground: Ground) -> Iterator[Cause]:
    """The shortage is what was last found in a bin that nobody counted, or about that."""
    line = ground.lines[place]
    missing, total = -line.difference, sum(line.missed_bins.values())
    if not 0 < missing <= max(line.expected, total):
        return
    sizes = {total, *line.missed_bins.values()}
    others = total if missing <= total else line.expected - total
    share = AS_FOUND / len(sizes) if missing in sizes else (1 - AS_FOUND) / 2 / others
    bins = ", ".join(f"{code} ({units})" for code, units in sorted(line.missed_bins.items()))
    yield Cause(
        kind=CauseKind.NOT_COUNTED,
        share=BIN_MISSED * share,
        evidence=(
            f"nobody counted where it was last found too: {bins}; count there and add the sheet "
            f"with --add-to {ground.count.id}, or leave the line out"
        ),
        command=mends.recount(ground.count, line.sku),
    )


def on_other_sheet(place: int, ground: Ground) -> Iterator[Cause]:
    """Another count of this location found just what is missing here."""
    line = ground.lines[place]
    for other in line.other_sheets:
        if other.counted == -line.difference:
            yield _part(line, other, ground)


def counted_twice(place: int, ground: Ground) -> Iterator[Cause]:
    line = ground.lines[place]
    if line.expected > 0 and line.counted == 2 * line.expected:
        yield Cause(
            kind=CauseKind.COUNTED_TWICE,
            share=TWICE,
            evidence=f"{line.counted} is just twice the {line.expected} that were expected",
            command=mends.recount(ground.count, line.sku),
        )


def _overlooked_beside(place: int, ground: Ground) -> Iterator[int]:
    for other in ground.likeness.of(place):
        one = ground.lines[other]
        if one.counted == 0 and one.expected > 0:
            yield other


def _part(line: Differing, other: OtherSheet, ground: Ground) -> Cause:
    return Cause(
        kind=CauseKind.NOT_COUNTED,
        share=ON_OTHER_SHEET,
        evidence=(
            f"count {other.count} has the {other.counted} that are missing here: the two sheets "
            "are parts of one count"
        ),
        command=mends.recount(ground.count, line.sku),
    )
