"""The door to the database: transactions, and the driver's differences within them.

SQLite and PostgreSQL behave alike behind it. Writers take turns: `BEGIN IMMEDIATE` on SQLite, a
lock on the ledger counter's row on PostgreSQL. Nothing here knows what is stored.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

if TYPE_CHECKING:
    from sqlmodel import Session

from ledger.bulk import BALANCES_AT_ONCE, MANY, inserts
from ledger.engines import (
    among,
    begin,
    commit,
    percent_placeholders,
    postgresql_engine,
    sqlite_engine,
    translated,
)
from ledger.errors import Rejected
from ledger.instants import Clock, to_micros
from ledger.names import Names
from ledger.schema import require_schema

CrashPoint = Callable[[str], None]
"""Told where a transaction stands ("begin", "before commit", "after commit"); a test may raise."""

Row = tuple[Any, ...]


class Reading:
    """An open transaction: driver SQL with ``?`` placeholders, or a SQLModel session."""

    def __init__(self, connection: Connection, names: Names, now: datetime) -> None:
        self.connection = connection
        self._cursor = connection.connection.cursor()
        self._streams: list[Any] = []
        self.sqlite = connection.dialect.name == "sqlite"
        self.names = names
        self.now = now
        self.now_micros = to_micros(now)

    @cached_property
    def session(self) -> "Session":
        """For schema-shaped reads and master data. SQLModel is slow to import, hence here."""
        from sqlmodel import Session

        return Session(bind=self.connection, autoflush=True)

    def last_sequence(self) -> int:
        """The newest number of the ledger counter."""
        return int(self.rows("SELECT sequence FROM counter WHERE id = 1")[0][0])

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        self._cursor.execute(self._dialect_sql(sql), values)
        return [*self._cursor.fetchall()]

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows one by one on a cursor of their own, so that a million do not lie in memory."""
        cursor = self._streaming_cursor()
        try:
            cursor.execute(self._dialect_sql(sql), values)
            while chunk := cursor.fetchmany(_STREAM_CHUNK):
                yield from chunk
        finally:
            # A reader who stopped half-way is let go after the transaction, which closed it.
            if cursor in self._streams:
                cursor.close()

    def close(self) -> None:
        """End the streams: one half read would reach into the connection's next transaction."""
        while self._streams:
            self._streams.pop().close()

    def rows_among(self, sql: str, keys: Iterable[Any], values: Sequence[Any] = ()) -> list[Row]:
        """``sql`` says ``IN (?*)``: the keys are one parameter, however many there are.

        ``values`` fill the other marks, in the order of the text.
        """
        keys = list(keys)
        return self.rows(*among(sql, keys, values, sqlite=self.sqlite)) if keys else []

    def mapping(self, sql: str, keys: Iterable[Any], values: Sequence[Any] = ()) -> dict[Any, Any]:
        """``rows_among`` of two columns: the second by the first."""
        return dict(self.rows_among(sql, keys, values))

    def _dialect_sql(self, sql: str) -> str:
        return sql if self.sqlite else percent_placeholders(sql)

    def _streaming_cursor(self) -> Any:
        # On PostgreSQL a named cursor stays at the server; another one fetches every row at once.
        name = {} if self.sqlite else {"name": f"stockbook_stream_{len(self._streams)}"}
        cursor = self.connection.connection.cursor(**name)
        self._streams.append(cursor)
        return cursor


class Writing(Reading):
    """An open write transaction: this process is the only writer until it ends."""

    def __init__(
        self, connection: Connection, names: Names, now: datetime, *, server_clock: bool
    ) -> None:
        super().__init__(connection, names, now)
        self.server_clock = server_clock
        turn = "" if self.sqlite else " FOR UPDATE"
        found = self.rows(f"SELECT sequence FROM counter WHERE id = 1{turn}")
        self._operational_error: type[Exception] = connection.dialect.loaded_dbapi.OperationalError
        self.integrity_error: type[Exception] = connection.dialect.loaded_dbapi.IntegrityError
        self.sequence: int = found[0][0]
        self._stored_sequence = self.sequence

    def last_sequence(self) -> int:
        return self.sequence

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        self._cursor.execute(self._dialect_sql(sql), values)
        return int(self._cursor.rowcount)

    def run_many(self, sql: str, rows: Sequence[Row]) -> None:
        if rows:
            self._cursor.executemany(self._dialect_sql(sql), rows)

    def run_among(self, sql: str, keys: Iterable[Any], values: Sequence[Any] = ()) -> int:
        """As ``rows_among``, for a change."""
        keys = list(keys)
        return self.run(*among(sql, keys, values, sqlite=self.sqlite)) if keys else 0

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Row], *, at_once: int = 1
    ) -> None:
        """The fastest way in: COPY on PostgreSQL, executemany on SQLite; see `inserts`."""
        if self.sqlite or len(rows) < MANY:
            for sql, some in inserts(table, columns, rows, at_once=at_once):
                self.run_many(sql, some)
            return
        with self._cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def add_to_balances(self, rows: Sequence[Row]) -> None:
        """Add (item id, place id, change) rows, which must be sorted, to the balances."""
        conflict = (
            "ON CONFLICT (item_id, place_id) DO UPDATE "
            "SET quantity = balance.quantity + excluded.quantity"
        )
        if self.sqlite:
            at_once = BALANCES_AT_ONCE if len(rows) >= MANY else 1
            columns = ("item_id", "place_id", "quantity")
            for sql, some in inserts("balance", columns, rows, at_once=at_once):
                self.run_many(f"{sql} {conflict}", some)
        elif rows:
            lists = [list(column) for column in zip(*rows, strict=True)]
            self.run(
                f"INSERT INTO balance SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[]) "
                f"{conflict}",
                lists,
            )

    def take_sequences(self, count: int) -> int:
        """The first of ``count`` new numbers of the ledger counter."""
        first = self.sequence + 1
        self.sequence += count
        return first

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone; the error goes on to the caller.

        Objects of ``session`` that were read or made before a failure are dropped: read them anew.
        """
        sequence = self.sequence
        self._flush()
        self.run("SAVEPOINT part")
        try:
            yield
            self._flush()
        except (DBAPIError, self._operational_error):
            # What failed in the session, or for a full disk, has undone the whole transaction.
            raise
        except BaseException:
            self.run("ROLLBACK TO SAVEPOINT part")
            self.run("RELEASE SAVEPOINT part")
            self._forget(sequence)
            raise
        self.run("RELEASE SAVEPOINT part")

    def finish(self) -> None:
        """Send what is still unsent, just before the commit."""
        self._flush()
        if self.sequence != self._stored_sequence:
            self.run("UPDATE counter SET sequence = ? WHERE id = 1", (self.sequence,))

    def _flush(self) -> None:
        if "session" in self.__dict__:
            self.session.flush()

    def _forget(self, sequence: int) -> None:
        """What a part that was undone has taught this process is true no more."""
        self.sequence = sequence
        self.names.forget()
        self.__dict__.pop("session", None)


class Database:
    """Opens transactions. ``at`` is told of each step of a write; a test may crash there.

    ``server_clock``: what several hosts must agree on goes by the clock of PostgreSQL's server,
    which they share, and not by ``clock``.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Clock,
        at: CrashPoint = lambda _: None,
        server_clock: bool = False,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self._at = at
        self.server_clock = server_clock and engine.dialect.name == "postgresql"
        self._names = Names()
        self._schema_checked = False

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent view; nothing that is written in it stays."""
        with self._connection(writes=False) as connection:
            reading = Reading(connection, self._names, self.clock())
            with closing(reading):
                yield reading

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """All or nothing. Raises LedgerUnavailable when the database is full, locked or away.

        Raises OutcomeUnknown when it went away while it committed.
        """
        with self._connection(writes=True) as connection:
            self._at("begin")
            names, now = Names(self._names), self.clock()
            writing = Writing(connection, names, now, server_clock=self.server_clock)
            with closing(writing):
                yield writing
            writing.finish()
            self._at("before commit")
            commit(connection)
            self._names.learn(writing.names)
            self._at("after commit")

    def dispose(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _connection(self, *, writes: bool) -> Iterator[Connection]:
        with translated(self.engine), self.engine.connect() as opened:
            connection = begin(opened, writes=writes)
            if not self._schema_checked:
                require_schema(connection)
                self._schema_checked = True
            yield connection


def open_engine(url: str) -> Engine:
    """Raises Rejected for an address that no engine understands."""
    try:
        backend = make_url(url).get_backend_name()
        if backend not in _ENGINES:
            raise Rejected([f"database {backend!r} is not supported; use sqlite or postgresql"])
        return _ENGINES[backend](url)
    except ArgumentError as error:
        raise Rejected(
            [
                "the database address cannot be read; write sqlite:///stockbook.db or "
                "postgresql://user@host/name"
            ]
        ) from error
    except ModuleNotFoundError as error:
        raise Rejected(
            ["PostgreSQL needs its driver; install it with: pip install 'stockbook[postgres]'"]
        ) from error


_ENGINES: Final = {"sqlite": sqlite_engine, "postgresql": postgresql_engine}


_STREAM_CHUNK: Final = 2_000
