"""Laws of refused sheets: every wrong row is told, and mending just those makes the copy clean."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.database import Database
from ledger.items import save_items
from ledger.locations import ensure_locations, require_location, set_opening
from ledger.said import ItemRecord
from ledger.sites import Site
from reconcile.reading.annotated import write_beside
from reconcile.reading.files import read_text_sheet
from reconcile.reading.layouts import UnusableError
from reconcile.reading.sheet import Declared, read_rows
from tests.laws import examples
from tests.ledger.databases import NOON, database_of
from tests.reconcile.books import xlsx

HEADING: Final = ["SKU", "Counted", "Bin", "Counted at"]
SKUS: Final = ["A-1", "00123", "Ä;9", '=x"y', "it,em"]

DEFECTS: Final = {
    0: ["nope", "", "a-1", "4.00638E+12", "Summe"],
    1: ["?", "", "-1", "#N/A", "9" * 20],
    2: ["x" * 300, "#N/A"],
    3: ["soon", "2099-01-01 08:00", "1999-01-01 08:00", "31.02.2026 08:00"],
}
"""By column what no count may say; whatever else stands in the row."""

WIDE: Final = 4
"""The place of a cell too many, which no workbook can have."""

defects = st.one_of(
    st.none(),
    st.none(),
    st.sampled_from([(place, text) for place, texts in DEFECTS.items() for text in texts]),
    st.just((WIDE, "more")),
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A book of these items, and a folder for sheets."""

    database: Database
    folder: Path

    def upload(self, path: Path) -> tuple[int, list[int], Path | None]:
        """Units counted; else the rows that are told, and the copy that tells them."""
        with self.database.reading() as tx:
            declared = Declared(site=require_location(tx, "main"), counted_at=NOON)
            text = read_text_sheet(path)
            try:
                return int(read_rows(tx, text, declared).counted.sum()), [], None
            except UnusableError as error:
                rows = sorted({one.row or 0 for one in error.problems})
                return 0, rows, write_beside(path, text, error.problems)


@pytest.fixture
def shelf(database_url: str, tmp_path: Path) -> Iterator[Shelf]:
    with database_of(database_url) as database:
        with database.writing() as tx:
            ensure_locations(tx, [Site(code="main", time_zone="UTC")])
            set_opening(tx, "main", NOON)
            save_items(tx, [ItemRecord(sku=sku) for sku in SKUS])
        yield Shelf(database, tmp_path)


def good(number: int) -> list[str]:
    """Each row lies in a bin of its own, so none is counted twice."""
    return [SKUS[number % len(SKUS)], str(number % 7), f"B-{number}", ""]


def with_defect(number: int, defect: tuple[int, str] | None) -> list[str]:
    cells = good(number)
    if defect is not None:
        cells[defect[0] : defect[0] + 1] = [defect[1]]
    return cells


def write(path: Path, rows: Sequence[Sequence[str]], delimiter: str) -> None:
    if path.suffix == ".xlsx":
        xlsx(path, rows)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def mend(path: Path, mended: dict[int, list[str]], delimiter: str) -> None:
    """As a person would: only rows that are told, by their number."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet: Any = book.active
        for row, cells in mended.items():
            for place, text in enumerate(cells, 1):
                sheet.cell(row, place).value = text or None
                sheet.cell(row, place).data_type = "s" if text else "n"
        book.save(path)
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=delimiter))
    for row, cells in mended.items():
        rows[row - 1] = [*cells, rows[row - 1][-1]]
    write(path, rows, delimiter)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(defects, min_size=1, max_size=12),
    st.sampled_from([".csv", ".xlsx"]),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_mending_just_the_rows_that_are_told_makes_a_sheet_clean(
    shelf: Shelf, defects: list[tuple[int, str] | None], ending: str, delimiter: str
) -> None:
    """All of them in one round, none that is right, whatever the file's format."""
    wrong = [None if ending == ".xlsx" and one and one[0] == WIDE else one for one in defects]
    for old in shelf.folder.glob("count*"):
        old.unlink()
    path = shelf.folder / f"count{ending}"
    write(path, [HEADING, *(with_defect(number, one) for number, one in enumerate(wrong))],
          delimiter)  # fmt: skip
    units, told, copy = shelf.upload(path)

    assert told == [row for row, one in enumerate(wrong, 2) if one is not None]
    if copy is not None:
        mend(copy, {row: good(row - 2) for row in told}, delimiter)
        units, still_told, _ = shelf.upload(copy)
        assert still_told == []
    assert units == sum(int(good(number)[1]) for number in range(len(wrong)))
