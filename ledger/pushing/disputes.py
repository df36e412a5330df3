"""Stock keys in dispute: their listings are linked to different items, or to different factors.

Links are refused that would make one, but a shop may move a linked listing onto the inventory of
another at any time. No number can be right for both, so such stock keys are left out of pushing
and a person is told, until the links agree again.
"""

from collections.abc import Collection
from typing import Final

from ledger.database import Reading, Writing
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.pushing.stock_keys import DISPUTED

KIND: Final = "disputed"


def disputes(tx: Reading, channel_id: int, inventory_ids: Collection[str]) -> dict[str, str]:
    """Of these inventories those in dispute, with the listings and what each is linked to."""
    disputed = [one for (one,) in tx.rows_among(_DISPUTED, inventory_ids, (channel_id,))]
    found: dict[str, list[str]] = {}
    for inventory_id, *link in tx.rows_among(_LINKS, disputed, (channel_id,)):
        found.setdefault(inventory_id, []).append(_told(*link))
    return {
        inventory_id: ", ".join(links[:_LINKS_MAX]) + (", ..." if links[_LINKS_MAX:] else "")
        for inventory_id, links in found.items()
    }


def note_disputes(tx: Writing, channel_id: int, inventory_ids: Collection[str]) -> None:
    """Open an incident for each of these inventories that is in dispute, close those of others."""
    (channel,) = tx.rows("SELECT name FROM channel WHERE id = ?", (channel_id,))[0]
    found = disputes(tx, channel_id, inventory_ids)
    open_incidents(
        tx,
        [
            NewIncident(
                kind=KIND,
                subject=f"{channel}/{inventory_id}",
                text=f"one number cannot stand for {links}; nothing is pushed there: correct the "
                "storefront and run `stockbook adopt`, or link them alike",
            )
            for inventory_id, links in sorted(found.items())
        ],
    )
    agreed = [f"{channel}/{one}" for one in inventory_ids if one not in found]
    close_incidents(tx, KIND, agreed, actor="catalogue")


_LINKS_MAX: Final = 5
"""As many as fit in an incident; `listings` shows all of them."""

_DISPUTED: Final = f"""
    SELECT inventory_id FROM listing
    WHERE inventory_id IN (?*) AND channel_id = ? AND item_id IS NOT NULL
    GROUP BY inventory_id HAVING {DISPUTED}
"""

_LINKS: Final = """
    SELECT inventory_id, item.sku, factor, min(listing.listing_id) FROM listing
    JOIN item ON item.id = listing.item_id
    WHERE inventory_id IN (?*) AND channel_id = ?
    GROUP BY inventory_id, item.sku, factor ORDER BY inventory_id, item.sku, factor
"""


def _told(sku: str, factor: int, listing_id: str) -> str:
    units = f"{factor} x {sku}" if factor > 1 else sku
    return f"{units} (listing {listing_id})"
