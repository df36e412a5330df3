"""Arrays of numbers as the reconciliation works on them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reconcile.arrays import order_of

INTEGERS = st.integers(-(2**63), 2**63 - 1) | st.integers(-3, 3) | st.integers(0, 10**6)


@given(st.lists(INTEGERS, max_size=30), st.sampled_from([np.int64, np.int32]))
def test_the_order_of_numbers_names_each_place_once_and_sorts_them(
    values: list[int], kind: type[np.signedinteger]
) -> None:
    """Of small numbers, of numbers that leave no room for a place, and of negative ones."""
    column = np.array([one for one in values if abs(one) <= np.iinfo(kind).max], dtype=kind)

    order = order_of(column)

    assert column[order].tolist() == sorted(column.tolist())
    assert sorted(order.tolist()) == [*range(len(column))]
