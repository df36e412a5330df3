"""How surprising a difference is by chance, given how the other lines of the count differ.

Small differences are common in any count and large ones are rare, so an equal opposite difference
of 1 says nothing and one of 137 says much; unless thousands were expected. How rare is taken from
the count itself: from the lines of which about as many were expected, from all lines as long as
those tell little, and from the shape that counts have everywhere as long as all tell little. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import fsum, log
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


class Chance:
    """Of a line that differs for no cause: how it does."""

    def __init__(self, lines: Iterable[tuple[int, int, float]]) -> None:
        """(difference, expected, how likely it is that the line has no cause)."""
        weights: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
        for difference, expected, weight in lines:
            for digits in (_ALL, _digits(expected)):
                weights[digits, _size(difference)].append(weight)
        self._lines = {key: fsum(ones) for key, ones in weights.items()}
        self._totals: dict[int, float] = defaultdict(float)
        for (digits, _), lines_ in sorted(self._lines.items()):
            self._totals[digits] += lines_
        self._share = lru_cache(maxsize=None)(self._share_of)

    def of(self, difference: int, expected: int) -> float:
        """That such a line differs by just that; ``difference`` <> 0."""
        size = _size(difference)
        return self._share(_digits(expected), size) / float(2**size) / _SIGNS

    def all_gone(self, expected: int) -> float:
        """That it lost as much as was there, or would have lost more; ``expected`` > 0."""
        size, digits = _size(expected), _digits(expected)
        width = float(2**size)
        larger = fsum(self._share(digits, one) for one in range(size + 1, SIZE_MAX))
        return (larger + self._share(digits, size) * (2 * width - expected) / width) / _SIGNS

    def _share_of(self, digits: int, size: int) -> float:
        """Of the lines of which about as many were expected, so many differ in this size."""
        general = 0.5 ** (size + 1) if digits == _ALL else self._share(_ALL, size)
        seen = self._lines.get((digits, size), 0.0)
        share: float = (seen + PRIOR_LINES * general) / (self._totals.get(digits, 0) + PRIOR_LINES)
        return share


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
