"""How surprising a difference is, given how the others differ."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.causes.chance import SIZE_MAX, Chance, size_of_mistake

Line = tuple[int, int, float]
"""Difference, expected, and how likely it has no cause."""

_LARGE = range(10, SIZE_MAX)
LINES = st.lists(st.tuples(st.integers(1, 10**6), st.integers(-9, 10**6), st.floats(0, 1)))


def chances(asked: Sequence[tuple[int, int]], lines: Sequence[Line] = ()) -> list[float]:
    """Of (difference, expected), beside lines that tell what is usual."""
    chance = Chance([*[(*one, True) for one in asked], *[(*one[:2], True) for one in lines]])
    weights = np.array([*[0.0 for _ in asked], *[one[2] for one in lines]])
    found: list[float] = chance.given(weights).tolist()
    return found[: len(asked)]


def test_small_differences_are_no_surprise_and_large_ones_are() -> None:
    """In a count as counts are."""
    one, eight, fifteen, many = chances([(1, 40), (8, 40), (15, 40), (-137, 400)])

    assert one == pytest.approx(0.25)
    assert eight > 2 * fifteen
    assert many < 0.0001


def test_a_count_with_many_large_differences_finds_them_usual() -> None:
    """What is rare is learnt from the count."""
    wild = [(137 + i, 400, 1.0) for i in range(100)]

    assert chances([(137, 400)], wild)[0] > 10 * chances([(137, 400)])[0]


def test_lines_that_have_a_cause_do_not_make_others_usual() -> None:
    """Their weight is small."""
    wild, explained = (
        chances([(137, 400)], [(137 + i, 400, w) for i in range(100)])[0] for w in (1.0, 0.01)
    )

    assert explained < wild / 5


def test_a_difference_is_less_surprising_where_much_was_expected() -> None:
    """Twenty off is usual among thousands and not among dozens."""
    lines = [(20 + i, 3_000, 1.0) for i in range(12)] + [(1, 40, 1.0)] * 200
    among_thousands, among_dozens = chances([(20, 2_000), (20, 30)], lines)

    assert among_thousands > 5 * among_dozens


def test_a_line_tells_nothing_of_itself() -> None:
    """Alone, it is as surprising as if there were no count at all."""
    alone = Chance([(137, 400, True)])

    assert alone.given(np.ones(1))[0] == pytest.approx(chances([(137, 400)])[0])


@pytest.mark.parametrize("silent", [(-300, 300, True), (-300, 900, False)])
def test_a_line_of_which_not_all_was_seen_tells_others_nothing(
    silent: tuple[int, int, bool],
) -> None:
    """Nothing found of it, or a bin left out: how much it lost is not known."""
    chance = Chance([(-300, 900, True), *[silent] * 50])

    assert chance.given(np.ones(51))[0] == pytest.approx(chances([(-300, 900)])[0])


@given(LINES, st.integers(-5, 10**6))
def test_chances_of_all_differences_are_one_whole(lines: list[Line], expected: int) -> None:
    """Those up to a thousand, both ways, and all that are larger; where all is gone, or more."""
    more = chances([(units, expected) for units in range(1, 1024)], lines)
    ends = [(2**size, 2**size * 2 - 1) for size in _LARGE]
    first, last = (chances([(pair[end], expected) for pair in ends], lines) for end in (0, 1))

    small = 2 * sum(more)
    assert small <= 1
    assert small + 2 * sum(a * b for (a, _), b in zip(ends, first, strict=True)) >= 1 - 1e-9
    assert small + 2 * sum(a * b for (a, _), b in zip(ends, last, strict=True)) <= 1 + 1e-9


@given(LINES, st.integers(1, 10**6))
def test_losing_all_is_losing_that_or_more(lines: list[Line], expected: int) -> None:
    """What cannot be there cannot be lost, so the larger losses fall on this one."""
    gone, gone_of_more, exactly = chances(
        [(-expected, expected), (-expected - 1, expected + 1), (expected, expected)], lines
    )

    if len(str(expected)) == len(str(expected + 1)):
        assert gone - gone_of_more == pytest.approx(exactly, abs=1e-9)


def test_mistakes_come_in_all_sizes() -> None:
    """Ten times as large is a tenth as likely, so that each order of magnitude is as likely."""
    assert size_of_mistake(10) == pytest.approx(10 * size_of_mistake(100))
