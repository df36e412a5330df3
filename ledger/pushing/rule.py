"""The push rule of one stock key as pure functions: what to do next, and what an answer means.

The caller reads state and facts in one transaction, asks `decide`, stores the new state in that
same transaction and only then acts: `MustRead` leads to `after_read`, `Send` and `Resend` lead to
`push_answer.after_answer`, each in a transaction of its own with state and facts read afresh and
the lease's fence checked. After an accepted `Resend`, `decide` is asked once more. Why no simpler
rule will do is told story by story in tests/ledger/pushing/test_push_stories.py.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from ledger.channels import Parts
from ledger.pushing.drift import drift, nothing_either_way
from ledger.pushing.shares import fitted
from ledger.pushing.state import (
    READ,
    Action,
    Base,
    Intent,
    KeyIncident,
    KeyState,
    Leave,
    MustRead,
    NumberReading,
    PushFacts,
    Refusal,
    Resend,
    Send,
    Trouble,
    UnprovedWrite,
    Why,
    expected,
)

UNPROVED_TRIES: Final = 12
"""Tries in a row before a person is told: an hour of five-minute cycles in which every one brought
news of the key. A brisk day does that; so does a plugin that touches orders all the time."""

REFUSAL_REST: Final = timedelta(hours=1)
"""A refused row nearly always waits for a person, who should not have to come back to us."""

GONE: Final = "the channel no longer knows this stock key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """``state`` is to be stored before the action is begun."""

    state: KeyState
    action: Action
    incidents: tuple[KeyIncident, ...] = ()


def decide(state: KeyState, facts: PushFacts, *, key: str) -> Decision:
    """Steps 1 to 4. ``key`` is a fresh idempotency key, used if a new write is sent."""
    incidents: tuple[KeyIncident, ...] = ()
    for step in (_hold_back, _settle_intent, _settle_reading, _settle_doubt):
        done = step(state, facts)
        state, incidents = done.state, incidents + done.incidents
        if done.action is not None:
            return Decision(state=state, action=done.action, incidents=incidents)
    decision = _push_if_due(state, facts, key)
    return replace(decision, incidents=incidents)


def after_read(
    state: KeyState,
    shown: int | None,
    facts: PushFacts,
    *,
    read: MustRead,
    key: str,
    parts: Parts = (),
) -> Decision:
    """Steps 5 and 6: what to do with the number just read; None when the channel knows none.

    ``parts``: where it lies, of a number that is the sum of several locations.
    """
    if shown is None:
        return _unknown(state, facts)
    now_expected = expected(state, facts)
    writable = state.intent is None and state.due > 0 and _differs(now_expected, facts)
    if shown == now_expected and (writable or _is_certain(state)):
        return _push_over(state, shown, facts, key=key, parts=parts)
    if writable and now_expected is not None:
        moved = _move_by_difference(state, shown, now_expected, facts, key=key)
        if moved is not None:
            return moved
    reading = NumberReading(shown, read.sequence, facts.now)
    return Decision(state=replace(state, reading=reading), action=Leave(Why.READ_UNEXPECTED))


@dataclass(frozen=True, slots=True)
class _Step:
    """What a step made of the state; with an action it was the last one."""

    state: KeyState
    action: Action | None = None
    incidents: tuple[KeyIncident, ...] = ()


def _hold_back(state: KeyState, facts: PushFacts) -> _Step:
    """Before step 1: a refused row is tried again when it is due anew, audited, or has rested."""
    if state.paused:
        return _Step(state, Leave(Why.PAUSED))
    refusal = state.refusal
    if refusal is None or state.due > refusal.sequence or facts.audit:
        return _Step(state)
    if facts.now < refusal.refused_at + REFUSAL_REST:
        return _Step(state, Leave(Why.REFUSED))
    return _Step(state)


def _settle_intent(state: KeyState, facts: PushFacts) -> _Step:
    """Step 1: repeat what was not answered, or wait until it can no longer land."""
    intent = state.intent
    if intent is None:
        return _Step(state)
    if facts.compares and _key_is_kept(intent, facts):
        again = replace(intent, last_sent_at=facts.now)
        return _Step(replace(state, intent=again), Resend(again))
    # A worker may have stopped after committing the intent, for as long as its lease lasted.
    if facts.now < intent.last_sent_at + facts.manners.longest_request + facts.lease:
        return _Step(state, Leave(Why.INTENT_MAY_LAND))
    return _Step(replace(state, doubt=READ))


def _key_is_kept(intent: Intent, facts: PushFacts) -> bool:
    """Whether the platform will still know the key when the request arrives."""
    kept = facts.manners.keys_kept
    return kept is not None and facts.now + facts.manners.longest_request < intent.sent_at + kept


def _settle_reading(state: KeyState, facts: PushFacts) -> _Step:
    """Step 2: an order explains the number read, a pull proves it, or it waits."""
    reading = state.reading
    if reading is None:
        return _Step(state)
    if _is_certain(state) and reading.number == expected(state, facts):
        return _Step(replace(state, reading=None, unproved=0))
    if not facts.pulled_since(reading.answered_at):
        return _Step(state, Leave(Why.READING_WAITS))
    if facts.unknown_orders and expected(state, facts) not in (None, reading.number):
        return _Step(state, Leave(Why.ORDER_UNKNOWN))
    if state.touched <= reading.sequence:
        return _prove(state, reading, facts)
    # A key whose very first readings all fall between sales takes one, in doubt, to move from.
    base = state.base or Base(reading.number, reading.sequence)
    dropped = replace(state, reading=None, base=base, doubt=state.doubt or READ)
    return _count_unproved(dropped)


def _is_certain(state: KeyState) -> bool:
    return state.intent is None and state.doubt is None


def _prove(state: KeyState, reading: NumberReading, facts: PushFacts) -> _Step:
    """Step 2, PROVED: no order explains the number, so it is what stands there.

    It is drift unless we knew that we did not know: an intent that comes to this step has put the
    key in doubt in the step before.
    """
    proved = replace(
        state,
        base=Base(reading.number, reading.sequence),
        intent=None,
        reading=None,
        doubt=None,
        due=max(state.due, facts.sequence),
        unproved=0,
    )
    should = expected(state, facts)
    if state.doubt is not None or nothing_either_way(reading.number, should, facts):
        return _Step(proved)
    drifted, incident = drift(proved, reading.number, should, facts)
    return _Step(drifted, Leave(Why.PAUSED) if drifted.paused else None, (incident,))


def _settle_doubt(state: KeyState, facts: PushFacts) -> _Step:
    """Step 3: a pull proves the last write, or shows that it may have passed over a sale."""
    doubt = state.doubt
    if not isinstance(doubt, UnprovedWrite) or not facts.pulled_since(doubt.answered_at):
        return _Step(state)
    if state.touched <= doubt.sequence:
        return _Step(replace(state, doubt=None, unproved=0))
    return _count_unproved(replace(state, doubt=READ))


def _count_unproved(state: KeyState) -> _Step:
    if state.unproved + 1 < UNPROVED_TRIES:
        return _Step(replace(state, unproved=state.unproved + 1))
    text = (
        f"its number could not be proved {UNPROVED_TRIES} times in a row, since every pull brought "
        "news of its orders; look whether it really sells so briskly"
    )
    return _Step(replace(state, unproved=0), None, (KeyIncident(Trouble.UNPROVED, text),))


def _push_if_due(state: KeyState, facts: PushFacts, key: str) -> Decision:
    """Step 4: no call when nothing changes; compare-and-set needs no reading first.

    What the platform itself may have changed is read, once it is due, even if it is as wanted.
    """
    now_expected = expected(state, facts)
    if now_expected is None or state.doubt == READ or facts.audit:
        return Decision(state=state, action=MustRead(facts.sequence))
    if not state.due:
        return Decision(state=state, action=Leave(Why.NOTHING_DUE))
    satisfied = facts.satisfied_by(now_expected)
    if satisfied and not facts.must_look:
        return _nothing_to_write(state)
    if facts.compares and not satisfied:
        return _send(state, facts.wanted, facts, compared=now_expected, key=key)
    return Decision(state=state, action=MustRead(facts.sequence))


def _nothing_to_write(state: KeyState) -> Decision:
    return Decision(state=replace(state, due=0, refusal=None), action=Leave(Why.AS_WANTED))


def _differs(now_expected: int | None, facts: PushFacts) -> bool:
    return now_expected is not None and not facts.satisfied_by(now_expected)


def _move_by_difference(
    state: KeyState, shown: int, now_expected: int, facts: PushFacts, *, key: str
) -> Decision | None:
    """Step 5 [D]: a key sold in every cycle never reads as expected, so it moves by the difference.

    Only downwards, or up to no more than is wanted. The doubt stays.
    """
    if shown >= now_expected and facts.wanted >= now_expected:
        return None
    number = shown + facts.wanted - now_expected
    number = number if facts.may_go_negative else max(0, number)
    raised_to_zero = number == 0 >= shown
    if number == shown or raised_to_zero:
        return None
    doubted = replace(state, doubt=state.doubt or READ)
    base_after = number + now_expected - shown
    return _send(doubted, number, facts, compared=shown, base_after=base_after, key=key)


def _push_over(
    state: KeyState, shown: int, facts: PushFacts, *, key: str, parts: Parts
) -> Decision:
    """Step 6: write over the number just read, if another one is wanted, or elsewhere."""
    if facts.satisfied_by(shown) and not facts.misplaced(shown, parts):
        return _nothing_to_write(state)
    return _send(state, facts.wanted, facts, compared=shown, key=key)


def _send(
    state: KeyState,
    number: int,
    facts: PushFacts,
    *,
    compared: int,
    key: str,
    base_after: int | None = None,
) -> Decision:
    """SEND, its first half: the intent, to be committed before anything leaves."""
    intent = Intent(
        number=number,
        base_after=number if base_after is None else base_after,
        sequence=facts.sequence,
        compared=compared,
        key=key,
        sent_at=facts.now,
        last_sent_at=facts.now,
        parts=fitted(facts.parts, number),
    )
    return Decision(state=replace(state, intent=intent), action=Send(intent))


def _unknown(state: KeyState, facts: PushFacts) -> Decision:
    refused = replace(state, refusal=Refusal(GONE, facts.sequence, facts.now))
    text = f"{GONE}; look for the product in the storefront, or leave it alone (`stockbook pause`)"
    incident = KeyIncident(Trouble.REFUSED, text)
    return Decision(state=refused, action=Leave(Why.REFUSED), incidents=(incident,))
