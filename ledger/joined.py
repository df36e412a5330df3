"""Many rows as a few long texts, for those who reckon with whole columns.

A tuple for each of a million rows costs more than the database's own work.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from ledger.database import Reading, Row

Items = Collection[int]
"""Ids: these, or as a `range` all that the book has between its ends."""

ALL_ITEMS: Final = range(1, 2**63)

ITEMS_JOINED: Final = 50_000
"""Of so many item ids at a time: the texts stay small, and the queries few."""


def item_ranges(last: int) -> Iterator[range]:
    """All item ids up to ``last``, some at a time."""
    for first in range(1, last + 1, ITEMS_JOINED):
        yield range(first, min(first + ITEMS_JOINED, last + 1))


def joined(
    tx: Reading,
    columns: Sequence[str],
    source: str,
    *,
    items: Items,
    values: Sequence[Any] = (),
    only: Sequence[str] = (),
) -> tuple[str, ...]:
    """Each column of the rows that ``source`` (FROM and so on) names, a row a line.

    The same row is on the same line of each. No cell may be empty or hold a line end.
    ``only``: a condition for each column, to leave rows out of that one alone.
    """
    join = _SQLITE if tx.sqlite else _POSTGRESQL
    wanted = [join.format(column) for column in columns]
    if only:
        wanted = [f"{one} FILTER (WHERE {which})" for one, which in zip(wanted, only, strict=True)]
    rows = rows_of_items(tx, f"SELECT {', '.join(wanted)} {source}", items, values)
    return tuple(text or "" for text in rows[0]) if rows else ("",) * len(columns)


def rows_of_items(tx: Reading, sql: str, items: Items, values: Sequence[Any] = ()) -> list[Row]:
    """``sql`` says ``IN (?*)`` of the items, after all the marks that ``values`` fill."""
    if isinstance(items, range):
        ranged = sql.replace("IN (?*)", "BETWEEN ? AND ?")
        return tx.rows(ranged, (*values, items.start, items.stop - 1))
    return tx.rows_among(sql, items, values)


_SQLITE: Final = "group_concat({}, '\n')"
"""With the line end itself: a call of char(10) would be made for every row."""

_POSTGRESQL: Final = "string_agg(({})::text, chr(10))"
