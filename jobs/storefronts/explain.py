"""`explain`: why a channel shows a number, or showed it at an instant."""

from dataclasses import dataclass, replace
from datetime import datetime

from jobs.config import Config
from jobs.storefronts.offers import offer_of
from ledger.channel_state import ChannelState, channel_state
from ledger.database import Database, Reading
from ledger.errors import Rejected
from ledger.pushing.explaining import (
    Linked,
    Write,
    keys_of_item,
    links_at,
    reserved_at,
    taken_between,
    writes_until,
)
from ledger.pushing.level_reads import Offer, wanted_levels
from ledger.pushing.levels import Level
from ledger.pushing.state import expected_after
from ledger.pushing.stock_keys import ACCEPTED, GuardedKey, load_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedPart:
    """What a ``location`` of the channel's, which is ``ours`` in our words, should have of it."""

    location: str
    ours: str
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedNumber:
    """One number of the channel, at ``location`` where it has locations of its own; ``ours``: which
    of ours that is, null for one that is left alone.

    ``wanted``: by the level rule now, with its ``reasons`` and, of a number that is the sum of
    several locations, its ``parts``; null and empty for the past. ``expected``: what should stand
    there now, by the number known last; null for the past, and while none is known. ``standing``:
    the last number that was accepted until then, less what the platform itself took since
    (``taken``); null when none ever was. All of these are null now where the number is not looked
    after, as under a location that is mapped no more. ``reserved``: units among these two that the
    platform held for its orders, where the number it keeps is on hand. ``links``: what its listings
    meant then. ``writes``: the newest first.
    """

    inventory: str
    location: str | None
    ours: str | None
    wanted: int | None
    reasons: list[str]
    parts: list[ExplainedPart]
    expected: int | None
    standing: int | None
    taken: int
    reserved: int
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
        offer = offer_of(config.channels[channel], config.external)
        ours = offer.mapped
        numbers = [
            _number(tx, key, at or tx.now, ours=ours.get(key.stock_key.location)) for key in keys
        ]
        if at is None:
            levels = _levels(tx, config, state, keys, offer=offer)
            numbers = [
                _as_of_now(one, key, levels.get(key.id), offer=offer)
                for one, key in zip(numbers, keys, strict=True)
            ]
        return ExplainAnswer(sku=sku, channel=channel, at=at or tx.now, numbers=numbers)


def _levels(
    tx: Reading, config: Config, state: ChannelState, keys: list[GuardedKey], *, offer: Offer
) -> dict[int, Level]:
    """Of the numbers that are looked after now."""
    return wanted_levels(
        tx,
        [one for one in keys
         if not one.disputed and one.stock_key.location in offer.channel_locations],
        offer=offer,
        paused=state.paused,
        show_negative=config.channels[state.name].show_negative,
    )  # fmt: skip


def _number(tx: Reading, key: GuardedKey, at: datetime, *, ours: str | None) -> ExplainedNumber:
    writes = writes_until(tx, key.id, at)
    accepted = next((one for one in writes if one.outcome == ACCEPTED), None)
    taken = taken_between(tx, key.id, accepted.at, at) if accepted else 0
    return ExplainedNumber(
        inventory=key.stock_key.inventory_id,
        location=key.stock_key.location or None,
        ours=ours,
        wanted=None,
        reasons=[],
        parts=[],
        expected=None,
        standing=accepted.sent - taken if accepted else None,
        taken=taken,
        reserved=reserved_at(tx, key.id, at),
        links=links_at(tx, key.id, at),
        writes=writes,
    )


def _as_of_now(
    number: ExplainedNumber, key: GuardedKey, level: Level | None, *, offer: Offer
) -> ExplainedNumber:
    if key.stock_key.location not in offer.channel_locations:
        return replace(number, standing=None, taken=0)
    return replace(
        number,
        wanted=level.quantity if level else None,
        reasons=[one.text for one in level.reasons] if level else [],
        parts=[
            ExplainedPart(location=own_id, ours=offer.mapped[own_id], wanted=units)
            for own_id, units in (offer.parts(level) if level else ())
        ],
        expected=expected_after(key.state, key.changes),
    )
