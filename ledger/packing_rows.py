"""Changes of the packed part of committed as rows: plain tuples in the order of ``COLUMNS``.

Their first cell is the ledger sequence, which `ledger.store` gives them when they are inserted.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ledger import movement_rows
from ledger.database import Reading, Row, Writing

COLUMNS: Final = (
    "sequence",
    "line_id",
    "item_id",
    "location_id",
    "delta",
    "occurred_at",
    "recorded_at",
)
SEQUENCE, LINE, ITEM, LOCATION, DELTA, OCCURRED = 0, 1, 2, 3, 4, 5


def packing_cause(row: Row) -> str:
    """What a change is called by what it was news to, as a movement is by its key."""
    return f"packing-{row[SEQUENCE]}"


def packings_of(tx: Reading, causes: Iterable[str]) -> list[Row]:
    """The changes that are called so."""
    numbers = [int(found[1]) for cause in causes if (found := _CAUSE.fullmatch(cause))]
    return tx.rows_among(
        f"SELECT {', '.join(COLUMNS)} FROM packing WHERE sequence IN (?*)", numbers
    )


def ended_by(tx: Reading, facts: Iterable[Row]) -> Iterator[Row]:
    """The changes by which what these movements took away was packed no more: one for each that
    left out of packed goods. Movements as in ledger.movement_rows, with their lines' numbers.
    """
    taken = set[int]()
    for fact in facts:
        key = (fact[movement_rows.LINE], fact[movement_rows.ITEM], fact[movement_rows.OCCURRED])
        rows = tx.rows(_ENDED, (*key, fact[movement_rows.SOURCE]))
        left = [row for row in rows if row[SEQUENCE] not in taken]
        left.sort(key=lambda row: row[DELTA] != -fact[movement_rows.QUANTITY])
        for row in left[:1]:
            taken.add(row[SEQUENCE])
            yield row


def packed_after(tx: Writing, row: Row, *, counted_at: int) -> tuple[Row, Row]:
    """The change undone at its own instant, and again a microsecond after the other."""
    _, line, item, location, delta, occurred_at, _ = row
    return (
        (0, line, item, location, -delta, occurred_at, tx.now_micros),
        (0, line, item, location, delta, counted_at + 1, tx.now_micros),
    )


_CAUSE: Final = re.compile(r"packing-(\d{1,18})")
_ENDED: Final = f"""
    SELECT {", ".join(COLUMNS)} FROM packing
    WHERE line_id = ? AND item_id = ? AND occurred_at = ? AND delta < 0
    AND location_id = (SELECT location_id FROM place WHERE id = ?) ORDER BY sequence
"""
