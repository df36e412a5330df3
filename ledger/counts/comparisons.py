"""What a count differed by when it was uploaded, kept with the ledger sequence of then.

No fact but a short cut: what it says is worked out again for every item that the ledger has learnt
of since. It may be lost at any time, and is dropped once the count is posted or reversed.
"""

from dataclasses import dataclass
from typing import Final

from ledger.database import Reading, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptComparison:
    """``sequence``: of the ledger when it was made. ``found``: lines that hold something.

    ``content``: the lines that differed, as reconcile.kept packs them.
    """

    sequence: int
    found: int
    content: bytes


def save_comparison(tx: Writing, count_id: int, *, found: int, content: bytes) -> None:
    tx.run(_SAVE, (count_id, tx.last_sequence(), found, content))


def load_comparison(tx: Reading, count_id: int) -> KeptComparison | None:
    rows = tx.rows(
        "SELECT sequence, found, content FROM count_comparison WHERE count_id = ?", (count_id,)
    )
    return next(
        (
            KeptComparison(sequence=sequence, found=found, content=bytes(content))
            for sequence, found, content in rows
        ),
        None,
    )


def drop_comparison(tx: Writing, count_id: int) -> None:
    tx.run("DELETE FROM count_comparison WHERE count_id = ?", (count_id,))


def lines_found(tx: Reading, count_id: int) -> int | None:
    """How many lines hold something; None when that was not kept."""
    rows = tx.rows("SELECT found FROM count_comparison WHERE count_id = ?", (count_id,))
    return rows[0][0] if rows else None


def items_touched(tx: Reading, *, since: int, at_most: int) -> set[int] | None:
    """Items of which the ledger learnt something after that sequence; None when they are more."""
    found = {item for (item,) in tx.rows(_TOUCHED, (since, since, at_most + 1))}
    return None if len(found) > at_most else found


_SAVE: Final = """
    INSERT INTO count_comparison (count_id, sequence, found, content) VALUES (?, ?, ?, ?)
"""

_TOUCHED: Final = """
    SELECT item_id FROM movement WHERE sequence > ?
    UNION SELECT item_id FROM packing WHERE sequence > ?
    LIMIT ?
"""
