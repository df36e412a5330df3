"""Databases to look behind: engines and transactions that are closed after the test."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, event

from ledger.database import CrashPoint, Database, Reading, Writing, open_engine
from ledger.instants import Clock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class CrashError(Exception):
    """The process died here."""


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def database_of(
    url: str, *, clock: Clock = lambda: NOON, at: CrashPoint = lambda _: None
) -> Iterator[Database]:
    with engine_of(url) as engine:
        yield Database(engine, clock=clock, at=at)


def write(engine: Engine, *statements: str) -> None:
    """One transaction of a writer."""
    with engine.execution_options(stockbook_writes=True).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def ask(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


def on_connect(engine: Engine, *statements: str) -> None:
    """Said by every connection that is opened from now on."""
    engine.dispose()

    def say(driver_connection: Any, _: object) -> None:
        for statement in statements:
            driver_connection.execute(statement)
        driver_connection.commit()

    event.listen(engine, "connect", say)


def insert_items(tx: Writing, skus: Sequence[str], *, name: str = "") -> None:
    columns = ("sku", "name", "category", "pack_size", "stocked", "assembly", "created_at")
    tx.insert("item", columns, [(sku, name, "", 1, 1, "none", 0) for sku in skus])


def skus_in(tx: Reading) -> list[str]:
    return sorted(sku for (sku,) in tx.rows("SELECT sku FROM item"))


def stored_skus(database: Database) -> list[str]:
    with database.reading() as tx:
        return skus_in(tx)
