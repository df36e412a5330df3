"""All that needs a person now: incidents that were opened, and what the book itself shows.

The latter bear no number and end by themselves, once the book is right again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.database import Reading
from ledger.incidents import TEXT_MAX
from ledger.instants import from_micros
from ledger.told import told_command


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident:
    """``id`` None: seen in the book itself, gone when the book is right again."""

    id: int | None
    kind: str
    subject: str
    text: str
    times: int
    opened_at: datetime


def list_incidents(tx: Reading) -> list[OpenIncident]:
    """Those that were opened, oldest first, then what the book itself shows."""
    stored = tx.rows(
        "SELECT id, kind, subject, text, times, opened_at FROM incident "
        "WHERE resolved_at IS NULL ORDER BY opened_at, id"
    )
    found = [
        OpenIncident(
            id=number, kind=kind, subject=subject, text=text, times=times, opened_at=from_micros(at)
        )
        for number, kind, subject, text, times, at in stored
    ]
    found += [_oversold(tx, *row) for row in tx.rows(_OVERSOLD)]
    found += [_parked_lines(*row) for row in tx.rows(_PARKED_LINES)]
    return found + [_parked_order(*row) for row in tx.rows(_PARKED_ORDERS)]


_OVERSOLD: Final = """
    SELECT item.sku, location.code, balance.quantity
    FROM balance
    JOIN place ON place.id = balance.place_id
    JOIN location ON location.id = place.location_id
    JOIN item ON item.id = balance.item_id
    WHERE place.state = 'available' AND balance.quantity < 0
    ORDER BY item.sku, location.code
"""


def _oversold(tx: Reading, sku: str, location: str, quantity: int) -> OpenIncident:
    return OpenIncident(
        id=None,
        kind="oversold",
        subject=f"{sku}@{location}",
        text=f"{-quantity} more of {sku} are promised at {location} than are there; "
        "buy, transfer or cancel, or count if they do lie there",
        times=1,
        opened_at=tx.now,
    )


# The few lines first: joined at once, the engine would walk through every order of the channel.
_PARKED_LINES: Final = """
    WITH parked AS MATERIALIZED (
        SELECT order_ref, listing_id, sku FROM order_line
        WHERE components IS NULL AND parked_as IS NOT NULL
    )
    SELECT channel.name, parked.sku, parked.listing_id, count(*), min(sales_order.order_id),
           min(sales_order.placed_at), min(listing.id), min(listing.item_id)
    FROM parked JOIN sales_order ON sales_order.id = parked.order_ref
    JOIN channel ON channel.id = sales_order.channel_id
    LEFT JOIN listing ON listing.channel_id = channel.id AND listing.listing_id = parked.listing_id
    GROUP BY channel.name, parked.sku, parked.listing_id
    ORDER BY channel.name, parked.sku, parked.listing_id
"""


def _parked_lines(channel: str, sku: str, listing_id: str, *told: object) -> OpenIncident:
    lines, order_id, placed_at, listing, item = told
    name = sku or f"listing {listing_id}"
    adopt = f"`{told_command('adopt', channel)}`"
    link = f"`{told_command('listings', 'link', channel, skus=(listing_id, 'SKU'))}`"
    if listing is None:
        then = f"its catalogue is not known to hold it: {adopt}"
        # What has no id at all cannot be told from others of its kind.
        then += f"; or, if it never will, say which item it is: {link}" if listing_id else ""
    elif item is None:
        then = f"link it: {adopt}, or {link}"
    else:
        then = "its kit has no recipe: `stockbook items recipe`"
    return OpenIncident(
        id=None,
        kind="parked_lines",
        subject=f"{channel}/{name}",
        text=f"order lines that wait: {lines}, the first in order {order_id}; {then}",
        times=1,
        opened_at=from_micros(int(str(placed_at))),
    )


_PARKED_ORDERS: Final = """
    SELECT channel.name, order_id, problem, first_read_at FROM unreadable_order
    JOIN channel ON channel.id = unreadable_order.channel_id ORDER BY first_read_at, order_id
"""


def _parked_order(channel: str, order_id: str, problem: str, first_read_at: int) -> OpenIncident:
    return OpenIncident(
        id=None,
        kind="parked_order",
        subject=f"{channel}/{order_id}",
        text=f"order {order_id} waits, since it cannot be understood: {problem}"[:TEXT_MAX],
        times=1,
        opened_at=from_micros(first_read_at),
    )
