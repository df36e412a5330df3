"""The shadow run: what a cycle would write to a channel, without writing anything anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from jobs.channels import Channel
from ledger.channel_state import channel_state
from ledger.channels import StockKey
from ledger.database import Database, Reading
from ledger.level_reads import wanted_levels
from ledger.stock_keys import GuardedKey, keys_with_work, load_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowChange:
    """``shown``: what stands there now; null where the channel does not know the listing."""

    channel: str
    channel_sku: str
    sku: str
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
    keys = load_keys(tx, keys_with_work(tx, state.id, everything=True))
    levels = wanted_levels(
        tx,
        keys,
        rule=channel.settings.rule.as_rule(),
        locations=channel.settings.offered_locations,
        paused=state.paused,
        show_negative=channel.settings.show_negative,
    )
    rows = tx.rows_among(
        "SELECT stock_key_id, min(listing.sku), min(item.sku) FROM listing "
        "JOIN item ON item.id = listing.item_id WHERE stock_key_id IN (?*) GROUP BY stock_key_id",
        [key.id for key in keys],
    )
    names = {key_id: (channel_sku, sku) for key_id, channel_sku, sku in rows}
    return keys, {key_id: level.quantity for key_id, level in levels.items()}, names


def _shown(channel: Channel, keys: Sequence[StockKey]) -> dict[StockKey, int | None]:
    return {one.stock_key: one.quantity for one in channel.connector.shown(keys)}
