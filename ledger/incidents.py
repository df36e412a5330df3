"""What needs a person: one open incident for each kind and subject, however often it is seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.instants import from_micros
from ledger.values import storable

TEXT_MAX: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """``subject`` names what it is about, such as ``shop/1001/3`` or ``A-1@main``."""

    kind: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIncident:
    """``id`` 0: seen in the book itself, gone when the book is right again."""

    id: int
    kind: str
    subject: str
    text: str
    times: int
    opened_at: datetime


def open_incidents(tx: Writing, incidents: Sequence[NewIncident]) -> None:
    """Open each, or count it once more when it is open already."""
    now = tx.now_micros
    tx.run_many(
        """
        INSERT INTO incident (kind, subject, text, times, opened_at, seen_at, resolved_by)
        VALUES (?, ?, ?, 1, ?, ?, '')
        ON CONFLICT (kind, subject) WHERE resolved_at IS NULL
        DO UPDATE SET times = incident.times + 1, seen_at = excluded.seen_at, text = excluded.text
        """,
        [
            (one.kind, storable(one.subject), storable(one.text[:TEXT_MAX]), now, now)
            for one in incidents
        ],
    )


def close_incidents(tx: Writing, kind: str, subjects: Iterable[str], *, actor: str) -> None:
    """Close those that have been seen to be over."""
    tx.run_among(
        "UPDATE incident SET resolved_at = ?, resolved_by = ? "
        "WHERE resolved_at IS NULL AND subject IN (?*) AND kind = ?",
        [storable(subject) for subject in subjects],
        (tx.now_micros, actor, kind),
    )


def resolve_incident(tx: Writing, incident_id: int, *, actor: str) -> None:
    changed = tx.run(
        "UPDATE incident SET resolved_at = ?, resolved_by = ? WHERE id = ? AND resolved_at IS NULL",
        (tx.now_micros, actor, incident_id),
    )
    if not changed:
        raise Rejected(
            [f"incident {incident_id} is not open; list them with `stockbook incidents`"]
        )


def list_incidents(tx: Reading) -> list[OpenIncident]:
    """The open ones, oldest first, then what the book itself shows: oversold items."""
    stored = tx.rows(
        "SELECT id, kind, subject, text, times, opened_at FROM incident "
        "WHERE resolved_at IS NULL ORDER BY opened_at, id"
    )
    found = [
        OpenIncident(
            id=number, kind=kind, subject=subject, text=text, times=times, opened_at=from_micros(at)
        )
        for number, kind, subject, text, times, at in stored
    ]
    return found + [_oversold(tx, *row) for row in tx.rows(_OVERSOLD)]


_OVERSOLD: Final = """
    SELECT item.sku, location.code, balance.quantity
    FROM balance
    JOIN place ON place.id = balance.place_id
    JOIN location ON location.id = place.location_id
    JOIN item ON item.id = balance.item_id
    WHERE place.state = 'available' AND balance.quantity < 0
    ORDER BY item.sku, location.code
"""


def _oversold(tx: Reading, sku: str, location: str, quantity: int) -> OpenIncident:
    return OpenIncident(
        id=0,
        kind="oversold",
        subject=f"{sku}@{location}",
        text=f"{-quantity} more of {sku} are promised at {location} than are there; "
        "buy, transfer or cancel, or count if they do lie there",
        times=1,
        opened_at=tx.now,
    )
