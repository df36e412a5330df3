"""What the push rule does with a number just read: steps 5 and 6, one branch a test."""

from typing import Any, Final

import pytest

from ledger.channels import Parts
from ledger.pushing.rule import GONE, Decision, after_read, decide
from ledger.pushing.state import READ, KeyState, MustRead, Refusal, Send, Trouble, Why
from tests.ledger.push_cases import (
    LONG_AGO,
    NOW,
    facts,
    intent,
    known,
    left,
    reading,
    sent,
    troubles,
)

OURS: Final = (("near", 2), ("far", 3))
"""How five are shared out over two locations."""


def read(state: KeyState, shown: int | None, lying: Parts = (), **fields: Any) -> Decision:
    """The number was asked for at sequence 18, and answered at 20."""
    return after_read(state, shown, facts(**fields), read=MustRead(18), key="new", parts=lying)


def written(decision: Decision) -> Parts:
    assert isinstance(decision.action, Send)
    return decision.action.intent.parts


def test_the_expected_number_is_written_over() -> None:
    """Read, compared, and written at once."""
    assert sent(read(known(9, due=20), 9)) == (5, 9, 5)


def test_the_expected_number_is_written_over_in_doubt_too() -> None:
    """The write will be proved in its turn."""
    assert sent(read(known(9, due=20, doubt=READ), 9)) == (5, 9, 5)


def test_an_audit_that_reads_the_wanted_number_is_content() -> None:
    """Nothing is written."""
    assert left(read(known(5), 5)) is Why.AS_WANTED


def test_an_audit_mends_a_key_that_nobody_marked() -> None:
    """Expected was read, but another number is wanted."""
    assert sent(read(known(4), 4)) == (5, 4, 5)


def test_an_unexpected_number_becomes_a_reading() -> None:
    """Paired with the sequence before the read was sent."""
    decision = read(known(5), 3)

    assert left(decision) is Why.READ_UNEXPECTED
    assert decision.state.reading == reading(3, sequence=18, answered_at=NOW)


def test_an_expected_number_in_doubt_becomes_a_reading() -> None:
    """It must be proved like any other."""
    decision = read(known(5, doubt=READ), 5)

    assert decision.state.reading == reading(5, sequence=18, answered_at=NOW)


def test_with_a_write_unanswered_nothing_is_written_over() -> None:
    """Whichever number was read."""
    decision = read(known(9, due=20, intent=intent(sent_at=LONG_AGO), doubt=READ), 9)

    assert left(decision) is Why.READ_UNEXPECTED


@pytest.mark.parametrize(
    ("shown", "wanted", "written"),
    [
        (7, 5, (3, 7, 5)),  # two unseen sales: both are kept in the number
        (7, 11, (9, 7, 11)),
        (10, 7, (8, 10, 7)),  # one typed over: no more is offered than before
        (1, 5, (0, 1, 8)),  # not below zero: the base says what is missing
    ],
)
def test_a_busy_key_moves_by_the_difference(
    shown: int, wanted: int, written: tuple[int, int, int]
) -> None:
    """Nine were expected; the base keeps what the number read differs by."""
    decision = read(known(9, due=20), shown, wanted=wanted)

    assert sent(decision) == written
    assert decision.state.doubt == READ


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (10, 11),  # it would offer more than is wanted
        (0, 5),  # zero stays zero
        (-1, 5),  # and a number below it is not raised to zero
    ],
)
def test_a_busy_key_does_not_move_where_that_could_oversell(shown: int, wanted: int) -> None:
    """It waits for its proof."""
    assert left(read(known(9, due=20), shown, wanted=wanted)) is Why.READ_UNEXPECTED


def test_a_busy_key_moves_below_zero_where_that_is_allowed() -> None:
    """There every unit owed is shown."""
    decision = read(known(9, due=20), 1, wanted=5, show_negative=True)

    assert sent(decision) == (-3, 1, 5)


def test_a_stock_key_that_the_channel_no_longer_knows_is_refused() -> None:
    """It rests, and a person is told."""
    decision = read(known(9, due=20), None)

    assert (left(decision), troubles(decision)) == (Why.REFUSED, [Trouble.REFUSED])
    assert decision.state.refusal == Refusal(GONE, 20, NOW)
    assert left(decide(decision.state, facts(), key="new")) is Why.REFUSED


def test_a_wanted_number_that_lies_elsewhere_is_written_once_more() -> None:
    """The same number, compared with itself."""
    decision = read(known(5, due=20), 5, (("near", 5), ("far", 0)), parts=OURS)

    assert (sent(decision), written(decision)) == ((5, 5, 5), OURS)


@pytest.mark.parametrize("lying", [OURS, tuple(reversed(OURS))])
def test_a_wanted_number_that_lies_where_it_should_is_left(lying: Parts) -> None:
    """In whichever order the platform tells its locations."""
    assert left(read(known(5, due=20), 5, lying, parts=OURS)) is Why.AS_WANTED


def test_in_doubt_nothing_is_carried() -> None:
    """The number itself comes first."""
    decision = read(known(5, due=20, doubt=READ), 5, (("near", 5), ("far", 0)), parts=OURS)

    assert left(decision) is Why.READ_UNEXPECTED


def test_a_number_below_zero_is_not_carried() -> None:
    """It is never raised to zero, at no location."""
    nothing = (("near", 0), ("far", 0))
    decision = read(known(-1, due=20), -1, (("near", -1), ("far", 0)), wanted=0, parts=nothing)

    assert left(decision) is Why.AS_WANTED


def test_a_busy_keys_parts_sum_to_what_is_written() -> None:
    """Two unseen sales: they are taken where most is."""
    decision = read(known(9, due=20), 7, (("near", 7), ("far", 0)), parts=OURS)

    assert (sent(decision), written(decision)) == ((3, 7, 5), (("far", 2), ("near", 1)))
