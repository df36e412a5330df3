"""Sheets that are complete for bins: what was remembered there and is not on them was not there.

Such an item has a row that says 0 of that bin, below all rows of the sheet. What else of it lies in
other bins stays uncounted, and holds its line. With a category or a supplier the sheet says so of
their items only; others that lie there are uncounted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ledger.counts.bins import NO_BIN, bin_codes
from ledger.counts.countable import countable_among, items_in_scope
from ledger.counts.facts import Problem
from ledger.database import Reading
from ledger.joined import ALL_ITEMS
from ledger.locations import location_id
from reconcile.arrays import Integers
from reconcile.bins import Memory, bins_then, read_memory
from reconcile.reading.found import NO_LOT, people_of
from reconcile.reading.layouts import UnusableError
from reconcile.reading.lines import SheetRows
from reconcile.reading.sheet import Declared
from reconcile.reading.texts import Coded, Prints


def in_named_bin(rows: SheetRows, declared: Declared) -> SheetRows:
    """A sheet without a column of bins, of one bin, lies in it. Raises UnusableError of several."""
    if not declared.bins or rows.bins is not None:
        return rows
    if len(declared.bins) > 1:
        text = "the sheet has no column of bins; say one --bin, or give it the column"
        raise UnusableError(Problem(problem=text))
    return replace(rows, bins=Coded(np.zeros(len(rows), dtype=np.int64), list(declared.bins)))


def with_nothing_found(tx: Reading, rows: SheetRows, declared: Declared) -> SheetRows:
    """The rows of a sheet, or of several, with what they did not find in the bins."""
    if not declared.bins or rows.bins is None:
        return rows
    memory = read_memory(tx, location_id(tx, declared.site.code), ALL_ITEMS)
    missing = sorted(_missing(memory, rows, declared))
    counted = countable_among(tx, {item for item, _ in missing})
    within = items_in_scope(tx, category=declared.category, supplier=declared.supplier)
    if within is not None:
        counted &= within
    return _followed_by(rows, [one for one in missing if one[0] in counted])


def unknown_bins(tx: Reading, sheets: Iterable[SheetRows], declared: Declared) -> list[Problem]:
    """Of those that the sheets are complete for: neither a count nor a row of them names it."""
    if not declared.bins:
        return []
    known = set(bin_codes(tx, location_id(tx, declared.site.code)).values())
    for rows in sheets:
        known.update(rows.bins.texts if rows.bins else ())
    return [
        Problem(
            problem=f"no count and no row of the sheet has named a bin {code!r} at "
            f"{declared.site.code}; see `stockbook count bins`"
        )
        for code in declared.bins
        if code not in known
    ]


def _missing(memory: Memory, rows: SheetRows, declared: Declared) -> set[tuple[int, str]]:
    """What lay in the bins and stands on no row there; a row of no bin counts all of its item."""
    assert rows.bins is not None
    texts = rows.bins.texts
    pairs = zip(rows.item.tolist(), rows.bins.codes.tolist(), strict=True)
    named = {(item, texts[code]) for item, code in pairs}
    remembered = bins_then(memory, until=int(rows.counted_at.max()))
    return {
        (item, code)
        for item, code in remembered
        if code in declared.bins and named.isdisjoint({(item, code), (item, NO_BIN)})
    }


def _followed_by(rows: SheetRows, missing: Sequence[tuple[int, str]]) -> SheetRows:
    """Each with 0, on a row of its own that no sheet has."""
    if not missing:
        return rows
    assert rows.bins is not None
    some = len(missing)

    def same(value: int) -> Integers:
        return np.full(some, value, dtype=np.int64)

    return SheetRows(
        row=np.concatenate([rows.row, int(rows.row.max()) + 1 + np.arange(some)]),
        item=np.concatenate([rows.item, np.array([item for item, _ in missing], dtype=np.int64)]),
        counted=np.concatenate([rows.counted, same(0)]),
        counted_from=np.concatenate([rows.counted_from, same(int(rows.counted_from.min()))]),
        counted_at=np.concatenate([rows.counted_at, same(int(rows.counted_at.max()))]),
        bins=_coded_on(rows.bins, [code for _, code in missing]),
        packed=rows.packed,
        damaged=rows.damaged,
        counted_by=rows.counted_by
        and _coded_on(rows.counted_by, ["\n".join(people_of(rows))] * some),
        lots=rows.lots and _coded_on(rows.lots, [NO_LOT] * some),
        single=rows.single
        and Prints(
            *(np.concatenate([half, np.zeros(some, dtype=np.uint64)]) for half in rows.single)
        ),
    )


def _coded_on(column: Coded, texts: Sequence[str]) -> Coded:
    numbers = {text: number for number, text in enumerate(dict.fromkeys([*column.texts, *texts]))}
    own = np.array([numbers[text] for text in column.texts], dtype=np.int64)[column.codes]
    more = np.array([numbers[text] for text in texts], dtype=np.int64)
    return Coded(np.concatenate([own, more]), list(numbers))
