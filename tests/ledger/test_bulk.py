"""Rows on their way to an executemany lose the columns that say nothing, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.bulk import MANY, Row, filled

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
