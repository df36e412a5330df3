"""What the two engines need to behave alike: how they connect, begin and fail.

SQLite's pragmas are set on every connection; its writers begin with `BEGIN IMMEDIATE`. A writer
of either waits BUSY_SECONDS for its turn.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from ledger.errors import LedgerUnavailable, NotReady, OutcomeUnknown

BUSY_SECONDS: Final = 10
"""How long a writer waits for its turn; a page of orders takes well under a second."""

_SQLITE_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Without it INSERT OR REPLACE deletes rows behind the triggers' back.
    "PRAGMA recursive_triggers = ON",
    f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}",
)


def sqlite_engine(url: str) -> Engine:
    address = make_url(url).set(drivername="sqlite")
    in_memory = address.database in (None, "", ":memory:")
    engine = (
        create_engine(address, poolclass=StaticPool, connect_args={"check_same_thread": False})
        if in_memory
        else create_engine(address)
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def postgresql_engine(url: str) -> Engine:
    """Raises ModuleNotFoundError where the driver is not installed."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def begin(connection: Connection, *, writes: bool) -> Connection:
    """Begin a transaction; a reader sees one state of the database from its first query on."""
    options: dict[str, Any] = {"stockbook_writes": writes}
    if connection.dialect.name == "postgresql" and not writes:
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    connection = connection.execution_options(**options)
    connection.begin()
    return connection


def commit(connection: Connection) -> None:
    """Raises OutcomeUnknown when the server went away before it said that it is done."""
    try:
        connection.commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise OutcomeUnknown(
                f"the database went away during the commit ({_first_line(error.orig)}); all of "
                "this was written, or nothing, and nobody knows which"
            ) from error
        raise


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """The driver's errors as ours, where a person can do something about them."""
    driver = engine.dialect.loaded_dbapi
    try:
        yield
    except (DBAPIError, driver.DatabaseError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        text = _first_line(cause)
        if getattr(cause, "sqlite_errorcode", None) == _SQLITE_WRONG_SQL:
            raise
        if isinstance(cause, driver.OperationalError):
            raise LedgerUnavailable(
                f"the database cannot be used now ({text}); nothing was written: check its "
                "address and server, free the disk or end the other writer, then try again"
            ) from error
        if type(cause) is driver.DatabaseError:
            raise NotReady(
                f"the database cannot be read ({text}); it is damaged, or something else: "
                "check its address, or restore a backup"
            ) from error
        raise


@lru_cache(maxsize=512)
def percent_placeholders(sql: str) -> str:
    """The marks of PostgreSQL's driver for ours."""
    return sql.replace("%", "%%").replace("?", "%s")


def among(
    sql: str, keys: list[Any], values: Sequence[Any], *, sqlite: bool
) -> tuple[str, list[Any]]:
    """``sql`` that says ``IN (?*)``, with all keys as one parameter, and its values in order."""
    before = sql.partition("?*")[0].count("?")
    kind = "text" if isinstance(keys[0], str) else "bigint"
    these = "SELECT value FROM json_each(?)" if sqlite else f"SELECT unnest(?::{kind}[])"
    listed = json.dumps(keys) if sqlite else keys
    return sql.replace("?*", these), [*values[:before], listed, *values[before:]]


def _first_line(error: BaseException | None) -> str:
    return str(error).partition("\n")[0]


def _prepare_sqlite(driver_connection: Any, _: object) -> None:
    # The driver's own transactions begin late and upgrade locks, which fails under load.
    driver_connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        driver_connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("stockbook_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(driver_connection: Any, _: object) -> None:
    driver_connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    driver_connection.commit()


_SQLITE_WRONG_SQL: Final = 1
"""Such as a table that is not there: operational to the driver, but waiting mends nothing."""
