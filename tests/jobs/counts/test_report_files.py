"""Reports as files: whatever a text begins with, a spreadsheet reads text."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from jobs.counts.report_files import WORKBOOK_ROWS_MAX, Cell, Report, Table, write_csv, write_report
from jobs.counts.spreadsheet_text import csv_text, visible
from ledger.errors import Rejected

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\t\r"
TEXTS = st.text(st.one_of(st.sampled_from(f"{SIGNS};|,\"' \n1A"), st.characters()), max_size=12)
ATTACKS = ("=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "a;=1", 'a";"=1', "'=1",
           " =1", "#N/A", "=", "\x00=1", "\ud800=1", "_x003D_1")  # fmt: skip


def report_of(*rows: list[Cell], size: int | None = None) -> Report:
    columns = [f"c{number}" for number in range(max(map(len, rows)))]
    table = Table(name="Lines", columns=columns, rows=rows, size=size or len(rows))
    return Report(title="Count <1>", before=(), main=table, after=())


def every_attack(test: Callable[[str], None]) -> Callable[[str], None]:
    for text in ATTACKS:
        test = example(text)(test)
    return test


@every_attack
@given(TEXTS)
def test_no_cell_of_a_csv_begins_a_formula_however_it_is_split(text: str) -> None:
    """A spreadsheet splits at commas, semicolons or tabs as its country does; numbers stay ours."""
    file = io.StringIO()
    write_csv(report_of([1, text, -2, Decimal("-1.5"), None]), file)

    for delimiter in ",;\t|":
        for row in csv.reader(io.StringIO(file.getvalue()), delimiter=delimiter):
            for cell in row:
                assert cell in {"-2", "-1.5"} or not is_formula(cell), (delimiter, cell)
    (_, row) = csv.reader(io.StringIO(file.getvalue()))
    assert row == ["1", csv_text(text), "-2", "-1.5", ""]
    assert row[1].replace("'", "") == visible(text).replace("'", "")


def is_formula(cell: str) -> bool:
    """As the most suspicious spreadsheet sees it: through blanks and quotes."""
    return cell.lstrip(' "')[:1] in set(SIGNS) or cell[:1] in set(SIGNS)


@every_attack
@given(TEXTS)
def test_a_workbook_gives_text_back_as_text(text: str) -> None:
    """As it was, but for characters that nobody can print."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        write_report(report_of([-2, text, Decimal("-1.5"), None]), path)
        book = load_workbook(path)
        _, (number, cell, amount, nothing) = book["Lines"].iter_rows()

    assert (number.value, number.data_type) == (-2, "n")
    assert (amount.value, amount.data_type) == (-1.5, "n")
    kind = "s" if text else "n"
    assert (cell.value or "", cell.data_type) == (visible(text), kind)
    assert nothing.value is None


class Cells(HTMLParser):
    """Collects the texts of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


@given(st.one_of(TEXTS, st.sampled_from(["<script>alert(1)</script>", "&amp;", '"><b>'])))
def test_a_page_shows_text_and_runs_nothing(text: str) -> None:
    """Tags in a text are letters."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        write_report(report_of([text, 7]), path)
        page = Cells()
        page.feed(path.read_text(encoding="utf-8"))

    assert page.cells[0] == visible(text)
    assert page.tags <= {"html", "meta", "title", "style", "h1", "h2", "p", "u", "table", "thead",
                         "tbody", "tr", "th", "td"}  # fmt: skip


def test_instants_are_text_with_their_zone(tmp_path: Path) -> None:
    """A spreadsheet's own dates know no zone."""
    write_report(report_of([datetime(2026, 3, 1, 8, tzinfo=UTC)]), tmp_path / "a.CSV")

    assert (tmp_path / "a.CSV").read_text() == "c0\n2026-03-01T08:00:00+00:00\n"


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("report.pdf", 1, "ends in none of .csv, .xlsx, .html"),
        ("report.xlsx", WORKBOOK_ROWS_MAX, "write it as .csv"),
        ("nowhere/report.xlsx", 1, "cannot be written"),
        ("nowhere/report.html", 1, "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, size: int, said: str) -> None:
    """Before anything is."""
    with pytest.raises(Rejected, match=said):
        write_report(report_of(["a"], size=size), tmp_path / name)

    assert list(tmp_path.iterdir()) == []
