"""What a report of a count tells beside its lines: every word, and what was learnt since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.counts.blocks import Columns
from ledger.counts.facts import adjustment_key
from ledger.counts.rows import StoredCount, skus_of
from ledger.database import Reading
from ledger.instants import from_micros


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterMovement:
    """Booked for a posted line after it was posted: ``units`` more on the shelf, or fewer.

    ``cause`` is the key of the movement that was learnt late, which happened at ``happened_at``;
    None where it is a count.
    """

    line: int
    sku: str
    units: int
    booked_at: datetime
    cause: str
    happened_at: datetime | None


def later_movements(tx: Reading, count_id: int) -> list[LaterMovement]:
    """In the order in which they were booked."""
    lines = {
        adjustment_key(count_id, line, revision): (line, sku)
        for line, sku, last in tx.rows(_REVISED, (count_id,))
        for revision in range(1, last)
    }
    rows = tx.rows_among(_LATER, lines)
    return [
        LaterMovement(
            line=lines[key][0],
            sku=lines[key][1],
            units=units,
            booked_at=from_micros(booked_at),
            cause=cause,
            happened_at=None if happened_at is None else from_micros(happened_at),
        )
        for key, units, booked_at, cause, happened_at in rows
    ]


def line_skus(
    tx: Reading, count: StoredCount, columns: Columns, lines: Iterable[int]
) -> Mapping[int, str]:
    """SKUs by line; beyond the sheet's own are what a complete one does not name."""
    listed = range(columns.first_line, columns.first_line + len(columns))
    items = {
        line: columns.item[line - columns.first_line]
        if line in listed
        else line - count.sheet.lines
        for line in lines
    }
    skus = skus_of(tx, set(items.values()))
    return {line: skus[item] for line, item in items.items()}


_REVISED: Final = """
    SELECT line, item.sku, revision FROM count_line JOIN item ON item.id = count_line.item_id
    WHERE count_id = ? AND revision > 1
"""

_LATER: Final = """
    SELECT later.key, CASE WHEN destination.state IS NULL THEN -later.quantity
           ELSE later.quantity END, later.recorded_at, later.reference, cause.occurred_at
    FROM movement AS later
    JOIN place AS destination ON destination.id = later.destination_id
    LEFT JOIN movement AS cause ON cause.key = later.reference
    WHERE later.key IN (?*) ORDER BY later.sequence
"""
