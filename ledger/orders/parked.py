"""Order lines that waited for their listing: booked by themselves once it is linked."""

from collections.abc import Collection

from ledger.database import Reading, Writing
from ledger.instants import from_micros
from ledger.orders.batch import Batch
from ledger.orders.booking import ChannelRef, book_line
from ledger.orders.line_state import Context
from ledger.orders.resolution import known_listings
from ledger.orders.rows import StoredOrder, load_orders_of_lines


def book_parked(tx: Writing, channel: ChannelRef, listing_ids: Collection[str]) -> int:
    """Book the parked lines of these listings as if they had been known; answers the movements."""
    line_ids = [
        line_id
        for (line_id,) in tx.rows_among(
            "SELECT order_line.id FROM order_line "
            "JOIN sales_order ON sales_order.id = order_line.order_ref "
            "WHERE listing_id IN (?*) AND channel_id = ? AND components IS NULL "
            "AND parked_as IS NOT NULL",
            listing_ids,
            (channel.id,),
        )
    ]
    listings = known_listings(tx, channel.id, listing_ids)
    batch = Batch(tx, channel_id=channel.id, channel=channel.name)
    for order in load_orders_of_lines(tx, line_ids):
        context = _context(order, channel)
        for line in order.lines.values():
            if line.parked_as is not None:
                book_line(batch, order, line, line.parked_as, listings=listings, context=context)
    return batch.write()


def uncatalogued(tx: Reading, channel_id: int, named: str) -> list[tuple[str, str]]:
    """What waiting lines sell that no catalogue held, by its listing id or SKU: both of each.

    What has no listing id at all cannot be told from others of its kind.
    """
    rows = tx.rows(
        "SELECT DISTINCT line.listing_id, line.sku FROM order_line AS line "
        "JOIN sales_order ON sales_order.id = line.order_ref "
        "LEFT JOIN listing ON listing.channel_id = sales_order.channel_id "
        "AND listing.listing_id = line.listing_id "
        "WHERE sales_order.channel_id = ? AND line.components IS NULL "
        "AND line.parked_as IS NOT NULL AND listing.id IS NULL AND line.listing_id <> '' "
        "AND (line.listing_id = ? OR line.sku = ?) ORDER BY line.listing_id, line.sku",
        (channel_id, named, named),
    )
    return [(listing_id, sku) for listing_id, sku in rows]


def parked_lines(tx: Reading, channel_id: int) -> int:
    """How many lines wait for a listing, and orders for being understood."""
    # Not a join: the engine would walk through every order of the channel to find these few lines.
    lines = tx.rows(
        "SELECT count(*) FROM order_line WHERE components IS NULL AND parked_as IS NOT NULL "
        "AND (SELECT channel_id FROM sales_order WHERE id = order_line.order_ref) = ?",
        (channel_id,),
    )[0][0]
    orders = tx.rows("SELECT count(*) FROM unreadable_order WHERE channel_id = ?", (channel_id,))[
        0
    ][0]
    return int(lines) + int(orders)


def _context(order: StoredOrder, channel: ChannelRef) -> Context:
    """As on the day the snapshot was read: promised when placed, changed when stamped."""
    dated = order.stamp if order.stamp is not None else order.read_at
    return Context(
        dated=from_micros(dated),
        earliest=from_micros(order.placed_at) if order.placed_at < dated else None,
        owed_at=from_micros(order.placed_at),
        openings=channel.openings,
    )
