"""Orders that could not be understood: kept, counted, and what their being known at last means.

While one is unknown, so are its sales. A number that no order explains may be its doing, so the
push rule takes none for drift; and a write that was proved meanwhile may have passed over its
sale, so the numbers of its listings are read again as soon as it is known.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from ledger.database import Reading, Writing
from ledger.instants import to_micros
from ledger.pushing.state import READ
from ledger.pushing.stock_keys import load_keys, save_states
from ledger.snapshots import Unreadable
from ledger.values import storable


def park_unreadable(tx: Writing, channel_id: int, orders: Iterable[Unreadable]) -> None:
    """Keep what could not be understood until a later reading succeeds."""
    rows = [
        (
            channel_id,
            storable(order.order_id),
            storable(order.problem),
            storable(order.kept),
            read_at,
            read_at,
        )
        for order in orders
        for read_at in (to_micros(order.read_at),)
    ]
    tx.run_many(
        "INSERT INTO unreadable_order VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (channel_id, order_id) DO UPDATE SET problem = excluded.problem, "
        "kept = excluded.kept, read_at = excluded.read_at",
        rows,
    )


def has_unreadable(tx: Reading, channel_id: int) -> bool:
    """Whether any order of the channel is unknown to the book."""
    found = tx.rows("SELECT 1 FROM unreadable_order WHERE channel_id = ? LIMIT 1", (channel_id,))
    return bool(found)


def note_readable(tx: Writing, channel_id: int, order_ids: Collection[str]) -> None:
    """These orders are booked; of those that were unknown every number is read again."""
    known = [
        order_id
        for (order_id,) in tx.rows_among(
            "SELECT order_id FROM unreadable_order WHERE order_id IN (?*) AND channel_id = ?",
            order_ids,
            (channel_id,),
        )
    ]
    if not known:
        return
    tx.run_among(
        "DELETE FROM unreadable_order WHERE order_id IN (?*) AND channel_id = ?",
        known,
        (channel_id,),
    )
    keys = load_keys(tx, _stock_keys_of(tx, channel_id, known))
    save_states(tx, [(key.id, replace(key.state, doubt=key.state.doubt or READ)) for key in keys])


def _stock_keys_of(tx: Reading, channel_id: int, order_ids: Collection[str]) -> list[int]:
    rows = tx.rows_among(
        "SELECT DISTINCT stock_key.id FROM order_line "
        "JOIN sales_order ON sales_order.id = order_line.order_ref "
        "JOIN listing ON listing.channel_id = sales_order.channel_id "
        "AND listing.listing_id = order_line.listing_id "
        "JOIN stock_key ON stock_key.channel_id = listing.channel_id "
        "AND stock_key.inventory_id = listing.inventory_id "
        "WHERE sales_order.order_id IN (?*) "
        "AND sales_order.channel_id = ?",
        order_ids,
        (channel_id,),
    )
    return sorted(key_id for (key_id,) in rows)
