"""Goods that a count found in another state than the book has them: damaged, or in inspection.

A line is of on hand as a whole, so it may match while goods lie in the wrong state: a shop would go
on selling what is damaged.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.counts.decisions import lines_sent_back
from ledger.counts.lots import lots_of, states_found
from ledger.counts.rows import StoredCount
from ledger.counts.shelf import items_in_states
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.values import State
from reconcile.beside import lines_of_items


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """``counted`` units in this state, of which the book has ``expected`` as of then."""

    line: int
    item: int
    sku: str
    state: State
    expected: int
    counted: int
    counted_at: datetime


def misplaced(tx: Reading, count: StoredCount) -> Iterator[Misplaced]:
    """By item, of the states that any row of the count says.

    Of an item without such a row none were found in that state: the sheet is of them, too. Lines
    that are counted again are left out, as they are when the count is posted.
    """
    named = states_found(tx, count.id)
    told = [state for state in _TOLD if state in named]
    if not told:
        return
    found = Counter[tuple[int, str]]()
    for one in lots_of(tx, count.id, states=told):
        found[one.item, one.state] += one.counted
    since = to_micros(count.sheet.counted_from)
    booked = items_in_states(tx, count.location_id, told, since=since)
    beside = lines_of_items(tx, count, {*booked, *(item for item, _ in found)})
    lines, levels = beside.lines, beside.shelf.levels
    sent_back = lines_sent_back(tx, count.id)
    skus = tx.mapping("SELECT id, sku FROM item WHERE id IN (?*)", lines.item.tolist())
    for place, item in enumerate(lines.item.tolist()):
        for state in told:
            expected, counted = int(levels[state][place]), found[item, state]
            number = int(lines.number[place])
            if counted != expected and number not in sent_back:
                yield Misplaced(
                    line=number,
                    item=item,
                    sku=skus[item],
                    state=State(state),
                    expected=expected,
                    counted=counted,
                    counted_at=from_micros(int(lines.counted_at[place])),
                )


_TOLD: Final = (State.DAMAGED.value, State.INSPECTION.value)
