"""Channels and their listings: what is sold where, and to which item it is linked.

A listing is linked by a person's word, or by a confirmed proposal of equal SKUs; never guessed.
Listings on one stock key must sell the same item, since one number stands for all of them.
Every link and unlink is kept, so that an old number can be explained.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.channels import Listing
from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.incidents import NewIncident, close_incidents, open_incidents
from ledger.pushing.disputes import disputes, note_disputes
from ledger.pushing.stock_keys import ensure_stock_keys, mark_inventories_due
from ledger.snapshots import ID_LENGTH_MAX
from ledger.store import mark_items_due
from ledger.unknown import unknown_skus
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
    """An unlinked listing. ``item``: its SKU equals an item's; else it needs a person.

    ``shares``: its number stands for listings of other SKUs or factors, too.
    """

    listing_id: str
    sku: str
    title: str
    item: bool
    shares: bool = False


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

    A listing that cannot be stored is left out and becomes an incident. A linked one that moved to
    another inventory may be in dispute with those there. Answers how many were kept.
    """
    rows = _storable_listings(tx, channel_id, listings)
    before = _inventories(tx, channel_id, [one.listing_id for one in rows])
    ensure_stock_keys(tx, channel_id, {key.stock_key for one in rows for key in one.numbers})
    tx.run_many(
        _SAVE_LISTING,
        [
            (
                channel_id,
                one.listing_id,
                one.sku,
                one.title,
                one.barcode,
                one.inventory_id,
                tx.now_micros,
            )
            for one in rows
        ],
    )
    moved = {
        inventory_id
        for one in rows
        if one.listing_id in before and before[one.listing_id] != one.inventory_id
        for inventory_id in (before[one.listing_id], one.inventory_id)
        if inventory_id is not None
    }
    if moved:
        mark_inventories_due(tx, channel_id, moved)
        note_disputes(tx, channel_id, moved)
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
    ids = [("listing id", listing.listing_id)]
    ids += [("stock key", one.stock_key.inventory_id) for one in listing.numbers[:1]]
    ids += [("stock location", one.stock_key.location) for one in listing.numbers]
    words = {"SKU": listing.sku, "title": listing.title, "barcode": listing.barcode}
    found = [text_problem(name, text, length_max=ID_LENGTH_MAX) for name, text in ids]
    found += [foreign_text_problem(name, text) for name, text in words.items()]
    told = "; ".join(filter(None, found))
    return f"the listing is left out: {told}" if told else None


def proposals(tx: Reading, channel_id: int) -> list[Proposal]:
    """Listings that are not linked: those with an item of exactly this SKU first.

    Whose number stands for several SKUs, is no proposal: which item that is, a person knows.
    """
    mixed = {inventory_id for (inventory_id,) in tx.rows(_MIXED, (channel_id,))}
    found = [
        Proposal(
            listing_id=listing_id,
            sku=sku,
            title=title,
            item=item_id is not None and inventory_id not in mixed,
            shares=inventory_id in mixed,
        )
        for listing_id, sku, title, item_id, inventory_id in tx.rows(_UNLINKED, (channel_id,))
    ]
    return sorted(found, key=lambda one: (not one.item, one.sku, one.listing_id))


def link_listings(
    tx: Writing, channel_id: int, links: Sequence[ListingLink], *, actor: str
) -> None:
    """Link listings to items, all or none; lines booked before keep what they meant then.

    Raises Rejected with every unknown listing or SKU, and when two items would come to share a
    stock key. Where they do already, links may be mended one by one.
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
    problems += unknown_skus(tx, {link.sku for link in links} - items.keys()).values()
    if problems:
        raise Rejected(problems)
    rows = [(listings[link.listing_id], items[link.sku], link.factor) for link in links]
    sold_from = _inventories(tx, channel_id, listings).values()
    inventories = {one for one in sold_from if one is not None}
    before = disputes(tx, channel_id, inventories)
    _write_links(tx, rows, actor=actor)
    _reject_new_disputes(before, disputes(tx, channel_id, inventories))
    note_disputes(tx, channel_id, inventories)
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


def _inventories(tx: Reading, channel_id: int, listing_ids: Iterable[str]) -> dict[str, str | None]:
    """The inventory that each known listing is sold from."""
    return tx.mapping(
        "SELECT listing_id, inventory_id FROM listing WHERE listing_id IN (?*) AND channel_id = ?",
        listing_ids,
        (channel_id,),
    )


def _reject_new_disputes(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    if new := sorted(after.keys() - before.keys()):
        raise Rejected(
            [
                f"stock key {one!r} would carry different items or factors ({after[one]}); one "
                "number cannot stand for them: link its listings alike"
                for one in new
            ]
        )


_SAVE_LISTING: Final = """
    INSERT INTO listing (channel_id, listing_id, sku, title, barcode, inventory_id, factor,
                         seen_at, problem)
    VALUES (?, ?, ?, ?, ?, ?, 1, ?, '')
    ON CONFLICT (channel_id, listing_id) DO UPDATE SET sku = excluded.sku,
        title = excluded.title, barcode = excluded.barcode,
        inventory_id = excluded.inventory_id, seen_at = excluded.seen_at
"""

_UNLINKED: Final = """
    SELECT listing.listing_id, listing.sku, listing.title, item.id, listing.inventory_id
    FROM listing LEFT JOIN item ON item.sku = listing.sku
    WHERE listing.channel_id = ? AND listing.item_id IS NULL
"""

_MIXED: Final = """
    SELECT inventory_id FROM (
        SELECT listing.inventory_id, listing.factor,
               coalesce(item.sku, nullif(listing.sku, '')) AS sku
        FROM listing LEFT JOIN item ON item.id = listing.item_id
        WHERE listing.channel_id = ? AND listing.inventory_id IS NOT NULL
    ) AS named
    WHERE sku IS NOT NULL
    GROUP BY inventory_id HAVING min(sku) <> max(sku) OR min(factor) <> max(factor)
"""
"""What links by equal SKU would bring into dispute; a listing without a SKU is never proposed."""
