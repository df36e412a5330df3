"""`listings`: what is mapped, due, parked, refused; and `listings link`."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jobs.config import Config
from jobs.storefronts.offers import offer_of
from ledger.channel_state import ChannelState, channel_state
from ledger.channels import Listing
from ledger.database import Database, Reading, Row
from ledger.errors import Rejected
from ledger.instants import from_micros
from ledger.listings import ListingLink, link_listings, save_listings
from ledger.orders.booking import channel_ref
from ledger.orders.parked import book_parked, uncatalogued
from ledger.pushing.level_reads import Offer, wanted_levels
from ledger.pushing.state import KeyState, expected_after
from ledger.pushing.stock_keys import GuardedKey, Handling, load_keys

_log: Final = logging.getLogger("stockbook.listings")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationNumber:
    """What one of the channel's locations, by its own id, should show; else as `ListingEntry`.

    Where the number is their sum, only ``wanted`` is known of its parts, and their ``state``.
    """

    location: str
    wanted: int | None
    sent: int | None
    expected: int | None
    confirmed_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEntry:
    """``listing``: the channel's own id. ``sku`` null: not linked. ``wanted``: by the level rule.

    ``sent``: written last.
    ``expected``: what should stand there now. ``state``: unlinked, no_number, disputed, left_alone,
    paused, refused, writing, reading, due, proving or settled. Where the channel has ``locations``
    of its own the numbers are their sums, ``confirmed_at`` the oldest and ``state`` the worst.
    """

    channel: str
    listing: str
    channel_sku: str
    title: str
    sku: str | None
    factor: int
    wanted: int | None
    sent: int | None
    expected: int | None
    confirmed_at: datetime | None
    state: str
    problem: str | None
    locations: list[LocationNumber]


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
    config.require_channels(channels)
    with database.reading() as tx:
        found = [
            entry
            for name in channels or config.channels
            for entry in _entries(tx, config, channel_state(tx, name))
        ]
    return ListingsAnswer(listings=found)


def link(
    database: Database,
    channel: str,
    listing: str,
    sku: str,
    *,
    factor: int,
    relink: bool,
    actor: str,
) -> LinkAnswer:
    """Link the listings with this SKU of the channel's, or with this id; waiting lines are booked.

    What only a waiting line names, and no catalogue ever held, becomes a listing with that.
    Raises Rejected when there is none, when the item is unknown, and, without ``relink``, for
    listings that are linked to something else.
    """
    with database.writing() as tx:
        state = channel_state(tx, channel)
        asked = (state.id, listing, listing)
        found = tx.rows(_NAMED, asked)
        if not found:
            waiting = uncatalogued(tx, state.id, listing)
            save_listings(tx, state.id, [Listing(listing_id=one, sku=own) for one, own in waiting])
            found = tx.rows(_NAMED, asked)
        if not listing or not found:
            raise Rejected(
                [f"{channel} has no listing with SKU or id {listing!r}; see `stockbook listings "
                 "list`, or read its catalogue with `stockbook adopt`"]
            )  # fmt: skip
        other = [f"listing {listing_id} is linked to {linked} x {units}; say --relink to change it"
                 for listing_id, linked, units in found
                 if linked is not None and (linked, units) != (sku, factor)]  # fmt: skip
        if other and not relink:
            raise Rejected(other)
        ids = [listing_id for listing_id, _, _ in found]
        links = [ListingLink(listing_id=one, sku=sku, factor=factor) for one in ids]
        link_listings(tx, state.id, links, actor=actor)
        movements = book_parked(tx, channel_ref(tx, channel), ids)
    _log.info("%s linked %d listings of %s to %d x %s", actor, len(ids), channel, factor, sku)
    return LinkAnswer(channel=channel, listings=len(ids), movements=movements)


_NAMED: Final = """
    SELECT listing.listing_id, item.sku, listing.factor FROM listing
    LEFT JOIN item ON item.id = listing.item_id
    WHERE listing.channel_id = ? AND (listing.sku = ? OR listing.listing_id = ?)
    ORDER BY listing.listing_id
"""

_LISTINGS: Final = """
    SELECT listing.listing_id, listing.sku, listing.title, item.sku, listing.factor,
           listing.inventory_id
    FROM listing
    LEFT JOIN item ON item.id = listing.item_id
    WHERE listing.channel_id = ?
    ORDER BY listing.sku, listing.listing_id
"""

_NUMBERS: Final = """
    SELECT id, inventory_id, sent, confirmed_at FROM stock_key
    WHERE location IN (?*) AND channel_id = ? ORDER BY location, id
"""


def _entries(tx: Reading, config: Config, state: ChannelState) -> list[ListingEntry]:
    offer = offer_of(config.channels[state.name], config.external)
    numbers = _numbers(tx, config, state, offer)
    return [
        _entry(state, row, numbers.get(row[5], []) if row[3] is not None else [])
        for row in tx.rows(_LISTINGS, (state.id,))
    ]


@dataclass(frozen=True, slots=True)
class _Number:
    """A linked stock key, what is told of it, and of its parts where it is a sum."""

    key: GuardedKey
    told: LocationNumber
    parts: Sequence[LocationNumber]


def _numbers(
    tx: Reading, config: Config, state: ChannelState, offer: Offer
) -> dict[str, list[_Number]]:
    """The linked stock keys by inventory, where the channel's numbers are looked after."""
    rows = tx.rows_among(_NUMBERS, offer.channel_locations, (state.id,))
    loaded = {key.id: key for key in load_keys(tx, [row[0] for row in rows])}
    levels = wanted_levels(
        tx,
        [key for key in loaded.values() if not key.disputed],
        offer=offer,
        paused=state.paused,
        show_negative=config.channels[state.name].show_negative,
    )
    found: dict[str, list[_Number]] = {}
    for key_id, inventory_id, sent, confirmed_at in rows:
        if key := loaded.get(key_id):
            told = LocationNumber(
                location=key.stock_key.location,
                wanted=levels[key_id].quantity if key_id in levels and key.booked else None,
                sent=sent,
                expected=expected_after(key.state, key.changes),
                confirmed_at=None if confirmed_at is None else from_micros(confirmed_at),
                state=_key_state(key, paused=state.paused),
            )
            parts = offer.parts(levels[key_id]) if told.wanted is not None else ()
            number = _Number(key, told, [_part(told, *one) for one in parts])
            found.setdefault(inventory_id, []).append(number)
    return found


def _part(whole: LocationNumber, location: str, wanted: int) -> LocationNumber:
    return LocationNumber(
        location=location,
        wanted=wanted,
        sent=None,
        expected=None,
        confirmed_at=None,
        state=whole.state,
    )


def _entry(state: ChannelState, row: Row, numbers: Sequence[_Number]) -> ListingEntry:
    listing, channel_sku, title, sku, factor, _ = row
    told = [one.told for one in numbers]
    states = [one.state for one in told]
    problems = [_problem(one.key, state) for one in numbers]
    unknown = "no_number" if sku is not None else "unlinked"
    return ListingEntry(
        channel=state.name,
        listing=listing,
        channel_sku=channel_sku,
        title=title,
        sku=sku,
        factor=factor,
        wanted=_sum(one.wanted for one in told),
        sent=_sum(one.sent for one in told),
        expected=_sum(one.expected for one in told),
        confirmed_at=min((one.confirmed_at for one in told if one.confirmed_at), default=None),
        state=min(states, key=_STATES.index, default=unknown),
        problem=next(filter(None, problems), None) if numbers else _channel_problem(state),
        locations=[part for one in numbers for part in (one.told, *one.parts) if part.location],
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Of all locations; nobody knows it while one of them is unknown."""
    known = list(numbers)
    return sum(one for one in known if one is not None) if known and None not in known else None


_STATES: Final = (
    "disputed", "left_alone", "paused", "refused", "writing", "reading", "due", "proving",
    "settled",
)  # fmt: skip
"""By what an operator would want to know first."""


def _key_state(key: GuardedKey, *, paused: bool) -> str:
    if key.disputed:
        return "disputed"
    if key.handling is not Handling.MANAGED:
        return key.handling.value
    return "paused" if paused else _guard_state(key.state)


def _guard_state(state: KeyState) -> str:
    """The first of these that holds."""
    named = (
        ("paused", state.paused),
        ("refused", state.refusal is not None),
        ("writing", state.intent is not None),
        ("reading", state.base is None or state.reading is not None),
        ("due", state.due > 0),
        ("proving", state.doubt is not None),
    )
    return next((name for name, holds in named if holds), "settled")


def _problem(key: GuardedKey, state: ChannelState) -> str | None:
    if key.disputed:
        return "its number stands for other items or factors too; see `stockbook incidents list`"
    if not key.booked:
        return "nobody ever said how much there is: its number is left alone; receive or count it"
    if key.state.refusal is not None:
        return key.state.refusal.reason
    if key.state.paused:
        return "drifted twice within a day: another program writes this number"
    return _channel_problem(state)


def _channel_problem(state: ChannelState) -> str | None:
    if not state.allowed:
        return "the channel is read-only until `stockbook allow`"
    if state.paused:
        return "the channel shows nothing until `stockbook resume`"
    return state.brake or None
