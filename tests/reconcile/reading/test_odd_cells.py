"""Cells that a reader of values would show as less than they say: formulas, percentages, texts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt

from reconcile.reading.shared_texts import TextLengths, text_bytes
from reconcile.reading.styles import percent_styles
from reconcile.reading.workbook_parts import extents_of
from reconcile.reading.workbooks import opened_workbook
from reconcile.reading.worksheet_scan import BadWorkbookError, shows_percent
from tests.reconcile.books import CONTENT, packed, worksheet

UNRECKONED = CONTENT["xl/workbook.xml"].replace(
    "</workbook>", '<calcPr fullCalcOnLoad="1"/></workbook>'
)
HEADINGS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>SKU</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Counted</t></is></c></row>'
)


def rows_of(path: Path) -> list[list[str]]:
    with opened_workbook(path) as worksheets:
        return [list(row) for row in next(iter(worksheets)).rows()]


def saved(path: Path, rows: list[list[Any]], *, percent: tuple[int, int] = (0, 0)) -> Path:
    """As XLSX or XLS by its name; ``percent``: row and column, from 1, of a cell formatted so."""
    if path.suffix == ".xls":
        old = xlwt.Workbook()
        page = old.add_sheet("Count")
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                style = xlwt.easyxf(
                    num_format_str="0.0%" if (row, column) == percent else "General"
                )
                page.write(row - 1, column - 1, value, style)
        old.save(str(path))
        return path
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in rows:
        sheet.append(cells)
    if percent[0]:
        sheet.cell(*percent).number_format = "0.0%"
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["count.xlsx", "count.xls"])
def test_a_percentage_is_what_a_person_sees(tmp_path: Path, name: str) -> None:
    """300 % is kept as 3, which nobody may take for three pieces."""
    path = saved(tmp_path / name, [["SKU", "Counted"], ["A-1", 3], ["A-2", 0.125]], percent=(2, 2))

    assert rows_of(path) == [["SKU", "Counted"], ["A-1", "300%"], ["A-2", "0.1250"]]


@pytest.mark.parametrize("name", ["count.xlsx", "count.xls"])
def test_a_sign_of_percent_that_is_only_shown_changes_nothing(tmp_path: Path, name: str) -> None:
    """It is quoted in the format; the number is the number."""
    path = saved(tmp_path / name, [["SKU", "Counted"], ["A-1", 3]])

    assert rows_of(path)[1] == ["A-1", "3"]
    assert not shows_percent('0" %"')
    assert not shows_percent(r"0\%")
    assert shows_percent("[Red]-0.00%")


def test_old_numbers_side_by_side_are_percentages_each_by_its_own_format(tmp_path: Path) -> None:
    """A record of an XLS may hold several."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Count")
    percent = xlwt.easyxf(num_format_str="0%")
    for column, style in enumerate([xlwt.Style.default_style, percent, percent]):
        sheet.write(0, column, 2, style)
    book.save(str(tmp_path / "side.xls"))

    assert rows_of(tmp_path / "side.xls") == [["2", "200%", "200%"]]


def test_a_formula_that_nobody_calculated_is_no_zero(tmp_path: Path) -> None:
    """Programs that only write cells put 0 there, and say that it is to be calculated."""
    row = '<row r="2"><c r="A2"><v>7</v></c><c r="B2"><f>5+5</f><v>0</v></c></row>'
    path = packed(
        tmp_path / "c.xlsx", worksheet(HEADINGS + row), more={"xl/workbook.xml": UNRECKONED}
    )

    assert rows_of(path)[1] == ["7", "#NOT CALCULATED"]


def test_a_formula_that_came_to_zero_is_zero(tmp_path: Path) -> None:
    """And what a program has calculated itself is what it says."""
    row = '<row r="2"><c r="A2"><f>3+4</f><v>7</v></c><c r="B2"><f>5-5</f><v>0</v></c></row>'
    path = packed(tmp_path / "c.xlsx", worksheet(HEADINGS + row))

    assert rows_of(path)[1] == ["7", "0"]


def test_rows_of_nothing_but_formulas_are_rows(tmp_path: Path) -> None:
    """Also behind the last one that has a value, where a reader of values ends."""
    path = saved(
        tmp_path / "c.xlsx", [["SKU", "Counted"], ["A-1", 3], [None, None], ['="B"', "=5"]]
    )

    assert rows_of(path)[2:] == [[], ["#NOT CALCULATED", "#NOT CALCULATED"]]


def test_a_program_may_put_a_prefix_before_every_name(tmp_path: Path) -> None:
    """So do those that use Microsoft's own library."""
    row = '<row r="2"><c r="A2"><v>7</v></c><c r="B2"><f>5+5</f></c></row>'
    sheet = worksheet(HEADINGS + row).replace("<", "<x:").replace("<x:/", "</x:")
    path = packed(tmp_path / "c.xlsx", sheet.replace("xmlns=", "xmlns:x="))

    assert rows_of(path)[1] == ["7", "#NOT CALCULATED"]


def test_an_old_formula_that_nobody_calculated_is_not_empty(tmp_path: Path) -> None:
    """A program that only writes cells leaves no text where it should come to one."""
    path = saved(tmp_path / "c.xls", [["SKU", "Counted"], ["A-1", xlwt.Formula("5+5")]])

    assert rows_of(path)[1] == ["A-1", "#NOT CALCULATED"]


@pytest.mark.parametrize("styles", [b"", b"<cellXfs></cellXfs>", b"<cellXfs><xf/></cellXfs>"])
def test_styles_that_say_nothing_are_no_percentages(styles: bytes) -> None:
    """Whatever a program leaves out."""
    assert percent_styles(styles) == frozenset()


def test_styles_are_numbered_as_cells_name_them() -> None:
    """Built in or defined, with a prefix or without."""
    styles = (
        b'<x:numFmt numFmtId="164" formatCode="0&quot;%&quot;"/>'
        b"<x:numFmt formatCode='0.00%' numFmtId='165'/>"
        b'<x:cellStyleXfs><x:xf numFmtId="9"/></x:cellStyleXfs><x:cellXfs count="4">'
        b'<x:xf numFmtId="0"/><x:xf numFmtId="10"><a/></x:xf><x:xf numFmtId="164"/>'
        b'<x:xf numFmtId="165"/></x:cellXfs>'
    )

    assert percent_styles(styles) == {1, 3}


def test_one_long_text_in_very_many_cells_is_refused_early(tmp_path: Path) -> None:
    """The file names it; a reader makes one for each cell."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(1, 200))
    texts = f"<sst><si><t>x</t></si><si><t>{'y' * 9_000}</t></si></sst>"
    path = packed(tmp_path / "c.xlsx", worksheet(cells), more={"xl/sharedStrings.xml": texts})

    with path.open("rb") as file, pytest.raises(BadWorkbookError, match="repeats long texts"):
        extents_of(file, bytes_max=1_000_000)


def test_a_long_text_that_few_cells_name_is_read(tmp_path: Path) -> None:
    """Though all of them together might be too long."""
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 200))
    texts = f"<sst><si><t>x</t></si><si><t>{'y' * 9_000}</t></si></sst>"
    path = packed(tmp_path / "c.xlsx", worksheet(cells), more={"xl/sharedStrings.xml": texts})

    with path.open("rb") as file:
        assert extents_of(file, bytes_max=1_000_000)["Count"].shared == 199


def test_texts_are_as_long_wherever_their_list_is_cut() -> None:
    """It is unpacked piece by piece."""
    lengths = TextLengths()
    for piece in (b"<sst><si><t>abc", b"def</t></si><si>", b"<t>x</t></si></sst>"):
        lengths.take(piece)

    assert lengths.of(0) == len(b"<t>abcdef</t></si>")
    assert lengths.longest == lengths.of(1) == len(b"<t>x</t></si></sst>")


def test_cells_are_counted_once_wherever_they_are_cut() -> None:
    """A piece may end within one."""
    lengths = TextLengths()
    lengths.take(b"<sst><si>12345</si>")
    cell = b'<c r="A1" t="s"><v>0</v></c>'

    def pieces(size: int) -> Iterator[bytes]:
        return ((cell * 5)[begin : begin + size] for begin in range(0, len(cell) * 5, size))

    assert {text_bytes(pieces(size), lengths, bytes_max=1_000) for size in range(1, 90)} == {
        5 * lengths.longest
    }
    assert text_bytes(pieces(40), lengths, bytes_max=1) > 1
