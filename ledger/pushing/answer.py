"""What the answer to a write makes of its stock key: the second half of SEND in the push rule."""

from dataclasses import dataclass, replace
from datetime import datetime

from ledger.channels import Accepted, Guard, PushAnswer, PushManners, RefusedPush, Stale, Undone
from ledger.pushing.state import (
    READ,
    Base,
    Intent,
    KeyIncident,
    KeyState,
    NumberReading,
    Refusal,
    Trouble,
    UnprovedWrite,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an answer to a write made of the stock key."""

    state: KeyState
    incidents: tuple[KeyIncident, ...] = ()


def after_answer(
    state: KeyState, answer: PushAnswer, *, now: datetime, manners: PushManners
) -> Outcome:
    """SEND, its second half. Raises ValueError when no write was on its way."""
    intent = state.intent
    if intent is None:
        raise ValueError(f"an answer for {answer.stock_key} came, but no write was on its way")
    if isinstance(answer, Accepted):
        return Outcome(state=_accepted(state, intent, now, manners))
    if isinstance(answer, Stale):
        reading = NumberReading(answer.shown, intent.sequence, now)
        return Outcome(state=replace(state, intent=None, reading=reading))
    if isinstance(answer, RefusedPush):
        return _refused(state, intent, answer, now)
    if isinstance(answer, Undone) and not intent.repeated:
        return Outcome(state=replace(state, intent=None))
    return Outcome(state=state)  # It, or an earlier sending of it, may have landed: it stays.


def _accepted(state: KeyState, intent: Intent, now: datetime, manners: PushManners) -> KeyState:
    doubt = state.doubt
    if intent.by_difference:
        doubt = READ
    elif manners.guard is not Guard.COMPARE_AND_SET:
        doubt = UnprovedWrite(intent.sequence, now)
    return replace(
        state,
        base=Base(intent.base_after, intent.sequence),
        intent=None,
        reading=None,
        doubt=doubt,
        due=0 if state.due <= intent.sequence else state.due,
        refusal=None,
    )


def _refused(state: KeyState, intent: Intent, answer: RefusedPush, now: datetime) -> Outcome:
    """Nothing was written, this time; an earlier sending of the same request may have been."""
    refused = replace(
        state,
        intent=None,
        refusal=Refusal(answer.reason, intent.sequence, now),
        doubt=READ if intent.repeated else state.doubt,
    )
    incident = KeyIncident(Trouble.REFUSED, f"{intent.number} was refused: {answer.reason}")
    return Outcome(state=refused, incidents=(incident,))
