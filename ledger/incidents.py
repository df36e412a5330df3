"""What needs a person: one open incident for each kind and subject, however often it is seen.

ledger/open_incidents.py lists them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.values import storable

TEXT_MAX: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """``subject`` names what it is about, such as ``shop/1001/3`` or ``A-1@main``."""

    kind: str
    subject: str
    text: str


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


def times_seen(tx: Reading, kind: str, subject: str) -> int:
    """Since it was opened; 0 when no such incident is open."""
    rows = tx.rows(
        "SELECT times FROM incident WHERE resolved_at IS NULL AND kind = ? AND subject = ?",
        (kind, storable(subject)),
    )
    return int(rows[0][0]) if rows else 0


def resolve_incident(tx: Writing, incident_id: int, *, actor: str) -> NewIncident:
    """Answers what it was. Raises Rejected when it is not open."""
    changed = tx.run(
        "UPDATE incident SET resolved_at = ?, resolved_by = ? WHERE id = ? AND resolved_at IS NULL",
        (tx.now_micros, actor, incident_id),
    )
    if not changed:
        raise Rejected(
            [f"incident {incident_id} is not open; list them with `stockbook incidents list`"]
        )
    rows = tx.rows("SELECT kind, subject, text FROM incident WHERE id = ?", (incident_id,))
    kind, subject, text = rows[0]
    return NewIncident(kind=kind, subject=subject, text=text)
