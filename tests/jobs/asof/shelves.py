"""Where goods of a history lie, and the numbers that are drawn for it."""

from itertools import product
from typing import Final

from hypothesis import strategies as st

from tests.jobs.asof.truth import DAMAGED, GOOD, INSPECTION, PACKED

ITEMS: Final = ("apple", "pear")
BASKET: Final = "basket"
"""A kit, which is sold and lies nowhere."""
RECIPE: Final = {"apple": 2, "pear": 1}
LOCATIONS: Final = ("main", "annex")
BINS: Final = ("x", "y")
SPOTS: Final = tuple(product(ITEMS, LOCATIONS))
EVERYTHING: Final = frozenset({GOOD, PACKED, DAMAGED, INSPECTION})
LAST: Final = 6.0

Sides = tuple[str | None, str | None]

halves = st.integers(0, int(LAST * 2)).map(lambda number: number / 2)
leads = st.sampled_from([0.0, 0.0, 0.5, 1.0, 3.0, -0.5])
"""How much earlier than it happened something is stamped; below zero: later."""
quantities = st.integers(1, 4)
locations = st.sampled_from(["main", "main", "main", "annex"])
where = st.tuples(
    st.sampled_from(["apple", "apple", "apple", "pear"]), locations, st.sampled_from(BINS)
)
"""Mostly the same shelf, on which histories meet."""
rarely = st.integers(0, 5).map(lambda number: number == 3)
sometimes = st.integers(0, 2).map(lambda number: number == 1)
