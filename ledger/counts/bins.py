"""Bins as rows: where people found items, and people's word that a bin holds an item no more.

What follows from it is decided in reconcile.bins; the sightings of a million items come as texts.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from ledger.database import Reading, Row, Writing
from ledger.instants import from_micros
from ledger.joined import Items, joined, rows_of_items

NO_BIN: Final = ""
"""The code of what a row found that named no bin, on a sheet with a column of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinsFound:
    """``rows``: item id, place in ``codes``, units; each item and bin once."""

    codes: Sequence[str]
    rows: Iterable[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class BinWord:
    """A bin holds an item no more since ``at``, in microseconds; item 0: it holds none."""

    bin: int
    item: int
    at: int


@dataclass(frozen=True, slots=True)
class BinnedCount:
    """A count that stands. ``posted``: its lines say all that there was of an item."""

    id: int
    counted_at: int
    posted: bool


def save_bins(tx: Writing, count_id: int, found: BinsFound) -> None:
    """Keep where a count found things."""
    (location_id,) = tx.rows("SELECT location_id FROM stock_count WHERE id = ?", (count_id,))[0]
    ids = _bin_ids(tx, location_id, found.codes)
    numbers = [ids[code] for code in found.codes]
    rows = iter(found.rows)
    while some := [
        (item, numbers[place], count_id, units) for item, place, units in islice(rows, _ROWS)
    ]:
        tx.insert("count_bin", ("item_id", "bin_id", "count_id", "counted"), some)


def save_bins_gone(tx: Writing, bin_id: int, items: Collection[int] | None, *, actor: str) -> None:
    """From now on these items do not lie in the bin until somebody finds them there again.

    None: nothing does.
    """
    wanted: Sequence[int | None] = [None] if items is None else sorted(items)
    first = tx.take_sequences(len(wanted))
    tx.insert(
        "bin_emptied",
        ("sequence", "bin_id", "item_id", "at", "said_at", "actor"),
        [
            (first + i, bin_id, item, tx.now_micros, tx.now_micros, actor)
            for i, item in enumerate(wanted)
        ],
    )


def bin_codes(tx: Reading, location_id: int) -> dict[int, str]:
    """Every bin that anybody ever named there, by id."""
    return dict(tx.rows("SELECT id, code FROM bin WHERE location_id = ?", (location_id,)))


def is_bin(tx: Reading, code: str) -> bool:
    """Whether anybody ever named such a bin, wherever."""
    return any(True for _ in tx.rows("SELECT id FROM bin WHERE code = ? LIMIT 1", (code,)))


def sightings(tx: Reading, items: Items) -> tuple[str, ...]:
    """Item, bin, count and units of all that was ever found in bins, each one a line."""
    return joined(tx, ("item_id", "bin_id", "count_id", "counted"), _SIGHTINGS, items=items)


def binned_counts(tx: Reading, location_id: int) -> list[BinnedCount]:
    """The counts of a location that stand, the oldest instant first."""
    rows = tx.rows(_STANDING, (location_id,))
    return [BinnedCount(id=one, counted_at=at, posted=bool(posted)) for one, at, posted in rows]


def lines_left_out(tx: Reading, items: Items) -> list[Row]:
    """(count, item) of lines of posted counts that say nothing: they are to be counted again."""
    return rows_of_items(tx, _LEFT_OUT, items)


def bins_gone(tx: Reading, location_id: int) -> list[BinWord]:
    """Everything that people said of bins there."""
    return [BinWord(*row) for row in tx.rows(_GONE, (location_id,))]


def found_at(counts: Iterable[BinnedCount]) -> dict[int, datetime]:
    """The instants of counts, by id."""
    return {one.id: from_micros(one.counted_at) for one in counts}


_ROWS: Final = 50_000
"""At a time, so that a million rows are never in memory."""


def _bin_ids(tx: Writing, location_id: int, codes: Sequence[str]) -> dict[str, int]:
    """The bins of these codes, made where they are new."""
    query = "SELECT code, id FROM bin WHERE location_id = ? AND code IN (?*)"
    known = tx.mapping(query, codes, (location_id,))
    new = sorted(set(codes) - known.keys())
    if new:
        tx.insert("bin", ("location_id", "code"), [(location_id, code) for code in new])
        known |= tx.mapping(query, new, (location_id,))
    return known


_SIGHTINGS: Final = "FROM count_bin WHERE item_id IN (?*)"

_STANDING: Final = """
    SELECT id, counted_at, posted_at IS NOT NULL FROM stock_count
    WHERE location_id = ? AND reversed_at IS NULL ORDER BY counted_at, id
"""

_LEFT_OUT: Final = """
    SELECT count_id, item_id FROM count_line WHERE status = 'recount' AND item_id IN (?*)
"""

_GONE: Final = """
    SELECT bin_id, coalesce(item_id, 0), at FROM bin_emptied
    JOIN bin ON bin.id = bin_emptied.bin_id WHERE bin.location_id = ?
"""
