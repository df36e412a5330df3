"""One channel being worked: its connector, its lease, and the transactions that check the lease."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from connectors.protocol import Connector
from ledger.channel_state import ChannelState, channel_state
from ledger.clocks import require_clock
from ledger.database import Database, Writing
from ledger.errors import LeaseLost
from ledger.instants import Clock
from ledger.leases import Lease, hold_lease, return_lease, take_lease

WAIT_SECONDS: Final = 10
"""A second `sync` gives the first one this long, then names it and gives up."""

RENEWED_AFTER: Final = timedelta(seconds=30)
"""Often enough that one slow request more leaves most of the lease; seldom enough to cost nothing.
"""

Sleep = Callable[[float], object]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """``new_id`` makes idempotency keys. ``stopping`` answers True once the process should end."""

    channel: str
    channel_id: int
    connector: Connector
    database: Database
    clock: Clock
    new_id: Callable[[], str]
    lease: Lease
    stopping: Callable[[], bool] = lambda: False

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """A transaction that only goes through while the lease is ours; it renews it."""
        with self.database.writing() as tx:
            hold_lease(tx, self.lease)
            yield tx

    def held(self, told: Iterable[T], *, since: datetime | None = None) -> Iterator[T]:
        """What a storefront tells bit by bit, over many requests, with the lease held meanwhile.

        ``since``: when it was known to be held. Raises LeaseLost, and asks for nothing more, once
        another process has it.
        """
        renewed = self._renewed(since or self.clock())
        for one in told:
            yield one
            renewed = self._renewed(renewed)

    def _renewed(self, before: datetime) -> datetime:
        if self.clock() - before < RENEWED_AFTER:
            return before
        with self.writing() as tx:
            return tx.now

    def state(self) -> ChannelState:
        with self.database.reading() as tx:
            return channel_state(tx, self.channel)


@contextmanager
def work_on(
    channel: str,
    connector: Connector,
    database: Database,
    *,
    holder: str,
    host: str,
    clock: Clock,
    sleep: Sleep,
    new_id: Callable[[], str],
    stopping: Callable[[], bool] = lambda: False,
    is_dead: Callable[[str], bool] = lambda _: False,
) -> Iterator[Work]:
    """Take the channel's lease, and give it back at the end. Raises LeaseLost naming the holder.

    ``is_dead``: of the holder of another lease; that one is not waited for.
    """
    require_clock(database, host=host)
    lease = _take(database, channel, holder, sleep=sleep, is_dead=is_dead)
    try:
        yield Work(
            channel=channel,
            channel_id=lease.channel_id,
            connector=connector,
            database=database,
            clock=clock,
            new_id=new_id,
            lease=lease,
            stopping=stopping,
        )
    finally:
        with database.writing() as tx:
            return_lease(tx, lease)


def _take(
    database: Database,
    channel: str,
    holder: str,
    *,
    sleep: Sleep,
    is_dead: Callable[[str], bool],
) -> Lease:
    for second in range(WAIT_SECONDS + 1):
        try:
            with database.writing() as tx:
                channel_id = channel_state(tx, channel).id
                return take_lease(tx, channel_id, holder, is_dead=is_dead)
        except LeaseLost:
            if second == WAIT_SECONDS:
                raise
            sleep(1)
    raise AssertionError("the loop returns or raises")
