"""Late news of a history, ruled by somebody who saw what really happened and when."""

from collections.abc import Iterator, Sequence
from typing import Final

from jobs.counts.desk import rule_late_news, show_count
from jobs.counts.learnt import LearntEntry
from ledger.counts.rulings import When
from tests.jobs.asof.causes import event_of
from tests.jobs.asof.truth import Look
from tests.jobs.asof.world import World

JUST_AFTER: Final = 1e-6
"""Hours: less than any two instants of a history are apart."""
RULINGS_MAX: Final = 100  # every fact can be ruled after every count once


def rule_all(world: World) -> None:
    for _ in range(RULINGS_MAX):
        reopened = next(_reopened(world), None)
        if reopened is None:
            return
        _rule(world, *reopened)
    raise AssertionError("rulings have no end")


def _reopened(world: World) -> Iterator[tuple[int, Look, Sequence[LearntEntry]]]:
    for number, counted in world.counts.items():
        if not counted.posted:
            continue
        answer = show_count(world.desk, counted.number)
        lines = {one.sku: one for one in answer.variances if one.status == "reopened"}
        for spot, look in counted.posted.items():
            if line := lines.get(world.skus[spot[0]]):
                yield number, look, line.learnt


def _rule(world: World, number: int, look: Look, learnt: Sequence[LearntEntry]) -> None:
    counted, sku = world.counts[number], world.skus[look.spot[0]]
    unseen = {one.name: one for one in world.history.truth.unseen(look)}
    named = {one.fact: event_of(world.book, world.history, one.fact) for one in learnt}
    later = [fact for fact, name in named.items() if name in unseen]
    if not later:
        world.told["before"] += 1
        rule_late_news(world.desk, counted.number, sku, When.BEFORE)
        return
    some = len(later) < len(named)
    world.told["some after" if some else "after"] += 1
    rule_late_news(world.desk, counted.number, sku, When.AFTER, only=later if some else ())
    for fact in later:
        unseen[named[fact]].booked[look.spot] = look.at + JUST_AFTER
