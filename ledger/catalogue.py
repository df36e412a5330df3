"""What reading a channel's catalogue again brings to light: listings that are new, or gone.

Neither changes the book: a new listing waits for a link, and what was sold of a deleted one was
sold. A person is told once for the channel, not once for each.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ledger.database import Reading, Writing
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.instants import to_micros

NEW: Final = "new_listings"
GONE: Final = "gone_listings"


def newest_listing(tx: Reading) -> int:
    """What `note_catalogue` asks for: later listings are new."""
    newest: int = tx.rows("SELECT coalesce(max(id), 0) FROM listing")[0][0]
    return newest


def note_catalogue(tx: Writing, channel_id: int, *, known: int, began: datetime) -> None:
    """After the whole catalogue was saved. ``known``: `newest_listing` before it was read."""
    (channel,) = tx.rows("SELECT name FROM channel WHERE id = ?", (channel_id,))[0]
    new = tx.rows(f"{_UNLINKED} AND id > ? ORDER BY sku, listing_id", (channel_id, known))
    gone = tx.rows(_GONE, (channel_id, to_micros(began)))
    alone = f"`stockbook pause {channel} SKU --leave-alone`"
    told = [
        (NEW, new, f"link them with `stockbook adopt {channel}`"),
        (GONE, gone, f"no longer in its catalogue; if deleted for good, {alone} ends this"),
    ]
    open_incidents(
        tx,
        [
            NewIncident(kind=kind, subject=channel, text=f"{_counted(found)}: {then}")
            for kind, found, then in told
            if found
        ],
    )
    if not gone:
        close_incidents(tx, GONE, [channel], actor="catalogue")
    if not tx.rows(f"{_UNLINKED} LIMIT 1", (channel_id,)):
        close_incidents(tx, NEW, [channel], actor="catalogue")


def _counted(found: Sequence[Sequence[str]]) -> str:
    names = [sku or f"listing {listing_id}" for sku, listing_id in found]
    shown = ", ".join(names[:_NAMED_MAX]) + (", ..." if names[_NAMED_MAX:] else "")
    return f"{len(found)} listing{'s' if len(found) > 1 else ''} ({shown})"


_NAMED_MAX: Final = 5
"""As many as fit in an incident; `listings list` and `adopt` show all of them."""

_UNLINKED: Final = "SELECT sku, listing_id FROM listing WHERE channel_id = ? AND item_id IS NULL"

_GONE: Final = """
    SELECT sku, listing_id FROM listing
    WHERE channel_id = ? AND item_id IS NOT NULL AND seen_at < ? AND NOT EXISTS (
        SELECT 1 FROM stock_key WHERE stock_key.channel_id = listing.channel_id
            AND stock_key.inventory_id = listing.inventory_id AND handling = 'left_alone'
    ) ORDER BY sku, listing_id
"""
