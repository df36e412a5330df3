"""Facts are never edited or deleted: triggers on both engines refuse UPDATE, DELETE, TRUNCATE.

`INSERT OR REPLACE` is a delete to SQLite and is refused with it (recursive_triggers is on).
Batch migrations rebuild a SQLite table and silently drop its triggers, so they are made anew from
the one list below after every upgrade, and verified.
"""

from typing import Final

from sqlalchemy import Connection, inspect

from ledger.errors import NotReady

FACTS: Final = (
    "movement",
    "packing",
    "taken_change",
    "link",
    "push_record",
    "count_block",
    "count_decision",
)
"""Tables to which rows are only ever added."""


def make_triggers(connection: Connection) -> None:
    for table in _standing_facts(connection):
        for statement in _statements(table, sqlite=connection.dialect.name == "sqlite"):
            connection.exec_driver_sql(statement)


def missing_triggers(connection: Connection) -> list[str]:
    """Names of the triggers that should stand and do not."""
    sqlite = connection.dialect.name == "sqlite"
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    standing = set(connection.exec_driver_sql(query).scalars())
    return [
        name
        for table in _standing_facts(connection)
        for name in _names(table, sqlite=sqlite)
        if name not in standing
    ]


def require_triggers(connection: Connection) -> None:
    if missing := missing_triggers(connection):
        raise NotReady(f"triggers {', '.join(missing)} are missing; run `stockbook init`")


def _standing_facts(connection: Connection) -> list[str]:
    """Early versions of the schema do not have all of them yet."""
    tables = set(inspect(connection).get_table_names())
    return [table for table in FACTS if table in tables]


def _names(table: str, *, sqlite: bool) -> list[str]:
    kinds = ("update", "delete") if sqlite else ("change", "truncate")
    return [f"{table}_no_{kind}" for kind in kinds]


def _statements(table: str, *, sqlite: bool) -> list[str]:
    return _sqlite(table) if sqlite else _postgresql(table)


def _sqlite(table: str) -> list[str]:
    return [
        statement
        for kind in ("update", "delete")
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_no_{kind}",
            f"CREATE TRIGGER {table}_no_{kind} BEFORE {kind.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}: facts are never changed, reverse them'); END",
        )
    ]


def _postgresql(table: str) -> list[str]:
    function = f"refuse_{table}_change"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{table}: facts are never changed, reverse them'; END $$",
        f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
    ]
