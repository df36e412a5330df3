"""One channel is worked by one process at a time.

A lease has a holder, an expiry and a fencing number that grows with every new holder. Every
transaction that books or pushes for the channel checks the number again, so that a process that
slept through its expiry writes nothing over its successor's work. It ends by the clock that all
hosts share.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ledger.database import Writing
from ledger.errors import LeaseLost
from ledger.instants import from_micros

LEASE_LENGTH: Final = timedelta(seconds=180)
"""Longer than the slowest single request of a connector; renewed with every transaction."""

_MICROS: Final = LEASE_LENGTH // timedelta(microseconds=1)


SERVER_NOW: Final = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
"""PostgreSQL's own, in microseconds."""


@dataclass(frozen=True, slots=True)
class Lease:
    channel_id: int
    holder: str
    fence: int


def take_lease(
    tx: Writing,
    channel_id: int,
    holder: str,
    *,
    is_dead: Callable[[str], bool] = lambda _: False,
) -> Lease:
    """Raises LeaseLost, naming the holder, while another one's lease lasts.

    One that ``is_dead`` writes nothing more, so its lease ends with it. What it may have sent
    before is an intent in the book, which push.md waits for whoever holds the lease.
    """
    rows = tx.rows(
        "SELECT holder, fence, expires_at FROM lease WHERE channel_id = ?", (channel_id,)
    )
    fence, now = 1, shared_now(tx)
    if rows:
        other, last_fence, expires_at = rows[0]
        if other and expires_at > now and not is_dead(other):
            raise LeaseLost(
                f"the channel is worked by {other} until {from_micros(expires_at).isoformat()}"
            )
        fence = last_fence + 1
    tx.run(
        "INSERT INTO lease (channel_id, holder, fence, expires_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (channel_id) DO UPDATE SET holder = excluded.holder, fence = excluded.fence, "
        "expires_at = excluded.expires_at",
        (channel_id, holder, fence, now + _MICROS),
    )
    return Lease(channel_id, holder, fence)


def hold_lease(tx: Writing, lease: Lease) -> None:
    """Check the fencing number and renew. Raises LeaseLost when another process has taken over."""
    held = tx.run(
        "UPDATE lease SET expires_at = ? WHERE channel_id = ? AND fence = ? AND holder = ?",
        (shared_now(tx) + _MICROS, lease.channel_id, lease.fence, lease.holder),
    )
    if not held:
        raise LeaseLost(f"{lease.holder} lost the lease of its channel and wrote nothing more")


def shared_now(tx: Writing) -> int:
    """In microseconds, by the clock that all hosts of this book share."""
    return int(tx.rows(SERVER_NOW)[0][0]) if tx.server_clock else tx.now_micros


def return_lease(tx: Writing, lease: Lease) -> None:
    """Let the next one in at once; a lease that is no longer ours is left alone."""
    tx.run(
        "UPDATE lease SET holder = '', expires_at = 0 WHERE channel_id = ? AND fence = ?",
        (lease.channel_id, lease.fence),
    )
