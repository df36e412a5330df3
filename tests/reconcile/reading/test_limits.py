"""The limits that people are told of are those that are kept."""

from pathlib import Path
from typing import Final

import pytest

from reconcile.reading.appearance import MERGED_MAX
from reconcile.reading.files import COLUMNS_MAX, FILE_BYTES_MAX
from reconcile.reading.layouts import HEADING_ROWS_MAX, PROBLEMS_MAX
from reconcile.reading.records import CELL_LETTERS_MAX
from reconcile.reading.workbook_parts import UNPACKED_BYTES_MAX
from reconcile.reading.worksheet_scan import CELLS_MAX

PAGE: Final = Path(__file__).parents[3] / "docs" / "counts.md"


@pytest.mark.parametrize(
    ("of", "limit"),
    [
        ("a file", FILE_BYTES_MAX),
        ("an XLSX, unpacked", UNPACKED_BYTES_MAX),
        ("a worksheet", CELLS_MAX),
        ("a worksheet", MERGED_MAX),
        ("a row", COLUMNS_MAX),
        ("a cell", CELL_LETTERS_MAX),
        ("titles and notes above the headings", HEADING_ROWS_MAX - 1),
        ("problems of one sheet", PROBLEMS_MAX),
    ],
)
def test_a_limit_is_stated(of: str, limit: int) -> None:
    """Where people read what a sheet may look like."""
    (line,) = (
        one for one in PAGE.read_text(encoding="utf-8").splitlines() if one.startswith(f"| {of} |")
    )

    assert f"{limit:,}" in line
