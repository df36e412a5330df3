"""Reports as files: CSV, an Excel workbook or a printable page, by the ending of the path.

Text is foreign and stays text in each of them; numbers are numbers.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import IO, Any, Final

from jobs.counts.spreadsheet_text import csv_text, visible, workbook_text
from jobs.csv_files import new_text_file
from ledger.errors import Rejected

Cell = str | int | Decimal | datetime | None

WORKBOOK_ROWS_MAX: Final = 1_048_576
"""What Excel's own format holds on a sheet, the heading included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``rows`` are read once, and may be a million; ``size``: how many there are.

    ``own``: from where to where its columns are enough where the other tables stand beside it.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    size: int
    own: tuple[int, int | None] = (0, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``main``: the one that a CSV holds; the pages hold it between those before and after."""

    title: str
    before: Sequence[Table]
    main: Table
    after: Sequence[Table]

    @property
    def tables(self) -> list[Table]:
        return [*self.before, self.main, *self.after]


def write_report(report: Report, path: Path) -> None:
    """Raises Rejected for another ending, a file that cannot be made, and too many rows for it."""
    ending = path.suffix.lower()
    if ending not in _WRITERS:
        raise Rejected([f"{path} ends in none of {', '.join(_WRITERS)}; name it by what it is"])
    _WRITERS[ending](report, path)


def write_csv(report: Report, file: IO[str]) -> None:
    """The main table."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(report.main.columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in report.main.rows)


def _csv_file(report: Report, path: Path) -> None:
    with new_text_file(path) as file:
        write_csv(report, file)


def _csv_cell(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return csv_text(cell)
    return cell if isinstance(cell, int) else _plain(cell)


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _workbook_file(report: Report, path: Path) -> None:
    for table in report.tables:
        if table.size >= WORKBOOK_ROWS_MAX:
            raise Rejected(
                [f"{table.name} has {table.size} rows, and a sheet of a workbook holds "
                 f"{WORKBOOK_ROWS_MAX - 1}; write it as .csv"]
            )  # fmt: skip
    try:
        with path.open("wb") as file:
            _workbook(report).save(file)
    except OSError as error:
        raise Rejected([f"{path} cannot be written ({error.strerror})"]) from None


def _workbook(report: Report) -> Any:
    from openpyxl import Workbook  # slow to import, and only this needs it

    book = Workbook(write_only=True)
    for table in report.tables:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        sheet.append([_workbook_cell(sheet, name) for name in table.columns])
        for row in table.rows:
            sheet.append([_workbook_cell(sheet, cell) for cell in row])
    return book


def _workbook_cell(sheet: Any, cell: Cell) -> Any:
    if not cell or isinstance(cell, int | Decimal):
        return None if cell == "" else cell
    return workbook_text(sheet, _plain(cell))


def _page_file(report: Report, path: Path) -> None:
    with new_text_file(path) as file:
        file.writelines(_page(report))


def _page(report: Report) -> Iterator[str]:
    title = escape(visible(report.title))
    yield f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield f"<style>{_STYLE}</style>\n<h1>{title}</h1>\n"
    for table in report.tables:
        own = slice(*table.own)
        yield f"<h2>{escape(table.name)}</h2>\n<table>\n<thead>"
        yield f"{_page_row('th', table.columns[own])}</thead>\n<tbody>\n"
        yield from (_page_row("td", row[own]) for row in table.rows)
        yield "</tbody>\n</table>\n"
    yield f"{_CHECKED}</html>\n"


def _page_row(tag: str, cells: Iterable[Cell]) -> str:
    return f"<tr>{''.join(_page_cell(tag, cell) for cell in cells)}</tr>\n"


def _page_cell(tag: str, cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"<{tag}>{cell.isoformat(' ', 'seconds')}</{tag}>"
    if isinstance(cell, int | Decimal):
        return f'<{tag} class="n">{_plain(cell)}</{tag}>'
    text = visible(_plain(cell))
    kind = ' class="w"' if max(map(len, text.split()), default=0) > _WORD_MAX else ""
    return f"<{tag}{kind}>{escape(text)}</{tag}>"


_WRITERS: Final = {".csv": _csv_file, ".xlsx": _workbook_file, ".html": _page_file}

_CHECKED: Final = "<p>Checked by <u></u> on <u></u> Signature <u></u></p>\n"

_WORD_MAX: Final = 40
"""Letters of a word that is broken where the line ends: a SKU of eighty fills half a page."""

_STYLE: Final = """
@page {
    size: landscape;
    margin: 12mm;
    @bottom-right { content: counter(page) " / " counter(pages); font: 7pt sans-serif }
}
body { font: 8pt sans-serif; color: #000; background: #fff }
table { border-collapse: collapse; margin-bottom: 1em }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 1px solid #999; padding: 2px 5px; text-align: left; vertical-align: top }
td.n { text-align: right; font-variant-numeric: tabular-nums }
td.w { overflow-wrap: anywhere }
p { break-inside: avoid; margin-top: 3em }
u { display: inline-block; width: 14em; border-bottom: 1px solid #000; text-decoration: none }
"""
