"""Between the ledger's plain arrays and numpy's, without a copy where there need be none."""

from array import array

import numpy as np
import numpy.typing as npt
import pandas as pd

from ledger.count_blocks import Columns

Integers = npt.NDArray[np.int64]


def columns_of_frame(lines: pd.DataFrame) -> Columns:
    """The lines of a count from a frame with int64 columns of the same names."""
    return Columns(
        item=_array(lines["item"].to_numpy()),
        counted=_array(lines["counted"].to_numpy()),
        row=_array(lines["row"].to_numpy()),
        counted_from=_array(lines["counted_from"].to_numpy()),
        counted_at=_array(lines["counted_at"].to_numpy()),
    )


def integers_of(values: "array[int]") -> Integers:
    """A view, not a copy."""
    return np.frombuffer(values, dtype=np.int64)


def _array(values: Integers) -> "array[int]":
    found = array("q")
    found.frombytes(np.ascontiguousarray(values, dtype=np.int64).tobytes())
    return found
