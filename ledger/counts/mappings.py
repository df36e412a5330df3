"""Which heading of a count sheet means what, where a person had to say it: kept and used again.

Every use is a row of its own: by whom, when, and for which count. Only the newest one holds for a
set of headings at a location, since a column there may bear the location's own name.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.database import Reading, Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingMapping:
    """``columns``: the heading of each column, in plain words like ``headings``.

    ``told``: said of this very sheet; else as it was said of one before.
    """

    headings: frozenset[str]
    columns: Mapping[str, str]
    told: bool


def remembered_mappings(tx: Reading, location: str) -> dict[frozenset[str], dict[str, str]]:
    """The columns that hold for each set of headings at a location."""
    rows = tx.rows(_NEWEST, (location,))
    return {frozenset(json.loads(headings)): json.loads(mapped) for headings, mapped in rows}


def save_mapping(tx: Writing, count_id: int, mapping: HeadingMapping, *, actor: str) -> None:
    """Keep how the sheet of this count was understood."""
    headings = _text(sorted(mapping.headings))
    digest = hashlib.sha256(headings.encode()).hexdigest()
    mapped = _text(dict(sorted(mapping.columns.items())))
    sequence = tx.take_sequences(1)
    tx.run(
        _SAVE,
        (sequence, digest, headings, mapped, int(mapping.told), tx.now_micros, actor, count_id),
    )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_SAVE = """
    INSERT INTO count_mapping
        (sequence, digest, headings, mapped, told, at, actor, count_id, location_id)
    SELECT ?, ?, ?, ?, ?, ?, ?, id, location_id FROM stock_count WHERE id = ?
"""

_NEWEST = """
    SELECT headings, mapped FROM count_mapping WHERE sequence IN (
        SELECT max(sequence) FROM count_mapping
        JOIN location ON location.id = count_mapping.location_id
        WHERE location.code = ? GROUP BY digest
    )
"""
