"""What is merged or hidden, in files that may say anything."""

import struct

import pytest
from hypothesis import given
from hypothesis.strategies import binary

from reconcile.reading.appearance import Appearance, Range, appearances, spanned
from reconcile.reading.worksheet_scan import BadWorkbookError

BEGIN = struct.pack("<2H", 0x0809, 0)
END = struct.pack("<2H", 0x000A, 0)


def test_each_cell_below_the_first_row_knows_where_it_begins() -> None:
    """In its own column."""
    assert spanned([Range(1, 0, 2, 1)]) == {(2, 0): (1, 0), (2, 1): (1, 1)}


def test_a_range_of_a_million_rows_is_refused() -> None:
    """Without laying it out."""
    with pytest.raises(BadWorkbookError, match="more than 200000 merged cells"):
        spanned([Range(0, 0, 65_535, 255)])


def test_a_worksheet_that_lies_nowhere_has_none() -> None:
    """A damaged list of worksheets is told by what reads the cells."""
    listed = struct.pack("<2H", 0x0085, 8) + struct.pack("<I4B", 1 << 30, 0, 0, 0, 0)

    assert appearances(BEGIN + listed + END) == [Appearance()]


@given(binary(max_size=200))
def test_any_bytes_are_read_to_their_end(content: bytes) -> None:
    """Whatever lengths they claim."""
    appearances(BEGIN + content)


@given(binary(max_size=300))
def test_any_worksheet_is_looked_at_to_its_end(content: bytes) -> None:
    """Whatever its records claim."""
    listed = struct.pack("<2H", 0x0085, 8) + struct.pack("<I4B", 16 + 4 + 4, 0, 0, 0, 0)
    book = BEGIN + listed + END

    appearances(book.ljust(24, b"\0") + BEGIN + content)
