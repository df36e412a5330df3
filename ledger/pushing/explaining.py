"""Why a storefront showed a number: the writes with their reasons, and what it took itself.

Everything is kept as facts: links, writes, and changes of what a platform took of its number.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from ledger.database import Reading
from ledger.errors import Rejected
from ledger.instants import from_micros, to_micros
from ledger.unknown import LIST_ITEMS, unknown_skus

WRITES_MAX: Final = 10
"""The newest ones; whoever asks about older days says when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A number that was sent at ``at``, compared with another where the platform can, and what
    became of it: accepted, stale, refused or unanswered. ``reasons``: why this number.
    """

    at: datetime
    sent: int
    compared: int | None
    outcome: str
    detail: str | None
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What a listing meant since ``since``: ``factor`` units of the item; null: nothing yet."""

    channel_sku: str
    sku: str | None
    factor: int
    since: datetime
    actor: str


def keys_of_item(tx: Reading, channel_id: int, sku: str) -> list[int]:
    """Stock keys whose listings are or ever were linked to the item. Raises Rejected if unknown."""
    items = tx.rows("SELECT id FROM item WHERE sku = ?", (sku,))
    if not items:
        raise Rejected([*unknown_skus(tx, [sku], remedy=LIST_ITEMS).values()])
    return [key_id for (key_id,) in tx.rows(_KEYS, (channel_id, items[0][0]))]


def links_at(tx: Reading, key_id: int, at: datetime) -> list[Linked]:
    """The newest link of each listing on the stock key, as it was then."""
    found = {row[0]: row[1:] for row in tx.rows(_LINKS, (key_id, to_micros(at)))}
    return [
        Linked(channel_sku=listed, sku=sku, factor=factor, since=from_micros(since), actor=actor)
        for listed, sku, factor, since, actor in found.values()
    ]


def writes_until(tx: Reading, key_id: int, at: datetime) -> list[Write]:
    """The newest first."""
    return [
        Write(
            at=from_micros(when),
            sent=sent,
            compared=compared,
            outcome=outcome,
            detail=detail or None,
            reasons=msgspec.json.decode(reasons, type=list[str]),
        )
        for when, sent, compared, outcome, detail, reasons in tx.rows(
            _WRITES, (key_id, to_micros(at), WRITES_MAX)
        )
    ]


def taken_between(tx: Reading, key_id: int, since: datetime, until: datetime) -> int:
    """Units that the platform took of its own number meanwhile, as far as orders told."""
    span = (key_id, to_micros(since), to_micros(until))
    return int(tx.rows(_TAKEN, span)[0][0])


def reserved_at(tx: Reading, key_id: int, at: datetime) -> int:
    """Units that the platform held for its orders then, on top of what it had for sale."""
    return int(tx.rows(_RESERVED, (key_id, to_micros(at)))[0][0])


_KEYS: Final = """
    SELECT DISTINCT stock_key.id FROM stock_key
    JOIN listing ON listing.channel_id = stock_key.channel_id
    AND listing.inventory_id = stock_key.inventory_id
    JOIN link ON link.listing_ref = listing.id
    WHERE stock_key.channel_id = ? AND link.item_id = ? ORDER BY stock_key.id
"""

_LINKS: Final = """
    SELECT listing.id, listing.sku, item.sku, link.factor, link.at, link.actor FROM stock_key
    JOIN listing ON listing.channel_id = stock_key.channel_id
    AND listing.inventory_id = stock_key.inventory_id
    JOIN link ON link.listing_ref = listing.id
    LEFT JOIN item ON item.id = link.item_id
    WHERE stock_key.id = ? AND link.at <= ? ORDER BY link.sequence
"""

_WRITES: Final = """
    SELECT at, sent, compared, outcome, detail, reasons FROM push_record
    WHERE stock_key_id = ? AND at <= ? ORDER BY id DESC LIMIT ?
"""

_TAKEN: Final = """
    SELECT coalesce(sum(taken), 0) FROM taken_change
    WHERE stock_key_id = ? AND recorded_at > ? AND recorded_at <= ?
"""

_RESERVED: Final = """
    SELECT coalesce(sum(reserved), 0) FROM taken_change WHERE stock_key_id = ? AND recorded_at <= ?
"""
