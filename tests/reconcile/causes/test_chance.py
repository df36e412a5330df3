"""How surprising a difference is, given how the others differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.causes.chance import SIZE_MAX, Chance, size_of_mistake

_LARGE = range(10, SIZE_MAX)
LINES = st.lists(st.tuples(st.integers(1, 10**6), st.integers(-9, 10**6), st.floats(0, 1)))


def test_small_differences_are_no_surprise_and_large_ones_are() -> None:
    """In a count as counts are."""
    chance = Chance([])

    assert chance.of(1, 40) == pytest.approx(0.25)
    assert chance.of(8, 40) > 2 * chance.of(15, 40)
    assert chance.of(-137, 400) < 0.0001


def test_a_count_with_many_large_differences_finds_them_usual() -> None:
    """What is rare is learnt from the count."""
    wild = Chance([(137 + i, 400, 1.0) for i in range(100)])

    assert wild.of(137, 400) > 10 * Chance([]).of(137, 400)


def test_lines_that_have_a_cause_do_not_make_others_usual() -> None:
    """Their weight is small."""
    wild, explained = (Chance([(137 + i, 400, w) for i in range(100)]) for w in (1.0, 0.01))

    assert explained.of(137, 400) < wild.of(137, 400) / 5


def test_a_difference_is_less_surprising_where_much_was_expected() -> None:
    """Twenty off is usual among thousands and not among dozens."""
    lines = [(20 + i, 3_000, 1.0) for i in range(12)] + [(1, 40, 1.0)] * 200
    chance = Chance(lines)

    assert chance.of(20, 2_000) > 5 * chance.of(20, 30)


def test_a_line_tells_nothing_of_itself() -> None:
    """Alone, it is as surprising as if there were no count at all."""
    alone = Chance([(137, 400, 1.0)])

    assert alone.of(137, 400, own=1.0) == Chance([]).of(137, 400)


@given(LINES, st.integers(-5, 10**6))
def test_chances_of_all_differences_are_one_whole(
    lines: list[tuple[int, int, float]], expected: int
) -> None:
    """Those up to a thousand, both ways, and all that are larger."""
    chance = Chance(lines)
    small = sum(chance.of(sign * units, expected) for units in range(1, 1024) for sign in (1, -1))
    large = [
        (chance.of(2**size, expected), chance.of(2**size * 2 - 1, expected)) for size in _LARGE
    ]

    assert small <= 1
    assert (
        small + 2 * sum(2**size * first for size, (first, _) in zip(_LARGE, large, strict=True))
        >= 1 - 1e-9
    )
    assert (
        small + 2 * sum(2**size * last for size, (_, last) in zip(_LARGE, large, strict=True))
        <= 1 + 1e-9
    )


@given(LINES, st.integers(1, 10**6))
def test_losing_all_is_losing_that_or_more(
    lines: list[tuple[int, int, float]], expected: int
) -> None:
    """What cannot be there cannot be lost, so the larger losses fall on this one."""
    chance = Chance(lines)
    by_one = chance.all_gone(expected) - chance.all_gone(expected + 1)

    if len(str(expected)) == len(str(expected + 1)):
        assert by_one == pytest.approx(chance.of(-expected, expected), abs=1e-9)


def test_mistakes_come_in_all_sizes() -> None:
    """Ten times as large is a tenth as likely, so that each order of magnitude is as likely."""
    assert size_of_mistake(10) == pytest.approx(10 * size_of_mistake(100))
