"""How surprising a difference is by chance, given how the other lines of the count differ.

Small differences are common in any count and large ones are rare, so an equal opposite difference
of 1 says nothing and one of 137 says much; unless thousands were expected. How rare is taken from
the count itself: from the lines of which about as many were expected, from all lines as long as
those tell little, and from the shape that counts have everywhere as long as all tell little. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import fsum, log, log2
from typing import Final

from ledger.values import QUANTITY_MAX

PRIOR_LINES: Final = 10
"""So many lines' worth is believed of what is known in general before lines tell their own."""

SIZE_SPREAD: Final = log(10_000)
"""Mistakes come in all sizes: each order of magnitude up to ten thousand is as likely."""

SIZE_MAX: Final = QUANTITY_MAX.bit_length()
"""Of differences, in powers of two."""

EVERYTHING: Final = 0.5
"""Of the mistakes that leave nothing, by whatever size that is."""

SLOPE_MAX: Final = 3.0
"""Twice as large is at most eight times as rare; what looks steeper is a gap between few lines."""


class Chance:
    """Of a line that differs for no cause: how it does."""

    def __init__(self, lines: Iterable[tuple[int, int, float]]) -> None:
        """(difference, expected, how likely it is that the line has no cause)."""
        weights: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
        for difference, expected, weight in lines:
            size = _size(difference)
            weights[_ALL, size].append(weight)
            weights[_digits(expected), size].append(weight)
        self._lines = {key: fsum(ones) for key, ones in weights.items()}
        self._totals: dict[int, float] = defaultdict(float)
        for (digits, _), lines_ in sorted(self._lines.items()):
            self._totals[digits] += lines_
        self._fall = lru_cache(maxsize=None)(self._fall_of)
        self._within = lru_cache(maxsize=None)(self._within_of)

    def of(self, difference: int, expected: int, *, own: float = 0.0) -> float:
        """That such a line differs by just that; ``difference`` <> 0.

        ``own``: the weight of the line itself among the lines, which tells it nothing.
        """
        digits = _digits(expected)
        size, within = self._within(digits, abs(difference))
        return self._share(digits, size, own=own) * within / _SIGNS

    def all_gone(self, expected: int, *, own: float = 0.0) -> float:
        """That it lost as much as was there, or would have lost more; ``expected`` > 0."""
        size, digits = _size(expected), _digits(expected)
        larger = fsum(self._share(digits, one) for one in range(size + 1, SIZE_MAX))
        within = _part(expected, 2 ** (size + 1), size, fall=self._fall(digits, size))
        return (larger + self._share(digits, size, own=own) * within) / _SIGNS

    def _share(self, digits: int, size: int, *, own: float = 0.0) -> float:
        """Of the lines of which about as many were expected, so many differ in this size."""
        general = 0.5 ** (size + 1) if digits == _ALL else self._share(_ALL, size, own=own)
        seen = self._lines.get((digits, size), 0.0) - own
        total = self._totals.get(digits, 0.0) - own
        return (max(seen, 0.0) + PRIOR_LINES * general) / (total + PRIOR_LINES)

    def _within_of(self, digits: int, units: int) -> tuple[int, float]:
        """The size of a difference, and how much of it differs by just that."""
        size = _size(units)
        return size, _part(units, units + 1, size, fall=self._fall(digits, size))

    def _fall_of(self, digits: int, size: int) -> float:
        """The power by which differences grow rarer within a size, as they do from size to size.

        Else 8, where size 3 begins, would look as rare as 15, where it ends.
        """
        first, last = max(size - 1, 0), min(size + 1, SIZE_MAX)
        rarer = log2(self._share(digits, first) / self._share(digits, last)) / (last - first) + 1
        return min(max(rarer, 0.0), SLOPE_MAX)


def size_of_mistake(units: int) -> float:
    """How likely a mistake that may have any size has just this one; ``units`` > 0."""
    return 1 / (units * SIZE_SPREAD)


_SIGNS: Final = 2
_ALL: Final = -1


def _size(difference: int) -> int:
    """1 has size 0; 2 and 3 have size 1; 4 to 7 have size 2, and so on."""
    return abs(difference).bit_length() - 1


def _digits(expected: int) -> int:
    return len(str(max(expected, 0)))


def _part(first: int, end: int, size: int, *, fall: float) -> float:
    """How much of a size lies from ``first`` to before ``end``, if it grows rarer by this power."""
    return _mass(first, end, 1 - fall) / _mass(2**size, 2 ** (size + 1), 1 - fall)


def _mass(first: int, end: int, power: float) -> float:
    low, high = first - 0.5, end - 0.5
    return log(high / low) if abs(power) < _NONE else float((high**power - low**power) / power)


_NONE: Final = 1e-6
"""A smaller power is none, and dividing by it would lose the digits."""
