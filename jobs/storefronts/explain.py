"""`explain`: why a channel shows a number, or showed it at an instant."""

from dataclasses import dataclass
from datetime import datetime

from jobs.config import Config
from ledger.channel_state import ChannelState, channel_state
from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.pushing.explaining import (
    Linked,
    Write,
    keys_of_item,
    links_at,
    taken_between,
    writes_until,
)
from ledger.pushing.level_reads import wanted_levels
from ledger.pushing.levels import Level
from ledger.pushing.stock_keys import ACCEPTED, GuardedKey, load_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedNumber:
    """One number of the channel.

    ``wanted``: by the level rule now, with its ``reasons``; null and empty for the past, and where
    the number is not looked after. ``standing``: the last number that was accepted until then, less
    what the platform itself took since (``taken``); null when none ever was. ``links``: what its
    listings meant then. ``writes``: the newest first.
    """

    inventory: str
    location: str | None
    wanted: int | None
    reasons: list[str]
    standing: int | None
    taken: int
    links: list[Linked]
    writes: list[Write]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainAnswer:
    sku: str
    channel: str
    at: datetime
    numbers: list[ExplainedNumber]


def explain_number(
    database: Database, config: Config, sku: str, channel: str, *, at: datetime | None
) -> ExplainAnswer:
    """``at`` None: now. Raises Rejected for an unknown SKU or channel, and one not sold there."""
    config.require_channels([channel])
    with database.reading() as tx:
        state = channel_state(tx, channel)
        keys = load_keys(tx, keys_of_item(tx, state.id, sku))
        if not keys:
            raise Rejected([f"{channel} has no listing of {sku}; link one with `listings link`"])
        levels = {} if at else _levels(tx, config, state, keys)
        return ExplainAnswer(
            sku=sku,
            channel=channel,
            at=at or tx.now,
            numbers=[_number(tx, key, levels.get(key.id), at or tx.now) for key in keys],
        )


def _levels(
    tx: Reading, config: Config, state: ChannelState, keys: list[GuardedKey]
) -> dict[int, Level]:
    """Of the numbers that are looked after now."""
    settings = config.channels[state.name]
    offer = settings.offer(config.external)
    return wanted_levels(
        tx,
        [one for one in keys
         if not one.disputed and one.stock_key.location in offer.channel_locations],
        offer=offer,
        paused=state.paused,
        show_negative=settings.show_negative,
    )  # fmt: skip


def _number(tx: Reading, key: GuardedKey, level: Level | None, at: datetime) -> ExplainedNumber:
    writes = writes_until(tx, key.id, at)
    accepted = next((one for one in writes if one.outcome == ACCEPTED), None)
    taken = taken_between(tx, key.id, accepted.at, at) if accepted else 0
    return ExplainedNumber(
        inventory=key.stock_key.inventory_id,
        location=key.stock_key.location or None,
        wanted=level.quantity if level else None,
        reasons=[one.text for one in level.reasons] if level else [],
        standing=accepted.sent - taken if accepted else None,
        taken=taken,
        links=links_at(tx, key.id, at),
        writes=writes,
    )
