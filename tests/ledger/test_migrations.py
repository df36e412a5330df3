"""The schema's history: it ends in the tables, and a database of another version is refused."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import ledger.tables  # noqa: F401  # fills SQLModel.metadata
from ledger.errors import NotReady
from ledger.migrations.upgrade import alembic_config, upgrade
from ledger.schema import SCHEMA_HEAD
from tests.ledger.databases import ask, database_of, engine_of, stored_skus, write


def checks(engine: Engine) -> dict[str, set[str]]:
    found = inspect(engine)
    return {
        table: {str(check["name"]) for check in found.get_check_constraints(table)}
        for table in SQLModel.metadata.tables
    }


def test_the_migrations_end_in_the_tables(empty_url: str) -> None:
    """Nothing is missing, nothing is left over."""
    with engine_of(empty_url) as engine:
        upgrade(engine)
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_server_default": True})
            assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrations_make_every_check_of_the_tables(tmp_path: Path) -> None:
    """What Alembic does not compare: CHECKs, and that SQLite's tables are strict."""
    with (
        engine_of(f"sqlite:///{tmp_path / 'migrated.db'}") as migrated,
        engine_of(f"sqlite:///{tmp_path / 'made.db'}") as made,
    ):
        upgrade(migrated)
        SQLModel.metadata.create_all(made)
        kinds = "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' ORDER BY name"
        strict = [row for row in ask(migrated, kinds) if row[0] in SQLModel.metadata.tables]

        assert checks(migrated) == checks(made)
        assert strict == [row for row in ask(made, kinds) if row[0] in SQLModel.metadata.tables]
        assert [name for name, _, is_strict in strict if not is_strict] == []


def test_the_program_needs_the_newest_version(database_url: str) -> None:
    """A new migration that nobody told the program of would be refused by it."""
    with engine_of(database_url) as engine:
        with engine.begin() as connection:
            heads = ScriptDirectory.from_config(alembic_config(connection)).get_heads()

        assert heads == [SCHEMA_HEAD]
        assert ask(engine, "SELECT version_num FROM alembic_version") == [(SCHEMA_HEAD,)]


def test_an_empty_database_says_to_run_init(empty_url: str) -> None:
    """Not an error about a table."""
    with (
        database_of(empty_url) as database,
        pytest.raises(NotReady, match="empty; run `stockbook init`"),
        database.reading(),
    ):
        pass


@pytest.mark.parametrize(
    ("version", "remedy"),
    [("0001", "run `stockbook init`"), ("9999", "use the newer Stockbook that made it")],
)
def test_a_database_of_another_version_is_refused(
    database_url: str, version: str, remedy: str
) -> None:
    """Older ones want an upgrade, newer ones the program that made them."""
    with database_of(database_url) as database:
        write(database.engine, f"UPDATE alembic_version SET version_num = '{version}'")

        with pytest.raises(NotReady, match=f"has schema {version}.*; {remedy}$"):
            stored_skus(database)
        with pytest.raises(NotReady, match=f"has schema {version}"), database.writing():
            pass


def test_a_database_that_is_upgraded_meanwhile_is_used(empty_url: str) -> None:
    """The refusal is not remembered."""
    with database_of(empty_url) as database:
        with pytest.raises(NotReady):
            stored_skus(database)
        upgrade(database.engine)

        assert stored_skus(database) == []


@pytest.mark.parametrize("value", ["'abc'", "1.5"])
def test_numbers_are_whole_numbers(sqlite_url: str, value: str) -> None:
    """SQLite would take anything, if its tables were not strict."""
    with engine_of(sqlite_url) as engine:
        with pytest.raises(DBAPIError, match="cannot store"):
            write(engine, f"UPDATE counter SET sequence = {value}")

        assert ask(engine, "SELECT sequence FROM counter") == [(0,)]
