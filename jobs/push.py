"""Push: every stock key that is due gets the level of now, guarded as push.md says.

Nothing is queued: a number is computed when it is sent. An intent is committed before its request
leaves, the network is never inside a transaction, and every transaction checks the lease.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from jobs.brake import Change, brake_reason
from jobs.config import BrakeSettings, RuleSettings
from jobs.work import Work
from ledger.channel_state import channel_state, set_brake
from ledger.channels import Accepted, Guard, PushAnswer, RefusedPush, Stale, StockKey
from ledger.database import Reading, Writing
from ledger.incidents import NewIncident, open_incidents
from ledger.leases import LEASE_LENGTH
from ledger.level_reads import wanted_levels
from ledger.levels import Reason
from ledger.push import Decision, after_read, decide
from ledger.push_answer import after_answer
from ledger.push_state import (
    Action,
    Intent,
    KeyIncident,
    KeyState,
    Leave,
    MustRead,
    PushFacts,
    Resend,
    Send,
    Why,
    expected,
    push_of,
)
from ledger.stock_keys import (
    ACCEPTED,
    GuardedKey,
    PushNote,
    keys_with_work,
    load_keys,
    note_pushes,
    rebased,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PushPlan:
    """How this channel is pushed: its rule, its brake, and whether every key is read (`audit`)."""

    locations: tuple[str, ...]
    rule: RuleSettings = field(default_factory=RuleSettings)
    brake: BrakeSettings = field(default_factory=BrakeSettings)
    show_negative: bool = False
    audit: bool = False


def push(
    work: Work,
    plan: PushPlan,
    pushed: Pushed,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """One cycle over all stock keys with something to do; a batch at a time.

    A channel that is not allowed, or whose brake is on, is left alone. Raises the connectors'
    errors; what was sent until then is noted and counted in ``pushed``.
    """
    with work.database.reading() as tx:
        state = channel_state(tx, work.channel)
        key_ids = keys_with_work(tx, work.channel_id, everything=plan.audit)
    pushed.brake = state.brake
    if not state.allowed or state.brake or not key_ids:
        return
    if reason := _brake(work, plan, key_ids):
        pushed.brake = reason
        return
    size = work.connector.push_manners.batch_size
    remaining = iter(key_ids)
    while batch := list(islice(remaining, size)):
        _push_batch(work, plan, batch, pushed)
        progress(len(batch))
        if work.stopping():
            break


def planned_changes(
    tx: Reading, work: Work, plan: PushPlan, key_ids: Sequence[int]
) -> list[Change]:
    """What a cycle would write, without writing: what the brake looks at."""
    return [
        Change(
            stock_key=one.key.stock_key,
            expected=expected(one.key.state, one.facts),
            wanted=one.facts.wanted,
        )
        for one in _candidates(tx, work, plan, key_ids)
    ]


def _brake(work: Work, plan: PushPlan, key_ids: Sequence[int]) -> str:
    """Stop before a cycle that would change too much, until a person says `allow` again."""
    with work.database.reading() as tx:
        changes = planned_changes(tx, work, plan, key_ids)
        linked = len(keys_with_work(tx, work.channel_id, everything=True))
    reason = brake_reason(changes, linked=linked, settings=plan.brake)
    if reason:
        with work.writing() as tx:
            set_brake(tx, work.channel_id, reason)
            text = f"{reason}; if that is right, say `stockbook allow {work.channel}`"
            open_incidents(tx, [NewIncident(kind="brake", subject=work.channel, text=text)])
        _log.warning("%s brake: %s", work.channel, reason)
    return reason


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A stock key with all that the rule is told, and why its level is what it is."""

    key: GuardedKey
    facts: PushFacts
    reasons: tuple[Reason, ...]


_Read = tuple[_Candidate, MustRead]
_Write = tuple[_Candidate, Intent]


@dataclass(slots=True)
class _Decided:
    """What was decided in one transaction, to be stored in it before anything leaves."""

    work: Work
    reads: list[_Read] = field(default_factory=list)
    writes: list[_Write] = field(default_factory=list)
    held: int = 0
    _states: list[tuple[int, KeyState]] = field(default_factory=list)
    _incidents: list[NewIncident] = field(default_factory=list)

    def take(self, one: _Candidate, decision: Decision) -> None:
        action = decision.action
        self._states.append((one.key.id, _settled(decision.state, action, one.facts)))
        self._incidents += _incidents(self.work, one.key, decision.incidents)
        if isinstance(action, MustRead):
            self.reads.append((one, action))
        elif isinstance(action, Send | Resend):
            self.writes.append((one, action.intent))
        elif action.why in _HELD:
            self.held += 1

    def store(self, tx: Writing) -> None:
        save_states(tx, self._states)
        open_incidents(tx, self._incidents)


def _push_batch(work: Work, plan: PushPlan, key_ids: Sequence[int], pushed: Pushed) -> None:
    first = _decide(work, plan, key_ids)
    second = _read(work, plan, first.reads) if first.reads else _Decided(work)
    pushed.held += first.held + second.held
    if writes := first.writes + second.writes:
        _write(work, writes, pushed)


def _decide(work: Work, plan: PushPlan, key_ids: Sequence[int]) -> _Decided:
    """Steps 1 to 4 of every key."""
    decided = _Decided(work)
    with work.writing() as tx:
        for one in _candidates(tx, work, plan, key_ids):
            decided.take(one, decide(one.key.state, one.facts, key=work.new_id()))
        decided.store(tx)
    return decided


def _read(work: Work, plan: PushPlan, reads: Sequence[_Read]) -> _Decided:
    """Steps 5 and 6: read the numbers, then decide with the book as it is by then."""
    asked = {one.key.stock_key: action for one, action in reads}
    shown = {one.stock_key: one.quantity for one in work.connector.shown(list(asked))}
    decided = _Decided(work)
    with work.writing() as tx:
        for one in _candidates(tx, work, plan, [one.key.id for one, _ in reads]):
            number, read = shown.get(one.key.stock_key), asked[one.key.stock_key]
            decision = after_read(one.key.state, number, one.facts, read=read, key=work.new_id())
            decided.take(one, decision)
        decided.store(tx)
    return decided


def _write(work: Work, writes: Sequence[_Write], pushed: Pushed) -> None:
    """Send; every answer that came is kept, also when the connection then breaks."""
    sent = {one.key.stock_key: (one, intent) for one, intent in writes}
    answers: list[PushAnswer] = []
    try:
        pushes = [push_of(one.key.stock_key, intent) for one, intent in writes]
        # One by one: what was answered before the connection broke must not be lost.
        for answer in work.connector.push(pushes):
            answers.append(answer)  # noqa: PERF402
    finally:
        _keep_answers(work, sent, answers, pushed)


def _keep_answers(
    work: Work, sent: Mapping[StockKey, _Write], answers: Sequence[PushAnswer], pushed: Pushed
) -> None:
    manners = work.connector.push_manners
    states: list[tuple[int, KeyState]] = []
    notes: list[PushNote] = []
    incidents: list[NewIncident] = []
    with work.writing() as tx:
        keys = load_keys(tx, [sent[answer.stock_key][0].key.id for answer in answers])
        fresh = {key.stock_key: key for key in keys}
        for answer in answers:
            key = fresh[answer.stock_key]
            outcome = after_answer(key.state, answer, now=tx.now, manners=manners)
            states.append((key.id, outcome.state))
            notes.append(_note(*sent[answer.stock_key], answer))
            incidents += _incidents(work, key, outcome.incidents)
            _count(pushed, answer)
        save_states(tx, states)
        note_pushes(tx, notes)
        open_incidents(tx, incidents)
    for note in notes:
        _log.info(
            "%s key %d: %d over %s %s",
            work.channel,
            note.key_id,
            note.sent,
            note.compared,
            note.outcome,
        )


def _candidates(
    tx: Reading, work: Work, plan: PushPlan, key_ids: Sequence[int]
) -> Iterator[_Candidate]:
    """Each stock key with its facts, all read in this transaction."""
    manners = work.connector.push_manners
    state = channel_state(tx, work.channel)
    keys = load_keys(tx, key_ids)
    levels = wanted_levels(
        tx,
        keys,
        rule=plan.rule.as_rule(),
        locations=plan.locations,
        paused=state.paused,
        show_negative=plan.show_negative and manners.takes_negative,
    )
    for key in keys:
        reserved = key.reserved if manners.guard is Guard.ON_HAND else 0
        facts = PushFacts(
            now=tx.now,
            pulled_at=state.pulled_at,
            sequence=tx.last_sequence(),
            wanted=levels[key.id].quantity + reserved,
            changes=key.changes,
            manners=manners,
            lease=LEASE_LENGTH,
            audit=plan.audit,
            show_negative=plan.show_negative,
        )
        yield _Candidate(key, facts, levels[key.id].reasons)


def _settled(state: KeyState, action: Action, facts: PushFacts) -> KeyState:
    """A key that is as wanted starts from today's expected number: old changes are summed up."""
    if isinstance(action, Leave) and action.why is Why.AS_WANTED:
        return rebased(state, facts)
    return state


_HELD: Final = (Why.READING_WAITS, Why.INTENT_MAY_LAND, Why.READ_UNEXPECTED)


def _incidents(work: Work, key: GuardedKey, found: Iterable[KeyIncident]) -> list[NewIncident]:
    subject = f"{work.channel}/{key.stock_key.inventory_id}"
    return [NewIncident(kind=one.kind, subject=subject, text=one.text) for one in found]


def _note(one: _Candidate, intent: Intent, answer: PushAnswer) -> PushNote:
    outcome, detail = _told(answer)
    return PushNote(
        key_id=one.key.id,
        wanted=intent.base_after,
        sent=intent.number,
        compared=intent.compared,
        outcome=outcome,
        detail=detail,
        reasons=[reason.text for reason in one.reasons],
    )


def _told(answer: PushAnswer) -> tuple[str, str]:
    """The kind of an answer as it is kept, and what came with it."""
    if isinstance(answer, Accepted):
        return ACCEPTED, ""
    if isinstance(answer, Stale):
        return "stale", str(answer.shown)
    if isinstance(answer, RefusedPush):
        return "refused", answer.reason
    return "unanswered", ""


def _count(pushed: Pushed, answer: PushAnswer) -> None:
    if isinstance(answer, Accepted):
        pushed.pushed += 1
    elif isinstance(answer, Stale):
        pushed.stale += 1
    elif isinstance(answer, RefusedPush):
        pushed.refused += 1
    else:
        pushed.unanswered += 1
