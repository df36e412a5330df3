"""Many rows as a few long texts, for those who reckon with whole columns.

A tuple for each of a million rows costs more than the database's own work.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ledger.database import Reading

ITEMS_JOINED: Final = 50_000
"""Of so many item ids at a time: the texts stay small, and the queries few."""


def item_ranges(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Item ids from ``first`` to ``last``, both in, as pairs of the same kind."""
    for start in range(first, last + 1, ITEMS_JOINED):
        yield start, min(start + ITEMS_JOINED - 1, last)


def joined(
    tx: Reading, columns: Sequence[str], source: str, values: Sequence[Any]
) -> tuple[str, ...]:
    """Each column of the rows that ``source`` (FROM and so on) names, a row a line.

    The same row is on the same line of each; an empty text is no row at all, so no cell of a first
    row may be empty. No cell may hold a line end.
    """
    join = _SQLITE if tx.sqlite else _POSTGRESQL
    wanted = ", ".join(join.format(column) for column in columns)
    return tuple(text or "" for text in tx.rows(f"SELECT {wanted} {source}", values)[0])


_SQLITE: Final = "group_concat({}, char(10))"
_POSTGRESQL: Final = "string_agg(({})::text, chr(10))"
