"""Facts are never changed: every way of changing one is refused, at every schema version."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from ledger.database import open_engine
from ledger.migrations.upgrade import alembic_config, upgrade
from ledger.triggers import FACTS, make_triggers, missing_triggers

VERSIONS = sorted(path.name[:4] for path in Path("ledger/migrations/versions").glob("[0-9]*.py"))
ATTACKS = {
    "sqlite": (
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ),
    "postgresql": (
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
    ),
}


def facts_in(engine: Engine) -> list[str]:
    return [table for table in FACTS if table in inspect(engine).get_table_names()]


def insert_row(engine: Engine, table: str) -> None:
    """A row of zeros and empty texts, whatever it refers to."""
    columns = inspect(engine).get_columns(table)
    values = ", ".join(
        "'x'" if str(column["type"]) == "TEXT" else str(number)
        for number, column in enumerate(columns, 1)
    )
    names = ", ".join(column["name"] for column in columns)
    before, after = _UNCHECKED[engine.dialect.name]
    raw = engine.raw_connection()
    cursor = raw.cursor()
    for statement in (*before, f"INSERT INTO {table} ({names}) VALUES ({values})", *after):
        cursor.execute(statement)
    raw.commit()
    raw.close()


_UNCHECKED = {
    "sqlite": (
        ("PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"),
        ("PRAGMA foreign_keys = ON", "PRAGMA ignore_check_constraints = OFF"),
    ),
    "postgresql": (
        ("SET session_replication_role = replica",),
        ("SET session_replication_role = origin",),
    ),
}
"""What lets a row in that refers to nothing, before and after it."""


@pytest.mark.parametrize("version", VERSIONS)
def test_no_fact_can_be_changed_at_any_version(empty_url: str, version: str) -> None:
    """UPDATE, DELETE, REPLACE and TRUNCATE are refused by the database itself."""
    engine = open_engine(empty_url)
    upgrade(engine, revision=version)
    for table in facts_in(engine):
        column = inspect(engine).get_columns(table)[0]["name"]
        insert_row(engine, table)
        for attack in ATTACKS[engine.dialect.name]:
            with pytest.raises(DBAPIError, match="facts are never changed"), engine.begin() as one:
                one.execute(text(attack.format(table=table, column=column)))
        with engine.begin() as connection:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1
    engine.dispose()


def test_a_missing_trigger_is_found_and_made_again(empty_url: str) -> None:
    """Batch migrations drop them silently; `init` makes them anew."""
    engine = open_engine(empty_url)
    upgrade(engine)
    drop = {
        "sqlite": "DROP TRIGGER movement_no_delete",
        "postgresql": "DROP TRIGGER movement_no_truncate ON movement",
    }[engine.dialect.name]
    with engine.begin() as connection:
        connection.execute(text(drop))
        assert len(missing_triggers(connection)) == 1
        make_triggers(connection)
        assert missing_triggers(connection) == []
    engine.dispose()


def test_upgrading_step_by_step_ends_with_all_triggers(empty_url: str) -> None:
    """From each version to the next, and then once more."""
    engine = open_engine(empty_url)
    for version in [*VERSIONS, VERSIONS[-1]]:
        upgrade(engine, revision=version)
        with engine.begin() as connection:
            assert missing_triggers(connection) == []
    assert facts_in(engine) == list(FACTS)
    with engine.begin() as connection:
        heads = ScriptDirectory.from_config(alembic_config(connection)).get_heads()
    assert heads == [VERSIONS[-1]]
    engine.dispose()
