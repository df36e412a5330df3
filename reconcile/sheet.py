"""A count file into the lines of a count, one an item, or into every problem that it has.

Nothing is half-read: one wrong row refuses the sheet, and all wrong rows are told together.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ledger.count_blocks import Columns
from ledger.countable import Countable, countable_by_barcode, countable_by_sku
from ledger.counts import CountSheet, Problem
from ledger.database import Reading
from ledger.instants import from_micros, to_micros
from ledger.locations import locations
from ledger.sites import Site, zone
from reconcile.arrays import columns_of_frame
from reconcile.cells import InstantReader, Parsed, parsed, quantity_of
from reconcile.files import PROBLEMS_MAX, TextSheet, UnusableError, read_text_sheet
from reconcile.headings import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What holds for a sheet as a whole, as its uploader says; see ledger.counts.CountSheet."""

    site: Site
    counted_at: datetime | None = None
    counted_from: datetime | None = None
    packed_counted: bool | None = None
    damaged_counted: bool | None = None
    complete: bool = False
    category: str | None = None


def read_count(tx: Reading, path: Path, declared: Declared) -> tuple[CountSheet, Columns]:
    """Raises UnusableError with all problems of the file, its rows and what was declared."""
    text = read_text_sheet(path)
    lines, problems = _lines(tx, text, declared)
    problems += [*_counted_twice(text, lines), *_elsewhere(tx, text, declared.site)]
    if problems:
        problems.sort(key=lambda one: one.row or 0)
        raise UnusableError(*problems[:PROBLEMS_MAX])
    columns = _by_item(lines)
    sheet = CountSheet(
        location=declared.site.code,
        digest=text.digest,
        lines=len(columns),
        counted_from=from_micros(min(columns.counted_from)),
        counted_at=from_micros(max(columns.counted_at)),
        packed_counted=declared.packed_counted,
        damaged_counted=declared.damaged_counted,
        complete=declared.complete,
        category=declared.category,
    )
    return sheet, columns


def _lines(tx: Reading, text: TextSheet, declared: Declared) -> tuple[pd.DataFrame, list[Problem]]:
    """A frame of int64 ``item``, ``counted``, ``row``, ``counted_from``, ``counted_at``, by row."""
    reader = _instant_reader(tx, declared)
    item = _items(tx, text)
    counted = _parsed(text, Column.QUANTITY, quantity_of)
    counted_at = _parsed(text, Column.COUNTED_AT, reader)
    since = declared.counted_from
    lines = pd.DataFrame(
        {
            "item": item.integers,
            "counted": counted.integers,
            "row": text.cells.index.to_numpy(dtype=np.int64),
            "counted_from": counted_at.integers if since is None else to_micros(since),
            "counted_at": counted_at.integers,
        }
    )
    found = ((Column.SKU, item), (Column.QUANTITY, counted), (Column.COUNTED_AT, counted_at))
    problems = [one for column, cells in found for one in _problems(text, column, cells)]
    if since is not None and (lines["counted_from"] > lines["counted_at"]).any():
        problems.append(Problem(problem="--counted-from lies after the instant of some rows"))
    return lines, problems


def _instant_reader(tx: Reading, declared: Declared) -> InstantReader:
    """Raises UnusableError for instants of the whole sheet that cannot be compared."""
    site = declared.site
    if site.opening_at is None:
        text = f"{site.code} is not in the book yet; begin with `stockbook opening`"
        raise UnusableError(Problem(problem=text))
    reader = InstantReader(
        zone=zone(site.time_zone), opening=site.opening_at, now=tx.now, default=declared.counted_at
    )
    for instant in (declared.counted_at, declared.counted_from):
        try:
            reader.checked(instant or site.opening_at)
        except ValueError as error:
            raise UnusableError(Problem(problem=str(error))) from None
    return reader


def _parsed(text: TextSheet, column: Column, read: Callable[[str], int]) -> Parsed:
    """A column that the sheet does not have is read as if it were empty throughout."""
    absent = pd.Series("", index=text.cells.index)
    return parsed(text.cells.get(column, absent), read, problems_max=PROBLEMS_MAX)


def _items(tx: Reading, text: TextSheet) -> Parsed:
    """The item of each row: by its SKU, and where that is empty by its barcode."""
    by_sku = _named(text, Column.SKU, lambda texts: countable_by_sku(tx, texts))
    by_barcode = _named(text, Column.BARCODE, lambda texts: countable_by_barcode(tx, texts))
    sku, barcode = by_sku.integers, by_barcode.integers
    item = np.where(sku == _EMPTY, barcode, sku)
    differ = (sku > 0) & (barcode > 0) & (sku != barcode)
    problems = by_sku.problems + [one for one in by_barcode.problems if sku[one[0]] == _EMPTY]
    problems += _told(item == _EMPTY, "names no item; write its SKU or barcode")
    problems += _told(differ, "is another item than the barcode of its row")
    return Parsed(item, problems)


def _told(wrong: npt.NDArray[np.bool_], problem: str) -> list[tuple[int, str]]:
    return [(int(place), problem) for place in np.flatnonzero(wrong)[:PROBLEMS_MAX]]


_EMPTY: Final = -1
"""An empty cell, where item ids begin with 1 and 0 is a text that names none."""


def _named(
    text: TextSheet, column: Column, look_up: Callable[[Collection[str]], Countable]
) -> Parsed:
    """The item that each cell names: its id, _EMPTY, or 0 and a problem."""
    cells = text.cells.get(column)
    if cells is None:
        return Parsed(np.full(len(text.cells), _EMPTY, dtype=np.int64), [])
    known = look_up(cells.unique().tolist())
    places = pd.Index(list(known.ids), dtype=cells.dtype).get_indexer(pd.Index(cells))
    ids = np.fromiter((*known.ids.values(), 0), dtype=np.int64)  # place -1 is the last: none
    items = np.where(cells == "", _EMPTY, ids[places])
    wrong = np.flatnonzero(items == 0)[:PROBLEMS_MAX]
    return Parsed(items, [(int(place), _unknown(column, cells.iloc[place], known))
                          for place in wrong])  # fmt: skip


def _unknown(column: Column, name: str, known: Countable) -> str:
    if name in known.refused:
        return f"{name!r} {known.refused[name]}"
    return f"{column} {name[:80]!r} is unknown; correct it, or create the item"


def _problems(text: TextSheet, column: Column, cells: Parsed) -> Iterator[Problem]:
    heading = text.headings.get(column)
    if column is Column.SKU:
        heading = heading or text.headings.get(Column.BARCODE)
    if heading is None and cells.problems:
        # The same for every row, since the sheet has no such column.
        yield Problem(
            problem="the sheet does not say when it was counted: give it a column 'counted at', or "
            "say --counted-at"
        )
        return
    for place, problem in cells.problems:
        yield Problem(row=int(text.cells.index[place]), column=heading, problem=problem)


def _counted_twice(text: TextSheet, lines: pd.DataFrame) -> list[Problem]:
    """The same item in two bins is added up; the same bin twice is a question, not a sum."""
    if Column.BIN not in text.cells:
        return []
    by_bin = pd.DataFrame({"item": lines["item"], "bin": text.cells[Column.BIN].to_numpy()})
    again = np.flatnonzero(by_bin.duplicated() & (by_bin["item"] > 0))[:PROBLEMS_MAX]
    return [
        Problem(
            row=int(lines["row"].iloc[place]),
            column=text.headings[Column.BIN],
            problem=f"this item stands in bin {by_bin['bin'].iloc[place]!r} on a row above already;"
            " add the two up, or remove the one that is wrong",
        )
        for place in again
    ]


def _elsewhere(tx: Reading, text: TextSheet, site: Site) -> Iterator[Problem]:
    """Rows that name another location of ours; what is none of them may be a bin."""
    if Column.LOCATION not in text.cells:
        return
    cells = text.cells[Column.LOCATION]
    others = [code for code in locations(tx) if code != site.code]
    for row, code in cells[cells.isin(others)].head(PROBLEMS_MAX).items():
        yield Problem(
            row=int(str(row)),
            column=text.headings[Column.LOCATION],
            problem=f"{code} is another location; a count is of one, here {site.code}: split it",
        )


def _by_item(lines: pd.DataFrame) -> Columns:
    """One line an item, sorted: its rows added up, from the first instant to the last."""
    if lines["item"].is_unique:
        joined = lines.sort_values("item")
    else:
        joined = (
            lines.groupby("item", sort=True)
            .agg({"counted": "sum", "row": "min", "counted_from": "min", "counted_at": "max"})
            .reset_index()
        )
    return columns_of_frame(joined)
