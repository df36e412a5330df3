"""Rows on their way to an executemany lose the columns that say nothing, and nothing else."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from ledger.bulk import MANY, Row, filled, inserts

NAMES = ("a", "b", "c")
cells = st.none() | st.integers(0, 3)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=4))
def test_what_a_row_says_it_says_still(few: list[Row]) -> None:
    """A column that is left out is null in the database, too."""
    rows = few * MANY

    columns, kept = filled(NAMES, rows)

    told = [dict.fromkeys(NAMES) | dict(zip(columns, row, strict=True)) for row in kept]
    assert told == [dict(zip(NAMES, row, strict=True)) for row in rows]


def test_a_column_that_is_null_throughout_is_left_out() -> None:
    """Binding a None is dear."""
    rows = [(1, None, 2)] * MANY

    assert filled(NAMES, rows) == (("a", "c"), [(1, 2)] * MANY)
    assert filled(NAMES, rows[1:]) == (NAMES, rows[1:])


@given(st.integers(0, 130), st.integers(1, 60))
def test_every_row_arrives_once_however_many_go_at_once(rows: int, at_once: int) -> None:
    """In their order, those that fill no statement too."""
    told = [(number, f"it's {number}?", number % 3 or None) for number in range(rows)]
    book = sqlite3.connect(":memory:")
    book.execute("CREATE TABLE told (a INTEGER PRIMARY KEY, b TEXT, c INTEGER)")

    for sql, some in inserts("told", NAMES, told, at_once=at_once):
        book.executemany(sql, some)

    assert book.execute("SELECT a, b, c FROM told ORDER BY rowid").fetchall() == told
    book.close()
