"""The push rule step by step, one branch a test; the stories and the model show them at work."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ledger.pushing.drift import DRIFT_AGAIN
from ledger.pushing.rule import (
    REFUSAL_REST,
    UNPROVED_TRIES,
    Decision,
    decide,
)
from ledger.pushing.state import (
    READ,
    Base,
    KeyState,
    MustRead,
    Refusal,
    Resend,
    Trouble,
    UnprovedWrite,
    Why,
)
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
from tests.ledger.push_shops import BLIND, COMPARES, KEYS_KEPT, LAG, LEASE, LONGEST_REQUEST, ON_HAND

SECOND = timedelta(seconds=1)
MISCOUNTS = replace(BLIND, miscounts=True)


def decided(state: KeyState, **fields: Any) -> Decision:
    return decide(state, facts(**fields), key="new")


def test_nothing_due_is_no_call() -> None:
    """A settled key is left alone."""
    assert left(decided(known())) is Why.NOTHING_DUE


def test_a_key_that_is_as_wanted_needs_no_call() -> None:
    """The channel that sold is right already: its own sale is in what is expected."""
    decision = decided(known(6, due=20), changes=((12, 1),))

    assert left(decision) is Why.AS_WANTED
    assert decision.state.due == 0


def test_a_platform_that_miscounts_is_read_though_it_should_be_as_wanted() -> None:
    """It may have lost the sale that made the key due; one that is not due costs no call."""
    assert decided(known(6, due=20), changes=((12, 1),), manners=MISCOUNTS).action == MustRead(20)
    assert left(decided(known(), manners=MISCOUNTS)) is Why.NOTHING_DUE


def test_zero_wanted_is_satisfied_by_a_number_below_it() -> None:
    """On a platform that shows what is for sale."""
    assert left(decided(known(-1, due=20), wanted=0)) is Why.AS_WANTED


def test_on_hand_a_number_below_what_is_wanted_is_written() -> None:
    """There zero on hand is not zero for sale."""
    decision = decided(known(-1, due=20), wanted=0, manners=ON_HAND)

    assert decision.action == MustRead(20)


def test_a_number_below_zero_is_raised_where_such_numbers_are_pushed() -> None:
    """There zero means that nothing is owed any more."""
    fields = {"manners": COMPARES, "show_negative": True}

    assert sent(decided(known(-2, due=20), wanted=0, **fields)) == (0, -2, 0)
    assert sent(decided(known(0, due=20), wanted=-2, **fields)) == (-2, 0, -2)


def test_compare_and_set_compares_with_the_expected_number() -> None:
    """Never with one just read, and without reading."""
    decision = decided(known(9, due=20), changes=((9, 7), (12, 2)), manners=COMPARES)

    assert sent(decision) == (5, 7, 5)


def test_without_compare_and_set_the_number_is_read_first() -> None:
    """The read is paired with the sequence before it."""
    assert decided(known(9, due=20)).action == MustRead(20)


@pytest.mark.parametrize("manners", [BLIND, COMPARES, ON_HAND])
def test_a_key_never_read_is_read_whatever_the_platform(manners: object) -> None:
    """Nothing is written over a number that nobody knows."""
    assert decided(KeyState(due=20), manners=manners).action == MustRead(20)


def test_an_audit_reads_a_settled_key() -> None:
    """It is what mends numbers typed over."""
    assert decided(known(), audit=True).action == MustRead(20)


def test_an_unanswered_write_is_repeated_with_its_key() -> None:
    """The same request, as long as the platform knows the key."""
    pending = intent(sent_at=NOW - timedelta(seconds=100))

    decision = decided(known(intent=pending), manners=COMPARES)

    assert decision.action == Resend(replace(pending, last_sent_at=NOW))
    assert decision.state.intent == replace(pending, last_sent_at=NOW)


def test_a_key_about_to_be_forgotten_is_not_used_again() -> None:
    """The request must arrive while the platform knows its key."""
    pending = intent(sent_at=NOW - KEYS_KEPT + LONGEST_REQUEST)

    assert decided(known(intent=pending), manners=COMPARES).action == MustRead(20)


@pytest.mark.parametrize("manners", [BLIND, ON_HAND])
def test_a_write_that_may_still_land_is_waited_for(manners: object) -> None:
    """For the longest request, and for the lease of a worker that stopped before sending."""
    wait = LONGEST_REQUEST + LEASE
    waiting = decided(known(intent=intent(sent_at=NOW - wait + SECOND)), manners=manners)
    over = decided(known(intent=intent(sent_at=NOW - wait)), manners=manners)

    assert left(waiting) is Why.INTENT_MAY_LAND
    assert (over.action, over.state.doubt) == (MustRead(20), READ)


def test_the_wait_counts_from_the_last_repetition() -> None:
    """That one may still land."""
    pending = intent(sent_at=LONG_AGO, last_sent_at=NOW - SECOND)

    assert left(decided(known(intent=pending), manners=COMPARES)) is Why.INTENT_MAY_LAND


def test_a_reading_that_an_order_explains_is_dropped() -> None:
    """One was sold, and is in the book by now."""
    decision = decided(known(6, reading=reading(5)), changes=((16, 1),), pulled_at=None)

    assert left(decision) is Why.NOTHING_DUE
    assert decision.state.reading is None


@pytest.mark.parametrize(
    "unsure", [{"doubt": READ}, {"intent": intent(sent_at=LONG_AGO), "doubt": None}]
)
def test_a_reading_in_doubt_is_not_explained_by_being_equal(unsure: dict[str, Any]) -> None:
    """An unseen sale may hide behind it."""
    answered = reading(5, answered_at=NOW)

    assert left(decided(known(5, reading=answered, **unsure))) is Why.READING_WAITS


def test_a_reading_waits_for_a_pull_that_is_later_by_more_than_the_lag() -> None:
    """An order may become visible that late."""
    unproved = known(reading=reading(3, answered_at=NOW - LAG))

    assert left(decided(unproved)) is Why.READING_WAITS
    assert left(decided(unproved, pulled_at=None)) is Why.READING_WAITS
    assert decided(unproved, pulled_at=NOW + SECOND).state.reading is None


def test_a_proved_reading_that_nothing_explains_is_drift() -> None:
    """It becomes the base, paired with the sequence before the read, and is written over."""
    decision = decided(known(5, reading=reading(3)), manners=COMPARES)

    assert decision.state.base == Base(3, 15)
    assert sent(decision) == (5, 3, 5)
    assert troubles(decision) == [Trouble.DRIFT]
    assert "3 stood there where 5 was expected" in decision.incidents[0].text


@pytest.mark.parametrize(
    "explained",
    [
        {"doubt": READ},
        {"intent": intent(number=3, sent_at=LONG_AGO), "doubt": READ},
        {"base": Base(3, 10), "doubt": UnprovedWrite(12, LONG_AGO)},
    ],
)
def test_a_proved_reading_in_doubt_is_no_drift(explained: dict[str, Any]) -> None:
    """We knew that we did not know."""
    decision = decided(known(reading=reading(3), **explained))

    assert troubles(decision) == []
    assert decision.state.base == Base(3, 15)
    assert (decision.state.doubt, decision.state.intent) == (None, None)
    assert decision.action == MustRead(20)


def test_a_second_drift_within_a_day_pauses_the_key() -> None:
    """Two programs must not write over each other for ever."""
    state = known(reading=reading(3), drifted_at=NOW - DRIFT_AGAIN + SECOND)
    again = decided(state)
    later = decided(replace(state, drifted_at=NOW - DRIFT_AGAIN))

    assert (left(again), troubles(again)) == (Why.PAUSED, [Trouble.PAUSED])
    assert again.state.paused
    assert left(decided(again.state, audit=True)) is Why.PAUSED
    assert (troubles(later), later.state.paused) == ([Trouble.DRIFT], False)


def test_the_drift_of_a_platform_that_miscounts_pauses_nothing() -> None:
    """It says nothing of another program, and happens on every brisk day."""
    state = known(reading=reading(3), drifted_at=NOW - SECOND)
    again = decided(state, manners=MISCOUNTS)

    assert (troubles(again), again.state.paused) == ([Trouble.DRIFT], False)
    assert again.action == MustRead(20)


def test_a_platform_that_takes_no_more_than_it_has_stops_at_zero() -> None:
    """Its orders took more: oversold is told elsewhere, and nothing is for sale either way."""
    sold_out = {"changes": ((12, 6),), "wanted": 0}
    stopped = decided(known(5, reading=reading(0)), manners=MISCOUNTS, **sold_out)
    raised = decided(known(5, reading=reading(0)), **sold_out)

    assert (troubles(stopped), stopped.state.base) == ([], Base(0, 15))
    assert troubles(raised) == [Trouble.DRIFT]


def test_a_reading_that_a_newly_stamped_order_followed_proves_nothing() -> None:
    """The order may have been in the number, or not."""
    decision = decided(known(reading=reading(3), touched=16))

    assert (decision.state.reading, decision.state.doubt) == (None, READ)
    assert decision.state.unproved == 1
    assert decision.action == MustRead(20)


def test_a_write_is_proved_by_a_later_pull_that_brings_no_newly_stamped_order() -> None:
    """Until then it may have passed over a sale."""
    doubt = UnprovedWrite(15, LONG_AGO)
    proved = decided(known(doubt=doubt, touched=15, unproved=3))
    passed_over = decided(known(doubt=doubt, touched=16))
    waiting = decided(known(doubt=UnprovedWrite(15, NOW), touched=16))

    assert (proved.state.doubt, proved.state.unproved) == (None, 0)
    assert (passed_over.state.doubt, passed_over.action) == (READ, MustRead(20))
    assert waiting.state.doubt == UnprovedWrite(15, NOW)


def test_many_unproved_tries_in_a_row_are_an_incident() -> None:
    """Once for so many, not in every cycle."""
    state = known(reading=reading(3), touched=16, unproved=UNPROVED_TRIES - 1)
    decision = decided(state)

    assert troubles(decision) == [Trouble.UNPROVED]
    assert decision.state.unproved == 0
    assert troubles(decided(replace(state, unproved=0))) == []


def test_a_refused_row_rests_until_it_is_due_anew_audited_or_an_hour_has_passed() -> None:
    """A person will see to it; nobody calls the shop in every cycle."""
    refused = known(9, due=15, refusal=Refusal("no such product", 15, NOW - REFUSAL_REST + SECOND))

    assert left(decided(refused)) is Why.REFUSED
    assert decided(replace(refused, due=16)).action == MustRead(20)
    assert decided(refused, audit=True).action == MustRead(20)
    assert decided(refused, now=NOW + SECOND).action == MustRead(20)


def test_a_first_reading_that_cannot_be_proved_is_taken_in_doubt() -> None:
    """Or a key sold in every cycle would never be pushed at all."""
    decision = decided(KeyState(due=12, touched=16, reading=reading(7)))

    assert (decision.state.base, decision.state.doubt) == (Base(7, 15), READ)
