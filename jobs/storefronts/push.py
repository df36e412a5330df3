"""Push: every stock key that is due gets the level of now, guarded as push.md says.

Nothing is queued: a number is computed when it is sent. An intent is committed before its request
leaves, the network is never inside a transaction, and every transaction checks the lease.
"""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from jobs.config import BrakeSettings
from jobs.storefronts.brake import Change, brake_reason
from jobs.storefronts.push_answers import (
    Candidate,
    Pushed,
    Write,
    incidents_of,
    keep_answers,
    refusals_ended,
)
from jobs.storefronts.work import Work
from ledger.channel_state import channel_state, note_offer, set_brake
from ledger.channels import PushAnswer, Shown
from ledger.database import Reading, Writing
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.leases import LEASE_LENGTH
from ledger.orders.unreadable import has_unreadable
from ledger.pushing.level_reads import Offer, wanted_levels
from ledger.pushing.rule import Decision, after_read, decide
from ledger.pushing.shares import fitted
from ledger.pushing.state import (
    Action,
    KeyState,
    Leave,
    MustRead,
    PushFacts,
    Resend,
    Send,
    Trouble,
    Why,
    expected,
    push_of,
)
from ledger.pushing.stock_keys import (
    keys_with_work,
    load_keys,
    rebased,
    save_states,
    sent_together,
)

_log: Final = logging.getLogger("stockbook.push")


@dataclass(frozen=True, slots=True, kw_only=True)
class PushPlan:
    """What this channel is offered, its brake, and whether every key is read (`audit`)."""

    offer: Offer
    brake: BrakeSettings = field(default_factory=BrakeSettings)
    show_negative: bool = False
    audit: bool = False

    def reckoned(self) -> str:
        """Another text when levels are reckoned in another way."""
        said = repr((self.offer.locations, sorted(self.offer.mapped.items()), self.offer.rule))
        return hashlib.sha256(f"{said} {self.show_negative}".encode()).hexdigest()[:16]


def push(
    work: Work,
    plan: PushPlan,
    pushed: Pushed,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """One cycle over all stock keys with something to do; a batch at a time.

    A channel that is not allowed, or whose brake is on, is left alone. One that is paused shows
    nothing, brake or not: so a person asked. Raises the connectors' errors; what was sent until
    then is noted and counted in ``pushed``.
    """
    state = work.state()
    pushed.brake = state.brake
    if not state.allowed or (state.brake and not state.paused):
        return
    # A changed rule moves no goods, so nothing else would mark its numbers due.
    if state.offered != (offered := plan.reckoned()):
        with work.writing() as tx:
            note_offer(tx, work.channel_id, offered)
    with work.database.reading() as tx:
        key_ids = _keys(tx, work, plan, everything=plan.audit)
    if not state.paused and (reason := _brake(work, plan, key_ids, state.confirmed)):
        pushed.brake = reason
        return
    for batch in _batches(work, key_ids):
        _push_batch(work, plan, batch, pushed)
        progress(len(batch))
        if work.stopping():
            # What was sent is noted with its answers; the rest stays due.
            break


def _batches(work: Work, key_ids: Sequence[int]) -> Iterator[list[int]]:
    """What was sent together and not answered comes first, and together: the same request."""
    with work.database.reading() as tx:
        unanswered = sent_together(tx, key_ids)
    size = work.connector.push_manners.batch_size
    known = {key_id for together in unanswered for key_id in together}
    for together in (*unanswered, [one for one in key_ids if one not in known]):
        remaining = iter(together)
        while batch := list(islice(remaining, size)):
            yield batch


def planned_changes(
    tx: Reading, work: Work, plan: PushPlan, key_ids: Sequence[int]
) -> list[Change]:
    """What a cycle would write, without writing: what the brake looks at."""
    return [
        Change(
            stock_key=one.key.stock_key,
            expected=expected(one.key.state, one.facts),
            wanted=one.facts.wanted,
            due=one.key.state.due,
        )
        for one in _candidates(tx, work, plan, key_ids)
    ]


def _keys(tx: Reading, work: Work, plan: PushPlan, *, everything: bool) -> list[int]:
    return keys_with_work(
        tx, work.channel_id, locations=plan.offer.channel_locations, everything=everything
    )


def _brake(work: Work, plan: PushPlan, key_ids: Sequence[int], confirmed: int) -> str:
    """Stop before a cycle that would change too much, until a person says `allow` again."""
    with work.database.reading() as tx:
        changes = planned_changes(tx, work, plan, key_ids)
        linked = len(_keys(tx, work, plan, everything=True))
    reason = brake_reason(changes, confirmed=confirmed, linked=linked, settings=plan.brake)
    if reason:
        reason += f"; if that is right, say `stockbook allow {work.channel}`"
        with work.writing() as tx:
            set_brake(tx, work.channel_id, reason)
            open_incidents(tx, [NewIncident(kind="brake", subject=work.channel, text=reason)])
        _log.warning("%s brake: %s", work.channel, reason)
    return reason


_Read = tuple[Candidate, MustRead]


@dataclass(slots=True)
class _Decided:
    """What was decided in one transaction, to be stored in it before anything leaves."""

    work: Work
    reads: list[_Read] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    held: int = 0
    _states: list[tuple[int, KeyState]] = field(default_factory=list)
    _incidents: list[NewIncident] = field(default_factory=list)
    _taken_again: list[str] = field(default_factory=list)

    def take(self, one: Candidate, decision: Decision) -> None:
        action = decision.action
        self._states.append((one.key.id, _settled(decision.state, action, one.facts)))
        self._incidents += incidents_of(self.work, one.key, decision.incidents)
        self._taken_again += refusals_ended(self.work, one.key, decision.state)
        if isinstance(action, MustRead):
            self.reads.append((one, action))
        elif isinstance(action, Send | Resend):
            self.writes.append((one, action.intent))
        elif action.why in _HELD:
            self.held += 1

    def store(self, tx: Writing) -> None:
        save_states(tx, self._states)
        open_incidents(tx, self._incidents)
        close_incidents(tx, Trouble.REFUSED, self._taken_again, actor="push")


def _push_batch(work: Work, plan: PushPlan, key_ids: Sequence[int], pushed: Pushed) -> None:
    first = _decide(work, plan, key_ids)
    second = _read(work, plan, first.reads) if first.reads else _Decided(work)
    pushed.held += first.held + second.held
    if writes := first.writes + second.writes:
        _write(work, writes, pushed)


def _decide(work: Work, plan: PushPlan, key_ids: Sequence[int]) -> _Decided:
    """Steps 1 to 4 of every key."""
    decided, together = _Decided(work), work.new_id()
    # Committed before anything is sent: after a crash it says what may have landed.
    with work.writing() as tx:
        for place, one in enumerate(_candidates(tx, work, plan, key_ids)):
            decided.take(one, decide(one.key.state, one.facts, key=f"{together}.{place:04}"))
        decided.store(tx)
    return decided


def _read(work: Work, plan: PushPlan, reads: Sequence[_Read]) -> _Decided:
    """Steps 5 and 6: read the numbers, then decide with the book as it is by then."""
    asked = {one.key.stock_key: action for one, action in reads}
    told = work.held(work.connector.shown(list(asked)))
    shown = {one.stock_key: one for one in told}
    decided, together = _Decided(work), work.new_id()
    # The book may have moved while the channel was asked, so all facts are read anew.
    with work.writing() as tx:
        found = _candidates(tx, work, plan, [one.key.id for one, _ in reads])
        for place, one in enumerate(found):
            stock_key, key = one.key.stock_key, f"{together}.{place:04}"
            number = shown.get(stock_key, Shown(stock_key, None))
            decision = after_read(
                one.key.state,
                number.quantity,
                one.facts,
                read=asked[stock_key],
                key=key,
                parts=number.parts,
            )
            decided.take(one, decision)
        decided.store(tx)
    return decided


def _write(work: Work, writes: Sequence[Write], pushed: Pushed) -> None:
    """Send; every answer that came is kept, also when the connection then breaks."""
    sent = {one.key.stock_key: (one, intent) for one, intent in writes}
    answers: list[PushAnswer] = []
    try:
        pushes = [push_of(one.key.stock_key, intent) for one, intent in writes]
        # One by one: what was answered before the connection broke must not be lost.
        # A process that was stopped since its intents were committed finds out before it sends.
        held_since = min(intent.last_sent_at for _, intent in writes)
        for answer in work.held(work.connector.push(pushes), since=held_since):
            answers.append(answer)  # noqa: PERF402
    finally:
        keep_answers(work, sent, answers, pushed)


def _candidates(
    tx: Reading, work: Work, plan: PushPlan, key_ids: Sequence[int]
) -> Iterator[Candidate]:
    """Each stock key with its facts, all read in this transaction."""
    manners = work.connector.push_manners
    state = channel_state(tx, work.channel)
    unknown_orders = has_unreadable(tx, work.channel_id)
    # One may have come into dispute since the cycle began.
    keys = [key for key in load_keys(tx, key_ids) if not key.disputed]
    levels = wanted_levels(
        tx,
        keys,
        offer=plan.offer,
        paused=state.paused,
        show_negative=plan.show_negative and manners.takes_negative,
    )
    sequence = tx.last_sequence()
    for key in (one for one in keys if one.id in levels):
        wanted = key.wanted(levels[key.id].quantity, manners.guard)
        facts = PushFacts(
            now=tx.now,
            pulled_at=state.pulled_at,
            sequence=sequence,
            wanted=wanted,
            parts=fitted(plan.offer.parts(levels[key.id]), wanted),
            changes=key.changes,
            manners=manners,
            lease=LEASE_LENGTH,
            audit=plan.audit,
            unknown_orders=unknown_orders,
            show_negative=plan.show_negative,
        )
        yield Candidate(key, facts, levels[key.id].reasons)


def _settled(state: KeyState, action: Action, facts: PushFacts) -> KeyState:
    """A key that is as wanted starts from today's expected number: old changes are summed up."""
    if isinstance(action, Leave) and action.why is Why.AS_WANTED:
        return rebased(state, facts)
    return state


_HELD: Final = (Why.READING_WAITS, Why.ORDER_UNKNOWN, Why.INTENT_MAY_LAND, Why.READ_UNEXPECTED)
