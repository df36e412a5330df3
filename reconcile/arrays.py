"""Between the ledger's plain arrays and numpy's, without a copy where there need be none."""

from array import array
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
    kind = next(one for one in _KINDS if np.iinfo(one).min <= low and high <= np.iinfo(one).max)
    return values.astype(kind)


class Growing:
    """An array that grows at its end, in one piece of memory of its own.

    Many small parts would leave holes behind that the system never gets back.
    """

    def __init__(self, kind: npt.DTypeLike) -> None:
        self._values = np.empty(_ROOM, dtype=kind)  # memory is only taken once it is written
        self._length = 0

    def add(self, part: npt.NDArray[Any]) -> None:
        end = self._length + len(part)
        if end > len(self._values):
            # By little: numpy fills what is new with zeros, so that it is taken at once.
            self._values.resize(max(end, len(self._values) * 5 // 4), refcheck=False)
        self._values[self._length : end] = part
        self._length = end

    def whole(self) -> npt.NDArray[Any]:
        return self._values[: self._length]


def concatenated(parts: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """As one, `narrowed` where all of them are the same number.

    The parts are let go, since they and the whole would be twice the memory.
    """
    if len({int(part[0]) for part in parts}) == 1 and all(_is_even(part) for part in parts):
        whole = np.broadcast_to(parts[0][0], sum(map(len, parts)))
    else:
        whole = np.concatenate(parts)
    parts.clear()
    return whole


def order_of(values: Integers) -> Integers:
    """Where the smallest one stands, the next one and so on.

    Numbers sort several times as quickly as places do, so each takes its place along.
    """
    bits = len(values).bit_length()
    if values.min(initial=0) < 0 or int(values.max(initial=0)) >> (63 - bits):
        return np.argsort(values)
    keys = values.astype(np.int64)
    keys <<= bits  # in its own memory, of which a large sheet has none to spare
    keys |= np.arange(len(values), dtype=np.uint32)
    keys.sort()
    keys &= (1 << bits) - 1
    return keys


def runs(*columns: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Of sorted columns: the places at which one of them has another value than before."""
    begins = np.zeros(len(columns[0]), dtype=np.bool_)
    begins[:1] = True
    for column in columns:
        begins[1:] |= column[1:] != column[:-1]
    return begins


def array_of(values: Integers) -> "array[int]":
    found = array("q")
    found.frombytes(np.ascontiguousarray(values, dtype=np.int64).tobytes())
    return found


def narrow_array_of(values: Integers) -> "array[int]":
    """As narrow as the values allow."""
    values = np.ascontiguousarray(narrowed(values))
    found = array(_TYPECODES[values.dtype.itemsize])
    found.frombytes(values.tobytes())
    return found


def integers_of(values: "array[int]") -> Integers:
    """As int64; a view where they are that already."""
    return np.frombuffer(values, dtype=f"i{values.itemsize}").astype(np.int64, copy=False)


def _is_even(part: Integers) -> bool:
    return part.strides == (0,)


_ROOM: Final = 1 << 22
_KINDS: Final = (np.int8, np.int16, np.int32, np.int64)
_TYPECODES: Final = {1: "b", 2: "h", 4: "i", 8: "q"}
