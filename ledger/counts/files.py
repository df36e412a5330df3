"""The files of which a count consists: what they were called, and who counted.

What people found is never changed, so a count to which a file is added goes on under a new number:
the new one holds all lines and names all files, the old one is withdrawn.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ledger.counts.facts import CountSheet
from ledger.counts.rows import StoredCount, load_count
from ledger.database import Reading, Writing
from ledger.errors import Rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFile:
    """``digest``: SHA-256. ``first_count``: with which it was first uploaded; None: with this.

    Its rows are numbered in the count from the one after ``above`` to ``last_row``; None where that
    was not kept yet.
    """

    name: str
    digest: str
    counted_by: str
    first_count: int | None = None
    above: int | None = None
    last_row: int | None = None


def save_files(tx: Writing, count_id: int, files: Sequence[SheetFile]) -> None:
    rows = [
        (
            count_id,
            number,
            one.first_count or count_id,
            one.name,
            one.digest,
            one.counted_by,
            one.above,
            one.last_row,
        )
        for number, one in enumerate(files, 1)
    ]
    tx.insert("count_file", _COLUMNS, rows)


def files_of(tx: Reading, count_id: int) -> list[SheetFile]:
    """In the order in which they were added."""
    rows = tx.rows(_FILES, (count_id,))
    return [
        SheetFile(
            first_count=first, name=name, digest=digest, counted_by=who, above=above, last_row=last
        )
        for first, name, digest, who, above, last in rows
    ]


class FileRows:
    """In which file of a count, and on which row there, what a row of the count says stands."""

    def __init__(self, files: Sequence[SheetFile]) -> None:
        self._files = files
        self._last = [one.last_row for one in files if one.last_row is not None]
        self._is_known = len(self._last) == len(files)

    def place(self, row: int | None) -> tuple[str | None, int | None]:
        """Nothing for what no file names. Pure."""
        if row is None or not self._is_known:
            return None, row
        number = bisect_left(self._last, row)
        if number == len(self._last):
            return None, None
        one = self._files[number]
        inside = row - (one.above or 0)
        return (one.name, inside) if inside > 0 else (None, None)


def count_with_file(tx: Reading, sheet: CountSheet) -> int | None:
    """The number of a count that stands and holds this very sheet among others, if there is one."""
    for (count_id,) in tx.rows(_HOLDING, (sheet.digest,)):
        whole = load_count(tx, count_id).sheet
        within = whole.counted_from <= sheet.counted_from and sheet.counted_at <= whole.counted_at
        alike = replace(
            whole,
            digest=sheet.digest,
            lines=sheet.lines,
            counted_from=sheet.counted_from,
            counted_at=sheet.counted_at,
        )
        if within and alike == sheet:
            return int(count_id)
    return None


def goes_on_as(tx: Reading, count: StoredCount) -> int | None:
    """The newest number of a count that got more files or was declared anew; None of any other."""
    if not count.reversed:
        return None
    found = tx.rows(f"{_GOES_ON} WHERE own.count_id = ? {_OF_EACH}", (count.id,))
    return int(found[0][1]) if found else None


def numbers_of_today(tx: Reading) -> dict[int, int]:
    """`goes_on_as` of all counts that do, by their old number."""
    return dict(tx.rows(f"{_GOES_ON} {_OF_EACH}"))


def numbers_before(tx: Reading, count_id: int) -> list[int]:
    """Those under which a count stood before it got more files or was declared anew."""
    return [number for (number,) in tx.rows(_CAME_FROM, (count_id,))]


def require_open(tx: Reading, count: StoredCount) -> None:
    """Raises Rejected for a count that is posted, or over as `require_standing` says."""
    require_standing(tx, count)
    if count.posted:
        raise Rejected(
            [f"count {count.id} is posted already, by {count.posted.actor}; see "
             f"`stockbook count show {count.id}`"]
        )  # fmt: skip


def require_standing(tx: Reading, count: StoredCount) -> None:
    """Raises Rejected for a count that is reversed, naming the number under which it goes on."""
    if count.reversed is None:
        return
    if later := goes_on_as(tx, count):
        raise Rejected([f"count {count.id} goes on as count {later}; say that number"])
    raise Rejected(
        [f"count {count.id} is reversed already, by {count.reversed.actor}; upload its sheet anew "
         "to count again"]
    )  # fmt: skip


def digest_of(files: Sequence[SheetFile]) -> str:
    """By which the same files are the same count, in whatever order; one file's own."""
    digests = sorted(one.digest for one in files)
    return (
        digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()
    )


_COLUMNS: Final = ("count_id", "number", "first_count", "file_name", "digest", "counted_by",
                   "rows_above", "last_row")  # fmt: skip
_FILES: Final = """
    SELECT first_count, file_name, digest, counted_by, rows_above, last_row FROM count_file
    WHERE count_id = ? ORDER BY number
"""

_HOLDING: Final = """
    SELECT stock_count.id FROM count_file JOIN stock_count ON stock_count.id = count_file.count_id
    WHERE count_file.digest = ? AND reversed_at IS NULL ORDER BY stock_count.id
"""

_GOES_ON: Final = """
    SELECT own.count_id, max(later.count_id) FROM count_file AS own
    JOIN count_file AS later ON later.digest = own.digest
        AND later.first_count = own.first_count AND later.count_id > own.count_id
"""
_OF_EACH: Final = "GROUP BY own.count_id"

_CAME_FROM: Final = """
    SELECT DISTINCT own.count_id FROM count_file AS own
    JOIN count_file AS later ON later.digest = own.digest
        AND later.first_count = own.first_count AND later.count_id > own.count_id
    WHERE later.count_id = ?
"""
