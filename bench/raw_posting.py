"""The limit of posting: ready rows into the same schema, with nothing in between."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime

from ledger.database import Database
from ledger.instants import to_micros, utc_now

SKUS = 10_000
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)

RawRow = tuple[object, ...]


def raw_rows(count: int) -> list[RawRow]:
    """The same movements as the rows that the table wants; items and places as ids."""
    now = to_micros(utc_now())
    begin = to_micros(BEGIN)
    return [
        (
            number + 1,
            f"bench/{number}",
            number * 7919 % SKUS + 1,
            5,
            1,
            6,
            begin + number * 1_000_000,
            now,
            None,
            None,
            None,
            "bench",
            "",
            "",
            "",
            None,
            None,
        )
        for number in range(count)
    ]


def raw_sqlite(book: Database, rows: Sequence[RawRow], chunk: int) -> Callable[[], None]:
    path = str(book.engine.url.database)
    book.dispose()

    def work() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
                connection.execute(f"PRAGMA {pragma}")
            for start in range(0, len(rows), chunk):
                part = rows[start : start + chunk]
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(f"INSERT INTO movement VALUES ({', '.join('?' * 17)})", part)
                connection.executemany(_UPSERT, balances_of(part))
                connection.execute("COMMIT")

    return work


def raw_postgresql(book: Database, rows: Sequence[RawRow], chunk: int) -> Callable[[], None]:
    def work() -> None:
        connection = book.engine.raw_connection()
        cursor = connection.cursor()
        for start in range(0, len(rows), chunk):
            part = rows[start : start + chunk]
            with cursor.copy("COPY movement FROM STDIN") as copy:
                for row in part:
                    copy.write_row(row)
            columns = [list(column) for column in zip(*balances_of(part), strict=True)]
            cursor.execute(_UPSERT_COLUMNS, columns)
            connection.commit()
        connection.close()
        book.dispose()

    return work


def balances_of(rows: Sequence[RawRow]) -> list[tuple[int, int, int]]:
    change: Counter[tuple[int, int]] = Counter()
    for row in rows:
        item, quantity = int(str(row[2])), int(str(row[3]))
        change[item, 1] -= quantity
        change[item, 6] += quantity
    return [(item, place_id, units) for (item, place_id), units in sorted(change.items())]


_ADD = (
    "ON CONFLICT (item_id, place_id) DO UPDATE SET quantity = balance.quantity + excluded.quantity"
)

_UPSERT = f"INSERT INTO balance VALUES (?, ?, ?) {_ADD}"

_UPSERT_COLUMNS = (
    f"INSERT INTO balance SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) {_ADD}"
)
