"""Channels and their listings: what is sold where, and to which item it is linked.

A listing is linked by a person's word, or by a confirmed proposal of equal SKUs; never guessed.
Listings on one stock key must sell the same item, since one number stands for all of them.
Every link and unlink is kept, so that an old number can be explained.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.channels import Listing, StockKey
from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.snapshots import ID_LENGTH_MAX
from ledger.store import mark_items_due
from ledger.values import QUANTITY_MAX, foreign_text_problem, text_problem

UNREADABLE_LISTING: Final = "unreadable_listing"
"""The kind of incident that tells of a listing left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLink:
    """``factor``: base units of the item in one unit of the listing."""

    listing_id: str
    sku: str
    factor: int = 1

    def __post_init__(self) -> None:
        if type(self.factor) is not int or not 0 < self.factor <= QUANTITY_MAX:
            raise ValueError(
                f"{self.factor!r} units per listing; it must be from 1 to {QUANTITY_MAX}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An unlinked listing. ``item``: its SKU equals an item's; else it needs a person."""

    listing_id: str
    sku: str
    title: str
    item: bool


def ensure_channel(tx: Writing, name: str) -> int:
    """The channel's id; created when it is new."""
    tx.run(
        "INSERT INTO channel (name, cursor, brake) VALUES (?, '', '') "
        "ON CONFLICT (name) DO NOTHING",
        (name,),
    )
    found: int = tx.rows("SELECT id FROM channel WHERE name = ?", (name,))[0][0]
    return found


def save_listings(tx: Writing, channel_id: int, listings: Iterable[Listing]) -> int:
    """Take over what the channel's catalogue says; links are left as they are.

    A listing that cannot be stored is left out and becomes an incident. Answers how many were kept.
    """
    rows = _storable_listings(tx, channel_id, listings)
    keys = _save_stock_keys(tx, channel_id, {one.stock_key for one in rows if one.stock_key})
    tx.run_many(
        _SAVE_LISTING,
        [
            (
                channel_id,
                one.listing_id,
                one.sku,
                one.title,
                one.barcode,
                keys[one.stock_key] if one.stock_key else None,
                tx.now_micros,
            )
            for one in rows
        ],
    )
    return len(rows)


def _storable_listings(tx: Writing, channel_id: int, listings: Iterable[Listing]) -> list[Listing]:
    """Those that are; the others are told, and no longer once the catalogue is mended."""
    found = list(listings)
    texts = {one.listing_id: text for one in found if (text := _listing_problem(one))}
    name = tx.rows("SELECT name FROM channel WHERE id = ?", (channel_id,))[0][0]
    kept = [one for one in found if one.listing_id not in texts]
    close_incidents(
        tx, UNREADABLE_LISTING, [f"{name}/{one.listing_id}" for one in kept], actor="catalogue"
    )
    open_incidents(
        tx,
        [
            NewIncident(kind=UNREADABLE_LISTING, subject=f"{name}/{listing_id}", text=text)
            for listing_id, text in texts.items()
        ],
    )
    return kept


def _listing_problem(listing: Listing) -> str | None:
    key = listing.stock_key
    ids = {"listing id": listing.listing_id}
    ids |= {"stock key": key.inventory_id, "stock location": key.location} if key else {}
    words = {"SKU": listing.sku, "title": listing.title, "barcode": listing.barcode}
    found = [text_problem(name, text, length_max=ID_LENGTH_MAX) for name, text in ids.items()]
    found += [foreign_text_problem(name, text) for name, text in words.items()]
    told = "; ".join(filter(None, found))
    return f"the listing is left out: {told}" if told else None


def proposals(tx: Reading, channel_id: int) -> list[Proposal]:
    """Listings that are not linked: those with an item of exactly this SKU first."""
    rows = tx.rows(_UNLINKED, (channel_id,))
    found = [
        Proposal(listing_id=listing_id, sku=sku, title=title, item=item_id is not None)
        for listing_id, sku, title, item_id in rows
    ]
    return sorted(found, key=lambda one: (not one.item, one.sku, one.listing_id))


def link_listings(
    tx: Writing, channel_id: int, links: Sequence[ListingLink], *, actor: str
) -> None:
    """Link listings to items, all or none; lines booked before keep what they meant then.

    Raises Rejected with every unknown listing or SKU, and when two items would share a stock key.
    """
    listings = tx.mapping(
        "SELECT listing_id, id FROM listing WHERE listing_id IN (?*) AND channel_id = ?",
        [link.listing_id for link in links],
        (channel_id,),
    )
    items = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", [link.sku for link in links])
    problems = [
        f"listing {link.listing_id!r} is unknown to this channel; read its catalogue with "
        "`stockbook adopt`"
        for link in links
        if link.listing_id not in listings
    ]
    problems += [f"SKU {link.sku!r} is unknown" for link in links if link.sku not in items]
    if problems:
        raise Rejected(problems)
    rows = [(listings[link.listing_id], items[link.sku], link.factor) for link in links]
    _write_links(tx, rows, actor=actor)
    _reject_shared_keys(tx, channel_id)
    mark_items_due(tx, {item_id for _, item_id, _ in rows})


def _write_links(tx: Writing, rows: Sequence[tuple[int, int, int]], *, actor: str) -> None:
    tx.run_many(
        "UPDATE listing SET item_id = ?, factor = ? WHERE id = ?",
        [(item_id, factor, listing) for listing, item_id, factor in rows],
    )
    first = tx.take_sequences(len(rows))
    tx.insert(
        "link",
        ("sequence", "listing_ref", "item_id", "factor", "at", "actor"),
        [(first + i, *row, tx.now_micros, actor) for i, row in enumerate(rows)],
    )


def _save_stock_keys(tx: Writing, channel_id: int, keys: set[StockKey]) -> dict[StockKey, int]:
    tx.run_many(
        "INSERT INTO stock_key (channel_id, inventory_id, location, due, touched, guard, "
        "unsettled, handling) VALUES (?, ?, ?, 0, 0, '{}', 1, 'managed') "
        "ON CONFLICT (channel_id, inventory_id, location) DO NOTHING",
        [(channel_id, key.inventory_id, key.location) for key in sorted(keys)],
    )
    rows = tx.rows_among(
        "SELECT inventory_id, location, id FROM stock_key "
        "WHERE inventory_id IN (?*) AND channel_id = ?",
        {key.inventory_id for key in keys},
        (channel_id,),
    )
    return {StockKey(inventory_id, location): key_id for inventory_id, location, key_id in rows}


def _reject_shared_keys(tx: Reading, channel_id: int) -> None:
    shared = tx.rows(_SHARED, (channel_id,))
    if shared:
        raise Rejected(
            [
                f"stock key {inventory_id!r} would carry different items or factors; one "
                "number cannot stand for them: link its listings alike"
                for (inventory_id,) in shared
            ]
        )


_SAVE_LISTING: Final = """
    INSERT INTO listing (channel_id, listing_id, sku, title, barcode, stock_key_id, factor,
                         seen_at, problem)
    VALUES (?, ?, ?, ?, ?, ?, 1, ?, '')
    ON CONFLICT (channel_id, listing_id) DO UPDATE SET sku = excluded.sku,
        title = excluded.title, barcode = excluded.barcode,
        stock_key_id = excluded.stock_key_id, seen_at = excluded.seen_at
"""

_UNLINKED: Final = """
    SELECT listing.listing_id, listing.sku, listing.title, item.id
    FROM listing LEFT JOIN item ON item.sku = listing.sku
    WHERE listing.channel_id = ? AND listing.item_id IS NULL
"""

_SHARED: Final = """
    SELECT stock_key.inventory_id
    FROM listing JOIN stock_key ON stock_key.id = listing.stock_key_id
    WHERE listing.channel_id = ? AND listing.item_id IS NOT NULL
    GROUP BY stock_key.id, stock_key.inventory_id
    HAVING count(DISTINCT listing.item_id) > 1 OR count(DISTINCT listing.factor) > 1
"""
