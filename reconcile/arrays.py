"""Between the ledger's plain arrays and numpy's, without a copy where there need be none."""

from array import array
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[Any]
"""Of int64, or narrower where that holds them."""


def integers_of_text(text: str) -> Integers:
    """Integers that stand one a line."""
    return np.fromstring(text, dtype=np.int64, sep="\n") if text else np.zeros(0, dtype=np.int64)


def narrowed(values: Integers) -> Integers:
    """The same in as little memory as they need; one number throughout takes none at all."""
    if not len(values):
        return values
    low, high = int(values.min()), int(values.max())
    if low == high:
        return np.broadcast_to(values[0], len(values))
    return values.astype(np.int32) if _INT32.min <= low and high <= _INT32.max else values


def concatenated(parts: Sequence[Integers]) -> Integers:
    """As one, `narrowed` where all of them are the same number."""
    if len({int(part[0]) for part in parts}) == 1 and all(_is_even(part) for part in parts):
        return np.broadcast_to(parts[0][0], sum(map(len, parts)))
    return np.concatenate(parts)


def array_of(values: Integers) -> "array[int]":
    found = array("q")
    found.frombytes(np.ascontiguousarray(values, dtype=np.int64).tobytes())
    return found


def integers_of(values: "array[int]") -> Integers:
    """A view, not a copy."""
    return np.frombuffer(values, dtype=np.int64)


def _is_even(part: Integers) -> bool:
    return part.strides == (0,)


_INT32: Final = np.iinfo(np.int32)
