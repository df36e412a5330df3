"""When a count as a whole looks like a mistake."""

import pytest

from ledger.counts.facts import Confirmation
from reconcile.absurd import Brake, Figures, Leap, Resemblance, absurdities, is_confirmed

BRAKE = Brake()


def figures(**more: object) -> Figures:
    values: dict[str, object] = {"lines": 20, "filled": 20, "zeros": 0, "differing": 0, "units": 0}
    return Figures(**values | more)  # type: ignore[arg-type]


def test_an_ordinary_count_is_not_absurd() -> None:
    """A few lines differ, some of them are empty."""
    assert absurdities(figures(zeros=3, differing=8, units=-40), BRAKE) == []


@pytest.mark.parametrize(
    ("zeros", "filled", "stops"),
    [(20, 20, True), (11, 20, True), (10, 20, False), (4, 4, False), (5, 5, True)],
)
def test_a_column_of_zeros_stops(zeros: int, filled: int, stops: bool) -> None:
    """More than half of what the book has, and at least five lines."""
    found = absurdities(figures(lines=40, zeros=zeros, filled=filled, differing=zeros), BRAKE)

    assert bool(found) is stops
    assert all("were counted 0; is it an empty column?" in one for one in found)


def test_most_lines_differing_stops_with_the_figures() -> None:
    """Both are said: how many lines, and by how much in sum."""
    (said,) = absurdities(figures(differing=11, units=-70), BRAKE)

    assert said.startswith("11 of 20 lines differ from the book, by -70 units in sum")


@pytest.mark.parametrize(
    ("expected", "counted", "stops"),
    [(20, 200, True), (20, 199, False), (9, 90, False), (10, 110, True), (0, 500, False)],
)
def test_ten_times_the_book_stops(expected: int, counted: int, stops: bool) -> None:
    """A slipped digit, from a hundred units on; where the book has nothing there is no ratio."""
    leap = Leap(sku="A", expected=expected, counted=counted)
    found = absurdities(figures(differing=1, risen=[leap]), BRAKE)

    assert found == (
        [f"1 line was counted at 10 times the book or more: A {counted} instead of {expected}"]
        if stops
        else []
    )


def test_of_many_leaps_a_few_are_named() -> None:
    """The sentence stays one."""
    leaps = [Leap(sku=f"S{number}", expected=20, counted=400) for number in range(9)]

    (said,) = absurdities(figures(differing=9, risen=leaps), BRAKE)

    assert said.endswith("S0 400 instead of 20, S1 400 instead of 20, S2 400 instead of 20, …")


@pytest.mark.parametrize(
    ("there", "here", "of", "stops"),
    [(10, 2, 20, True), (9, 2, 20, False), (10, 10, 20, False), (4, 0, 4, False)],
)
def test_a_sheet_of_another_location_is_recognised(
    there: int, here: int, of: int, stops: bool
) -> None:
    """It fits there in half of its lines, and better than here."""
    other = Resemblance(location="annex", there=there, here=here, of=of)
    found = absurdities(figures(resembles=[other]), BRAKE)

    assert bool(found) is stops
    assert all("it looks like a sheet of annex" in one for one in found)


def test_a_confirmation_holds_for_the_figures_that_it_named() -> None:
    """The newest one; when the book learns more, somebody looks again."""
    now = figures(differing=11, units=-70)
    said = Confirmation(differing=11, units=-70, doubts="")
    other = Confirmation(differing=11, units=-69, doubts="")

    assert not is_confirmed(now, [])
    assert is_confirmed(now, [other, said])
    assert not is_confirmed(now, [said, other])
