"""A database whose process dies just before one of its statements, on either engine."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from ledger.database import Database, open_engine
from ledger.instants import Clock
from tests.ledger.databases import CrashError

STATEMENTS_MAX = 500
"""Far more than any command on a small count sends."""


@dataclass(slots=True)
class Crashes:
    """``left``: so many statements go through before the process dies; None: all of them."""

    left: int | None = None

    def statement(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise CrashError


@contextmanager
def crashing_database(url: str, *, clock: Clock) -> Iterator[tuple[Database, Crashes]]:
    crashes = Crashes()
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":

        class Connection(sqlite3.Connection):
            def cursor(self, *_: Any) -> Any:
                return super().cursor(_cursor_of(sqlite3.Cursor, crashes))

        @event.listens_for(engine, "do_connect")
        def connect(_: Any, __: Any, ___: Any, arguments: dict[str, Any]) -> None:
            arguments["factory"] = Connection
    else:

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _: Any) -> None:
            connection.cursor_factory = _cursor_of(connection.cursor_factory, crashes)

    database = Database(engine, clock=clock)
    try:
        yield database, crashes
    finally:
        database.dispose()


def _cursor_of(kind: Any, crashes: Crashes) -> Any:
    class Cursor(kind):  # type: ignore[misc]  # of whichever driver
        def execute(self, *words: Any, **more: Any) -> Any:
            crashes.statement()
            return super().execute(*words, **more)

        def executemany(self, *words: Any, **more: Any) -> Any:
            crashes.statement()
            return super().executemany(*words, **more)

    return Cursor
