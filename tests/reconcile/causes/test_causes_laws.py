"""What holds of causes whatever the lines: order, names, likelihoods."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.counts.cause_reads import OwingOrder, Supply
from ledger.counts.facts import LineStatus
from reconcile.causes.facts import Differing, Evidence, OtherCount
from reconcile.causes.likeness import GROUP_MAX
from reconcile.causes.rank import CAUSES_MAX, LIKELIHOOD_MIN, explain
from tests.reconcile.causes.lines import MICROS, change, count, line

pytestmark = pytest.mark.slow

SIZES = st.sampled_from([1, 2, 9, 12, 24, 90, 100, 137])
CODES = re.compile(r"\b[ABC]0[0-9]{2}\b")


def drawn_facts() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "pack_size": st.sampled_from([1, 12]),
            "name": st.sampled_from(["", "mug blue", "mug red"]),
            "changes": st.lists(st.builds(change, st.integers(-400, 400), SIZES), max_size=2).map(
                tuple
            ),
            "incoming": st.lists(st.builds(Supply, at=st.just(0), units=SIZES), max_size=2).map(
                tuple
            ),
            "orders": st.lists(
                st.builds(
                    OwingOrder,
                    channel=st.just("shop"),
                    order_id=st.just("1001"),
                    placed_at=st.just(0),
                    units=SIZES,
                ),
                max_size=2,
            ).map(tuple),
            "received": st.lists(st.tuples(st.just(0), SIZES), max_size=2).map(tuple),
            "elsewhere": st.just({"annex": 100}),
            "other_counts": st.lists(
                st.builds(
                    OtherCount,
                    count=st.just(6),
                    location=st.just("annex"),
                    at=st.just(MICROS),
                    difference=SIZES,
                ),
                max_size=1,
            ).map(tuple),
        }
    )


@st.composite
def drawn_lines(draw: st.DrawFn) -> list[Differing]:
    """Codes that are alike and codes that are not, with differences that meet each other."""
    skus = draw(st.lists(st.from_regex(CODES, fullmatch=True), max_size=12, unique=True))
    lines = []
    for number, sku in enumerate(skus):
        expected, counted = draw(SIZES), draw(SIZES | st.just(0))
        if expected != counted:
            facts = draw(drawn_facts()) | {"row": draw(st.sampled_from([None, 2 + number]))}
            lines.append(line(sku, expected, counted, item=number, **facts))
    return lines


@given(drawn_lines(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines: list[Differing], order: Any) -> None:
    """The same causes with the same likelihoods, down to the last digit."""
    shuffled = list(lines)
    order.shuffle(shuffled)

    assert explain(Evidence(count(), tuple(lines))) == explain(Evidence(count(), tuple(shuffled)))


@given(drawn_lines())
def test_a_cause_names_only_what_is_in_evidence(lines: list[Differing]) -> None:
    """Items that differ in this count, and the line itself among them in its command."""
    known = {one.sku for one in lines}

    for explained in explain(Evidence(count(), tuple(lines))):
        for cause in explained.causes:
            assert set(CODES.findall(f"{cause.evidence} {cause.command}")) <= known


@given(drawn_lines())
def test_likelihoods_are_of_one_whole(lines: list[Differing]) -> None:
    """Chance has its part, the likeliest cause comes first, and only a few are told."""
    for explained in explain(Evidence(count(), tuple(lines))):
        likelihoods = [one.likelihood for one in explained.causes]
        assert sum(likelihoods) < 1
        assert likelihoods == sorted(likelihoods, reverse=True)
        assert all(one >= LIKELIHOOD_MIN for one in likelihoods)
        assert len(likelihoods) <= CAUSES_MAX


def test_what_passed_by_itself_is_not_asked_about() -> None:
    """Unless by name."""
    small = line("A001", 30, 29, status=LineStatus.WITHIN_TOLERANCE)
    evidence = Evidence(count(), (small, line("B002", 30, 9)))

    assert [one.line.sku for one in explain(evidence)] == ["B002"]
    assert [one.line.sku for one in explain(evidence, ["A001"])] == ["A001"]


def test_a_likeness_that_everything_shares_says_nothing() -> None:
    """A list whose names all differ in one word has no neighbours by name."""
    crowd = [
        line(f"{i:x}-{i * 17}q", 500, 500 + sign * (100 + i // 2), name=f"mug {i}")
        for i, sign in enumerate([1, -1] * (GROUP_MAX // 2))
    ]
    pair = (line("XA", 99, 30, name="mug a"), line("YB", 30, 99, name="mug b"))

    found = explain(Evidence(count(), (*pair, *crowd)), ["XA"])

    assert all("name" not in one.evidence for one in found[0].causes)
