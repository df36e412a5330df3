"""The schema's history: it ends in the tables, and a database of another version is refused."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import ledger.tables  # noqa: F401  # fills SQLModel.metadata
from ledger.database import SCHEMA_HEAD, Database, open_engine
from ledger.errors import NotReady, Rejected
from ledger.instants import utc_now
from ledger.migrations.upgrade import upgrade


def test_the_migrations_end_in_the_tables(empty_url: str) -> None:
    """Nothing is missing, nothing is left over."""
    engine = open_engine(empty_url)
    upgrade(engine)
    with engine.begin() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    assert differences == []
    assert version == SCHEMA_HEAD
    engine.dispose()


def test_an_upgrade_that_fails_leaves_what_was_there(empty_url: str) -> None:
    """A table of the same name stands in the way of the second step: nothing half-made stays."""
    engine = open_engine(empty_url)
    upgrade(engine, revision="0001")
    with engine.execution_options(stockbook_writes=True).begin() as connection:
        connection.execute(text("CREATE TABLE unreadable_order (x INTEGER)"))
    before = sorted(inspect(engine).get_table_names())

    with pytest.raises(DBAPIError):
        upgrade(engine)

    assert sorted(inspect(engine).get_table_names()) == before
    engine.dispose()


def test_an_empty_database_says_to_run_init(empty_url: str) -> None:
    """Not an error about a table."""
    database = Database(open_engine(empty_url), clock=utc_now)

    with pytest.raises(NotReady, match="empty; run `stockbook init`"), database.reading():
        pass
    database.dispose()


@pytest.mark.parametrize("version", ["0001", "9999"])
def test_a_database_of_another_version_is_refused(empty_url: str, version: str) -> None:
    """Older ones want an upgrade, newer ones the program that made them."""
    engine = open_engine(empty_url)
    upgrade(engine)
    with engine.execution_options(stockbook_writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    database = Database(engine, clock=utc_now)

    with pytest.raises(NotReady, match=f"has schema {version}"), database.writing():
        pass
    database.dispose()


def test_tables_take_no_text_for_numbers(database_url: str) -> None:
    """SQLite would, if they were not STRICT."""
    engine = open_engine(database_url)
    for value in ("'abc'", "1.5"):
        with (
            pytest.raises(DBAPIError),
            engine.execution_options(stockbook_writes=True).begin() as connection,
        ):
            connection.execute(text(f"INSERT INTO counter (id, sequence) VALUES (2, {value})"))
    engine.dispose()


@pytest.mark.parametrize("address", ["mysql://host/db", "nonsense", "oracle://x"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    """With the two that are known."""
    with pytest.raises(Rejected, match="sqlite"):
        open_engine(address)
