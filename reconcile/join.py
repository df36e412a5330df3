"""Several sheets as one count: what each found of an item is added up.

The same bin on two sheets is a question, as it is on one: it may have been counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ledger.bins import NO_BIN, bin_codes, sightings
from ledger.count_rows import StoredCount, counted_columns
from ledger.counts import Problem
from ledger.database import Reading
from reconcile.arrays import Integers, integers_of, integers_of_text
from reconcile.layouts import PROBLEMS_MAX
from reconcile.lines import SheetRows
from reconcile.texts import Coded


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows of a sheet that was read without a problem, or of all sheets of a count."""

    name: str
    rows: SheetRows


def joined_rows(parts: Sequence[Part]) -> SheetRows:
    """Of all of them, numbered as if the sheets lay one below the other. Pure."""
    sheets = [one.rows for one in parts]
    above = np.cumsum([0, *(int(one.row.max()) for one in sheets[:-1])])
    rows = [one.row.astype(np.int64) + before for one, before in zip(sheets, above, strict=True)]

    def all_of(name: str) -> Integers:
        whole: Integers = np.concatenate([getattr(one, name) for one in sheets])
        return whole

    return SheetRows(
        np.concatenate(rows),
        all_of("item"),
        all_of("counted"),
        all_of("counted_from"),
        all_of("counted_at"),
        _bins_of(sheets),
        any(one.packed for one in sheets),
    )


def counted_twice(parts: Sequence[Part]) -> list[Problem]:
    """Rows whose item stands in the same bin on a sheet before. Pure."""
    seen: dict[tuple[int, str], str] = {}
    problems = []
    for part in parts:
        own = {}
        for row, item, code in _binned(part.rows):
            if (before := seen.get((item, code))) is not None:
                problems.append(
                    Problem(
                        row=row,
                        problem=f"{part.name}: this item stands in bin {code!r} of {before} too; "
                        "was it counted twice? Remove one, or add the two up in one file",
                    )
                )
            own[item, code] = part.name
        seen |= own
    return problems[:PROBLEMS_MAX]


def stored_part(tx: Reading, count: StoredCount) -> Part:
    """What a count found until now."""
    columns = counted_columns(tx, count.id)
    item, counted, row, since, at = (
        integers_of(one)
        for one in (
            columns.item, columns.counted, columns.row, columns.counted_from, columns.counted_at
        )
    )  # fmt: skip
    rows = SheetRows(row, item, counted, since, at, None)
    found = [integers_of_text(text) for text in sightings(tx, columns.item.tolist())]
    own = found[2] == count.id
    if own.any():
        codes = bin_codes(tx, count.location_id)
        place = np.searchsorted(item, found[0][own])
        numbers, where = np.unique(found[1][own], return_inverse=True)
        bins = Coded(where, [codes[one] for one in numbers.tolist()])
        rows = SheetRows(row[place], item[place], found[3][own], since[place], at[place], bins)
    return Part(name=f"count {count.id}", rows=rows)


def _binned(rows: SheetRows) -> list[tuple[int, int, str]]:
    """Row, item and bin of every row that names one."""
    if rows.bins is None:
        return []
    codes = (rows.bins.texts[one] for one in rows.bins.codes.tolist())
    cells = zip(rows.row.tolist(), rows.item.tolist(), codes, strict=True)
    return [(row, item, code) for row, item, code in cells if code != NO_BIN]


def _bins_of(sheets: Sequence[SheetRows]) -> Coded | None:
    """A sheet without a column of bins names none in any row."""
    if all(one.bins is None for one in sheets):
        return None
    numbers: dict[str, int] = {}
    codes = []
    for one in sheets:
        own = one.bins or Coded(np.zeros(len(one), dtype=np.int64), [NO_BIN])
        places = [numbers.setdefault(text, len(numbers)) for text in own.texts]
        codes.append(np.array(places, dtype=np.int64)[own.codes])
    return Coded(np.concatenate(codes), list(numbers))
