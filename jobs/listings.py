"""`listings`: what is mapped, due, parked, refused; and `listings link`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.config import Config
from ledger.booking import channel_ref
from ledger.channel_state import ChannelState, channel_state
from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.instants import from_micros
from ledger.level_reads import wanted_levels
from ledger.listings import ListingLink, link_listings
from ledger.parked import book_parked
from ledger.push_state import KeyState, expected_after
from ledger.stock_keys import GuardedKey, Handling, load_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEntry:
    """``sku`` null: not linked. ``wanted``: by the level rule now. ``sent``: written last.

    ``expected``: what should stand there now. ``state``: unlinked, no_number, left_alone, paused,
    refused, writing, reading, proving, due or settled.
    """

    channel: str
    channel_sku: str
    sku: str | None
    factor: int
    wanted: int | None
    sent: int | None
    expected: int | None
    confirmed_at: datetime | None
    state: str
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingsAnswer:
    listings: list[ListingEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAnswer:
    """``movements``: of order lines that had waited for this link."""

    channel: str
    listings: int
    movements: int


def read_listings(database: Database, config: Config, channels: Sequence[str]) -> ListingsAnswer:
    """Of these channels, or of all. Raises Rejected for one that is not configured."""
    unknown = [name for name in channels if name not in config.channels]
    if unknown:
        raise Rejected([f"channel {name!r} is not configured" for name in unknown])
    with database.reading() as tx:
        found = [
            entry
            for name in channels or config.channels
            for entry in _entries(tx, config, channel_state(tx, name))
        ]
    return ListingsAnswer(listings=found)


def link(
    database: Database, channel: str, channel_sku: str, sku: str, *, factor: int, actor: str
) -> LinkAnswer:
    """Link every listing with this SKU of the channel's; lines that waited are booked.

    Raises Rejected when the channel has none, or the item is unknown.
    """
    with database.writing() as tx:
        state = channel_state(tx, channel)
        rows = tx.rows(
            "SELECT listing_id FROM listing WHERE channel_id = ? AND sku = ?",
            (state.id, channel_sku),
        )
        if not rows:
            raise Rejected([f"{channel} has no listing with SKU {channel_sku!r}"])
        ids = [listing_id for (listing_id,) in rows]
        links = [ListingLink(listing_id=one, sku=sku, factor=factor) for one in ids]
        link_listings(tx, state.id, links, actor=actor)
        movements = book_parked(tx, channel_ref(tx, channel), ids)
    return LinkAnswer(channel=channel, listings=len(ids), movements=movements)


_LISTINGS = """
    SELECT listing.sku, item.sku, listing.factor, listing.stock_key_id, stock_key.sent,
           stock_key.confirmed_at
    FROM listing
    LEFT JOIN item ON item.id = listing.item_id
    LEFT JOIN stock_key ON stock_key.id = listing.stock_key_id
    WHERE listing.channel_id = ?
    ORDER BY listing.sku, listing.listing_id
"""


def _entries(tx: Reading, config: Config, state: ChannelState) -> list[ListingEntry]:
    rows = tx.rows(_LISTINGS, (state.id,))
    settings = config.channels[state.name]
    keys = load_keys(tx, {row[3] for row in rows if row[1] is not None and row[3] is not None})
    levels = wanted_levels(
        tx,
        keys,
        rule=settings.rule.as_rule(),
        locations=settings.offered_locations,
        paused=state.paused,
        show_negative=settings.show_negative,
    )
    by_id = {key.id: key for key in keys}
    entries = []
    for channel_sku, sku, factor, key_id, sent, confirmed_at in rows:
        key = by_id.get(key_id) if sku is not None else None
        entries.append(
            ListingEntry(
                channel=state.name,
                channel_sku=channel_sku,
                sku=sku,
                factor=factor,
                wanted=levels[key.id].quantity if key else None,
                sent=sent,
                expected=expected_after(key.state, key.changes) if key else None,
                confirmed_at=None if confirmed_at is None else from_micros(confirmed_at),
                state=_state(key, linked=sku is not None),
                problem=_problem(key, state),
            )
        )
    return entries


def _state(key: GuardedKey | None, *, linked: bool) -> str:
    if key is None:
        return "no_number" if linked else "unlinked"
    if key.handling is not Handling.MANAGED:
        return key.handling.value
    return _guard_state(key.state)


def _guard_state(state: KeyState) -> str:
    """The first of these that holds, by what an operator would want to know first."""
    named = (
        ("paused", state.paused),
        ("refused", state.refusal is not None),
        ("writing", state.intent is not None),
        ("reading", state.base is None or state.reading is not None),
        ("due", state.due > 0),
        ("proving", state.doubt is not None),
    )
    return next((name for name, holds in named if holds), "settled")


def _problem(key: GuardedKey | None, state: ChannelState) -> str | None:
    if key is not None and key.state.refusal is not None:
        return key.state.refusal.reason
    if key is not None and key.state.paused:
        return "drifted twice within a day: another program writes this number"
    if not state.allowed:
        return "the channel is read-only until `stockbook allow`"
    return state.brake or None
