"""Which class of A, B and C each item had when a count was taken, kept with the count.

What moves changes an item's class, and a count that is judged by it is judged alike tomorrow.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ledger.database import Reading, Writing
from ledger.instants import from_micros, to_micros

LAST_CLASS: Final = "C"
"""Of what moved little, or not at all, or was not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """By ``class_by`` of what left the location after ``since`` and not after ``until``.

    ``shares``: how many percent of it A has, and A and B. ``letters``: the class of each item, a
    byte each by its id; items beyond the end are of the last class.
    """

    class_by: str
    since: datetime
    until: datetime
    shares: tuple[int, int]
    letters: bytes

    def of(self, item: int) -> str:
        return chr(self.letters[item]) if item < len(self.letters) else LAST_CLASS


def save_classes(tx: Writing, count_id: int, classes: Classes) -> None:
    values = (
        count_id,
        classes.class_by,
        to_micros(classes.since),
        to_micros(classes.until),
        *classes.shares,
        zlib.compress(classes.letters, _QUICKLY),
    )
    tx.insert("count_class", _COLUMNS, [values])


def kept_classes(tx: Reading, count_id: int) -> Classes | None:
    """A second count is judged by those of the first, which it keeps where the first has none."""
    return load_classes(tx, count_id) or load_classes(tx, judged_as(tx, count_id))


def judged_as(tx: Reading, count_id: int) -> int:
    """The count whose lines are counted again, by this one or by those between."""
    seen = {count_id}
    while rows := tx.rows(_FIRST, (count_id,)):
        ((count_id,),) = rows
        if count_id in seen:  # no book that we wrote has such a circle
            break
        seen.add(count_id)
    return count_id


def load_classes(tx: Reading, count_id: int) -> Classes | None:
    """None where the count was not taken by class."""
    for class_by, since, until, a_percent, b_percent, letters in tx.rows(_LOAD, (count_id,)):
        return Classes(
            class_by=class_by,
            since=from_micros(since),
            until=from_micros(until),
            shares=(a_percent, b_percent),
            letters=zlib.decompress(letters),
        )
    return None


_QUICKLY: Final = 1
"""A million items are 130 kB then, and 20 ms."""

_COLUMNS: Final = (
    "count_id", "class_by", "moved_since", "moved_until", "a_percent", "b_percent", "letters",
)  # fmt: skip

_FIRST: Final = "SELECT first_id FROM count_recount WHERE count_id = ?"

_LOAD: Final = """
    SELECT class_by, moved_since, moved_until, a_percent, b_percent, letters FROM count_class
    WHERE count_id = ?
"""
