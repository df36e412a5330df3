"""What is kept of a stock key: expected numbers, marks, and the row it is stored in."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.channels import Push, StockKey
from ledger.pushing.guard import guard_text, state_from_guard
from ledger.pushing.state import (
    READ,
    Base,
    Intent,
    KeyState,
    NumberReading,
    Refusal,
    UnprovedWrite,
    changes_needed_after,
    expected,
    is_settled,
    mark_due,
    push_of,
    resume,
    touch,
)
from tests.ledger.push_cases import LONG_AGO, NOW, facts, intent, known, reading


def test_expected_is_the_base_less_what_was_taken_since() -> None:
    """By sequence: what was taken at the base's own is in it already."""
    changes = ((9, 1), (10, 2), (11, 3), (12, -1))

    assert expected(known(5), facts(changes=changes)) == 3
    assert expected(KeyState(), facts(changes=changes)) is None


def test_changes_are_needed_since_the_oldest_sequence_kept() -> None:
    """A reading may become the base, paired with a sequence before the base's."""
    assert changes_needed_after(known(reading=reading(3, sequence=8))) == 8
    assert changes_needed_after(known()) == 10
    assert changes_needed_after(KeyState()) == 0


def test_marks_never_go_back() -> None:
    """An older posting acknowledged late takes nothing away."""
    assert mark_due(mark_due(known(), 12), 11).due == 12
    assert touch(touch(known(), 12), 11).touched == 12


def test_a_key_is_settled_when_nothing_is_on_its_way() -> None:
    """The cycle may pass it over."""
    assert is_settled(known())
    for unsettled in ({"due": 1}, {"intent": intent()}, {"reading": reading(3)}, {"doubt": READ}):
        assert not is_settled(known(**unsettled))


def test_a_resumed_key_is_read_anew_and_due() -> None:
    """Whatever another program left there."""
    paused = known(paused=True, drifted_at=NOW, refusal=Refusal("no", 3, NOW), unproved=4)

    assert resume(paused, 20) == known(due=20, doubt=READ)


def test_a_push_carries_the_compared_number_and_the_key() -> None:
    """One write, however often it is sent."""
    cup = StockKey("cup", "7")

    assert push_of(cup, intent()) == Push(stock_key=cup, wanted=3, expected=5, key="key-1")


def test_a_row_never_written_is_a_key_never_read() -> None:
    """The migration's default needs no backfill."""
    assert state_from_guard("{}", due=4, touched=2) == KeyState(due=4, touched=2, doubt=READ)


numbers = st.integers(-5, 50)
sequences = st.integers(1, 1_000)
instants = st.integers(0, 10**9).map(lambda seconds: LONG_AGO + timedelta(seconds=seconds))
states = st.builds(
    KeyState,
    due=sequences,
    touched=sequences,
    base=st.builds(Base, numbers, sequences),
    intent=st.none()
    | st.builds(
        Intent,
        number=numbers,
        base_after=numbers,
        sequence=sequences,
        compared=numbers,
        key=st.text(),
        sent_at=instants,
        last_sent_at=instants,
    ),
    reading=st.none() | st.builds(NumberReading, numbers, sequences, instants),
    doubt=st.none() | st.just(READ) | st.builds(UnprovedWrite, sequences, instants),
    refusal=st.none() | st.builds(Refusal, st.text(), sequences, instants),
    unproved=st.integers(0, 9),
    drifted_at=st.none() | instants,
    paused=st.booleans(),
)


@given(states)
def test_a_state_survives_its_row(state: KeyState) -> None:
    """The marks are columns; all else is the guard."""
    text = guard_text(state)

    assert not {"due", "touched"} & json.loads(text).keys()
    assert state_from_guard(text, due=state.due, touched=state.touched) == state


@pytest.mark.parametrize(
    "fields", [{"due": -1}, {"touched": -1}, {"base": None, "doubt": None}, {"doubt": None}]
)
def test_an_impossible_state_is_refused(fields: dict[str, Any]) -> None:
    """A number that nobody ever knew cannot be beyond doubt."""
    with pytest.raises(ValueError, match=r"below zero|must be read"):
        KeyState(**fields)


@pytest.mark.parametrize(
    "fields", [{"sequence": 0}, {"now": NOW.replace(tzinfo=None)}, {"wanted": -1}]
)
def test_impossible_facts_are_refused(fields: dict[str, Any]) -> None:
    """An empty ledger, an instant without zone, a number below zero where none may be shown."""
    with pytest.raises(ValueError, match=r"nothing was ever booked|no time zone|below zero"):
        facts(**fields)
