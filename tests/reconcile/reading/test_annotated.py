"""An annotated copy says what the sheet said, whatever stands in it, and is read like it."""

import math
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.counts.facts import Problem
from reconcile.reading.annotated import COPIES_MAX, NoCopyError, write_annotated, write_beside
from reconcile.reading.files import read_text_sheet
from reconcile.reading.layouts import TextSheet
from reconcile.reading.marked_workbook import Marked, write_workbook
from tests.reconcile.books import xlsx

CELL = st.text(st.sampled_from("ab0'=+-@;,\"\n ä#"), min_size=1, max_size=5).map(str.strip)
ROWS = st.lists(st.tuples(CELL, CELL, CELL).filter(any), min_size=1, max_size=6)


def cells(text: TextSheet) -> list[list[str]]:
    """By row: SKU, quantity and bin."""
    return [
        [*row] for block in text.blocks() for row in zip(*block.cells.values(), strict=True)
    ]  # fmt: skip


def sheet(folder: Path, rows: list[tuple[str, str, str]], kind: str) -> Path:
    """In a CSV every cell is quoted, so that any text can stand in it."""
    table = [("SKU", "Qty", "Bin"), *rows]
    if kind == "xlsx":
        return xlsx(folder / "count.xlsx", [[f"{cell}" for cell in row] for row in table])
    quoted = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    (folder / "count.csv").write_bytes("".join(f"{row}\n" for row in quoted).encode(kind))
    return folder / "count.csv"


@pytest.mark.parametrize("kind", ["utf-8", "utf-16", "cp1252", "xlsx"])
@settings(max_examples=25)
@given(rows=ROWS, place=st.integers(min_value=0, max_value=5))
def test_a_copy_says_what_the_sheet_said(
    rows: list[tuple[str, str, str]], place: int, kind: str
) -> None:
    """And a copy of the copy too; formulas and apostrophes come back as they were."""
    with tempfile.TemporaryDirectory() as folder:
        path = sheet(Path(folder), rows, kind)
        text = read_text_sheet(path)
        said = cells(text)
        problems = [Problem(row=2 + place % len(rows), column="Qty", problem="=is wrong")]

        copy = write_beside(path, text, problems)
        again = write_beside(copy, read_text_sheet(copy), problems)

        assert cells(read_text_sheet(copy)) == cells(read_text_sheet(again)) == said
        assert again.stem == "count.problems-2"


def test_what_is_no_table_has_no_copy(tmp_path: Path) -> None:
    """And nothing half-written is left behind."""
    path = tmp_path / "count.csv"
    path.write_bytes(b'SKU,Qty\nA,1\nB,"2\n')

    with pytest.raises(NoCopyError, match="no table from its first row to its last"):
        write_beside(path, read_text_sheet(path), [Problem(row=3, problem="x")])
    assert [one.name for one in tmp_path.iterdir()] == ["count.csv"]


def test_copies_come_to_an_end(tmp_path: Path) -> None:
    """Whoever tries in a loop does not fill the disk; and no copy replaces another."""
    path = tmp_path / "count.csv"
    path.write_bytes(b"SKU,Qty\nA,x\n")
    text = read_text_sheet(path)
    problems = [Problem(row=2, column="Qty", problem="x"), Problem(problem="all is wrong")]
    for _ in range(COPIES_MAX):
        write_beside(path, text, problems)

    with pytest.raises(NoCopyError, match="holds 100 copies"):
        write_beside(path, text, problems)
    with pytest.raises(NoCopyError, match="is there already"):
        write_annotated(path, text, problems, target=tmp_path / "count.problems.csv")


def test_what_is_wrong_with_the_whole_sheet_stands_on_its_first_row(tmp_path: Path) -> None:
    """Beside what is wrong with that row."""
    path = tmp_path / "count.csv"
    path.write_bytes(b"Title\n\nSKU,Qty\nA,x\n")
    problems = [Problem(problem="all is wrong"), Problem(row=4, column="Qty", problem="is x")]

    copy = write_beside(path, read_text_sheet(path), problems)

    assert copy.read_bytes() == (
        b"Title\n\nSKU,Qty,Stockbook problem\nA,x,all is wrong; Qty: is x\n"
    )


def test_a_workbook_of_another_program_can_be_given_back(tmp_path: Path) -> None:
    """With a name that no spreadsheet allows, numbers that are none, letters that XML lacks."""
    rows: list[list[Any]] = [["SKU", "Qty"], ["A\x01", math.inf], ["x" * 40_000, 1]]
    target = tmp_path / "copy.xlsx"
    with target.open("wb") as file:
        write_workbook(file, (Marked(row) for row in rows), name="a/b" * 20)

    (sheet,) = openpyxl.load_workbook(target).worksheets

    assert sheet.title == ("a b" * 20)[:31]
    assert [[len(str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)] == [
        [3, 3], [1, 3], [32_767, 1],
    ]  # fmt: skip
