"""Goods that a count found in another state than the book has them: damaged, or in inspection.

A line is of on hand as a whole, so it may match while goods lie in the wrong state: a shop would go
on selling what is damaged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from ledger.counts.lots import lots_with_skus
from ledger.counts.rows import StoredCount, counted_columns
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.values import State
from reconcile.shelf import Lines, lines_of, read_book, shelf_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """``counted`` units in this state, of which the book has ``expected`` as of then."""

    line: int
    sku: str
    state: State
    expected: int
    counted: int
    counted_at: datetime


def misplaced(tx: Reading, count: StoredCount) -> Iterator[Misplaced]:
    """Of the items of which the count found some that are damaged or in inspection."""
    found: dict[int, dict[str, int]] = {}
    skus: dict[int, str] = {}
    for sku, one in lots_with_skus(tx, count.id, states=_TOLD):
        units = found.setdefault(one.item, dict.fromkeys(_TOLD, 0))
        units[one.state] += one.counted
        skus[one.item] = sku
    if not found:
        return
    lines = _lines(tx, count, found)
    since = to_micros(count.sheet.counted_from)
    shelf = shelf_at(lines, read_book(tx, count.location_id, sorted(found), since=since))
    for place, item in enumerate(lines.item.tolist()):
        for state, counted in found[item].items():
            expected = int(shelf.levels[state][place])
            if counted != expected:
                yield Misplaced(
                    line=int(lines.number[place]),
                    sku=skus[item],
                    state=State(state),
                    expected=expected,
                    counted=counted,
                    counted_at=from_micros(int(lines.counted_at[place])),
                )


def _lines(tx: Reading, count: StoredCount, items: Mapping[int, object]) -> Lines:
    lines = lines_of(counted_columns(tx, count.id))
    among = np.isin(lines.item, list(items))
    return Lines(
        number=lines.number[among],
        item=lines.item[among],
        counted=lines.counted[among],
        row=lines.row[among],
        counted_from=lines.counted_from[among],
        counted_at=lines.counted_at[among],
    )


_TOLD: Final = (State.DAMAGED.value, State.INSPECTION.value)
