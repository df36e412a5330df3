"""The classes A, B and C by which a count is judged: taken once, when it is uploaded.

They are those of `count plan` as of the count's own instant: by what left its location in the days
before, as the book knew it when the count was uploaded. A count that goes on under another number
keeps them, and one that counts lines again is judged by those of the first: one shelf, one measure.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from ledger.counts.classes import (
    LAST_CLASS,
    Classes,
    judged_as,
    kept_classes,
    save_classes,
)
from ledger.counts.plan_reads import units_left
from ledger.counts.rows import StoredCount, load_count
from ledger.database import Reading, Writing
from ledger.instants import to_micros
from reconcile.arrays import Integers, integers_of_text, narrowed
from reconcile.plan import classes_of
from reconcile.plan_rules import CLASSES, PlanRules


def keep_classes(
    tx: Writing, count: StoredCount, rules: PlanRules, *, before: int | None = None
) -> None:
    """``before``: the count that goes on as this one. What is kept already stays."""
    if kept_classes(tx, count.id) is None:
        judged = count if before is None else load_count(tx, before)
        save_classes(tx, count.id, classes_of_count(tx, judged, rules))


def classes_of_count(tx: Reading, count: StoredCount, rules: PlanRules) -> Classes:
    """Those that were kept; of an older count those that would have been."""
    if kept := kept_classes(tx, count.id):
        return kept
    return _classes_of(tx, load_count(tx, judged_as(tx, count.id)), rules)


def _classes_of(tx: Reading, count: StoredCount, rules: PlanRules) -> Classes:
    """As of the count's instant, its last where it has several."""
    return classes_at(
        tx,
        count.location_id,
        rules,
        until=count.sheet.counted_at,
        known_at=count.uploaded.at,
    )


def classes_at(
    tx: Reading, location_id: int, rules: PlanRules, *, until: datetime, known_at: datetime
) -> Classes:
    """Of all items, by what left the location in the days until then, as was known of it."""
    since = until - timedelta(days=rules.class_days)
    item, units_out, unit_cost = _left(
        units_left(
            tx,
            location_id,
            since=to_micros(since),
            until=to_micros(until),
            known_at=to_micros(known_at),
        )
    )
    classes = classes_of(units_out, unit_cost, rules)
    return Classes(
        class_by=rules.class_by,
        since=since,
        until=until,
        shares=rules.shares,
        letters=_letters(item, classes),
    )


def _left(texts: Iterable[Sequence[str]]) -> list[Integers]:
    """Each column of all items, by their ids; as narrow as they are, since they may be millions."""
    columns: list[list[Integers]] = [[np.zeros(0, dtype=np.int8)] for _ in range(_COLUMNS)]
    for some in texts:
        parts = [integers_of_text(one) for one in some]
        order = np.argsort(parts[0])
        for column, part in zip(columns, parts, strict=True):
            column.append(narrowed(part[order]))
    return [np.concatenate(column) for column in columns]


_COLUMNS: Final = 3
"""Item, units and unit cost."""


def _letters(item: Integers, classes: Integers) -> bytes:
    last = CLASSES.index(LAST_CLASS)
    better = classes < last
    letters = np.full(int(item[better].max(initial=-1)) + 1, ord(LAST_CLASS), dtype=np.uint8)
    letters[item[better]] = np.array([ord(one) for one in CLASSES], dtype=np.uint8)[classes[better]]
    return letters.tobytes()
