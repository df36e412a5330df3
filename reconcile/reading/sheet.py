"""A count file into the lines of a count, one an item, or into every problem that it has.

Nothing is half-read: one wrong row refuses the sheet, and all wrong rows are told together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import numpy as np

from ledger.counts.countable import items_in_scope
from ledger.counts.facts import CountSheet, Problem
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.sites import Site, zone
from reconcile.arrays import Growing, Integers
from reconcile.reading.blocks import Block
from reconcile.reading.cells import InstantReader, Parsed, bin_of, parsed
from reconcile.reading.counted_at import CountedAt
from reconcile.reading.dates import DateOrder, DateReader
from reconcile.reading.elsewhere import Elsewhere
from reconcile.reading.found import Found, bins_found, counters_found, lots_found, tags_found
from reconcile.reading.headings import Column
from reconcile.reading.layouts import (
    PROBLEMS_MAX,
    MisshapenRowsError,
    TextSheet,
    UnusableError,
)
from reconcile.reading.lines import ItemLines, SheetRows, repeated_bins
from reconcile.reading.naming import Naming
from reconcile.reading.numbers import quantity_reader
from reconcile.reading.remarks import Remarks
from reconcile.reading.states import DAMAGED, PACKED, some_of, state_problems
from reconcile.reading.texts import Coded, Coding
from reconcile.reading.units import counted_once, units_counted, without_singles

NO_INSTANT: Final = (
    "the sheet does not say when it was counted: give it a column 'counted at', or say --counted-at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What holds for a sheet as a whole, as its uploader says; see ledger.counts.facts.CountSheet.

    ``counted_by``: who counted the rows that name nobody. ``one_of_several``: what it does not
    count others may.
    """

    site: Site
    counted_at: datetime | None = None
    counted_from: datetime | None = None
    packed_counted: bool | None = None
    damaged_counted: bool | None = None
    complete: bool = False
    category: str | None = None
    supplier: str | None = None
    bins: tuple[str, ...] = ()
    counted_by: str = ""
    one_of_several: bool = False


def read_rows(tx: Reading, text: TextSheet, declared: Declared) -> SheetRows:
    """As they stand on the sheet.

    Raises UnusableError with all problems of the file, its rows and what was declared.
    """
    try:
        rows, problems = _rows(tx, text, declared)
    except MisshapenRowsError as error:
        problems = [*error.problems, *_other_problems(tx, text, declared, error)]
    if problems:
        problems.sort(key=lambda one: one.row or 0)
        raise UnusableError(*problems[:PROBLEMS_MAX])
    return rows


def _other_problems(
    tx: Reading, text: TextSheet, declared: Declared, error: MisshapenRowsError
) -> list[Problem]:
    """Of the rows that are no wider than the headings."""
    if not any(True for _ in error.others()):
        return []
    try:
        return _rows(tx, replace(text, blocks=error.others), declared)[1]
    except UnusableError as other:
        return other.problems


def as_count(rows: SheetRows, declared: Declared, *, digest: str) -> tuple[CountSheet, Found]:
    """The rows of a sheet, or of several, as a count, and what it found."""
    lines = ItemLines(rows)
    sheet = CountSheet(
        location=declared.site.code,
        digest=digest,
        lines=len(lines),
        counted_from=from_micros(int(rows.counted_from.min())),
        counted_at=from_micros(int(rows.counted_at.max())),
        packed_counted=rows.packed or declared.packed_counted,
        damaged_counted=rows.damaged or declared.damaged_counted,
        complete=declared.complete,
        category=declared.category,
        supplier=declared.supplier,
        bins=declared.bins,
    )
    found = Found(
        lines=iter(lines),
        bins=bins_found(rows),
        counters=counters_found(rows),
        tags=tags_found(rows),
        lots=lots_found(rows),
    )
    return sheet, found


def _rows(tx: Reading, text: TextSheet, declared: Declared) -> tuple[SheetRows, list[Problem]]:
    """Every row, and every problem that there is."""
    instants = _instant_reader(tx, declared, text.manner.dates)
    cells = _Cells(instants, text)
    naming, remarks = Naming(tx, text), Remarks(text)
    elsewhere = Elsewhere(tx, text, declared.site)
    for block in text.blocks():
        for part in (cells, naming, elsewhere, remarks):
            part.add(block)
    row = cells.row()
    named = naming.named(row)
    remarks.take_labels(named.labels, text.manner.dates)
    found = {
        Column.SKU: named.items,
        Column.QUANTITY: units_counted(named, cells.quantity(), scans=text.scans),
        Column.COUNTED_AT: cells.instants(),
    }
    item, counted, counted_at = (one.integers for one in found.values())
    counted_from = _counted_from(declared, counted_at)
    states = remarks.states()
    state = None if states is None else states.integers
    rows = SheetRows(
        row,
        item,
        counted,
        counted_from,
        counted_at,
        remarks.apart(cells.bins()),
        packed=some_of(state, PACKED),
        damaged=some_of(state, DAMAGED),
        counted_by=remarks.counted_by(declared.counted_by),
        lots=remarks.lots(state),
        single=named.single,
    )
    problems = [*_cell_problems(text, row, found), *_declared_problems(tx, instants, declared)]
    if (counted_from > counted_at).any():
        problems.append(Problem(problem="--counted-from lies after the instant of some rows"))
    problems += remarks.problems(row, states)
    problems += _state_problems(text, rows, state, declared)
    wrong_bins = _bin_problems(text, rows, without_singles(rows, named))
    return counted_once(rows, named), [*problems, *wrong_bins, *elsewhere.problems]


def _cell_problems(
    text: TextSheet, row: Integers, found: Mapping[Column, Parsed]
) -> Iterator[Problem]:
    for column, cells in found.items():
        yield from _problems(text, column, row, cells)


def _counted_from(declared: Declared, counted_at: Integers) -> Integers:
    """Each row's own instant, but where the whole sheet was counted from one on."""
    if declared.counted_from is None:
        return counted_at
    return np.broadcast_to(np.int64(to_micros(declared.counted_from)), len(counted_at))


class _Cells:
    """The cells of all rows but the items' names, while the blocks of a sheet come one by one."""

    def __init__(self, reader: InstantReader, text: TextSheet) -> None:
        self._row = Growing(np.int32)
        self._decimal = text.manner.decimal
        self._instants = CountedAt(reader)
        self._codings = {
            column: Coding() for column in (Column.QUANTITY, Column.BIN) if column in text.headings
        }

    def add(self, block: Block) -> None:
        self._row.add(block.row)
        for column, coding in self._codings.items():
            coding.add(block.cells[column])
        self._instants.add(block)

    def row(self) -> Integers:
        return self._row.whole()

    def quantity(self) -> Parsed | None:
        if Column.QUANTITY not in self._codings:
            return None
        coded = self._codings[Column.QUANTITY].coded()
        read = quantity_reader(coded.texts, self._decimal)
        return parsed(coded, read, problems_max=PROBLEMS_MAX)

    def instants(self) -> Parsed:
        """In microseconds UTC."""
        return self._instants.instants()

    def bins(self) -> Coded | None:
        return self._codings[Column.BIN].coded() if Column.BIN in self._codings else None


def _instant_reader(tx: Reading, declared: Declared, dates: DateOrder | None) -> InstantReader:
    """Raises UnusableError for a location with nothing to compare any row with."""
    site = declared.site
    if site.opening_at is None:
        text = f"{site.code} is not in the book yet; begin with `stockbook opening`"
        raise UnusableError(Problem(problem=text))
    return InstantReader(
        zone=zone(site.time_zone),
        opening=site.opening_at,
        now=tx.now,
        default=declared.counted_at,
        dates=DateReader(dates),
    )


def _declared_problems(tx: Reading, reader: InstantReader, declared: Declared) -> Iterator[Problem]:
    """Of a scope without items, and instants of the whole sheet that nothing compares with."""
    category, supplier = declared.category, declared.supplier
    if items_in_scope(tx, category=category, supplier=supplier) == set():
        said = (("category", category), ("supplier", supplier))
        of_both = " and ".join(f"{name} {text!r}" for name, text in said if text)
        yield Problem(problem=f"no item is of {of_both}; see `stockbook items list`")
    for instant in dict.fromkeys((declared.counted_at, declared.counted_from)):
        if instant is not None:
            try:
                reader.checked(instant)
            except ValueError as error:
                yield Problem(problem=str(error))


def _problems(text: TextSheet, column: Column, row: Integers, cells: Parsed) -> Iterator[Problem]:
    instead = {
        Column.SKU: (Column.SKU, Column.BARCODE, Column.TAG),
        Column.QUANTITY: (Column.QUANTITY, Column.TAG, Column.BARCODE, Column.SKU),
        Column.COUNTED_AT: (Column.COUNTED_AT, Column.TIME),
    }.get(column, (column,))
    heading = next((text.headings[one] for one in instead if one in text.headings), None)
    if heading is None and cells.problems:
        # The same for every row, since the sheet has no such column.
        yield Problem(problem=NO_INSTANT)
        return
    for place, problem in cells.problems:
        yield Problem(row=int(row[place]), column=heading, problem=problem)


def _state_problems(
    text: TextSheet, rows: SheetRows, state: Integers | None, declared: Declared
) -> Iterator[Problem]:
    if state is not None:
        found = state_problems(
            rows.item,
            state,
            packed_counted=declared.packed_counted,
            damaged_counted=declared.damaged_counted,
            alone=not (declared.complete or declared.one_of_several),
        )
        for place, problem in found:
            yield Problem(
                row=int(rows.row[place]), column=text.headings[Column.STATE], problem=problem
            )


def _bin_problems(text: TextSheet, rows: SheetRows, added: SheetRows) -> list[Problem]:
    """The same item in two bins is added up; the same bin twice is a question, not a sum.

    ``added``: the rows that are added up. Scans are one each, so in one bin too.
    """
    if rows.bins is None or added.bins is None:
        return []
    unkept = parsed(rows.bins, bin_of, problems_max=PROBLEMS_MAX)
    return [
        *_problems(text, Column.BIN, rows.row, unkept),
        *(() if text.scans else _counted_twice(text, added, added.bins)),
    ]


def _counted_twice(text: TextSheet, rows: SheetRows, binned: Coded) -> list[Problem]:
    codes, bins = binned
    return [
        Problem(
            row=int(rows.row[place]),
            column=text.headings[Column.BIN],
            problem=f"this item stands in bin {bins[codes[place]]!r} on a row above already; add "
            "the two up, or remove the one that is wrong",
        )
        for place in repeated_bins(rows)[:PROBLEMS_MAX]
    ]
