"""Other counts of about the same time: parts of the same one, and those of other locations."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import Final

import numpy as np

from ledger.counts.facts import Variance
from ledger.counts.rows import StoredCount, counted_columns, list_counts
from ledger.database import Reading
from ledger.instants import to_micros
from reconcile.arrays import integers_of
from reconcile.causes.facts import OtherCount, OtherSheet

LinesOf = Callable[[StoredCount], Sequence[Variance]]
"""How another count differs, as it is posted or beside the book of now."""

COUNT_DAYS: Final = 7
"""Counts further apart than this do not tell of one day."""

COUNTS_MAX: Final = 5
"""Of each sort, the newest: each is read, or compared with the book, as a whole."""


def sheets_beside(
    tx: Reading, count: StoredCount, items: Collection[int]
) -> dict[int, tuple[OtherSheet, ...]]:
    """What open counts of the same location have of these items.

    A posted one is in the book already, so the lines of a later sheet are compared with it.
    """
    wanted = np.array(sorted(items), dtype=np.int64)
    found: defaultdict[int, list[OtherSheet]] = defaultdict(list)
    near = _near(tx, count, lambda one: one.location_id == count.location_id and not one.posted)
    for other in near:
        columns = counted_columns(tx, other.id)
        _, places, _ = np.intersect1d(integers_of(columns.item), wanted, return_indices=True)
        for place in places.tolist():
            sheet = OtherSheet(count=other.id, counted=columns.counted[place])
            found[columns.item[place]].append(sheet)
    return {item: tuple(ones) for item, ones in found.items()}


def counts_elsewhere(
    tx: Reading, count: StoredCount, items: Collection[int], lines_of: LinesOf
) -> dict[int, tuple[OtherCount, ...]]:
    """How these items differ in counts of other locations."""
    found: defaultdict[int, list[OtherCount]] = defaultdict(list)
    for other in _near(tx, count, lambda one: one.location_id != count.location_id):
        for line in lines_of(other):
            if line.item in items and line.difference:
                found[line.item].append(
                    OtherCount(
                        count=other.id,
                        location=other.sheet.location,
                        at=to_micros(line.counted_at),
                        difference=line.difference,
                    )
                )
    return {item: tuple(ones) for item, ones in found.items()}


def _near(
    tx: Reading, count: StoredCount, fits: Callable[[StoredCount], bool]
) -> Iterator[StoredCount]:
    """The newest ones within some days that nobody took back."""
    days = timedelta(days=COUNT_DAYS)
    near = (
        one
        for one in list_counts(tx)
        if one.id != count.id
        and not one.reversed
        and abs(one.sheet.counted_at - count.sheet.counted_at) <= days
        and fits(one)
    )
    return islice(near, COUNTS_MAX)
