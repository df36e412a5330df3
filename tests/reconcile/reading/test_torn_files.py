"""Files that are torn, misquoted, or other letters than was said: what can be read of them is."""

import os
from pathlib import Path

import pytest

from reconcile.reading.files import read_text_sheet
from reconcile.reading.layouts import Asked, UnusableError
from reconcile.reading.records import CELL_LETTERS_MAX

ROWS = "SKU,Name,Qty\n"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "count.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, asked: Asked | None = None) -> list[tuple[int, list[str]]]:
    blocks = read_text_sheet(path, asked or Asked()).blocks()
    return [
        (int(row), list(texts))
        for block in blocks
        for row, *texts in zip(block.row, *block.cells.values(), strict=True)
    ]


def told(path: Path, asked: Asked | None = None) -> list[tuple[int | None, str]]:
    with pytest.raises(UnusableError) as refused:
        read(path, asked)
    return [(one.row, one.problem) for one in refused.value.problems]


def test_every_half_quoted_cell_is_told_at_once(tmp_path: Path) -> None:
    """With what to write instead; the csv module stops at the first."""
    rows = 'A,"6" nails",1\nB,x,2\nC,"8" nails",3\nD,"x",4\n'

    problems = told(written(tmp_path, ROWS + rows))

    assert [row for row, _ in problems] == [2, 4]
    assert all("write a quote twice within a quoted cell" in text for _, text in problems)


def test_a_quote_that_is_closed_in_another_row_swallows_none(tmp_path: Path) -> None:
    """Of two rows one would be left, with the quantity of the other."""
    ((row, problem),) = told(written(tmp_path, ROWS + 'A,x,1\nB,"12 pipe,10\nC,pipe 5",7\nD,x,4\n'))

    assert row == 3
    assert "several rows in one" in problem


@pytest.mark.parametrize("note", ["two\nlines", "a, b\nc, d", "one, 5 pcs\nred, 1"])
def test_a_cell_may_have_several_lines(tmp_path: Path, note: str) -> None:
    """Whose words are no rows."""
    path = written(tmp_path, f'SKU,Name,Qty,Bin\nA,"{note}",1,x\n')

    assert read(path) == [(2, ["A", "1", "x"])]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_of_a_hundred_pages_is_refused_by_its_row(tmp_path: Path, quote: str) -> None:
    """Quoted or not; to compare such cells would take minutes."""
    long = "7" * (CELL_LETTERS_MAX + 1)

    ((row, problem),) = told(written(tmp_path, f"SKU,Qty\nA,1\n{quote}{long}{quote},1\n"))

    assert row == 3
    assert f"a cell of more than {CELL_LETTERS_MAX} letters" in problem


def test_a_number_that_was_cut_in_two_is_no_small_one(tmp_path: Path) -> None:
    """Many programs write one cell too many in each row, and no quotes."""
    path = written(tmp_path, "SKU,Qty,\nA,1,\nB,1,000\nC,2,ok\nD,3,12\n")

    ((row, problem),) = told(path)

    assert row == 3
    assert "three digits without a heading" in problem


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """Nobody may ever write into it; a sheet is read more than once."""
    os.mkfifo(tmp_path / "count.csv")

    with pytest.raises(UnusableError, match="is no file of a disk"):
        read_text_sheet(tmp_path / "count.csv")


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8-sig", "which has no letter fc"), ("ascii", "which has no letter fc"),
     ("utf-16", "is no utf-16"), ("utf-32", "is no utf-32")],
)  # fmt: skip
def test_letters_that_are_not_those_that_were_said_are_told(
    tmp_path: Path, encoding: str, said: str
) -> None:
    """With what to say instead, and not as a sheet without headings."""
    path = written(tmp_path, "Stück,SKU,Qty\n1,A,2\n".encode("cp1252"))

    ((_, problem),) = told(path, Asked(encoding=encoding))

    assert said in problem
    assert "--encoding" in problem


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_may_be_said_of_a_file_without_its_mark(tmp_path: Path, encoding: str) -> None:
    """The bytes show which of both it is."""
    path = written(tmp_path, "SKU,Qty\nA,2\n".encode(encoding))

    assert read(path, Asked(encoding="utf-16")) == [(2, ["A", "2"])]


def test_headings_that_come_again_are_passed_over(tmp_path: Path) -> None:
    """Sheets are printed and pasted page by page; rows keep their numbers."""
    path = written(tmp_path, "SKU,Name,Qty\nA,x,1\n\nsku,name,QTY\nB,y,2\nSKU,Name,Qty\n")

    assert read(path) == [(2, ["A", "1"]), (5, ["B", "2"])]


def test_headings_that_come_again_are_no_rows(tmp_path: Path) -> None:
    """A sheet of nothing else is one without rows."""
    assert "no rows below them" in told(written(tmp_path, "SKU,Qty\nSKU,Qty\n"))[0][1]


def test_other_headings_below_are_no_rows_to_pass_over(tmp_path: Path) -> None:
    """The columns may have changed their places."""
    path = written(tmp_path, "SKU,Qty,Bin\nA,1,x\nQty,SKU,Bin\n2,B,y\n")

    assert (3, ["Qty", "SKU", "Bin"]) in read(path)
