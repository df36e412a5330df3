"""Which differences pass by themselves, and why others wait."""

import pytest

from ledger.counts.facts import Decided, Decision, LineStatus
from reconcile.decide import LineFacts, Rules, Tolerance, judge

STRICT = Rules()
WIDE = Rules(tolerance=Tolerance(units=10))
FIVE = Rules(tolerance=Tolerance(units=5))


def facts(expected: int, counted: int, **more: object) -> LineFacts:
    values: dict[str, object] = {"parts": {}, "unsaid": {}} | more
    return LineFacts(expected=expected, counted=counted, **values)  # type: ignore[arg-type]


def word(difference: int, decided: Decided = Decided.ACCEPTED, *, actor: str = "bob") -> Decision:
    return Decision(line=1, decided=decided, difference=difference, actor=actor)


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
        (10, 9, Tolerance(), False),
    ],
)
def test_small_differences_pass(
    expected: int, counted: int, tolerance: Tolerance, passes: bool
) -> None:
    """Within the units or within the percent, whichever is more; percents are rounded down."""
    status, _ = judge(facts(expected, counted), Rules(tolerance=tolerance))

    assert status == (LineStatus.WITHIN_TOLERANCE if passes else LineStatus.NEEDS_APPROVAL)


def test_as_expected_is_matched() -> None:
    """Nothing to say."""
    assert judge(facts(7, 7), STRICT) == (LineStatus.MATCHED, "")


def test_goods_that_moved_meanwhile_hold_the_line() -> None:
    """Even when it fits: it may fit by accident."""
    status, reason = judge(facts(7, 7, moved=2), WIDE)

    assert (status, reason) == (LineStatus.UNCERTAIN, "2 units moved while it was counted")


@pytest.mark.parametrize("part", ["committed", "packed", "inspection", "damaged"])
def test_a_difference_that_is_just_a_part_of_the_goods_never_passes(part: str) -> None:
    """Somebody left the packed ones out, or counted the damaged ones twice."""
    status, reason = judge(facts(10, 8, parts={part: 2}), FIVE)

    assert status is LineStatus.NEEDS_APPROVAL
    assert part in reason


def test_what_nobody_declared_is_asked() -> None:
    """Were the damaged ones among those that were counted?"""
    line = facts(10, 9, parts={"damaged": 2}, unsaid={"damaged": 2})
    status, reason = judge(line, FIVE)

    assert status is LineStatus.NEEDS_APPROVAL
    assert "--damaged not-counted" in reason


def test_what_a_complete_sheet_does_not_name_is_looked_at() -> None:
    """However little it is."""
    status, reason = judge(facts(1, 0, on_sheet=False), FIVE)

    assert status is LineStatus.NEEDS_APPROVAL
    assert "not on the sheet" in reason


@pytest.mark.parametrize(
    ("decided", "status"),
    [(Decided.ACCEPTED, LineStatus.ACCEPTED), (Decided.RECOUNT, LineStatus.RECOUNT)],
)
def test_a_persons_word_holds(decided: Decided, status: LineStatus) -> None:
    """As long as the difference is the one that was looked at."""
    assert judge(facts(10, 8), STRICT, [word(-2, decided)]) == (status, "")


def test_a_word_on_another_difference_is_void() -> None:
    """The book has learnt more; whoever approved 2 did not approve 5."""
    status, reason = judge(facts(13, 8), WIDE, [word(-2)])

    assert status is LineStatus.NEEDS_APPROVAL
    assert "the difference was -2" in reason


@pytest.mark.parametrize(
    ("tolerance", "unit_cost", "passes"),
    [
        (Tolerance(units=2, value=10), 5, True),
        (Tolerance(units=2, value=10), 6, False),
        (Tolerance(units=1, value=10), 5, False),
        (Tolerance(value=10), 5, True),
        (Tolerance(value=10), 6, False),
        (Tolerance(value=10), 0, True),
        (Tolerance(units=5, percent=50, value=10), None, False),
        (Tolerance(units=5), None, True),
    ],
)
def test_a_value_narrows_and_decides_alone_where_no_quantity_is_said(
    tolerance: Tolerance, unit_cost: int | None, passes: bool
) -> None:
    """Two units are missing of twenty; without a cost nobody knows what they are worth."""
    status, reason = judge(facts(20, 18, unit_cost=unit_cost), Rules(tolerance=tolerance))

    assert status == (LineStatus.WITHIN_TOLERANCE if passes else LineStatus.NEEDS_APPROVAL)
    assert ("no unit cost" in reason) is (unit_cost is None and not passes)


def test_a_category_has_a_tolerance_of_its_own() -> None:
    """It replaces the general one, both ways."""
    rules = Rules(tolerance=Tolerance(units=1), by_category={"screws": Tolerance(percent=10),
                                                             "gold": Tolerance()})  # fmt: skip
    found = {
        category: judge(facts(100, counted, category=category), rules)[0]
        for category, counted in (("screws", 90), ("gold", 99), ("", 99), ("mugs", 98))
    }

    passed, waits = LineStatus.WITHIN_TOLERANCE, LineStatus.NEEDS_APPROVAL
    assert found == {"screws": passed, "gold": waits, "": passed, "mugs": waits}


def test_a_class_has_a_tolerance_that_yields_to_the_category() -> None:
    """What a person said of these goods is nearer to them than how well they sell."""
    rules = Rules(tolerance=Tolerance(units=1), by_category={"liquids": Tolerance(percent=5)},
                  by_class={"A": Tolerance(), "C": Tolerance(percent=10)})  # fmt: skip
    found = {
        (abc_class, category): judge(
            facts(100, counted, abc_class=abc_class, category=category), rules
        )
        for abc_class, category, counted in (
            ("A", "", 99), ("B", "", 99), ("C", "", 90), ("A", "liquids", 95), ("C", "liquids", 90),
        )
    }  # fmt: skip

    passed, waits = LineStatus.WITHIN_TOLERANCE, LineStatus.NEEDS_APPROVAL
    assert found == {
        ("A", ""): (waits, "beyond the tolerance of class A"),
        ("B", ""): (passed, ""),
        ("C", ""): (passed, ""),
        ("A", "liquids"): (passed, ""),
        ("C", "liquids"): (waits, "beyond the tolerance of category liquids"),
    }


TWO = Rules(tolerance=Tolerance(units=5), second_person_above=100)


def test_what_is_worth_much_takes_two_people() -> None:
    """Also when it is few units; the same person twice is one person."""
    line = facts(10, 8, unit_cost=60)

    assert judge(line, TWO)[0] is LineStatus.NEEDS_APPROVAL
    status, reason = judge(line, TWO, [word(-2), word(-2)])
    assert (status, reason) == (
        LineStatus.NEEDS_APPROVAL,
        "bob approved it, and another person must",
    )
    assert judge(line, TWO, [word(-2), word(-2, actor="eve")])[0] is LineStatus.ACCEPTED
    assert judge(facts(10, 8, unit_cost=50), TWO)[0] is LineStatus.WITHIN_TOLERANCE


def test_an_approval_of_another_difference_is_none() -> None:
    """The first saw -2, the second sees -3: two people have not said the same."""
    line = facts(10, 7, unit_cost=60)

    assert judge(line, TWO, [word(-2), word(-3, actor="eve")])[0] is LineStatus.NEEDS_APPROVAL


def test_a_line_sent_back_begins_anew() -> None:
    """Whoever approved it before has to look again."""
    line = facts(10, 8, unit_cost=60)
    words = [word(-2), word(-2, Decided.RECOUNT, actor="eve"), word(-2, actor="eve")]

    assert judge(line, TWO, words[:2])[0] is LineStatus.RECOUNT
    assert judge(line, TWO, words)[0] is LineStatus.NEEDS_APPROVAL


def test_what_has_no_cost_is_taken_for_precious() -> None:
    """It takes two people, since nobody knows what it is worth."""
    assert judge(facts(10, 9), TWO, [word(-1)])[0] is LineStatus.NEEDS_APPROVAL
    assert judge(facts(10, 9), TWO, [word(-1), word(-1, actor="eve")])[0] is LineStatus.ACCEPTED


@pytest.mark.parametrize(
    ("first", "rules", "status"),
    [
        (-2, STRICT, LineStatus.AGREED),
        (-3, STRICT, LineStatus.NEEDS_APPROVAL),
        (-3, Rules(tolerance=Tolerance(units=1)), LineStatus.AGREED),
        (0, STRICT, LineStatus.NEEDS_APPROVAL),
        (-2, Rules(second_person_above=0), LineStatus.NEEDS_APPROVAL),
    ],
)
def test_two_counts_settle_a_line_when_they_differ_from_the_book_alike(
    first: int, rules: Rules, status: LineStatus
) -> None:
    """The figures themselves may be far apart, since goods moved between the two."""
    found, reason = judge(facts(40, 38, unit_cost=1, first_difference=first), rules)

    assert found is status
    assert ("the two counts agree" in reason) is (rules.second_person_above is not None)


def test_a_second_count_that_fits_the_book_contradicts_the_first() -> None:
    """One of the two is wrong; a person says which."""
    status, reason = judge(facts(10, 10, first_difference=-2), STRICT)

    assert status is LineStatus.NEEDS_APPROVAL
    assert "the first count differed by -2, this one by +0" in reason
    assert judge(facts(10, 10, first_difference=-2), STRICT, [word(0)])[0] is LineStatus.ACCEPTED


def test_agreement_is_worth_one_approval() -> None:
    """Of what takes two people: one more person, who counted neither time."""
    line = facts(10, 8, unit_cost=60, first_difference=-2)

    assert judge(line, TWO, [word(-2)])[0] is LineStatus.ACCEPTED
    assert judge(facts(10, 8, unit_cost=60, first_difference=9), TWO, [word(-2)])[0] is (
        LineStatus.NEEDS_APPROVAL
    )


def test_two_people_who_both_left_out_the_packed_ones_do_not_settle_it() -> None:
    """Their agreement says nothing about what neither of them saw."""
    line = facts(10, 8, parts={"packed": 2}, first_difference=-2)

    assert judge(line, STRICT)[0] is LineStatus.NEEDS_APPROVAL
