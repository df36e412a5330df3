"""The single things of a count (tags, labels with serial numbers), so that none counts twice.

What is read again in a file that is added to a count is known again by its fingerprint.
"""

from collections.abc import Sequence
from typing import Final

from ledger.database import Reading, Writing

BYTES_OF_ROW: Final = 1 << 20
"""Of fingerprints of 16 bytes; a multiple of that."""


def save_tags(tx: Writing, count_id: int, prints: bytes) -> None:
    """``prints``: 16 bytes each."""
    pieces = range(0, len(prints), BYTES_OF_ROW)
    rows = [(count_id, number, prints[begin : begin + BYTES_OF_ROW])
            for number, begin in enumerate(pieces, 1)]  # fmt: skip
    tx.insert("count_tag", ("count_id", "number", "prints"), rows)


def tags_of(tx: Reading, count_id: int) -> bytes:
    rows: Sequence[tuple[bytes]] = tx.rows(_TAGS, (count_id,))
    return b"".join(bytes(prints) for (prints,) in rows)


_TAGS: Final = "SELECT prints FROM count_tag WHERE count_id = ? ORDER BY number"
