"""What each answer to a write makes of its stock key."""

from datetime import timedelta
from typing import Any

import pytest

from ledger.channels import (
    Accepted,
    PushAnswer,
    PushManners,
    RefusedPush,
    Stale,
    StockKey,
    Unanswered,
    Undone,
)
from ledger.pushing.answer import Outcome, after_answer
from ledger.pushing.state import READ, Base, KeyState, Refusal, Trouble, UnprovedWrite
from tests.ledger.push_cases import LONG_AGO, NOW, intent, known, reading
from tests.ledger.push_shops import BLIND, COMPARES, ON_HAND

CUP = StockKey("cup")


def answered(state: KeyState, answer: PushAnswer, manners: PushManners = BLIND) -> Outcome:
    return after_answer(state, answer, now=NOW, manners=manners)


def sending(**fields: Any) -> KeyState:
    """Three are on their way over five, at sequence 15."""
    defaults: dict[str, Any] = {"due": 15, "intent": intent()}
    return known(**(defaults | fields))


def test_an_accepted_write_is_the_base() -> None:
    """Paired with the sequence that it was computed at; the mark is cleared."""
    state = answered(sending(), Accepted(CUP), COMPARES).state

    assert (state.base, state.due, state.intent) == (Base(3, 15), 0, None)
    assert state.doubt is None


def test_a_mark_made_while_the_write_was_on_its_way_stays() -> None:
    """What was sold meanwhile is not in the number."""
    assert answered(sending(due=16), Accepted(CUP)).state.due == 16


@pytest.mark.parametrize("manners", [BLIND, ON_HAND])
def test_without_compare_and_set_an_accepted_write_is_in_doubt(manners: PushManners) -> None:
    """A sale between read and write was passed over, perhaps."""
    assert answered(sending(), Accepted(CUP), manners).state.doubt == UnprovedWrite(15, NOW)


def test_compare_and_set_leaves_an_older_doubt() -> None:
    """The number compared with was right, the one written may not be."""
    assert answered(sending(doubt=READ), Accepted(CUP), COMPARES).state.doubt == READ


@pytest.mark.parametrize("manners", [BLIND, COMPARES])
def test_a_move_by_the_difference_stays_in_doubt(manners: PushManners) -> None:
    """Its base is what expected would be, not what stands there."""
    moving = sending(intent=intent(number=3, base_after=6))
    state = answered(moving, Accepted(CUP), manners).state

    assert (state.base, state.doubt) == (Base(6, 15), READ)


def test_an_accepted_write_ends_a_refusal() -> None:
    """Someone has mended it."""
    assert (
        answered(sending(refusal=Refusal("no", 12, LONG_AGO)), Accepted(CUP)).state.refusal is None
    )


def test_a_stale_answer_is_a_reading_and_the_mark_stays() -> None:
    """The base is left until the number is explained or proved."""
    state = answered(sending(), Stale(CUP, 4), COMPARES).state

    assert state.reading == reading(4, sequence=15, answered_at=NOW)
    assert (state.base, state.due, state.intent) == (Base(5, 10), 15, None)


def test_without_an_answer_the_intent_stays() -> None:
    """Nobody knows whether it took effect."""
    assert answered(sending(), Unanswered(CUP)) == Outcome(state=sending())


def test_a_write_that_was_never_done_leaves_the_mark_for_the_next_cycle() -> None:
    """Nothing is waited for, and nobody is told; of a repeated one the first may have landed."""
    undone = answered(sending(), Undone(CUP))
    repeated = sending(intent=intent(last_sent_at=NOW + timedelta(seconds=9)))

    assert (undone.state, undone.incidents) == (sending(intent=None), ())
    assert answered(repeated, Undone(CUP)).state == repeated


def test_a_refused_write_keeps_the_words_of_the_platform() -> None:
    """Nothing was written, so the base still holds; the mark stays."""
    outcome = answered(sending(), RefusedPush(CUP, "stock management is off"))

    assert outcome.state.refusal == Refusal("stock management is off", 15, NOW)
    assert (outcome.state.base, outcome.state.due, outcome.state.intent) == (Base(5, 10), 15, None)
    assert outcome.state.doubt is None
    assert [one.kind for one in outcome.incidents] == [Trouble.REFUSED]
    assert "stock management is off" in outcome.incidents[0].text


def test_a_repeated_write_that_is_refused_must_be_read() -> None:
    """Its first sending may have taken effect."""
    repeated = intent(last_sent_at=NOW + timedelta(seconds=9))

    assert answered(sending(intent=repeated), RefusedPush(CUP, "no")).state.doubt == READ


def test_an_answer_that_nobody_waits_for_is_a_mistake() -> None:
    """The caller mixed up two keys, or did not check the fence."""
    with pytest.raises(ValueError, match="no write was on its way"):
        answered(known(), Accepted(CUP))
