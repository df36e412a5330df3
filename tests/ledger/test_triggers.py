"""Facts are never changed: every way of changing one is refused, at every schema version."""

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Engine, Integer, MetaData, Table, inspect
from sqlalchemy.exc import DBAPIError

from ledger.errors import NotReady
from ledger.migrations.upgrade import SCRIPTS, upgrade
from ledger.triggers import FACTS, missing_triggers, require_triggers
from tests.ledger.databases import ask, engine_of, on_connect, write

VERSIONS = sorted(path.name[:4] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))
ATTACKS = {
    "sqlite": (
        "UPDATE {table} SET {column} = {column}",
        "UPDATE OR REPLACE {table} SET {column} = {column} + 1",
        "DELETE FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "INSERT INTO {table} SELECT * FROM {table} WHERE true "
        "ON CONFLICT DO UPDATE SET {column} = {table}.{column}",
    ),
    "postgresql": (
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "TRUNCATE {table} CASCADE",
        "TRUNCATE item CASCADE",
        "INSERT INTO {table} SELECT * FROM {table} "
        "ON CONFLICT ({key}) DO UPDATE SET {column} = {table}.{column}",
    ),
}
ALLOWED_BY_CHECKS = {
    "destination_id": "2",
    "kind": "'own'",
    "handling": "'managed'",
    "status": "'posted'",
    "stocked": "1",
    "told": "1",
}
"""What a row must hold there; elsewhere any number or text will do."""


def facts_in(engine: Engine) -> list[str]:
    standing = inspect(engine).get_table_names()
    return [table for table in FACTS if table in standing]


def fill(engine: Engine) -> None:
    """A row in every table that has none, each referring to the first row of the others."""
    tables = MetaData()
    tables.reflect(engine)
    for table in tables.sorted_tables:
        if not ask(engine, f"SELECT 1 FROM {table.name}"):
            columns = ", ".join(table.columns.keys())
            write(engine, f"INSERT INTO {table.name} ({columns}) VALUES ({values_of(table)})")


def values_of(table: Table) -> str:
    return ", ".join(
        ALLOWED_BY_CHECKS.get(column.name)
        or ("1" if column.foreign_keys or column.primary_key else value_of(column, number))
        for number, column in enumerate(table.columns, 1)
    )


def value_of(column: Column[object], number: int) -> str:
    """Numbers grow from column to column, so that what is recorded comes after it occurred."""
    of_kind = {"TEXT": "'x'", "BLOB": "x'00'", "BYTEA": "'x'"}
    return of_kind.get(str(column.type), str(number))


def attack(engine: Engine) -> None:
    """Every way of changing every fact; the row is there afterwards."""
    for table in facts_in(engine):
        key = inspect(engine).get_pk_constraint(table)["constrained_columns"]
        named = {"table": table, "column": key[0], "key": ", ".join(key)}
        before = ask(engine, f"SELECT * FROM {table}")
        assert len(before) == 1
        for statement in ATTACKS[engine.dialect.name]:
            with pytest.raises(DBAPIError, match="facts are never changed"):
                write(engine, statement.format(**named))
        assert ask(engine, f"SELECT * FROM {table}") == before


def missing_in(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return missing_triggers(connection)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.slow
def test_no_fact_can_be_changed_at_any_version(empty_url: str, version: str) -> None:
    """Nor after the upgrade from it to the newest: the database itself refuses."""
    with engine_of(empty_url) as engine:
        upgrade(engine, revision=version)
        fill(engine)
        attack(engine)

        upgrade(engine)
        fill(engine)
        attack(engine)
        assert facts_in(engine) == list(FACTS)


def test_upgrading_step_by_step_ends_with_all_triggers(empty_url: str) -> None:
    """From each version to the next, and then once more."""
    with engine_of(empty_url) as engine:
        for version in [*VERSIONS, VERSIONS[-1]]:
            upgrade(engine, revision=version)
            assert missing_in(engine) == []


@pytest.mark.parametrize("fact", FACTS)
def test_a_missing_trigger_is_found_and_made_again(database_url: str, fact: str) -> None:
    """`check` names it, and `init` mends it."""
    kinds = {"sqlite": ("update", "delete"), "postgresql": ("change", "truncate")}
    with engine_of(database_url) as engine:
        names = [f"{fact}_no_{kind}" for kind in kinds[engine.dialect.name]]
        behind = "" if engine.dialect.name == "sqlite" else f" ON {fact}"
        write(engine, *(f"DROP TRIGGER {name}{behind}" for name in names))

        assert missing_in(engine) == names
        with (
            pytest.raises(NotReady, match=f"{', '.join(names)} are missing or weakened"),
            engine.begin() as it,
        ):
            require_triggers(it)

        upgrade(engine)
        assert missing_in(engine) == []
        fill(engine)
        attack(engine)


def test_a_rebuilt_table_gets_its_triggers_back(sqlite_url: str) -> None:
    """Batch mode drops them without a word."""
    with engine_of(sqlite_url) as engine:
        fill(engine)
        with engine.execution_options(stockbook_writes=True).begin() as connection:
            operations = Operations(MigrationContext.configure(connection))
            with operations.batch_alter_table("movement", recreate="always") as batch:
                batch.add_column(Column("new_one", Integer))
        assert missing_in(engine) == ["movement_no_update", "movement_no_delete"]

        upgrade(engine)
        assert missing_in(engine) == []
        attack(engine)


def test_a_disabled_trigger_is_as_bad_as_none(postgresql_url: str) -> None:
    """An administrator may have switched it off to mend something."""
    with engine_of(postgresql_url) as engine:
        write(engine, "ALTER TABLE movement DISABLE TRIGGER movement_no_change")
        assert missing_in(engine) == ["movement_no_change"]

        upgrade(engine)
        assert missing_in(engine) == []


WEAKENED = {
    "sqlite": (
        "BEFORE UPDATE ON movement BEGIN SELECT 1; END",
        "BEFORE UPDATE OF quantity ON movement BEGIN SELECT RAISE(ABORT, 'no'); END",
        "BEFORE UPDATE ON movement WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END",
        "BEFORE UPDATE ON item BEGIN SELECT RAISE(ABORT, 'no'); END",
    ),
    "postgresql": (
        "BEFORE DELETE ON movement FOR EACH ROW EXECUTE FUNCTION refuse_movement_change()",
        "AFTER UPDATE OR DELETE ON movement FOR EACH ROW EXECUTE FUNCTION refuse_movement_change()",
        "BEFORE UPDATE OR DELETE ON movement "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_movement_change()",
        "BEFORE UPDATE OF quantity OR DELETE ON movement "
        "FOR EACH ROW EXECUTE FUNCTION refuse_movement_change()",
        "BEFORE UPDATE OR DELETE ON movement "
        "FOR EACH ROW WHEN (false) EXECUTE FUNCTION refuse_movement_change()",
        "BEFORE UPDATE OR DELETE ON item FOR EACH ROW EXECUTE FUNCTION refuse_movement_change()",
    ),
}


@pytest.mark.parametrize("number", range(6))
def test_a_weakened_trigger_of_the_same_name_is_as_bad_as_none(
    database_url: str, number: int
) -> None:
    """Another body, other rows, other columns, another table: all is compared."""
    with engine_of(database_url) as engine:
        sqlite = engine.dialect.name == "sqlite"
        name = "movement_no_update" if sqlite else "movement_no_change"
        weakened = WEAKENED[engine.dialect.name]
        always = weakened[number % len(weakened)]
        write(engine, f"DROP TRIGGER {name}{'' if sqlite else ' ON movement'}")
        write(engine, f"CREATE TRIGGER {name} {always}")
        if not sqlite:
            table = "item" if " ON item " in always else "movement"
            write(engine, f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        assert missing_in(engine) == [name]

        upgrade(engine)
        assert missing_in(engine) == []
        fill(engine)
        attack(engine)


def test_a_function_that_refuses_nothing_is_found(postgresql_url: str) -> None:
    """The trigger is the same; what it calls was replaced."""
    with engine_of(postgresql_url) as engine:
        write(
            engine,
            "CREATE OR REPLACE FUNCTION refuse_movement_change() RETURNS trigger "
            "LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        )
        assert missing_in(engine) == ["movement_no_change", "movement_no_truncate"]

        upgrade(engine)
        assert missing_in(engine) == []


def test_a_session_that_replicates_may_change_no_fact_either(postgresql_url: str) -> None:
    """`session_replication_role` switches off what does not always fire."""
    with engine_of(postgresql_url) as engine:
        fill(engine)
        on_connect(engine, "SET session_replication_role = replica")
        attack(engine)

        write(engine, "ALTER TABLE movement ENABLE TRIGGER movement_no_change")
        assert missing_in(engine) == ["movement_no_change"]
