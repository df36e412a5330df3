"""Blank count sheets as files: CSV, an Excel workbook or a page to print, by the path's ending.

All text is foreign and stays text in each of them. Filled in, the first two are read by
`count upload` as they are.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Final

from jobs.counts.spreadsheet_text import csv_text, visible, workbook_text
from jobs.csv_files import new_text_file
from ledger.errors import Rejected
from reconcile.reading.headings import NAME_HEADING

COLUMNS: Final = ("Bin", "SKU", "Barcode", NAME_HEADING, "Counted", "Counted at", "Counted by")

PAGE_ROWS_MAX: Final = 5_000
"""Two hundred pages of paper; who has more to count takes a file, or several sheets."""

WORKBOOK_ROWS_MAX: Final = 100_000
"""A spreadsheet on a hand-held computer opens no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """An item in a bin; "" for what is not known."""

    bin: str
    sku: str
    barcode: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankSheet:
    """``rows`` in the order in which one walks."""

    location: str
    made_at: datetime
    rows: Sequence[SheetRow]

    @property
    def title(self) -> str:
        return f"Count of {self.location}, {self.made_at.date()}"


def write_sheet(sheet: BlankSheet, path: Path) -> None:
    """Raises Rejected for another ending, too many rows for it, or what it cannot hold safely."""
    ending = path.suffix.lower()
    if ending not in _WRITERS:
        raise Rejected([f"{path} ends in none of {', '.join(_WRITERS)}; name it by what it is"])
    rows_max = _ROWS_MAX.get(ending, len(sheet.rows))
    if len(sheet.rows) > rows_max:
        raise Rejected(
            [f"{len(sheet.rows)} rows are too many for a {ending} sheet ({rows_max}); "
             "lower --limit, or write it as .csv"]
        )  # fmt: skip
    _WRITERS[ending](sheet, path)


def _csv_file(sheet: BlankSheet, path: Path) -> None:
    """What names an item or a bin must come back as it is, so nothing can be put before it."""
    risky = [
        f"{text!r} would be a formula in a spreadsheet that opens a CSV; write the sheet as .xlsx"
        for row in sheet.rows
        for text in (row.bin, row.sku, row.barcode)
        if csv_text(text) != text
    ]
    if risky:
        raise Rejected(sorted(set(risky)))
    with new_text_file(path) as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(
            (row.bin, row.sku, row.barcode, csv_text(row.name), "", "", "") for row in sheet.rows
        )


def _workbook_file(sheet: BlankSheet, path: Path) -> None:
    try:
        with path.open("wb") as file:
            _workbook(sheet).save(file)
    except OSError as error:
        raise Rejected([f"{path} cannot be written ({error.strerror})"]) from None


def _workbook(sheet: BlankSheet) -> Any:
    from openpyxl import Workbook  # slow to import, and only this needs it

    book = Workbook(write_only=True)
    page = book.create_sheet("Count")
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.oddHeader.center.text = visible(sheet.title)
    page.oddFooter.right.text = "&P / &N"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0  # as many pages as it takes, each as wide as the sheet
    page.sheet_properties.pageSetUpPr.fitToPage = True
    for letter, width in zip("ABCDEFG", _WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.append(COLUMNS)
    for row in sheet.rows:
        page.append([_text_cell(page, text) for text in (row.bin, row.sku, row.barcode, row.name)])
    return book


def _text_cell(page: Any, text: str) -> Any:
    """What is typed over it stays text as well: a bin 007, say."""
    cell = workbook_text(page, text)
    cell.number_format = "@"
    return cell


def _page_file(sheet: BlankSheet, path: Path) -> None:
    with new_text_file(path) as file:
        file.writelines(_page(sheet))


def _page(sheet: BlankSheet) -> Iterator[str]:
    title = escape(visible(sheet.title))
    yield f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield f"<style>{_STYLE}</style>\n{_PERIOD}<table>\n{_COLGROUP}<thead>"
    yield _PAGE_TOP.format(title=title)
    yield f"<tr>{''.join(f'<th>{name}</th>' for name in _PAGE_COLUMNS)}</tr></thead>\n<tbody>\n"
    for number, row in enumerate(sheet.rows, 1):
        texts = (row.bin, row.sku, row.barcode, row.name)
        cells = "".join(f'<td dir="auto">{escape(visible(text))}</td>' for text in texts)
        code = _code(row.barcode or row.sku)
        yield f'<tr><td class="n">{number}</td><td>{code}</td>{cells}<td></td><td></td></tr>\n'
    yield from [_BLANK_ROW] * _BLANK_ROWS
    yield "</tbody>\n</table>\n</html>\n"


@lru_cache(maxsize=PAGE_ROWS_MAX)
def _code(text: str) -> str:
    """What a scanner reads as if the text were typed, as SVG: a QR code holds any SKU."""
    import segno

    code = segno.make(text, micro=False, error="m")
    fitting = _CODE_MM / code.symbol_size(border=_CODE_BORDER)[0]
    scale = round(min(_MODULE_MM_MAX, max(_MODULE_MM_MIN, fitting)), 2)
    return code.svg_inline(scale=scale, border=_CODE_BORDER, unit="mm")


_WRITERS: Final[Mapping[str, Callable[[BlankSheet, Path], None]]] = {
    ".csv": _csv_file,
    ".xlsx": _workbook_file,
    ".html": _page_file,
}
_ROWS_MAX: Final = {".xlsx": WORKBOOK_ROWS_MAX, ".html": PAGE_ROWS_MAX}
_WIDTHS: Final = (14, 24, 18, 40, 12, 20, 16)
_PAGE_COLUMNS: Final = ("", "Code", *COLUMNS[:5], "Lot, note")
_COLGROUP: Final = "".join(
    f'<col style="width:{width}">'
    for width in ("8mm", "20mm", "20mm", "32mm", "27mm", "auto", "20mm", "20mm")
)
"""Fixed, so that no SKU pushes the place for what was counted off the paper."""

_CODE_BORDER: Final = 4
"""Modules that its standard wants free around a code."""

_CODE_MM: Final = 17
_MODULE_MM_MAX: Final = 0.4
_MODULE_MM_MIN: Final = 0.25
"""What hand-held readers still tell apart; the code of a SKU of 255 letters is wider for it."""

_BLANK_ROWS: Final = 5
"""For what is found and is not on the sheet."""

_BLANK_ROW: Final = f'<tr class="blank">{"<td></td>" * len(_PAGE_COLUMNS)}</tr>\n'
_PERIOD: Final = "<p>Counted from <u></u> to <u></u></p>\n"
_PAGE_TOP: Final = (
    f'<tr><th colspan="{len(_PAGE_COLUMNS)}"><b>{{title}}</b>'
    "<span>Counted by <u></u> Signature <u></u></span></th></tr>\n"
)
"""On each page: several people carry one of them each, and sign it."""

_STYLE: Final = """
@page {
    margin: 12mm;
    @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif }
}
body { font: 9pt sans-serif; color: #000; background: #fff; margin: 0 }
b { font-size: 12pt }
span { float: right; font-weight: normal }
u { display: inline-block; width: 9em; border-bottom: 1px solid #000; text-decoration: none }
table { border-collapse: collapse; table-layout: fixed; width: 100% }
thead { display: table-header-group }
tr { break-inside: avoid }
th, td { border: 1px solid #999; padding: 2px 4px; text-align: left; overflow-wrap: anywhere }
td.n { text-align: right; padding: 2px }
tr.blank { height: 2.5em }
svg { display: block; margin: -2px -4px }
"""
