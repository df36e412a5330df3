"""Several sheets as one count: what each found of an item is added up.

The same bin on two sheets is a question, as it is on one: it may have been counted twice. A single
thing, such as a tag, is counted once, on whichever sheets it was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from ledger.counts.bins import NO_BIN, bin_codes, sightings
from ledger.counts.counters import Counters, counters
from ledger.counts.facts import Problem
from ledger.counts.lots import LotFound, lots_of
from ledger.counts.rows import StoredCount, counted_columns
from ledger.counts.tags import tags_of
from ledger.database import Reading
from reconcile.arrays import Integers, integers_of, integers_of_text, runs
from reconcile.barcodes.columns import Flags
from reconcile.reading.found import NO_LOT, PLAIN_LOT, Found, tag_bytes
from reconcile.reading.layouts import PROBLEMS_MAX
from reconcile.reading.lines import SheetRows
from reconcile.reading.states import ALONE
from reconcile.reading.texts import Coded, Prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The rows of a sheet that was read without a problem, or of all sheets of a count.

    ``counted_by``: who counted what names nobody. ``tags``: single things that its rows, which do
    not tell them apart any more, have counted. ``lots``: how its rows were told apart.
    """

    name: str
    rows: SheetRows
    counted_by: str = ""
    tags: Prints | None = None
    lots: Sequence[LotFound] = ()


def joined_rows(parts: Sequence[Part]) -> SheetRows:
    """Of all of them, numbered as if the sheets lay one below the other. Pure."""
    sheets = [one.rows for one in parts]
    above = rows_above(parts)
    rows = [one.row.astype(np.int64) + before for one, before in zip(sheets, above, strict=True)]

    def all_of(name: str) -> Integers:
        whole: Integers = np.concatenate([getattr(one, name) for one in sheets])
        return whole

    joined = SheetRows(
        np.concatenate(rows),
        all_of("item"),
        all_of("counted"),
        all_of("counted_from"),
        all_of("counted_at"),
        _as_one([one.bins for one in sheets], sheets, [NO_BIN] * len(sheets)),
        packed=any(one.packed for one in sheets),
        damaged=any(one.damaged for one in sheets),
        counted_by=_as_one(
            [one.counted_by for one in sheets], sheets, [one.counted_by for one in parts]
        ),
        lots=_as_one(
            [one.lots for one in sheets],
            sheets,
            [NO_LOT if one.lots else PLAIN_LOT for one in parts],
        ),
        single=_singles(sheets),
    )
    return _each_once(joined, [one.tags for one in parts if one.tags is not None])


def rows_above(parts: Sequence[Part]) -> list[int]:
    """How many rows lie above each of them then. Pure."""
    return list(accumulate((int(one.rows.row.max()) for one in parts[:-1]), initial=0))


def with_what_was_found(parts: Sequence[Part], found: Found) -> Found:
    """Beside what the joined rows found, what is only told of them as a whole. Pure."""
    units: dict[tuple[int, str, str, str], int] = {}
    for one in (*(lot for part in parts for lot in part.lots), *found.lots):
        key = (one.item, one.state, one.lot, one.expiry)
        units[key] = units.get(key, 0) + one.counted
    tags = [tag_bytes(one.tags) for one in parts if one.tags is not None]
    return replace(
        found,
        tags=b"".join([*tags, found.tags]),
        lots=[LotFound(*key, counted) for key, counted in sorted(units.items())],
    )


def counted_twice(parts: Sequence[Part]) -> list[Problem]:
    """Rows whose item stands in the same bin on a sheet before. Pure."""
    seen: dict[tuple[int, str], str] = {}
    problems = []
    for part in parts:
        own = {}
        for row, item, code in _binned(part.rows):
            if (item, code) in own:  # a list of scans names them again and again
                continue
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


def without_available(parts: Sequence[Part]) -> list[Problem]:
    """Rows of goods in other states, of items of which no sheet counts the available ones. Pure."""
    counted = np.concatenate([one.rows.item[_is_available(one.rows)] for one in parts])
    problems = []
    for part in parts:
        rows = part.rows
        alone = ~_is_available(rows) & ~np.isin(rows.item, counted)
        for place in np.flatnonzero(alone)[:PROBLEMS_MAX].tolist():
            assert rows.lots is not None
            state = rows.lots.texts[rows.lots.codes[place]].partition("\n")[0]
            text = f"{part.name}: {ALONE.format(state)}"
            problems.append(Problem(row=int(rows.row[place]), problem=text))
    return problems[:PROBLEMS_MAX]


def _is_available(rows: SheetRows) -> Flags:
    """As far as a row says; those of a count that stands are of items that were looked at."""
    if rows.lots is None:
        return np.ones(len(rows), dtype=np.bool_)
    codes, texts = rows.lots
    is_so = [not text or text.startswith(PLAIN_LOT.strip()) for text in texts]
    found: Flags = np.array(is_so, dtype=np.bool_)[codes]
    return found


def stored_part(tx: Reading, count: StoredCount) -> Part:
    """What a count found until now."""
    columns = counted_columns(tx, count.id)
    item, counted, row, since, at = (
        integers_of(one)
        for one in (
            columns.item, columns.counted, columns.row, columns.counted_from, columns.counted_at
        )
    )  # fmt: skip
    people = _people(counters(tx, count), item)
    rows = SheetRows(row, item, counted, since, at, None, counted_by=people)
    found = [integers_of_text(text) for text in sightings(tx, columns.item.tolist())]
    own = found[2] == count.id
    if own.any():
        codes = bin_codes(tx, count.location_id)
        place = np.searchsorted(item, found[0][own])
        numbers, where = np.unique(found[1][own], return_inverse=True)
        bins = Coded(where, [codes[one] for one in numbers.tolist()])
        people = Coded(people.codes[place], people.texts)
        rows = SheetRows(
            row[place], item[place], found[3][own], since[place], at[place], bins, counted_by=people
        )
    first, second = np.frombuffer(tags_of(tx, count.id), dtype=np.uint64).reshape(-1, 2).T
    return Part(
        name=f"count {count.id}",
        rows=rows,
        tags=Prints(first, second),
        lots=list(lots_of(tx, count.id)),
    )


def _people(counted: Counters, item: Integers) -> Coded:
    """Names, one a line, of who counted each item."""
    codes = np.zeros(len(item), dtype=np.int64)
    names: list[tuple[str, ...]] = [()]
    for name, items in counted.apart:
        both = codes * 2 + np.isin(item, integers_of(items))
        pairs, codes = np.unique(both, return_inverse=True)
        names = [(*names[one // 2], *[name] * (one % 2)) for one in pairs.tolist()]
    return Coded(codes, ["\n".join(one or sorted(counted.everyone)) for one in names])


def _binned(rows: SheetRows) -> list[tuple[int, int, str]]:
    """Row, item and bin of every row that names one; single things may be many in one."""
    if rows.bins is None:
        return []
    if rows.single is not None:
        rows = rows.among(rows.single.first == 0)
    assert rows.bins is not None
    codes = (rows.bins.texts[one] for one in rows.bins.codes.tolist())
    cells = zip(rows.row.tolist(), rows.item.tolist(), codes, strict=True)
    return [(row, item, code) for row, item, code in cells if code != NO_BIN]


def _as_one(
    columns: Sequence[Coded | None], sheets: Sequence[SheetRows], unsaid: Sequence[str]
) -> Coded | None:
    """A column of all sheets; a sheet that does not have it says the same in every row.

    None where that is so throughout.
    """
    if all(one is None for one in columns) and len(set(unsaid)) == 1:
        return None
    numbers: dict[str, int] = {}
    codes = []
    for column, sheet, text in zip(columns, sheets, unsaid, strict=True):
        own = column or Coded(np.zeros(len(sheet), dtype=np.int64), [text])
        places = [numbers.setdefault(one, len(numbers)) for one in own.texts]
        codes.append(np.array(places, dtype=np.int64)[own.codes])
    return Coded(np.concatenate(codes), list(numbers))


def _singles(sheets: Sequence[SheetRows]) -> Prints | None:
    if all(one.single is None for one in sheets):
        return None
    none = [np.zeros(len(one), dtype=np.uint64) for one in sheets]
    halves = [one.single or Prints(zeros, zeros) for one, zeros in zip(sheets, none, strict=True)]
    return Prints(*(np.concatenate(half) for half in zip(*halves, strict=True)))


def _each_once(rows: SheetRows, known: Sequence[Prints]) -> SheetRows:
    """Without what counts a single thing that is known, or stands on a row above."""
    if rows.single is None:
        return rows
    places = np.flatnonzero((rows.single.first != 0) & (rows.counted > 0))
    own = Prints(*(half[places] for half in rows.single))
    first, second = (np.concatenate(half) for half in zip(*known, own, strict=True))
    order = np.lexsort((second, first))  # which leaves equal ones as they stand
    once = np.ones(len(first), dtype=np.bool_)
    once[order] = runs(first[order], second[order])
    kept = np.ones(len(rows), dtype=np.bool_)
    kept[places] = once[len(first) - len(places) :]
    return rows.among(kept)
