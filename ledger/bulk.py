"""Rows on their way to an executemany, as the driver takes them fastest. Pure."""

from collections.abc import Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, Final

Row = tuple[Any, ...]

MANY: Final = 50
"""For fewer rows no preparation pays, neither this one nor COPY."""

BALANCES_AT_ONCE: Final = 30
"""In one statement: SQLite takes a fifth less time than for each alone, and more for many more."""


def inserts(
    table: str, columns: Sequence[str], rows: Sequence[Row], *, at_once: int
) -> Iterator[tuple[str, Sequence[Row]]]:
    """Statements, each with the rows to run it with.

    ``at_once``: so many rows in one statement. SQLite takes half as long for a table of which only
    the key is unique, and longer for another one, of which it must be able to undo a part.
    """
    columns, rows = filled(columns, rows)
    insert = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    marks = f"({', '.join('?' * len(columns))})"
    whole = len(rows) - len(rows) % at_once if at_once > 1 else 0
    if whole:
        parts = (rows[first : first + at_once] for first in range(0, whole, at_once))
        yield insert + ", ".join([marks] * at_once), [tuple(chain.from_iterable(p)) for p in parts]
    yield insert + marks, rows[whole:]


def filled(columns: Sequence[str], rows: Sequence[Row]) -> tuple[Sequence[str], Sequence[Row]]:
    """Without the columns that are null throughout, as they are when nobody names them.

    SQLite's driver takes five times as long for a None as for a number.
    """
    if len(rows) < MANY:
        return columns, rows
    kept = [i for i in range(len(columns)) if any(row[i] is not None for row in rows)]
    if len(kept) in {len(columns), 1, 0}:  # an itemgetter of one makes no tuple
        return columns, rows
    return itemgetter(*kept)(columns), [*map(itemgetter(*kept), rows)]
