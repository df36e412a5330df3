"""Which differences pass by themselves, and why others wait."""

import pytest

from ledger.counts import Decided, Decision, LineStatus
from reconcile.decide import LineFacts, Tolerance, judge

STRICT = Tolerance()


def facts(expected: int, counted: int, **more: object) -> LineFacts:
    values: dict[str, object] = {"parts": {}, "unsaid": {}} | more
    return LineFacts(expected=expected, counted=counted, **values)  # type: ignore[arg-type]


def decision(difference: int, decided: Decided = Decided.ACCEPTED) -> Decision:
    return Decision(line=1, decided=decided, difference=difference)


@pytest.mark.parametrize(
    ("expected", "counted", "tolerance", "passes"),
    [
        (100, 102, Tolerance(units=2), True),
        (100, 103, Tolerance(units=2), False),
        (100, 97, Tolerance(percent=3), True),
        (100, 96, Tolerance(percent=3), False),
        (10, 9, Tolerance(units=1, percent=1), True),
        (1000, 990, Tolerance(units=1, percent=1), True),
        (33, 32, Tolerance(percent=3), False),
        (0, 1, Tolerance(percent=100), False),
        (-5, 0, Tolerance(percent=100), False),
        (10, 9, STRICT, False),
    ],
)
def test_small_differences_pass(
    expected: int, counted: int, tolerance: Tolerance, passes: bool
) -> None:
    """Within the units or within the percent, whichever is more; percents are rounded down."""
    status, _ = judge(facts(expected, counted), tolerance, None)

    assert status == (LineStatus.WITHIN_TOLERANCE if passes else LineStatus.NEEDS_APPROVAL)


def test_as_expected_is_matched() -> None:
    """Nothing to say."""
    assert judge(facts(7, 7), STRICT, None) == (LineStatus.MATCHED, "")


def test_goods_that_moved_meanwhile_hold_the_line() -> None:
    """Even when it fits: it may fit by accident."""
    status, reason = judge(facts(7, 7, moved=2), Tolerance(units=10), None)

    assert (status, reason) == (LineStatus.UNCERTAIN, "2 units moved while it was counted")


@pytest.mark.parametrize("part", ["committed", "packed", "inspection", "damaged"])
def test_a_difference_that_is_just_a_part_of_the_goods_never_passes(part: str) -> None:
    """Somebody left the packed ones out, or counted the damaged ones twice."""
    status, reason = judge(facts(10, 8, parts={part: 2}), Tolerance(units=5), None)

    assert status is LineStatus.NEEDS_APPROVAL
    assert part in reason


def test_what_nobody_declared_is_asked() -> None:
    """Were the damaged ones among those that were counted?"""
    line = facts(10, 9, parts={"damaged": 2}, unsaid={"damaged": 2})
    status, reason = judge(line, Tolerance(units=5), None)

    assert status is LineStatus.NEEDS_APPROVAL
    assert "--damaged not-counted" in reason


def test_what_a_complete_sheet_does_not_name_is_looked_at() -> None:
    """However little it is."""
    status, reason = judge(facts(1, 0, on_sheet=False), Tolerance(units=5), None)

    assert status is LineStatus.NEEDS_APPROVAL
    assert "not on the sheet" in reason


@pytest.mark.parametrize(
    ("decided", "status"),
    [(Decided.ACCEPTED, LineStatus.ACCEPTED), (Decided.RECOUNT, LineStatus.RECOUNT)],
)
def test_a_persons_word_holds(decided: Decided, status: LineStatus) -> None:
    """As long as the difference is the one that was looked at."""
    assert judge(facts(10, 8), STRICT, decision(-2, decided)) == (status, "")


def test_a_word_on_another_difference_is_void() -> None:
    """The book has learnt more; whoever approved 2 did not approve 5."""
    status, reason = judge(facts(13, 8), Tolerance(units=10), decision(-2))

    assert status is LineStatus.NEEDS_APPROVAL
    assert "the difference was -2" in reason
