"""Push: every stock key that is due gets the level of now, guarded as push.md says.

Nothing is queued: a number is computed when it is sent. An intent is committed before its request
leaves, the network is never inside a transaction, and every transaction checks the lease.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
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
from ledger.push import after_read, decide
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
    """What a cycle would write, without writing: the shadow run, and what the brake looks at."""
    return [
        Change(stock_key=key.stock_key, expected=expected(key.state, facts), wanted=facts.wanted)
        for key, facts in _with_facts(tx, work, plan, key_ids)
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


def _push_batch(work: Work, plan: PushPlan, key_ids: Sequence[int], pushed: Pushed) -> None:
    with work.writing() as tx:
        actions = _decide(tx, work, plan, key_ids)
    pushed.held += sum(_is_held(action) for _, action in actions)
    reads = [(key, action) for key, action in actions if isinstance(action, MustRead)]
    writes = [(key, action.intent) for key, action in actions if isinstance(action, (Send, Resend))]
    if reads:
        after = _read(work, plan, reads)
        pushed.held += sum(_is_held(action) for _, action in after)
        writes += [(key, action.intent) for key, action in after if isinstance(action, Send)]
    if writes:
        _write(work, writes, pushed)


def _decide(
    tx: Writing, work: Work, plan: PushPlan, key_ids: Sequence[int]
) -> list[tuple[GuardedKey, Action]]:
    """Steps 1 to 4 of every key; the new states are stored with the intents."""
    actions: list[tuple[GuardedKey, Action]] = []
    states: list[tuple[int, KeyState]] = []
    incidents: list[NewIncident] = []
    for key, facts in _with_facts(tx, work, plan, key_ids):
        decision = decide(key.state, facts, key=work.new_id())
        incidents += _incidents(work, key, decision.incidents)
        states.append((key.id, _settled(decision.state, decision.action, facts)))
        actions.append((key, decision.action))
    save_states(tx, states)
    open_incidents(tx, incidents)
    return actions


def _read(
    work: Work, plan: PushPlan, reads: Sequence[tuple[GuardedKey, MustRead]]
) -> list[tuple[GuardedKey, Action]]:
    """Steps 5 and 6: read the numbers, then decide with the book as it is by then."""
    asked = {key.stock_key: action for key, action in reads}
    shown = {one.stock_key: one.quantity for one in work.connector.shown(list(asked))}
    actions: list[tuple[GuardedKey, Action]] = []
    states: list[tuple[int, KeyState]] = []
    incidents: list[NewIncident] = []
    with work.writing() as tx:
        for key, facts in _with_facts(tx, work, plan, [key.id for key, _ in reads]):
            number, read = shown.get(key.stock_key), asked[key.stock_key]
            decision = after_read(key.state, number, facts, read=read, key=work.new_id())
            incidents += _incidents(work, key, decision.incidents)
            states.append((key.id, _settled(decision.state, decision.action, facts)))
            actions.append((key, decision.action))
        save_states(tx, states)
        open_incidents(tx, incidents)
    return actions


def _write(work: Work, writes: Sequence[tuple[GuardedKey, Intent]], pushed: Pushed) -> None:
    """Send; every answer that came is kept, also when the connection then breaks."""
    keys = {key.stock_key: (key, intent) for key, intent in writes}
    answers: list[PushAnswer] = []
    try:
        pushes = [push_of(key.stock_key, intent) for key, intent in writes]
        # One by one: what was answered before the connection broke must not be lost.
        for answer in work.connector.push(pushes):
            answers.append(answer)  # noqa: PERF402
    finally:
        _keep_answers(work, keys, answers, pushed)


def _keep_answers(
    work: Work,
    keys: dict[StockKey, tuple[GuardedKey, Intent]],
    answers: Sequence[PushAnswer],
    pushed: Pushed,
) -> None:
    states: list[tuple[int, KeyState]] = []
    notes: list[PushNote] = []
    incidents: list[NewIncident] = []
    with work.writing() as tx:
        fresh = {
            key.id: key for key in load_keys(tx, [keys[one.stock_key][0].id for one in answers])
        }
        for answer in answers:
            key, intent = keys[answer.stock_key]
            outcome = after_answer(
                fresh[key.id].state, answer, now=tx.now, manners=work.connector.push_manners
            )
            states.append((key.id, outcome.state))
            notes.append(_note(key, intent, answer))
            incidents += _incidents(work, key, outcome.incidents)
            _count(pushed, answer)
        save_states(tx, states)
        note_pushes(tx, notes)
        open_incidents(tx, incidents)
    for note in notes:
        _log.info(
            "%s key %d: %d over %s %s", work.channel, note.key_id, note.sent, note.compared,
            note.outcome,
        )  # fmt: skip


def _with_facts(
    tx: Reading, work: Work, plan: PushPlan, key_ids: Sequence[int]
) -> Iterable[tuple[GuardedKey, PushFacts]]:
    """Each stock key with all that the rule is told, read in this transaction."""
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
        yield (
            key,
            PushFacts(
                now=tx.now,
                pulled_at=state.pulled_at,
                sequence=tx.last_sequence(),
                wanted=levels[key.id].quantity + reserved,
                changes=key.changes,
                manners=manners,
                lease=LEASE_LENGTH,
                audit=plan.audit,
                show_negative=plan.show_negative,
            ),
        )


def _settled(state: KeyState, action: Action, facts: PushFacts) -> KeyState:
    """A key that is as wanted starts from today's expected number: old changes are summed up."""
    if isinstance(action, Leave) and action.why is Why.AS_WANTED:
        return rebased(state, facts)
    return state


def _is_held(action: Action) -> bool:
    waits = (Why.READING_WAITS, Why.INTENT_MAY_LAND, Why.READ_UNEXPECTED)
    return isinstance(action, Leave) and action.why in waits


def _incidents(work: Work, key: GuardedKey, found: Iterable[KeyIncident]) -> list[NewIncident]:
    subject = f"{work.channel}/{key.stock_key.inventory_id}"
    return [NewIncident(kind=one.kind, subject=subject, text=one.text) for one in found]


def _note(key: GuardedKey, intent: Intent, answer: PushAnswer) -> PushNote:
    outcome, detail = _told(answer)
    return PushNote(
        key_id=key.id,
        wanted=intent.base_after,
        sent=intent.number,
        compared=intent.compared,
        outcome=outcome,
        detail=detail,
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
