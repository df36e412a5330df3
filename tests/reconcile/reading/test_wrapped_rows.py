"""Rows that are quoted as a whole, as a spreadsheet saves what was pasted into one column."""

from pathlib import Path

import pytest

from reconcile.reading.headings import Column
from reconcile.reading.layouts import Asked
from tests.reconcile.reading.test_torn_files import read, told, written


@pytest.mark.parametrize("end", ["", ",,", "\r"])
def test_rows_that_are_all_quoted_are_read(tmp_path: Path, end: str) -> None:
    """With quotes within them, and with empty cells behind them."""
    rows = ['"SKU,Name,Qty"', '"A,""6"""" nails"",1"', "", '"B,x,2"']

    assert read(written(tmp_path, "".join(f"{row}{end}\n" for row in rows))) == [
        (2, ["A", "1"]), (4, ["B", "2"]),
    ]  # fmt: skip


def test_without_headings_they_are_read_as_well(tmp_path: Path) -> None:
    """And one row as two cells is no more than that."""
    asked = Asked(columns=(Column.SKU, Column.QUANTITY))

    assert read(written(tmp_path, '"A;1"\n"B;2"\n'), asked) == [(1, ["A", "1"]), (2, ["B", "2"])]


def test_a_row_that_is_not_quoted_among_them_is_told(tmp_path: Path) -> None:
    """With all others of its kind."""
    problems = told(written(tmp_path, '"SKU,Qty"\n"A,1"\nB,2\n"C,3"\nD,4\n'))

    assert [row for row, _ in problems] == [3, 5]
    assert all("not quoted as a whole, as the rows above it are" in text for _, text in problems)


def test_a_quoted_row_among_others_is_told(tmp_path: Path) -> None:
    """It is no unknown SKU without a quantity."""
    problems = told(written(tmp_path, 'SKU,Name,Qty\nA,x,1\n"B,y,2"\n'))

    assert [row for row, _ in problems] == [3]
    assert "is quoted as a whole, so it is one cell" in problems[0][1]


def test_a_title_between_rows_is_none(tmp_path: Path) -> None:
    """Though it has as many words between commas as there are headings."""
    path = written(tmp_path, 'Name,SKU,Qty\nx,A,1\n"Cups, red, small"\ny,B,2\n')

    assert read(path) == [(2, ["A", "1"]), (4, ["B", "2"])]
