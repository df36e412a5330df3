"""How surprising each difference is by chance, given how the other lines of the count differ.

Small differences are common in any count and large ones are rare, so an equal opposite difference
of 1 says nothing and one of 137 says much; unless thousands were expected. How rare is taken from
the count itself: from the lines of which about as many were expected, from all lines as long as
those tell little, and from the shape that counts have everywhere as long as all tell little. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ledger.values import QUANTITY_MAX
from reconcile.arrays import Integers

Floats = npt.NDArray[Any]
"""Of float64."""

PRIOR_LINES: Final = 10
"""So many lines' worth is believed of what is known in general before lines tell their own."""

SIZE_SPREAD: Final = log(10_000)
"""Mistakes come in all sizes: each order of magnitude up to ten thousand is as likely."""

SIZE_MAX: Final = QUANTITY_MAX.bit_length()
"""Of differences, in powers of two."""

ODDS_MIN: Final = 0.1
"""Many small differences fit something. What is less likely than this beside chance would hardly be
told if this count had three times as many of its sort as others have (weigh.OFTENER_MAX).
"""

EVERYTHING: Final = 0.5
"""Of the mistakes that leave nothing, by whatever size that is."""

SLOPE_MAX: Final = 3.0
"""Twice as large is at most eight times as rare; what looks steeper is a gap between few lines."""


class Chance:
    """Of lines that differ for no cause: how they do."""

    def __init__(self, lines: Iterable[tuple[int, int, bool]]) -> None:
        """(difference, expected, whether all of its places were looked at); ``difference`` <> 0."""
        columns = np.array([*lines], dtype=np.int64).reshape(-1, 3).T
        difference, expected, is_whole = columns
        self._units = np.abs(difference)
        self._digits = _digits(expected)
        self._size = _size(self._units)
        self._is_gone = (difference == -expected) & (expected > 0)
        self._tells = (is_whole > 0) & ~self._is_gone

    def given(self, weights: Floats) -> Floats:
        """How likely each line differs by just that; or, where all is gone, lost that or more.

        ``weights``: how likely each line has no cause. Its own tells a line nothing, and others
        are told nothing by one of which not all was looked at, or nothing found: how many it would
        have lost besides cannot be seen.
        """
        weights = np.where(self._tells, weights, 0.0)
        seen = _seen(self._digits, self._size, weights)
        share = self._shares(seen, weights)
        fall = seen.falls()[self._digits, self._size]
        last = np.where(self._is_gone, 2 ** (self._size + 1), self._units + 1)
        exactly = share * _part(self._units, last, self._size, fall=fall)
        larger = seen.larger()[self._digits, self._size]
        found: Floats = (exactly + np.where(self._is_gone, larger, 0.0)) / _SIGNS
        return found

    def _shares(self, seen: "_Seen", own: Floats) -> Floats:
        """Of the lines of which about as many were expected, so many differ in the line's size."""
        digits, size = self._digits, self._size
        every, of_digits = seen.lines.sum(axis=0), seen.lines.sum(axis=1)
        general = _mixed(every[size] - own, every.sum() - own, _GENERAL[size])
        shares: Floats = _mixed(seen.lines[digits, size] - own, of_digits[digits] - own, general)
        return shares


@dataclass(frozen=True, slots=True)
class _Seen:
    """Lines by the digits of what was expected (rows) and the size of the difference (columns)."""

    lines: Floats

    def shares(self) -> Floats:
        every = self.lines.sum(axis=0)
        general = _mixed(every, every.sum(), _GENERAL)
        shares: Floats = _mixed(self.lines, self.lines.sum(axis=1, keepdims=True), general)
        return shares

    def larger(self) -> Floats:
        """Of how many lines the difference is of a larger size."""
        shares = self.shares()
        up_to: Floats = np.cumsum(shares[:, ::-1], axis=1)[:, ::-1]
        return up_to - shares

    def falls(self) -> Floats:
        """The power by which differences grow rarer within a size, as they do from size to size.

        Else 8, where size 3 begins, would look as rare as 15, where it ends.
        """
        shares = np.log2(self.shares())
        first = np.maximum(_SIZES - 1, 0)
        last = np.minimum(_SIZES + 1, SIZE_MAX)
        rarer = (shares[:, first] - shares[:, last]) / (last - first) + 1
        falls: Floats = np.clip(rarer, 0.0, SLOPE_MAX)
        return falls


def size_of_mistake(units: int) -> float:
    """How likely a mistake that may have any size has just this one; ``units`` > 0."""
    return 1 / (units * SIZE_SPREAD)


_SIGNS: Final = 2
_SIZES: Final = np.arange(SIZE_MAX + 1)
_GENERAL: Final[Floats] = 0.5 ** (_SIZES + 1)
_DIGITS_MAX: Final = len(str(QUANTITY_MAX)) + 1


def _seen(digits: Integers, size: Integers, weights: Floats) -> _Seen:
    """Lines differ by twice the largest quantity at most, so there is a column for each size."""
    shape = (_DIGITS_MAX + 1, SIZE_MAX + 1)
    cells = np.ravel_multi_index((digits, size), shape)
    return _Seen(np.bincount(cells, weights, minlength=shape[0] * shape[1]).reshape(shape))


def _mixed(seen: Any, total: Any, general: Any) -> Any:
    """What was seen, and what is believed until much was seen."""
    return (np.maximum(seen, 0.0) + PRIOR_LINES * general) / (total + PRIOR_LINES)


def _size(units: Integers) -> Integers:
    """1 has size 0; 2 and 3 have size 1; 4 to 7 have size 2, and so on."""
    sizes: Integers = np.frexp(units.astype(np.float64))[1].astype(np.int64) - 1
    return np.minimum(sizes, SIZE_MAX)


def _digits(expected: Integers) -> Integers:
    """0 has one, as have those below."""
    digits: Integers = np.searchsorted(_POWERS, np.maximum(expected, 0), side="right") + 1
    return digits


_POWERS: Final = 10 ** np.arange(1, _DIGITS_MAX, dtype=np.int64)


def _part(first: Integers, end: Integers, size: Integers, *, fall: Floats) -> Floats:
    """How much of a size lies from ``first`` to before ``end``, if it grows rarer by this power."""
    part: Floats = _mass(first, end, 1 - fall) / _mass(2**size, 2 ** (size + 1), 1 - fall)
    return part


def _mass(first: Integers, end: Integers, power: Floats) -> Floats:
    low, high = first - 0.5, end - 0.5
    is_none = np.abs(power) < _NONE
    some = np.where(is_none, 1.0, power)
    return np.where(is_none, np.log(high / low), (high**some - low**some) / some)


_NONE: Final = 1e-6
"""A smaller power is none, and dividing by it would lose the digits."""
