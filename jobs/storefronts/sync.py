"""`sync`: one cycle of each channel, pull then push; one channel's failure stops no other."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from connectors.errors import ConnectorError
from jobs.storefronts.catalogue import read_catalogue
from jobs.storefronts.channels import Channel
from jobs.storefronts.failing import told_if_failing
from jobs.storefronts.pull import Pulled, pull
from jobs.storefronts.push import push
from jobs.storefronts.push_answers import Pushed
from jobs.storefronts.same_shop import hold_to_shop
from jobs.storefronts.work import Sleep, Work, work_on
from ledger.channel_state import channel_state
from ledger.clocks import THIS_MACHINE
from ledger.database import Database
from ledger.errors import LeaseLost
from ledger.instants import Clock
from ledger.numbers import counted
from ledger.orders.parked import parked_lines

STOPPED: Final = "told to stop before it was done; the next sync goes on there"

_log: Final = logging.getLogger("stockbook.sync")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAnswer:
    """``parked``: lines and orders that wait to be booked. ``error``: why it stopped, or null."""

    channel: str
    orders: int
    movements: int
    parked: int
    pushed: int
    stale: int
    refused: int
    calls: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncAnswer:
    channels: list[ChannelAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """What a worker is given: who it is and where, its clock, and how it waits, names and stops.

    ``is_dead``: whether the holder of a lease is known to be a process that is no more.
    """

    holder: str
    clock: Clock
    sleep: Sleep
    new_id: Callable[[], str]
    stopping: Callable[[], bool] = lambda: False
    is_dead: Callable[[str], bool] = lambda _: False
    host: str = THIS_MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """What a cycle does. ``catalogue``: read that anew. ``audit``: read every number.

    ``confirm_vanished``: see jobs.storefronts.pull.
    """

    pulls: bool = True
    pushes: bool = True
    catalogue: bool = False
    audit: bool = False
    confirm_vanished: bool = False


def sync(
    database: Database,
    channels: Sequence[Channel],
    cycle: Cycle,
    hands: Hands,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> SyncAnswer:
    """A channel that another process works is told, and the others go on.

    Raises LeaseLost when all of them are worked by others.
    """
    answers: list[ChannelAnswer] = []
    lost: list[LeaseLost] = []
    for one in channels:
        try:
            answers.append(sync_channel(database, one, cycle, hands, progress=progress))
        except LeaseLost as error:
            lost.append(error)
            answers.append(_not_worked(database, one, error))
    if channels and len(lost) == len(channels):
        raise lost[0]
    return SyncAnswer(channels=answers)


def _not_worked(database: Database, channel: Channel, error: LeaseLost) -> ChannelAnswer:
    _log.error("%s: %s", channel.name, error)  # no traceback needed
    return ChannelAnswer(
        channel=channel.name,
        orders=0,
        movements=0,
        parked=_parked(database, channel.name),
        pushed=0,
        stale=0,
        refused=0,
        calls=0,
        error=str(error),
    )


def sync_channel(
    database: Database,
    channel: Channel,
    cycle: Cycle,
    hands: Hands,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> ChannelAnswer:
    """One cycle of one channel; its storefront's failure is an answer, not an exception."""
    pulled, pushed = Pulled(), Pushed()
    error: str | None = None
    calls_before = channel.calls()
    with work_on_channel(database, channel, hands) as work:
        try:
            _steps(work, channel, cycle, pulled=pulled, pushed=pushed, progress=progress)
        except ConnectorError as failure:
            # What was booked and written before it failed stays, and is told with the failure.
            error = str(failure)
        # Still under the lease, so that no other process books a line in between.
        parked = _parked(database, channel.name)
    return ChannelAnswer(
        channel=channel.name,
        orders=pulled.orders,
        movements=pulled.movements,
        parked=parked,
        pushed=pushed.pushed,
        stale=pushed.stale,
        refused=pushed.refused,
        calls=channel.calls() - calls_before,
        error=error or pushed.brake or _unfinished(pushed, stopping=hands.stopping()),
    )


def _unfinished(pushed: Pushed, *, stopping: bool) -> str | None:
    if pushed.unanswered:
        writes = counted(pushed.unanswered, "number")
        return f"{writes} written without an answer; what became of it is seen in later cycles"
    return STOPPED if stopping else None


def _steps(
    work: Work,
    channel: Channel,
    cycle: Cycle,
    *,
    pulled: Pulled,
    pushed: Pushed,
    progress: Callable[[int], None],
) -> None:
    with told_if_failing(work, "address"):
        hold_to_shop(work, channel.settings)
    if cycle.catalogue:
        with told_if_failing(work, "catalogue"):
            read_catalogue(work, progress)
    if cycle.pulls:
        with told_if_failing(work, "pull"):
            pull(
                work,
                pulled,
                backfill=channel.backfill,
                confirm_vanished=cycle.confirm_vanished,
                progress=progress,
            )
    if cycle.pushes and not work.stopping():
        with told_if_failing(work, "push"):
            push(work, channel.push_plan(audit=cycle.audit), pushed, progress=progress)


def work_on_channel(
    database: Database, channel: Channel, hands: Hands
) -> AbstractContextManager[Work]:
    """The channel's lease, held by these hands."""
    return work_on(
        channel.name,
        channel.connector,
        database,
        holder=hands.holder,
        host=hands.host,
        clock=hands.clock,
        sleep=hands.sleep,
        new_id=hands.new_id,
        stopping=hands.stopping,
        is_dead=hands.is_dead,
    )


def _parked(database: Database, channel: str) -> int:
    with database.reading() as tx:
        return parked_lines(tx, channel_state(tx, channel).id)
