"""Who counted which items of a count, where several people did.

A count of one person has no rows of this: its files say who it was.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.counts.files import files_of
from ledger.counts.rows import StoredCount
from ledger.database import Reading, Writing

ITEMS_OF_ROW: Final = 100_000
"""Less than a megabyte each."""

Counted = tuple[str, "array[int]"]
"""Somebody, and the ids of the items that they counted, sorted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """``everyone`` who had a hand in a count; ``apart``: who counted which items, if it says."""

    everyone: frozenset[str]
    apart: Sequence[Counted] = ()

    def of(self, item: int) -> frozenset[str]:
        """Who may have counted it: of what nobody is said to have counted, everyone."""
        found = frozenset(name for name, items in self.apart if _holds(items, item))
        return found or self.everyone


def save_counters(tx: Writing, count_id: int, counted: Iterable[Counted]) -> None:
    rows = [
        (name, items[first : first + ITEMS_OF_ROW].tobytes())
        for name, items in counted
        for first in range(0, len(items), ITEMS_OF_ROW)
    ]
    numbered = [(count_id, number, *row) for number, row in enumerate(rows, 1)]
    tx.insert("count_counter", ("count_id", "number", "counted_by", "items"), numbered)


def counters(tx: Reading, count: StoredCount) -> Counters:
    """As its sheets and their uploader say; before anybody did, the uploader."""
    apart: dict[str, array[int]] = {}
    for name, items in tx.rows(_APART, (count.id,)):
        apart.setdefault(name, array("q")).frombytes(items)
    told = apart.keys() or {one.counted_by for one in files_of(tx, count.id)}
    return Counters(
        everyone=frozenset(told) or frozenset([count.uploaded.actor]), apart=list(apart.items())
    )


def _holds(items: "array[int]", item: int) -> bool:
    place = bisect_left(items, item)
    return place < len(items) and items[place] == item


_APART: Final = "SELECT counted_by, items FROM count_counter WHERE count_id = ? ORDER BY number"
