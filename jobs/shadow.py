"""The shadow run: what a cycle would write to a channel, without writing anything anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from jobs.channels import Channel
from ledger.channel_state import channel_state
from ledger.channels import Guard, StockKey
from ledger.database import Database, Reading
from ledger.level_reads import wanted_levels
from ledger.stock_keys import GuardedKey, keys_with_work, load_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowChange:
    """``shown``: what stands there now; null where the channel does not know the listing.

    ``location``: the channel's own id; null where it keeps one number.
    """

    channel: str
    channel_sku: str
    sku: str
    location: str | None
    shown: int | None
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowAnswer:
    changes: list[ShadowChange]


def shadow(database: Database, channels: Sequence[Channel]) -> ShadowAnswer:
    """Compare what every linked listing shows with what it should, reading the shop's numbers."""
    changes = []
    for channel in channels:
        with database.reading() as tx:
            keys, wanted, names = _book(tx, channel)
        remaining = iter(keys)
        while batch := list(islice(remaining, channel.connector.push_manners.batch_size)):
            shown = _shown(channel, [key.stock_key for key in batch])
            changes += [
                ShadowChange(
                    channel=channel.name,
                    channel_sku=names[key.id][0],
                    sku=names[key.id][1],
                    location=key.stock_key.location or None,
                    shown=shown.get(key.stock_key),
                    wanted=wanted[key.id],
                )
                for key in batch
                if shown.get(key.stock_key) != wanted[key.id]
            ]
    return ShadowAnswer(changes=changes)


def _book(
    tx: Reading, channel: Channel
) -> tuple[list[GuardedKey], dict[int, int], dict[int, tuple[str, str]]]:
    state = channel_state(tx, channel.name)
    offer = channel.offer
    ids = keys_with_work(tx, state.id, locations=offer.channel_locations, everything=True)
    loaded = load_keys(tx, ids)
    levels = wanted_levels(
        tx,
        loaded,
        offer=offer,
        paused=state.paused,
        show_negative=channel.settings.show_negative,
    )
    keys = [key for key in loaded if key.id in levels]
    wanted = {key.id: levels[key.id].quantity + _reserved(channel, key) for key in keys}
    return keys, wanted, _names(tx, [key.id for key in keys])


def _reserved(channel: Channel, key: GuardedKey) -> int:
    """What an on-hand number contains besides the level: goods that its own orders reserve."""
    return key.reserved if channel.connector.push_manners.guard is Guard.ON_HAND else 0


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


def _shown(channel: Channel, keys: Sequence[StockKey]) -> dict[StockKey, int | None]:
    return {one.stock_key: one.quantity for one in channel.connector.shown(keys)}
