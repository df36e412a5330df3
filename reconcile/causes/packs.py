"""Cases counted as units, units as cases, and whole cases that nobody counted."""

from collections.abc import Iterator
from math import log
from typing import Final

from reconcile.causes import mends
from reconcile.causes.facts import Cause, CauseKind, Differing
from reconcile.causes.ground import Ground

COMMON: Final = 0.1
"""Of the lines of items that come in cases and differ, so many are thought to be such mistakes."""

USUAL_SIZES: Final = frozenset(
    {3, 4, 5, 6, 8, 10, 12, 15, 16, 18, 20, 24, 25, 30, 36, 40, 48, 50, 60, 72, 96, 100, 120, 144}
)
"""Of cases whose size nobody has told the item master."""

UNTOLD: Final = 0.2
"""An item without a pack size comes in cases this often."""


def cases(place: int, ground: Ground) -> Iterator[Cause]:
    """Multiples of the pack size, or the whole count times it."""
    line = ground.lines[place]
    if line.is_unlisted:
        return
    if line.pack_size > 1:
        yield from _known(line, ground)
    else:
        yield from _untold(line, ground)


def _known(line: Differing, ground: Ground) -> Iterator[Cause]:
    pack, units = line.pack_size, abs(line.difference)
    cases_max, loose = divmod(max(line.expected, 0), pack)
    fewer = line.difference < 0
    for kind, share, step, text in _WAYS[fewer]:
        times, rest = divmod(units, pack - step)
        times_max = cases_max if fewer else max(line.expected, 0)
        if rest or times > times_max or (fewer and step and times > line.counted):
            continue
        all_of_them = times in ((cases_max,) if fewer else (loose, line.expected))
        fits = WHOLE if step and all_of_them else _of_so_many(times, times_max)
        evidence = text.format(times=times, pack=pack, s="" if times == 1 else "s")
        likely = COMMON * share * fits * (1 - WHOLE if step and not all_of_them else 1)
        likely *= MOST if not step and 2 * times > cases_max else 1
        yield _cause(line, ground, kind, likely=likely, evidence=evidence)


MOST: Final = 0.3
"""Who overlooks cases has seen others. Where most of them are missing something else is the matter
seven times in ten: a place was not found, or the figure is wrong.
"""

WHOLE: Final = 0.6
"""Who mistakes cases for units, or loose units for cases, mistakes all of them this often."""

_WAYS: Final = {
    True: (
        (CauseKind.CASES_AS_UNITS, 0.6, 1, "{times} case{s} of {pack}, counted as one unit each"),
        (CauseKind.CASES_MISSED, 0.4, 0, "just {times} whole case{s} of {pack} missing"),
    ),
    False: (
        (CauseKind.UNITS_AS_CASES, 0.4, 1, "{times} unit{s}, counted as a case of {pack} each"),
    ),
}
"""For fewer and for more than expected: kind, share, units of a case that were counted, text."""


def _untold(line: Differing, ground: Ground) -> Iterator[Cause]:
    few, many = sorted((max(line.counted, 0), max(line.expected, 0)))
    if not few or many % few or many // few not in USUAL_SIZES:
        return
    size = many // few
    share = COMMON * UNTOLD * WHOLE / len(USUAL_SIZES)
    if line.difference < 0:
        text = f"{few} case{'' if few == 1 else 's'} of {size} would be just the {many} expected"
        yield _cause(line, ground, CauseKind.CASES_AS_UNITS, likely=share, evidence=text)
    else:
        text = f"{many} is {size} for each unit of the {few} expected"
        yield _cause(line, ground, CauseKind.UNITS_AS_CASES, likely=share, evidence=text)


def _of_so_many(times: int, times_max: int) -> float:
    """One case is mistaken more often than two, two more often than three."""
    return 1 / (times * (1 + log(max(times_max, 1))))


def _cause(
    line: Differing, ground: Ground, kind: CauseKind, *, likely: float, evidence: str
) -> Cause:
    return Cause(
        kind=kind,
        share=likely,
        evidence=evidence,
        command=mends.recount(ground.count, line.sku),
    )
