"""The shadow run: what a cycle would write to a channel, without writing anything anywhere."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

from jobs.storefronts.channels import Channel
from jobs.storefronts.pull import PAGES_MAX, first_opening
from jobs.storefronts.same_shop import require_shop
from ledger.channel_state import channel_state
from ledger.channels import Parts, Shown, StockKey
from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.orders.booking import book_page, channel_ref
from ledger.pushing.level_reads import wanted_levels
from ledger.pushing.state import may_stand
from ledger.pushing.stock_keys import GuardedKey, keys_with_work, load_keys
from ledger.snapshots import OrderSnapshot, Unreadable

ORDERS_MAX: Final = 20_000
"""So many are booked in some seconds, during which nobody else can write."""

_Orders = Sequence[OrderSnapshot | Unreadable]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    """A linked stock key, what it should show, and the channel's SKU and ours."""

    key: GuardedKey
    wanted: int
    parts: Parts
    channel_sku: str
    sku: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowPart:
    """Of one number at one of the channel's locations; ``shown`` null: it does not say."""

    location: str
    shown: int | None
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowChange:
    """``shown``: what stands there now; null where the channel does not know the listing.

    ``location``: the channel's own id; null where it keeps one number. ``parts``: how that is
    shared out, where it is the sum of several locations.
    """

    channel: str
    channel_sku: str
    sku: str
    location: str | None
    shown: int | None
    wanted: int
    parts: list[ShadowPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowAnswer:
    changes: list[ShadowChange]


def shadow(
    database: Database,
    channels: Sequence[Channel],
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> ShadowAnswer:
    """Compare what every linked listing shows with what it should, once all orders are known.

    Orders that changed since the last pull are read first, then booked in a transaction that is
    taken back: they are in the levels, and nothing is written. Raises Rejected for too many.
    """
    news = [_news(database, channel, progress) for channel in channels]
    changes = []
    for channel, numbers in zip(channels, _rehearsed(database, channels, news), strict=True):
        remaining = iter(numbers)
        while batch := list(islice(remaining, channel.connector.push_manners.batch_size)):
            shown = _shown(channel, [one.key.stock_key for one in batch])
            changes += [
                _change(channel, one, shown[one.key.stock_key])
                for one in batch
                if _would_write(channel, one, shown[one.key.stock_key])
            ]
    return ShadowAnswer(changes=changes)


def _news(database: Database, channel: Channel, progress: Callable[[int], None]) -> list[_Orders]:
    """Pages of orders as a pull would read them now."""
    with database.reading() as tx:
        state = channel_state(tx, channel.name)
    require_shop(channel.name, state.shop, channel.settings)
    since = first_opening(database) - channel.backfill
    pages: list[_Orders] = []
    told = 0
    for page in islice(channel.connector.orders(state.cursor, since=since), PAGES_MAX):
        pages.append(page.orders)
        told += len(page.orders)
        progress(len(page.orders))
        if told > ORDERS_MAX:
            raise Rejected(
                [f"{channel.name} has more than {ORDERS_MAX} orders that are not in the book yet; "
                 f"say `stockbook sync {channel.name} --pull-only` first"]
            )  # fmt: skip
    return pages


def _rehearsed(
    database: Database, channels: Sequence[Channel], news: Sequence[Sequence[_Orders]]
) -> list[list[_Number]]:
    """The levels of each channel after all of these orders, of which nothing stays booked."""
    found: list[list[_Number]] = []
    with suppress(_TakenBackError), database.writing() as tx:
        for channel, pages in zip(channels, news, strict=True):
            for orders in pages:
                book_page(tx, channel_ref(tx, channel.name), orders)
        found = [_book(tx, channel) for channel in channels]
        raise _TakenBackError
    return found


class _TakenBackError(Exception):
    """Ends a transaction of which nothing is to stay."""


def _book(tx: Reading, channel: Channel) -> list[_Number]:
    state = channel_state(tx, channel.name)
    offer = channel.offer
    ids = keys_with_work(tx, state.id, locations=offer.channel_locations, everything=True)
    loaded = load_keys(tx, ids)
    levels = wanted_levels(
        tx,
        loaded,
        offer=offer,
        paused=state.paused,
        show_negative=(
            channel.settings.show_negative and channel.connector.push_manners.takes_negative
        ),
    )
    names = _names(tx, list(levels))
    return [
        _Number(
            key=key,
            wanted=key.wanted(levels[key.id].quantity, channel.connector.push_manners.guard),
            parts=offer.parts(levels[key.id]),
            channel_sku=names[key.id][0],
            sku=names[key.id][1],
        )
        for key in loaded
        if key.id in levels
    ]


def _would_write(channel: Channel, one: _Number, shown: Shown) -> bool:
    """Another number than stands there, or the same one shared out in another way."""
    manners = channel.connector.push_manners
    negative = channel.settings.show_negative and manners.takes_negative
    if shown.quantity == one.wanted:
        return sorted(shown.parts) != sorted(one.parts)
    return shown.quantity is None or not may_stand(
        shown.quantity, wanted=one.wanted, manners=manners, show_negative=negative
    )


def _change(channel: Channel, one: _Number, shown: Shown) -> ShadowChange:
    at = dict(shown.parts)
    return ShadowChange(
        channel=channel.name,
        channel_sku=one.channel_sku,
        sku=one.sku,
        location=one.key.stock_key.location or None,
        shown=shown.quantity,
        wanted=one.wanted,
        parts=[
            ShadowPart(location=location, shown=at.get(location), wanted=units)
            for location, units in one.parts
        ],
    )


def _names(tx: Reading, key_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The channel's SKU and ours, by stock key."""
    rows = tx.rows_among(
        "SELECT stock_key.id, min(listing.sku), min(item.sku) FROM stock_key "
        "JOIN listing ON listing.channel_id = stock_key.channel_id "
        "AND listing.inventory_id = stock_key.inventory_id "
        "JOIN item ON item.id = listing.item_id "
        "WHERE stock_key.id IN (?*) GROUP BY stock_key.id",
        key_ids,
    )
    return {key_id: (channel_sku, sku) for key_id, channel_sku, sku in rows}


def _shown(channel: Channel, keys: Sequence[StockKey]) -> dict[StockKey, Shown]:
    """What the channel does not answer for it does not know."""
    unknown = {key: Shown(key, None) for key in keys}
    return unknown | {one.stock_key: one for one in channel.connector.shown(keys)}
