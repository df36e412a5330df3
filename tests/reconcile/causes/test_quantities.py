"""Cases and units, digits, goods that nobody counted or that were counted twice."""

import pytest

from reconcile.causes.facts import OtherSheet
from tests.reconcile.causes.lines import causes, kinds, line


@pytest.mark.parametrize(
    ("expected", "counted", "kind", "said"),
    [
        (144, 12, "cases_as_units", "12 cases of 12, counted as one unit each"),
        (150, 18, "cases_as_units", "12 cases of 12, counted as one unit each"),
        (150, 84, "cases_as_units", "6 cases of 12, counted as one unit each"),
        (100, 144, "units_as_cases", "4 units, counted as a case of 12 each"),
        (11, 132, "units_as_cases", "11 units, counted as a case of 12 each"),
        (600, 564, "cases_missed", "just 3 whole cases of 12 missing"),
        (600, 588, "cases_missed", "just 1 whole case of 12 missing"),
    ],
)
def test_multiples_of_the_pack_size_are_told(
    expected: int, counted: int, kind: str, said: str
) -> None:
    """Each way in which cases and units are confused."""
    first, *_ = causes(line("A", expected, counted, pack_size=12))

    assert (first.kind, first.evidence) == (kind, said)
    assert first.command == "stockbook count recount 7 A"


def test_cases_of_a_size_that_nobody_told_are_guessed_at() -> None:
    """Only where the whole count is a usual multiple."""
    assert causes(line("A", 528, 22))[0].evidence == (
        "22 cases of 24 would be just the 528 expected"
    )
    assert causes(line("A", 22, 528))[0].kind == "units_as_cases"
    assert kinds(line("A", 529, 22)) == []


@pytest.mark.parametrize(
    ("expected", "counted", "said"),
    [
        (12, 21, "21 for 12: two digits changed places"),
        (1320, 1230, "1230 for 1320: two digits changed places"),
        (128, 18, "18 for 128: a digit was left out"),
        (100, 10, "10 for 100: a digit was left out"),
        (35, 335, "335 for 35: a digit stands twice, or a zero too many"),
        (35, 350, "350 for 35: a digit stands twice, or a zero too many"),
        (185, 785, "785 for 185: the digits look alike"),
        (185, 485, "485 for 185: the keys lie side by side"),
        (485, 785, "785 for 485: the keys lie side by side"),
        (185, 985, "985 for 185: one digit is another"),
    ],
)
def test_slips_of_the_fingers_are_told(expected: int, counted: int, said: str) -> None:
    """Transposed, lost, doubled, beside."""
    first, *_ = causes(line("A", expected, counted))

    assert (first.kind, first.evidence) == ("mistyped", said)


def test_one_unit_beside_is_no_slip() -> None:
    """4 for 5 lie side by side on the keys, and are far oftener a unit too few."""
    assert kinds(line("A", 5, 4)) == []


def test_what_a_complete_sheet_does_not_name_was_not_counted() -> None:
    """Surer with others beside it that are missing too."""
    alone, *_ = causes(line("A-31", 80, 0))
    beside, *_ = causes(line("A-31", 80, 0), line("A-32", 66, 0), line("A-33", 70, 0))

    assert alone.kind == beside.kind == "not_counted"
    assert alone.evidence == "all 80 are missing: it is not on the sheet at all"
    assert beside.evidence.endswith("at all, like 2 more that are alike or beside it")
    assert alone.likelihood < beside.likelihood


def test_a_zero_that_somebody_wrote_is_a_weaker_sign() -> None:
    """Somebody was there."""
    written = causes(line("A-31", 80, 0, row=4))[0]

    assert written.evidence == "all 80 are missing: nothing of it was counted"
    assert written.likelihood < causes(line("A-31", 80, 0))[0].likelihood


def test_nobody_mistyped_what_nobody_wrote() -> None:
    """Nor counted its cases: a line that is not on the sheet has no slip in it."""
    assert kinds(line("A-31", 70, 0, pack_size=70)) == ["not_counted"]


@pytest.mark.parametrize("missing", [40, 52, 31, 95])
def test_a_bin_that_nobody_counted_is_told_whatever_lies_there_now(missing: int) -> None:
    """As many as were last found, or some were sold or came since."""
    short = line("A", 400, 400 - missing, missed_bins={"H-7": 40, "K-2": 12})

    first, *_ = causes(short)

    assert first.kind == "not_counted"
    assert first.evidence.startswith("nobody counted where it was last found too: H-7 (40), K-2")


def test_the_part_that_another_sheet_has_is_told() -> None:
    """An item in two aisles, and each aisle was uploaded as a count."""
    first, *_ = causes(line("A", 90, 37, other_sheets=(OtherSheet(count=6, counted=53),)))

    assert first.kind == "not_counted"
    assert first.evidence.startswith("count 6 has the 53 that are missing here")


def test_twice_the_expected_was_counted_twice() -> None:
    """By two people, or from two sheets."""
    assert kinds(line("A", 37, 74))[0] == "counted_twice"


@pytest.mark.parametrize(("expected", "counted"), [(0, 3), (-4, 3), (-4, 0), (0, 1), (3, 0)])
def test_lines_without_much_to_expect_ask_for_nothing(expected: int, counted: int) -> None:
    """Nothing was there to miss, to double or to mistype."""
    assert kinds(line("A", expected, counted, pack_size=12)) == []


def test_most_of_the_cases_are_hardly_overlooked() -> None:
    """Three of ten stood on the top shelf; where all of three are gone a digit is likelier."""
    assert kinds(line("A", 250, 178, pack_size=24))[0] == "cases_missed"
    assert kinds(line("A", 80, 8, pack_size=24))[0] == "mistyped"
