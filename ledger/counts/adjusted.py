"""What posted counts of about the same time adjusted, so that a loss is not cut in slices."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from ledger.counts.facts import LineStatus
from ledger.counts.rows import StoredCount
from ledger.database import Reading
from ledger.instants import to_micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """``units`` of an item, below zero where they were missing, and how the line passed."""

    units: int
    unit_cost: int | None
    passed: LineStatus


def adjusted_near(
    tx: Reading, count: StoredCount, items: Collection[int], *, days: int
) -> Mapping[int, Sequence[Adjusted]]:
    """By item: of the other counts of the location that stand, so many days before or after."""
    around = timedelta(days=days)
    since, until = (
        to_micros(count.sheet.counted_at - around),
        to_micros(count.sheet.counted_at + around),
    )
    near = (count.location_id, count.id, since, until)
    if not tx.rows(_NEAR, near):
        return {}
    found: defaultdict[int, list[Adjusted]] = defaultdict(list)
    for item, units, unit_cost, passed in tx.rows_among(_ADJUSTED, items, near):
        found[item].append(Adjusted(units=units, unit_cost=unit_cost, passed=LineStatus(passed)))
    return found


_THOSE: Final = """
    stock_count.location_id = ? AND stock_count.id <> ? AND stock_count.counted_at > ?
    AND stock_count.counted_at < ? AND posted_at IS NOT NULL AND reversed_at IS NULL
"""
_NEAR: Final = f"SELECT 1 FROM stock_count WHERE {_THOSE} LIMIT 1"
_ADJUSTED: Final = f"""
    SELECT item_id, variance, coalesce(count_line.unit_cost, item.unit_cost), passed
    FROM count_line JOIN stock_count ON stock_count.id = count_id
    JOIN item ON item.id = item_id
    WHERE item_id IN (?*) AND {_THOSE} AND variance <> 0 AND passed IS NOT NULL
"""
