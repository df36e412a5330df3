"""`allow`, `pause`, `resume`: whether a channel or one of its listings may be written to."""

import logging
from dataclasses import dataclass
from typing import Final

from ledger.channel_state import allow_writing, channel_state, set_paused
from ledger.database import Database, Writing
from ledger.errors import Rejected
from ledger.incidents import close_incidents
from ledger.pushing.state import resume
from ledger.pushing.stock_keys import Handling, load_keys, save_states, set_handling

_log: Final = logging.getLogger("stockbook.switches")


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAnswer:
    """``state``: allowed, paused, managed or left_alone."""

    channel: str
    listing: str | None
    state: str


def told(answer: SwitchAnswer) -> str:
    """What will be seen of it, and when."""
    what = f"{answer.listing} on {answer.channel}" if answer.listing else answer.channel
    return {
        "allowed": f"numbers are written to {what} from now on",
        "paused": f"{what} shows 0 from the next sync until `stockbook resume`",
        "managed": f"{what} shows its level again from the next sync",
        "left_alone": f"{what} is left alone: its number is not touched until `stockbook resume`",
    }[answer.state]


def allow(database: Database, channel: str, *, actor: str) -> SwitchAnswer:
    """From now on numbers are written; also releases the brake."""
    with database.writing() as tx:
        allow_writing(tx, channel_state(tx, channel).id)
        close_incidents(tx, "brake", [channel], actor=actor)
    _log.info("%s allowed writing to %s", actor, channel)
    return SwitchAnswer(channel=channel, listing=None, state="allowed")


def switch_channel(database: Database, channel: str, *, paused: bool, actor: str) -> SwitchAnswer:
    """A paused channel shows 0 everywhere."""
    with database.writing() as tx:
        set_paused(tx, channel_state(tx, channel).id, paused=paused)
    state = "paused" if paused else "managed"
    _log.info("%s set %s to %s", actor, channel, state)
    return SwitchAnswer(channel=channel, listing=None, state=state)


def switch_listing(
    database: Database, channel: str, listing_sku: str, handling: Handling, *, actor: str
) -> SwitchAnswer:
    """One listing, by the channel's SKU. Raises Rejected when it is unknown or has no number.

    Back to managed also ends a pause after drift: the number is read anew.
    """
    with database.writing() as tx:
        keys = _stock_keys(tx, channel, listing_sku)
        set_handling(tx, keys, handling)
        if handling is Handling.MANAGED:
            loaded = load_keys(tx, keys)
            save_states(tx, [(key.id, resume(key.state, tx.sequence)) for key in loaded])
            subjects = [f"{channel}/{key.stock_key.name}" for key in loaded]
            for kind in ("drift", "drift_again", "push_refused", "unproved"):
                close_incidents(tx, kind, subjects, actor=actor)
    _log.info("%s set %s of %s to %s", actor, listing_sku, channel, handling.value)
    return SwitchAnswer(channel=channel, listing=listing_sku, state=handling.value)


def _stock_keys(tx: Writing, channel: str, listing_sku: str) -> list[int]:
    rows = tx.rows(
        "SELECT DISTINCT stock_key.id FROM listing JOIN stock_key "
        "ON stock_key.channel_id = listing.channel_id "
        "AND stock_key.inventory_id = listing.inventory_id "
        "WHERE listing.channel_id = ? AND sku = ? ORDER BY stock_key.id",
        (channel_state(tx, channel).id, listing_sku),
    )
    if not rows:
        raise Rejected(
            [f"{channel} has no listing with SKU {listing_sku!r} that carries a number; "
             "see `stockbook listings list`"]
        )  # fmt: skip
    return [key_id for (key_id,) in rows]
