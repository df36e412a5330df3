"""Orders that a storefront no longer knows: whom to ask about, and what to book then.

Only the platform's own word counts, and only when it is given twice, apart in time.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from ledger.database import Reading, Writing
from ledger.instants import from_micros, to_micros
from ledger.orders.batch import Batch
from ledger.orders.booking import ChannelRef, book_line
from ledger.orders.line_state import Context
from ledger.orders.planner import remove_line
from ledger.orders.resolution import known_listings
from ledger.orders.rows import load_orders

APART: Final = timedelta(minutes=15)
"""Between the two words: longer than a restart, a restore from backup or a cache."""

VANISHED: Final = "vanished"


def open_orders_unread_since(
    tx: Reading, channel_id: int, instant: datetime, *, limit: int
) -> list[str]:
    """Orders that still owe goods and that no pull has shown since; the longest unread first."""
    # CROSS JOIN and the plus keep the order of the text: from the few committed lines outwards,
    # not through every order that there ever was.
    rows = tx.rows(
        """
        SELECT order_id, read_at FROM sales_order
        WHERE id IN (
            SELECT order_ref FROM place CROSS JOIN position CROSS JOIN order_line
            WHERE place.state = 'committed' AND position.place_id = place.id
            AND order_line.id = position.line_id
        ) AND +channel_id = ? AND read_at < ?
        ORDER BY read_at LIMIT ?
        """,
        (channel_id, to_micros(instant), limit),
    )
    return [order_id for order_id, _ in rows]


def newest_order(tx: Reading, channel_id: int, *, beside: Collection[str]) -> str | None:
    """A known order, not one of these, that should still answer when all is well."""
    rows = tx.rows(
        "SELECT order_id FROM sales_order WHERE channel_id = ? AND status <> ? "
        "ORDER BY read_at DESC LIMIT ?",
        (channel_id, VANISHED, len(beside) + 1),
    )
    return next((order_id for (order_id,) in rows if order_id not in beside), None)


def newest_orders(tx: Reading, channel_id: int, *, limit: int) -> dict[str, int]:
    """Known orders by id, and when each was placed, in microseconds."""
    rows = tx.rows(
        "SELECT order_id, placed_at FROM sales_order WHERE channel_id = ? AND status <> ? "
        "ORDER BY read_at DESC LIMIT ?",
        (channel_id, VANISHED, limit),
    )
    return dict(rows)


def note_missing(tx: Writing, channel_id: int, order_ids: Collection[str]) -> list[str]:
    """Keep when each was first missed; answers those missed long enough to believe it."""
    rows = tx.rows_among(
        "SELECT order_id, missing_since FROM sales_order WHERE order_id IN (?*) AND channel_id = ?",
        order_ids,
        (channel_id,),
    )
    first = [order_id for order_id, since in rows if since is None]
    tx.run_among(
        "UPDATE sales_order SET missing_since = ? WHERE order_id IN (?*) AND channel_id = ?",
        first,
        (tx.now_micros, channel_id),
    )
    believed = tx.now_micros - APART // timedelta(microseconds=1)
    return [order_id for order_id, since in rows if since is not None and since <= believed]


def book_vanished(tx: Writing, channel: ChannelRef, order_ids: Sequence[str]) -> int:
    """Nothing is owed any more; goods that left stay where they are, and a person is asked.

    What the platform had taken stays taken: it gave nothing back. Answers the movements posted.
    """
    orders = load_orders(tx, channel.id, order_ids)
    listings = known_listings(
        tx, channel.id, {line.listing_id for one in orders.values() for line in one.lines.values()}
    )
    batch = Batch(tx, channel_id=channel.id, channel=channel.name)
    for order in sorted(orders.values(), key=lambda one: one.order_id):
        context = Context(
            dated=tx.now,
            earliest=from_micros(order.read_at),
            owed_at=tx.now,
            openings=channel.openings,
        )
        after = replace(order, status=VANISHED, digest=VANISHED)
        batch.keep_order(after)
        for line in order.lines.values():
            gone = remove_line(line.line_id, held=line.held)
            book_line(batch, after, line, gone, listings=listings, context=context)
    return batch.write()
