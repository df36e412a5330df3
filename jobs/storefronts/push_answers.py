"""What became of a channel's writes: counted, kept with their reasons, and told to a person."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jobs.storefronts.work import Work
from ledger.channels import Accepted, PushAnswer, RefusedPush, Stale, StockKey, Unanswered, Undone
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.pushing.answer import after_answer
from ledger.pushing.levels import Reason
from ledger.pushing.state import Intent, KeyIncident, KeyState, PushFacts, Trouble
from ledger.pushing.stock_keys import (
    ACCEPTED,
    GuardedKey,
    PushNote,
    load_keys,
    note_pushes,
    save_states,
)

_log: Final = logging.getLogger("stockbook.push")


@dataclass(slots=True, kw_only=True)
class Pushed:
    """What one cycle wrote. ``held``: keys whose numbers wait to be proved."""

    pushed: int = 0
    stale: int = 0
    refused: int = 0
    unanswered: int = 0
    held: int = 0
    brake: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stock key with all that the rule is told, and why its level is what it is."""

    key: GuardedKey
    facts: PushFacts
    reasons: tuple[Reason, ...]


Write = tuple[Candidate, Intent]
"""A stock key, and the write of it that is on its way."""


def keep_answers(
    work: Work, sent: Mapping[StockKey, Write], answers: Sequence[PushAnswer], pushed: Pushed
) -> None:
    manners = work.connector.push_manners
    states: list[tuple[int, KeyState]] = []
    notes: list[PushNote] = []
    incidents: list[NewIncident] = []
    taken_again: list[str] = []
    with work.writing() as tx:
        keys = load_keys(tx, [sent[answer.stock_key][0].key.id for answer in answers])
        fresh = {key.stock_key: key for key in keys}
        for answer in answers:
            key = fresh[answer.stock_key]
            outcome = after_answer(key.state, answer, now=tx.now, manners=manners)
            states.append((key.id, outcome.state))
            notes.append(_note(*sent[answer.stock_key], answer))
            incidents += incidents_of(work, key, outcome.incidents)
            taken_again += refusals_ended(work, key, outcome.state)
            _count(pushed, answer)
        save_states(tx, states)
        note_pushes(tx, notes)
        open_incidents(tx, incidents)
        close_incidents(tx, Trouble.REFUSED, taken_again, actor="push")
    for answer, note in zip(answers, notes, strict=True):
        _log.info(
            "%s %s (%s): %d over %s %s",
            work.channel,
            fresh[answer.stock_key].sku,
            answer.stock_key.name,
            note.sent,
            note.compared,
            note.outcome,
        )


def incidents_of(work: Work, key: GuardedKey, found: Iterable[KeyIncident]) -> list[NewIncident]:
    return [
        NewIncident(kind=one.kind, subject=_subject(work, key), text=f"{key.sku}: {one.text}")
        for one in found
    ]


def refusals_ended(work: Work, key: GuardedKey, after: KeyState) -> list[str]:
    """The subject of the incident that is over, if the platform takes the number again."""
    return [_subject(work, key)] if key.state.refusal and not after.refusal else []


def _subject(work: Work, key: GuardedKey) -> str:
    return f"{work.channel}/{key.stock_key.name}"


def _note(one: Candidate, intent: Intent, answer: PushAnswer) -> PushNote:
    outcome, detail = _told(answer)
    return PushNote(
        key_id=one.key.id,
        wanted=intent.base_after,
        sent=intent.number,
        compared=intent.compared,
        outcome=outcome,
        detail=detail,
        reasons=[*(reason.text for reason in one.reasons), *_shared_out(intent)],
    )


def _shared_out(intent: Intent) -> Iterator[str]:
    if intent.parts:
        yield "of it " + ", ".join(f"{units} at {at}" for at, units in intent.parts)


def _told(answer: PushAnswer) -> tuple[str, str]:
    """The kind of an answer as it is kept, and what came with it."""
    if isinstance(answer, Accepted):
        return ACCEPTED, ""
    if isinstance(answer, Stale):
        return "stale", str(answer.shown)
    if isinstance(answer, RefusedPush):
        return "refused", answer.reason
    return ("undone" if isinstance(answer, Undone) else "unanswered"), ""


def _count(pushed: Pushed, answer: PushAnswer) -> None:
    if isinstance(answer, Accepted):
        pushed.pushed += 1
    elif isinstance(answer, Stale):
        pushed.stale += 1
    elif isinstance(answer, RefusedPush):
        pushed.refused += 1
    elif isinstance(answer, Unanswered):
        pushed.unanswered += 1
