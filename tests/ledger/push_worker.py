"""A worker's cycle in the simulated world: what the push job does, cut where anything may happen.

A cycle is a generator that stops wherever something may come between: shoppers and staff, another
worker, the worker's own death. Between two stops lies at most one transaction.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from ledger.channels import Accepted, PushAnswer, StockKey, Unanswered
from ledger.errors import LeaseLost
from ledger.pushing.answer import Outcome, after_answer
from ledger.pushing.rule import Decision, after_read, decide
from ledger.pushing.state import (
    Intent,
    MustRead,
    PushFacts,
    Resend,
    Send,
    push_of,
)
from tests.ledger.push_book import Book, Key
from tests.ledger.push_shops import LEASE, LONGEST_REQUEST
from tests.ledger.push_world import World


class Stop(StrEnum):
    """Where a worker is when something may come between."""

    PULLING = "the pull begins"
    PULLED = "orders were read, not posted yet"
    PUSHING = "the pull is complete"
    READING = "a number is about to be read"
    READ = "a number was read, and nothing done about it"
    SENDING = "an intent is committed, nothing was sent"
    WAITING = "sent, not answered yet"
    ANSWERED = "the answer is there, not acknowledged yet"


@dataclass(frozen=True, slots=True)
class Rule:
    """The push rule; tests put weaker ones in its place to see them fail."""

    decide: Callable[..., Decision] = decide
    after_read: Callable[..., Decision] = after_read
    after_answer: Callable[..., Outcome] = after_answer


REAL_RULE = Rule()

Kept = TypeVar("Kept", Decision, Outcome)

Stops = Generator[Stop, None, None]


def sync(
    world: World,
    channel: str,
    between: Mapping[Stop, Callable[[], object]] | None = None,
    *,
    die_at: Stop | None = None,
    audit: bool = False,
    rule: Rule = REAL_RULE,
) -> None:
    """One whole cycle, with what happens the first time it comes to a stop."""
    happenings = dict(between or {})
    for stop in cycle(world, channel, audit=audit, rule=rule):
        if stop is die_at:
            return
        happenings.pop(stop, lambda: None)()
        world.pass_time()


def cycle(world: World, channel: str, *, audit: bool = False, rule: Rule = REAL_RULE) -> Stops:
    """Pull, post and push everything of one channel; ends early when the lease is not held."""
    try:
        fence = world.book.take_lease(channel, world.now())
        worker = _Worker(world, channel, fence, rule, audit)
        yield from worker.pull()
        yield from worker.push()
    except LeaseLost:
        return
    world.book.return_lease(channel, fence)


@dataclass(slots=True)
class _Worker:
    world: World
    channel: str
    fence: int
    rule: Rule
    audit: bool

    def _begin(self) -> Book:
        """A transaction, which lasts until the next stop at most."""
        self.world.book.hold_lease(self.channel, self.fence, self.world.now())
        return self.world.book

    def pull(self) -> Stops:
        shop, began = self.world.shops[self.channel], self.world.now()
        yield Stop.PULLING
        views = list(shop.seen())
        known = [one for (name, _), one in self.world.book.orders.items() if name == self.channel]
        gone = [view for view in map(shop.gone, known) if view is not None]
        yield Stop.PULLED
        book = self._begin()
        for view in [*views, *gone]:
            book.post(self.channel, view)
        book.pulled_at[self.channel] = began

    def push(self) -> Stops:
        yield Stop.PUSHING
        decided = self._decide([key for key in self.world.book.states if key[0] == self.channel])
        repeated = {
            key: one.action.intent for key, one in decided.items() if isinstance(one.action, Resend)
        }
        accepted = yield from self._write(repeated)
        decided |= self._decide(accepted)
        decided |= yield from self._read(
            {key: one.action for key, one in decided.items() if isinstance(one.action, MustRead)}
        )
        yield from self._write(
            {key: one.action.intent for key, one in decided.items() if isinstance(one.action, Send)}
        )

    def _decide(self, keys: Iterable[Key]) -> dict[Key, Decision]:
        book = self._begin()
        return {
            key: self._keep(
                key,
                self.rule.decide(book.states[key], self._facts(key), key=self.world.fresh_key()),
            )
            for key in keys
        }

    def _read(self, reads: Mapping[Key, MustRead]) -> Generator[Stop, None, dict[Key, Decision]]:
        if not reads:
            return {}
        yield Stop.READING
        self.world.calls += 1
        numbers = {key: self.world.shown(key) for key in reads}
        parts = {key: self.world.parts(key) for key in reads}
        yield Stop.READ
        book = self._begin()
        return {
            key: self._keep(
                key,
                self.rule.after_read(
                    book.states[key],
                    numbers[key],
                    self._facts(key),
                    read=read,
                    key=self.world.fresh_key(),
                    parts=parts[key],
                ),
            )
            for key, read in reads.items()
        }

    def _write(self, intents: Mapping[Key, Intent]) -> Generator[Stop, None, list[Key]]:
        """One batch; answers which were accepted."""
        if not intents:
            return []
        committed = self.world.now()
        yield Stop.SENDING
        if self.world.now() > committed + LEASE:
            raise LeaseLost("stopped for longer than any wait allows for; no rule cures that")
        fate = self.world.fate()
        pushes = [push_of(StockKey(key[1]), intent) for key, intent in intents.items()]
        answers = self.world.request(self.channel, pushes, fate)
        sent = self.world.now()
        while not fate.unheard and len(answers) < len(pushes):
            if fate.lost or self.world.now() > sent + LONGEST_REQUEST:
                break
            yield Stop.WAITING
        yield Stop.ANSWERED
        return self._acknowledge(intents, {} if fate.unheard else dict(answers))

    def _acknowledge(
        self, intents: Mapping[Key, Intent], answers: Mapping[str, PushAnswer]
    ) -> list[Key]:
        book = self._begin()
        accepted = []
        for key, intent in intents.items():
            answer = answers.get(intent.key, Unanswered(StockKey(key[1])))
            outcome = self.rule.after_answer(
                book.states[key], answer, now=self.world.now(), manners=book.manners[self.channel]
            )
            self._keep(key, outcome)
            if isinstance(answer, Accepted):
                accepted.append(key)
        return accepted

    def _facts(self, key: Key) -> PushFacts:
        return self.world.book.facts(key, self.world.now(), audit=self.audit)

    def _keep(self, key: Key, result: Kept) -> Kept:
        self.world.book.states[key] = result.state
        self.world.book.incidents += [(key, one) for one in result.incidents]
        return result
