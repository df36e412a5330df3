"""How count sheets are read where a person had to say it: kept, used again, and taken back.

That is which heading means what, and how quantities and dates are written. Every use is a row of
its own: by whom, when, and for which count. Only the newest one holds for a set of headings at a
location, since a column there may bear the location's own name.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from ledger.database import Reading, Writing
from ledger.instants import from_micros


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingMapping:
    """``columns``: the heading of each column that was said, in plain words like ``headings``.

    ``decimal_mark`` and ``date_order``: "" where nobody said. ``told``: something was said of this
    very sheet; else all of it is as it was said of one before.
    """

    headings: frozenset[str]
    columns: Mapping[str, str]
    told: bool
    decimal_mark: str = ""
    date_order: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What holds for such headings: since the sheet of which count, at what instant, by whom."""

    mapping: HeadingMapping
    count: int
    at: datetime
    actor: str


def remembered_mappings(tx: Reading, location: str) -> list[Remembered]:
    """What holds at a location, the newest last."""
    return [
        Remembered(
            mapping=HeadingMapping(
                headings=frozenset(json.loads(headings)),
                columns=json.loads(mapped),
                told=bool(told),
                decimal_mark=decimal_mark,
                date_order=date_order,
            ),
            count=count,
            at=from_micros(at),
            actor=actor,
        )
        for headings, mapped, told, decimal_mark, date_order, count, at, actor in tx.rows(
            _HOLDING, (location,)
        )
    ]


def save_mapping(tx: Writing, count_id: int, mapping: HeadingMapping, *, actor: str) -> None:
    """Keep how the sheet of this count was understood."""
    headings = _text(sorted(mapping.headings))
    mapped = _text(dict(sorted(mapping.columns.items())))
    tx.run(
        _SAVE,
        (
            tx.take_sequences(1),
            _digest(headings),
            headings,
            mapped,
            int(mapping.told),
            mapping.decimal_mark,
            mapping.date_order,
            tx.now_micros,
            actor,
            count_id,
        ),
    )


def forget_mappings(
    tx: Writing, location: str, gone: Collection[frozenset[str]], *, actor: str
) -> None:
    """What was said of such headings at a location holds no more."""
    for headings in gone:
        digest = _digest(_text(sorted(headings)))
        tx.run(_FORGET, (tx.take_sequences(1), digest, tx.now_micros, actor, location))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _digest(headings: str) -> str:
    return hashlib.sha256(headings.encode()).hexdigest()


_SAVE = """
    INSERT INTO count_mapping
        (sequence, digest, headings, mapped, told, decimal_mark, date_order, at, actor, count_id,
         location_id)
    SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, id, location_id FROM stock_count WHERE id = ?
"""

_FORGET = """
    INSERT INTO count_mapping_gone (sequence, digest, at, actor, location_id)
    SELECT ?, ?, ?, ?, id FROM location WHERE code = ?
"""

_HOLDING = """
    SELECT headings, mapped, told, decimal_mark, date_order, count_id, at, actor
    FROM count_mapping WHERE sequence IN (
        SELECT max(sequence) FROM count_mapping
        JOIN location ON location.id = count_mapping.location_id
        WHERE location.code = ? GROUP BY digest
    ) AND NOT EXISTS (
        SELECT 1 FROM count_mapping_gone
        WHERE count_mapping_gone.location_id = count_mapping.location_id
            AND count_mapping_gone.digest = count_mapping.digest
            AND count_mapping_gone.sequence > count_mapping.sequence
    ) ORDER BY sequence
"""
