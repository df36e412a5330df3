"""The brake of counts: one that looks like a mistake as a whole waits until a person confirms it.

An empty column read as zeros sells out a warehouse; a slipped digit multiplies a shelf by ten; the
sheet of another hall makes everything differ. Line by line each may be waved through. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from ledger.counts.facts import Confirmation
from ledger.numbers import counted

NAMED_MAX: Final = 3
"""Items that a sentence names; `count show` has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brake:
    """From when on a count is absurd; percents are of its lines.

    Fewer lines than ``lines_at_least`` are no pattern. A line of ``factor`` times the book is
    absurd alone, from ``factor_units`` of difference on.
    """

    lines_at_least: int = 5
    zeros_percent: int = 50
    differing_percent: int = 50
    factor: int = 10
    factor_units: int = 100


USUAL: Final = Brake()


class Leap(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A line that is far more than the book says."""

    sku: str
    expected: int
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """Of the lines on which something was counted, how many are just what lies at a location."""

    location: str
    there: int
    here: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A count as a whole. ``filled``: lines that hold something by the book, ``zeros`` of them
    counted nothing. ``differing`` lines differ, by ``units`` in sum. ``risen``: lines with more
    than the book says.
    """

    lines: int
    filled: int
    zeros: int
    differing: int
    units: int
    risen: Sequence[Leap] = ()
    resembles: Sequence[Resemblance] = ()


def absurdities(figures: Figures, brake: Brake) -> list[str]:
    """What is odd about a count, each a sentence with its figures; nothing when all is well."""
    found = [*_zeros(figures, brake), *_differing(figures, brake), *_leaps(figures, brake)]
    return [*found, *_elsewhere(figures, brake)]


def is_confirmed(figures: Figures, said: Sequence[Confirmation]) -> bool:
    """The newest word counts, as long as the figures are those that it was said of."""
    return bool(said) and (said[-1].differing, said[-1].units) == (figures.differing, figures.units)


def _zeros(figures: Figures, brake: Brake) -> Iterator[str]:
    if _many(figures.zeros, figures.filled, percent=brake.zeros_percent, brake=brake):
        yield (
            f"{figures.zeros} of the {figures.filled} lines that hold something by the book were "
            "counted 0; is it an empty column?"
        )


def _differing(figures: Figures, brake: Brake) -> Iterator[str]:
    if _many(figures.differing, figures.lines, percent=brake.differing_percent, brake=brake):
        yield (
            f"{figures.differing} of {figures.lines} lines differ from the book, by "
            f"{figures.units:+d} units in sum; is it the right sheet, instant and column?"
        )


def _leaps(figures: Figures, brake: Brake) -> Iterator[str]:
    leaps = [one for one in figures.risen if _is_leap(one, brake)]
    if leaps:
        named = [f"{one.sku} {one.counted} instead of {one.expected}" for one in leaps[:NAMED_MAX]]
        was = "was" if len(leaps) == 1 else "were"
        more = ", …" if len(leaps) > NAMED_MAX else ""
        yield (
            f"{counted(len(leaps), 'line')} {was} counted at {brake.factor} times the book "
            f"or more: {', '.join(named)}{more}"
        )


def _elsewhere(figures: Figures, brake: Brake) -> Iterator[str]:
    for one in figures.resembles:
        if one.there >= brake.lines_at_least and one.there > one.here and 2 * one.there >= one.of:
            yield (
                f"it looks like a sheet of {one.location}: {one.there} of {one.of} lines are just "
                f"what lies there, {one.here} what lies here"
            )


def _is_leap(line: Leap, brake: Brake) -> bool:
    leapt = line.expected > 0 and line.counted >= brake.factor * line.expected
    return leapt and line.counted - line.expected >= brake.factor_units


def _many(part: int, whole: int, *, percent: int, brake: Brake) -> bool:
    """More than so many percent, and enough lines to be a pattern."""
    return part >= brake.lines_at_least and part * 100 > whole * percent
