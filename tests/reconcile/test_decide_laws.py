"""Whatever people do, nothing that is worth much goes into the book by one hand."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from ledger.counts.facts import READY, Decided, Decision, LineStatus, Variance
from reconcile.decide import LineFacts, Rules, Tolerance, agrees, approvers, judge
from reconcile.duties import duty_problem
from reconcile.plan_rules import CLASSES

PEOPLE = ("ann", "bob", "eve", "joe")
COUNTERS = frozenset({"ann"})

tolerances = st.builds(
    Tolerance,
    units=st.integers(0, 3),
    percent=st.integers(0, 30),
    value=st.none() | st.integers(0, 30),
)
rules_drawn = st.builds(
    Rules,
    tolerance=tolerances,
    by_category=st.dictionaries(st.sampled_from(["x", "y"]), tolerances),
    by_class=st.dictionaries(st.sampled_from(CLASSES), tolerances),
    second_person_above=st.none() | st.integers(0, 40),
)
lines = st.builds(
    LineFacts,
    expected=st.integers(-3, 20),
    counted=st.integers(0, 20),
    on_sheet=st.booleans(),
    moved=st.integers(0, 1),
    parts=st.dictionaries(st.sampled_from(["packed", "damaged"]), st.integers(0, 3)),
    unsaid=st.just({}),
    unit_cost=st.none() | st.integers(0, 10),
    category=st.sampled_from(["", "x", "y"]),
    abc_class=st.sampled_from(["", *CLASSES]),
    first_difference=st.none() | st.integers(-4, 4),
)
tries = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(list(Decided))), max_size=8)


def said_of(line: LineFacts, attempts: list[tuple[str, Decided]], rules: Rules) -> list[Decision]:
    """The words that are kept when everybody tries, and those who may not are refused."""
    variance = Variance(
        line=1, row=2, item=1, sku="A", counted_at=datetime(2026, 3, 1, tzinfo=UTC),
        expected=line.expected, counted=line.counted, status=LineStatus.NEEDS_APPROVAL,
        unit_cost=line.unit_cost,
    )  # fmt: skip
    words: list[Decision] = []
    for actor, decided in attempts:
        refused = decided is Decided.ACCEPTED and duty_problem(
            variance, words, actor=actor, counters=COUNTERS, rules=rules
        )
        if not refused:
            words.append(Decision(line=1, decided=decided, difference=line.difference, actor=actor))
    return words


@given(lines, rules_drawn, tries)
def test_what_is_worth_much_never_passes_by_one_hand(
    line: LineFacts, rules: Rules, attempts: list[tuple[str, Decided]]
) -> None:
    """Two who did not count it, or one and a second count that agrees."""
    words = said_of(line, attempts, rules)
    status, _ = judge(line, rules, words)

    if rules.takes_two(line.difference, line.unit_cost) and status in READY:
        hands = approvers(words, line.difference)
        assert status is LineStatus.ACCEPTED
        assert len(hands) + agrees(line, rules) >= 2
        assert not hands & COUNTERS


@given(lines, rules_drawn, tries)
def test_a_line_waits_exactly_when_it_says_why(
    line: LineFacts, rules: Rules, attempts: list[tuple[str, Decided]]
) -> None:
    """Nobody is left to guess, and nobody is told a reason where nothing waits."""
    status, reason = judge(line, rules, said_of(line, attempts, rules))

    waits = status in {LineStatus.NEEDS_APPROVAL, LineStatus.UNCERTAIN}
    assert bool(reason) is waits


@given(lines, rules_drawn)
def test_a_smaller_difference_never_fares_worse(line: LineFacts, rules: Rules) -> None:
    """Of two differences of one sign the tolerance that covers the larger covers the smaller."""
    tolerance = rules.tolerance_of(line.category, line.abc_class)
    larger = line.difference
    for smaller in range(0, larger, 1 if larger > 0 else -1):
        if tolerance.covers(larger, line.expected, unit_cost=line.unit_cost):
            assert tolerance.covers(smaller, line.expected, unit_cost=line.unit_cost)


@given(lines, rules_drawn, tries)
def test_two_accepting_people_always_suffice(
    line: LineFacts, rules: Rules, attempts: list[tuple[str, Decided]]
) -> None:
    """No line waits for ever: bob and eve can settle each."""
    words = said_of(line, [*attempts, *((one, Decided.ACCEPTED) for one in ("bob", "eve"))], rules)

    assert judge(line, rules, words)[0] in {LineStatus.ACCEPTED, LineStatus.MATCHED}


@given(lines, rules_drawn, tries)
def test_a_line_is_judged_by_one_tolerance_alone(
    line: LineFacts, rules: Rules, attempts: list[tuple[str, Decided]]
) -> None:
    """Its category's, else its class's, else the general one; whatever the others say."""
    said = said_of(line, attempts, rules)
    own = rules.by_category.get(line.category) or rules.by_class.get(line.abc_class)
    alone = replace(rules, tolerance=own or rules.tolerance, by_category={}, by_class={})

    status, _ = judge(line, rules, said)

    assert status is judge(line, alone, said)[0]
    assert status is judge(structs.replace(line, abc_class=""), alone, said)[0]
