"""Blocks of rows: the quick way through a file and the careful one see the same cells."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconcile.reading.blocks import BLOCK_BYTES, MisshapenError, blocks_of
from reconcile.reading.headings import Column
from reconcile.reading.records import Layout

CELL = st.text(st.sampled_from("a7 \té\xa0"), max_size=4)
ROWS = st.lists(st.lists(CELL, min_size=0, max_size=4), max_size=8)
SOME = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def layout(encoding: str = "utf-8-sig") -> Layout:
    columns = {Column.SKU: 0, Column.QUANTITY: 2}
    headings = ["sku", "name", "counted"]
    return Layout(
        encoding=encoding, delimiter=",", heading_row=1, headings=headings, columns=columns
    )


def cells(path: Path, how: Layout) -> list[tuple[int, str, str]] | None:
    """Row, SKU and quantity of each row; None when a row is too wide."""
    try:
        return [
            (int(row), sku, quantity)
            for block in blocks_of(path, how)
            for row, sku, quantity in zip(block.row, *block.cells.values(), strict=True)
        ]
    except MisshapenError:
        return None


@SOME
@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from(["utf-8", "cp1252"]))
def test_files_with_and_without_quotes_are_read_alike(
    tmp_path: Path, rows: list[list[str]], end: str, ended: bool, encoding: str
) -> None:
    """A quote anywhere makes the csv module read it; the cells are the same."""
    path = tmp_path / "sheet.csv"
    lines = ["sku,name,counted", *(",".join(row) for row in rows)]
    text = end.join(lines) + end * ended
    how = layout("utf-8-sig" if encoding == "utf-8" else encoding)

    path.write_bytes(text.encode(encoding))
    plain = cells(path, how)
    path.write_bytes(text.replace("sku", '"sku"', 1).encode(encoding))

    assert plain == cells(path, how)


def test_rows_are_the_same_whatever_block_they_fall_into(tmp_path: Path) -> None:
    """A file of several blocks, with a blank row now and then."""
    path = tmp_path / "sheet.csv"
    rows = [(f"SKU-{n}", "", str(n % 7)) if n % 11 else ("", "", "") for n in range(100_000)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONE)
        writer.writerows([("sku", "name", "counted"), *rows])
    assert path.stat().st_size > 2 * BLOCK_BYTES

    expected = [(row, sku, counted) for row, (sku, _, counted) in enumerate(rows, 2) if sku]
    assert cells(path, layout()) == expected


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_row_that_is_too_wide_stops_the_reading(tmp_path: Path, quote: str) -> None:
    """One empty cell too many is none, in either way."""
    path = tmp_path / "sheet.csv"
    head = f"{quote}sku{quote},name,counted\n"

    path.write_text(f"{head}A,a,1, \nB,b,2,\n", encoding="utf-8")
    assert cells(path, layout()) == [(2, "A", "1"), (3, "B", "2")]
    path.write_text(f"{head}A,a,1,234\n", encoding="utf-8")
    assert cells(path, layout()) is None
    path.write_text(f"{head}A,a,1,,\n", encoding="utf-8")
    assert cells(path, layout()) is None
