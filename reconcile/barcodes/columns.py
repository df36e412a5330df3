"""GTINs of a whole column at once: the rules are those of `gtin`, which a test compares."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from reconcile.barcodes.gtin import LENGTH, LENGTHS
from reconcile.reading.texts import PADDING, Texts

Flags = npt.NDArray[np.bool_]


class Canonical(NamedTuple):
    """Texts of which all forms of one GTIN are the same; ``is_case``: with an indicator of 1 to 8.

    What is no GTIN is as it was.
    """

    texts: Texts
    is_case: Flags


def canonical(texts: Texts) -> Canonical:
    is_case = np.zeros(len(texts), dtype=np.bool_)
    begin, length = texts.begin.copy(), texts.length.copy()
    content, size = [texts.content], len(texts.content)
    for digits in LENGTHS:
        places = np.flatnonzero(texts.length == digits)
        numbers, right = _numbers(texts, places, digits)
        if not right.all():
            places, numbers = places[right], numbers[right]
        if digits == LENGTH:
            is_case[places] = (numbers[:, 0] >= _CASES[0]) & (numbers[:, 0] <= _CASES[1])
        elif len(places):
            begin[places] = size + LENGTH * np.arange(len(places))
            length[places] = LENGTH
            content.append(numbers.ravel())
            size += numbers.size
    content.append(np.frombuffer(PADDING, dtype=np.uint8))
    return Canonical(Texts(np.concatenate(content), begin, length), is_case)


_ZERO: Final = ord("0")
_NINE: Final = 9
_CASES: Final = tuple(b"18")
_Bytes = npt.NDArray[np.uint8]


def _numbers(texts: Texts, places: npt.NDArray[np.int64], digits: int) -> tuple[_Bytes, Flags]:
    """Of texts of so many bytes the 14 that they would be, and which of them are GTINs.

    Eight bytes are fetched at a time: the first and the last ones meet or overlap. A byte holds
    the weighed sum of any 14 digits: it is 252 at most.
    """
    eights: npt.NDArray[np.uint64] = np.ndarray(
        len(texts.content) - len(PADDING) + 1, np.uint64, buffer=texts.content.data, strides=(1,)
    )
    begin = texts.begin[places]
    numbers = np.full((len(places), LENGTH), _ZERO, dtype=np.uint8)
    for first in (LENGTH - digits, LENGTH - len(PADDING)):
        eight = eights[begin + (first - LENGTH + digits)]
        numbers[:, first : first + len(PADDING)] = eight.view(np.uint8).reshape(-1, len(PADDING))
    weighed = np.zeros(len(places), dtype=np.uint8)
    largest = np.zeros(len(places), dtype=np.uint8)
    for place in range(LENGTH - digits, LENGTH):
        digit = numbers[:, place] - np.uint8(_ZERO)  # what is less is wrapped, and more than 9
        np.maximum(largest, digit, out=largest)
        weighed += digit * np.uint8(1 if place % 2 else 3)
    return numbers, (largest > 0) & (largest <= _NINE) & (weighed % 10 == 0)
