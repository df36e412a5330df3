"""The movements themselves, to read and to take along: of one item, or all of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.database import Reading, Row
from ledger.errors import Rejected
from ledger.instants import from_micros, to_text
from ledger.movement_rows import TOLD_AT
from ledger.unknown import LIST_ITEMS, unknown_skus
from ledger.values import State

EXPORT_COLUMNS: Final = (
    "key",
    "occurred_at",
    "sku",
    "quantity",
    "source",
    "destination",
    "unit_cost",
    "lot",
    "expiry",
    "reason",
    "reference",
)
"""Of `movements export`, and what `movements import` takes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedMovement:
    """A movement as it was told: instants as ISO 8601 text in UTC, cost in millionths."""

    key: str
    occurred_at: str
    sku: str
    quantity: int
    source: str
    destination: str
    unit_cost: int | None
    lot: str
    expiry: str | None
    reason: str
    reference: str
    recorded_at: str


def item_history(tx: Reading, sku: str, *, limit: int | None) -> list[RecordedMovement]:
    """An item's movements by the instant they happened, oldest first; the last ``limit`` of them.

    Raises Rejected for an unknown SKU.
    """
    items = tx.rows("SELECT id FROM item WHERE sku = ?", (sku,))
    if not items:
        raise Rejected([*unknown_skus(tx, [sku], remedy=LIST_ITEMS).values()])
    newest = f"LIMIT {int(limit)}" if limit is not None else ""
    rows = tx.rows(
        f"{_SELECT} WHERE movement.item_id = ? ORDER BY occurred_at DESC, sequence DESC {newest}",
        items[0],
    )
    return [_recorded(row) for row in reversed(rows)]


def all_movements(tx: Reading) -> Iterator[RecordedMovement]:
    """Every movement in the order it was recorded, one by one: there may be ten million."""
    for row in tx.stream(f"{_SELECT} ORDER BY sequence"):
        yield _recorded(row)


def available_if_committed(name: str) -> str:
    """The place where goods would lie had nobody ordered them."""
    location, _, state = name.rpartition(":")
    return f"{location}:{State.AVAILABLE.value}" if state == State.COMMITTED.value else name


def instants_told(tx: Reading, keys: Iterable[str]) -> dict[str, datetime]:
    """When it happened, as it was told, of each of these movements that is in the book."""
    query = f"SELECT key, {TOLD_AT} FROM movement WHERE key IN (?*)"
    return {key: from_micros(at) for key, at in tx.rows_among(query, keys)}


# The instant as it was claimed: only so is an exported movement the same fact when it comes back.
_SELECT: Final = f"""
    SELECT movement.key, {TOLD_AT}, item.sku,
           movement.quantity, source.name, destination.name, movement.unit_cost, movement.lot,
           movement.expiry, movement.reason, movement.reference, movement.recorded_at
    FROM movement
    JOIN item ON item.id = movement.item_id
    JOIN place AS source ON source.id = movement.source_id
    JOIN place AS destination ON destination.id = movement.destination_id
"""


def _recorded(row: Row) -> RecordedMovement:
    key, occurred_at, sku, quantity, source, destination, cost, lot, expiry, *texts, at = row
    reason, reference = texts
    return RecordedMovement(
        key=key,
        occurred_at=to_text(occurred_at),
        sku=sku,
        quantity=quantity,
        source=source,
        destination=destination,
        unit_cost=cost,
        lot=lot,
        expiry=expiry,
        reason=reason,
        reference=reference,
        recorded_at=to_text(at),
    )
