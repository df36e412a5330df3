"""Stock keys as rows: which need looking at, in what state they are, and what became of a push."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import msgspec

from ledger.channels import Guard, StockKey
from ledger.database import Reading, Row, Writing
from ledger.instants import to_micros
from ledger.pushing.guard import guard_text, state_from_guard
from ledger.pushing.state import (
    Base,
    KeyState,
    PushFacts,
    changes_needed_after,
    expected,
    is_settled,
)


class Handling(StrEnum):
    """What an operator said of a stock key. ``paused``: shows 0. ``left_alone``: never touched."""

    MANAGED = "managed"
    PAUSED = "paused"
    LEFT_ALONE = "left_alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedKey:
    """A linked stock key and what the push rule keeps of it.

    ``sku``: its item's. ``changes``: (sequence, change of taken). ``reserved``: all that is
    reserved there now.
    ``disputed``: its listings are linked to different items or factors, so no number is right.
    ``booked``: somebody said how much there is, of a kit of a component; else its number is left
    as it is.
    """

    id: int
    stock_key: StockKey
    item_id: int
    sku: str
    factor: int
    handling: Handling
    state: KeyState
    changes: tuple[tuple[int, int], ...] = ()
    reserved: int = 0
    disputed: bool = False
    booked: bool = True

    def wanted(self, level: int, guard: Guard) -> int:
        """The number for a level: one of on hand contains what the channel's orders reserve."""
        return level + (self.reserved if guard is Guard.ON_HAND else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushNote:
    """One write and what became of it; ``reasons`` say why this number."""

    key_id: int
    wanted: int
    sent: int
    compared: int | None
    outcome: str
    detail: str = ""
    reasons: Sequence[str] = ()


def ensure_stock_keys(tx: Writing, channel_id: int, keys: Collection[StockKey]) -> None:
    """Create those that are new; nothing is known of their numbers."""
    tx.run_many(
        "INSERT INTO stock_key (channel_id, inventory_id, location, due, touched, guard, "
        "unsettled, handling) VALUES (?, ?, ?, 0, 0, '{}', 1, 'managed') "
        "ON CONFLICT (channel_id, inventory_id, location) DO NOTHING",
        [(channel_id, key.inventory_id, key.location) for key in sorted(keys)],
    )


def stock_key_ids(
    tx: Reading, channel_id: int, inventory_ids: Collection[str]
) -> dict[tuple[str, str], int]:
    """Every stock key of these inventories, by inventory id and channel location."""
    rows = tx.rows_among(
        "SELECT inventory_id, location, id FROM stock_key "
        "WHERE inventory_id IN (?*) AND channel_id = ?",
        inventory_ids,
        (channel_id,),
    )
    return {(inventory_id, location): key_id for inventory_id, location, key_id in rows}


def mark_inventories_due(tx: Writing, channel_id: int, inventory_ids: Collection[str]) -> None:
    """What sells from them changed, so their numbers are looked at again."""
    due = tx.take_sequences(1)
    tx.run_among(
        "UPDATE stock_key SET due = ? WHERE inventory_id IN (?*) AND channel_id = ?",
        inventory_ids,
        (due, channel_id),
    )


def keys_with_work(
    tx: Reading, channel_id: int, *, locations: Collection[str], everything: bool
) -> list[int]:
    """Ids of the linked stock keys that are due or unsettled, or of all of them.

    Only at these locations of the channel, none that is disputed, and none of an item of which
    nobody ever said how much there is.
    """
    narrowed = "" if everything else "AND (due > 0 OR unsettled = 1)"
    # A step of its own: joined at once, the engine would walk through the whole catalogue.
    rows = tx.rows_among(
        "WITH work AS MATERIALIZED (SELECT * FROM stock_key WHERE location IN (?*) "
        f"AND channel_id = ? AND handling <> 'left_alone' {narrowed}) "
        f"SELECT stock_key.id FROM work AS stock_key {_LINKED} "
        f"JOIN item ON item.id = listing.item_id AND item.stocked = 1 AND {_BOOKED} "
        f"GROUP BY stock_key.id HAVING NOT ({DISPUTED}) ORDER BY stock_key.id",
        locations,
        (channel_id,),
    )
    return [key_id for (key_id,) in rows]


def sent_together(tx: Reading, key_ids: Collection[int]) -> list[list[int]]:
    """Those of the stock keys whose write is on its way, by the batch it was sent in."""
    unsettled = tx.rows_among(
        "SELECT id FROM stock_key WHERE id IN (?*) AND unsettled = 1 ORDER BY id", key_ids
    )
    found: dict[str, list[int]] = {}
    for key in load_keys(tx, [key_id for (key_id,) in unsettled]):
        if key.state.intent is not None:
            found.setdefault(key.state.intent.key.rpartition(".")[0], []).append(key.id)
    return list(found.values())


def load_keys(tx: Reading, key_ids: Collection[int]) -> list[GuardedKey]:
    """The stock keys with all that the push rule asks of the book."""
    rows = tx.rows_among(_KEYS, key_ids)
    states = {row[0]: state_from_guard(row[6], due=row[7], touched=row[8]) for row in rows}
    changes, reserved = _changes(tx, states)
    return [
        GuardedKey(
            id=row[0],
            stock_key=StockKey(row[1], row[2]),
            item_id=row[3],
            factor=row[4],
            handling=Handling(row[5]),
            state=states[row[0]],
            changes=tuple(changes.get(row[0], ())),
            reserved=reserved.get(row[0], 0),
            disputed=row[9] != 0,
            booked=row[10] != 0,
            sku=row[11],
        )
        for row in rows
    ]


def save_states(tx: Writing, states: Sequence[tuple[int, KeyState]]) -> None:
    """Marks and guard of each stock key, as the push rule left them."""
    tx.run_many(
        "UPDATE stock_key SET due = ?, guard = ?, unsettled = ? WHERE id = ?",
        [
            (state.due, guard_text(state), int(not (state.paused or is_settled(state))), key_id)
            for key_id, state in states
        ],
    )


def rebased(state: KeyState, facts: PushFacts) -> KeyState:
    """The same expected number, reckoned from today: changes up to now are summed up in it."""
    number = expected(state, facts)
    return state if number is None else replace(state, base=Base(number, facts.sequence))


def note_pushes(tx: Writing, notes: Sequence[PushNote]) -> None:
    """Keep what was written and why; what was accepted is what stands there."""
    tx.run_many(
        "INSERT INTO push_record (stock_key_id, at, wanted, sent, compared, outcome, detail, "
        "reasons) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [_note_row(note, tx.now_micros) for note in notes],
    )
    tx.run_many(
        "UPDATE stock_key SET sent = ?, confirmed_at = ? WHERE id = ?",
        [(note.sent, to_micros(tx.now), note.key_id) for note in notes if note.outcome == ACCEPTED],
    )


def set_handling(tx: Writing, key_ids: Collection[int], handling: Handling) -> None:
    due = tx.take_sequences(1)
    tx.run_among(
        "UPDATE stock_key SET handling = ?, due = ?, unsettled = 1 WHERE id IN (?*)",
        key_ids,
        (handling.value, due),
    )


ACCEPTED: Final = "accepted"

DISPUTED: Final = (
    "min(listing.item_id) <> max(listing.item_id) OR min(listing.factor) <> max(listing.factor)"
)
"""Of the linked listings on one inventory: one number cannot stand for them."""

_SAID: Final = (
    "JOIN place ON place.id = balance.place_id AND (place.state = 'in_transit' "
    "OR place.name IN ('opening', 'supplier', 'loss', 'production'))"
)
"""Goods of which somebody said how many there are; see `ledger.store.note_nothing`."""

_BOOKED: Final = f"""CASE WHEN item.assembly IN ('components', 'on_demand') THEN EXISTS (
        SELECT 1 FROM recipe JOIN recipe_part ON recipe_part.recipe_id = recipe.id
        JOIN balance ON balance.item_id = recipe_part.component_id {_SAID}
        WHERE recipe.item_id = item.id
    ) ELSE EXISTS (SELECT 1 FROM balance {_SAID} WHERE balance.item_id = item.id) END"""

_LINKED: Final = (
    "JOIN listing ON listing.channel_id = stock_key.channel_id "
    "AND listing.inventory_id = stock_key.inventory_id AND listing.item_id IS NOT NULL"
)

_KEYS: Final = f"""
    SELECT stock_key.id, stock_key.inventory_id, stock_key.location, min(listing.item_id),
           min(listing.factor), stock_key.handling, stock_key.guard, stock_key.due,
           stock_key.touched, CASE WHEN {DISPUTED} THEN 1 ELSE 0 END,
           max(CASE WHEN {_BOOKED} THEN 1 ELSE 0 END), min(item.sku)
    FROM stock_key {_LINKED} JOIN item ON item.id = listing.item_id
    WHERE stock_key.id IN (?*)
    GROUP BY stock_key.id, stock_key.inventory_id, stock_key.location, stock_key.handling,
             stock_key.guard, stock_key.due, stock_key.touched
    ORDER BY stock_key.id
"""

_CHANGES: Final = """
    SELECT stock_key_id, sequence, taken FROM taken_change
    WHERE stock_key_id IN (?*) AND sequence > ? ORDER BY stock_key_id, sequence
"""

_RESERVED: Final = """
    SELECT stock_key_id, sum(reserved) FROM taken_change
    WHERE stock_key_id IN (?*) AND reserved <> 0 GROUP BY stock_key_id
"""


def _changes(
    tx: Reading, states: dict[int, KeyState]
) -> tuple[dict[int, list[tuple[int, int]]], dict[int, int]]:
    """Changes of taken that still matter, and all that is reserved now, by stock key."""
    needed = {key_id: changes_needed_after(state) for key_id, state in states.items()}
    changes: dict[int, list[tuple[int, int]]] = {}
    oldest = min(needed.values(), default=0)
    for key_id, sequence, taken in tx.rows_among(_CHANGES, needed, (oldest,)):
        if sequence > needed[key_id]:
            changes.setdefault(key_id, []).append((sequence, taken))
    reserved = {key: int(units) for key, units in tx.rows_among(_RESERVED, needed)}
    return changes, reserved


def _note_row(note: PushNote, now: int) -> Row:
    return (
        note.key_id,
        now,
        note.wanted,
        note.sent,
        note.compared,
        note.outcome,
        note.detail[:500],
        msgspec.json.encode(list(note.reasons)).decode(),
    )
