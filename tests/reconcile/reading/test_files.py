"""Count files as people have them: encodings, delimiters, titles, and what is no sheet at all."""

from pathlib import Path

import pytest

from ledger.counts.facts import Problem
from reconcile.reading.files import FILE_BYTES_MAX, read_text_sheet
from reconcile.reading.headings import Column
from reconcile.reading.layouts import UnusableError

SHEET = "SKU;Gezählte Menge\n00123;4\nNA;0\nä,b;7\n"


def read(folder: Path, content: bytes) -> list[tuple[int, list[str]]]:
    path = folder / "count.csv"
    path.write_bytes(content)
    return [
        (int(row), list(texts))
        for block in read_text_sheet(path).blocks()
        for row, *texts in zip(block.row, *block.cells.values(), strict=True)
    ]


def problems(folder: Path, content: bytes) -> list[Problem]:
    path = folder / "count.csv"
    path.write_bytes(content)
    with pytest.raises(UnusableError) as refused:
        list(read_text_sheet(path).blocks())
    return refused.value.problems


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman"]
)
def test_text_is_text_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    """Leading zeros and NA are codes like any other, and rows are numbered as they stand."""
    assert read(tmp_path, SHEET.encode(encoding)) == [
        (2, ["00123", "4"]),
        (3, ["NA", "0"]),
        (4, ["ä,b", "7"]),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", ":"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    """By the heading that it makes."""
    rows = [("SKU", "Name", "Qty"), ("A", '"x, y; z: |^~"', "3")]
    text = "".join(delimiter.join(row) + "\r\n" for row in rows)

    assert read(tmp_path, text.encode()) == [(2, ["A", "3"])]


def test_the_name_of_a_tsv_says_what_is_tried_first(tmp_path: Path) -> None:
    """Where a row is a heading under both."""
    text = "SKU,Bin,Qty,\tSKU\tQty\n"
    found = {}
    for name in ("a.tsv", "a.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        found[name] = read_text_sheet(tmp_path / name).headings

    assert found["a.tsv"] == {Column.SKU: "SKU", Column.QUANTITY: "Qty"}
    assert Column.BIN in found["a.csv"]


def test_titles_blank_rows_and_strange_columns_are_passed_over(tmp_path: Path) -> None:
    """Row numbers stay those of the spreadsheet."""
    text = 'Count of Monday\n\nSKU,Remark,Qty\n,,\n A ,"two\nlines", 3 \n\nB,,4\n'

    assert read(tmp_path, text.encode()) == [(5, ["A", "3"]), (7, ["B", "4"])]


def test_a_short_row_has_empty_cells(tmp_path: Path) -> None:
    """Whether that is wrong is for the cell to say."""
    assert read(tmp_path, b"SKU,Qty,Bin\nA,3\n") == [(2, ["A", "3", ""])]


def test_a_first_row_with_too_many_cells_is_never_cut(tmp_path: Path) -> None:
    """1,234 without quotes would be counted as 1."""
    assert [one.row for one in problems(tmp_path, b"SKU,Qty\nA,1,234\nB,2\n")] == [2]


def test_an_empty_cell_too_many_is_no_cell(tmp_path: Path) -> None:
    """Some spreadsheets end every row with the delimiter."""
    assert read(tmp_path, b"SKU,Qty\nA,3,\nB,4\n") == [(2, ["A", "3"]), (3, ["B", "4"])]


def test_every_row_with_too_many_cells_is_named(tmp_path: Path) -> None:
    """A comma that nobody quoted; nothing is half-read."""
    found = problems(tmp_path, b"SKU,Qty\nA,3\nB,1,000\nC,3\nD,2,000\n")

    assert [(one.row, one.problem) for one in found] == [
        (3, "3 cells under 2 headings; quote the one with ',', or give each column a heading"),
        (5, "3 cells under 2 headings; quote the one with ',', or give each column a heading"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest of a workbook", "save it anew as XLSX"),
        (b"\xd0\xcf\x11\xe0rest of an old one", "save it anew as XLSX"),
        (b"\xef\xbb\xbf<html><table>", "web page or XML"),
        (b"%PDF-1.7", "no table of text"),
        (b"SKU,Name\nA,3\n", "how many were counted.*say --scans.*SKU, Name"),
        (b"Qty,Name\n3,A\n", "to name the item.*--map sku=HEADING.*Qty, Name"),
        (b"\x00\x01\x02\x03", "no row of headings"),
        (b"SKU,Qty\n", "no rows below them"),
        (b"SKU,Qty,Stock\nA,1,2\n", "both mean quantity"),
        (b"SKU,Qty,QTY\nA,1,2\n", "both mean quantity; rename or remove all but one"),
        (b'SKU,Qty\nA,1\nB,"2\n', "a quote that is never closed"),
        (b"PK\x05\x06".ljust(22, b"\0"), "is an archive of other files"),
        (b"SKU,Qty" + b"," * 16_384 + b"\nA,1\n", "16386 columns; at most 16384 are read"),
    ],
)
def test_what_is_no_sheet_says_so(tmp_path: Path, content: bytes, said: str) -> None:
    """In a sentence that tells what to do."""
    path = tmp_path / "count.csv"
    path.write_bytes(content)

    with pytest.raises(UnusableError, match=said):
        list(read_text_sheet(path).blocks())


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(UnusableError, match=r"nope\.csv cannot be read"):
        read_text_sheet(tmp_path / "nope.csv")


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """It takes no room on this disk, and none in memory."""
    path = tmp_path / "count.csv"
    with path.open("wb") as file:
        file.write(b"SKU,Qty\n")
        file.truncate(FILE_BYTES_MAX + 1)

    with pytest.raises(UnusableError, match=f"at most {FILE_BYTES_MAX} are read: split it"):
        read_text_sheet(path)


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    """The same file is the same count, whatever it is called."""
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (one, other):
        path.write_bytes(SHEET.encode())

    assert read_text_sheet(one).digest == read_text_sheet(other).digest
    assert read_text_sheet(one).headings[Column.SKU] == "SKU"
