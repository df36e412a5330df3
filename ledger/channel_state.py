"""Where a channel stands: how far it was pulled, and whether numbers may be written to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.instants import from_micros, to_micros


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """``pulled_at``: when the newest complete pull began. ``brake``: why pushing is stopped.

    ``confirmed``: what was due by this ledger sequence a person has looked at; the brake lets it
    pass. ``offered``: how levels were reckoned at the last push, as `note_offer` was told.
    ``shop``: which one it is, as `note_shop` was told; empty before.
    """

    id: int
    name: str
    cursor: str
    pulled_at: datetime | None
    allowed: bool
    paused: bool
    brake: str
    confirmed: int
    offered: str
    shop: str


def channel_state(tx: Reading, name: str) -> ChannelState:
    """Raises Rejected for a channel that the book does not know."""
    rows = tx.rows(
        "SELECT id, cursor, pulled_at, allowed_at, paused_at, brake, confirmed, offered, shop "
        "FROM channel WHERE name = ?",
        (name,),
    )
    if not rows:
        known = ", ".join(channel_names(tx)) or "none"
        raise Rejected(
            [f"channel {name!r} is not in the book; known are {known}. Correct its name, "
             "or configure it and run `stockbook init`"]
        )  # fmt: skip
    channel_id, cursor, pulled_at, allowed_at, paused_at, brake, confirmed, offered, shop = rows[0]
    return ChannelState(
        id=channel_id,
        name=name,
        cursor=cursor,
        pulled_at=None if pulled_at is None else from_micros(pulled_at),
        allowed=allowed_at is not None,
        paused=paused_at is not None,
        brake=brake,
        confirmed=confirmed or 0,
        offered=offered or "",
        shop=shop or "",
    )


def channel_names(tx: Reading) -> list[str]:
    """Every channel that the book knows, configured or not."""
    return [name for (name,) in tx.rows("SELECT name FROM channel ORDER BY name")]


def channels_with_orders(tx: Reading) -> list[str]:
    return [name for (name,) in tx.rows(_WITH_ORDERS)]


_WITH_ORDERS: Final = """
    SELECT name FROM channel
    WHERE EXISTS (SELECT 1 FROM sales_order WHERE channel_id = channel.id) ORDER BY name
"""


def save_cursor(tx: Writing, channel_id: int, cursor: str) -> None:
    """In the transaction that booked the page: after it, beginning again there is safe."""
    tx.run("UPDATE channel SET cursor = ? WHERE id = ?", (cursor, channel_id))


def save_complete_pull(tx: Writing, channel_id: int, began_at: datetime) -> None:
    """Everything that had changed before ``began_at`` is in the book."""
    tx.run("UPDATE channel SET pulled_at = ? WHERE id = ?", (to_micros(began_at), channel_id))


def allow_writing(tx: Writing, channel_id: int) -> None:
    """A person has seen what would be written; that releases the brake, and lets it pass."""
    tx.run(
        "UPDATE channel SET allowed_at = ?, brake = '', confirmed = ? WHERE id = ?",
        (tx.now_micros, _mark_all_due(tx, channel_id), channel_id),
    )


def set_brake(tx: Writing, channel_id: int, reason: str) -> None:
    tx.run("UPDATE channel SET brake = ? WHERE id = ?", (reason, channel_id))


def set_paused(tx: Writing, channel_id: int, *, paused: bool) -> None:
    """A paused channel shows 0 everywhere. To show all again is a person's word as well."""
    tx.run(
        "UPDATE channel SET paused_at = ?, confirmed = ? WHERE id = ?",
        (tx.now_micros if paused else None, _mark_all_due(tx, channel_id), channel_id),
    )


def note_offer(tx: Writing, channel_id: int, offered: str) -> None:
    """Levels are reckoned in another way from now on, so that every number is looked at."""
    tx.run("UPDATE channel SET offered = ? WHERE id = ?", (offered, channel_id))
    _mark_all_due(tx, channel_id)


def note_shop(tx: Writing, channel_id: int, shop: str) -> None:
    """From now on the channel's ids are those of this shop."""
    tx.run("UPDATE channel SET shop = ? WHERE id = ?", (shop, channel_id))


def holds_nothing_of(tx: Reading, channel_id: int) -> bool:
    """No id of its shop is in the book, so that it may as well be another shop's channel."""
    found = tx.rows(_HOLDS_NOTHING, (channel_id,) * 4)
    return bool(found[0][0])


_HOLDS_NOTHING: Final = """
    SELECT NOT EXISTS (SELECT 1 FROM sales_order WHERE channel_id = ?)
    AND NOT EXISTS (SELECT 1 FROM unreadable_order WHERE channel_id = ?)
    AND NOT EXISTS (SELECT 1 FROM listing WHERE channel_id = ?)
    AND NOT EXISTS (SELECT 1 FROM stock_key WHERE channel_id = ?)
"""


def _mark_all_due(tx: Writing, channel_id: int) -> int:
    """Answers the ledger sequence that they are due with."""
    due = tx.take_sequences(1)
    tx.run("UPDATE stock_key SET due = ? WHERE channel_id = ?", (due, channel_id))
    return due
