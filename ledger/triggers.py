"""Facts are never edited or deleted: triggers on both engines refuse UPDATE, DELETE, TRUNCATE.

`INSERT OR REPLACE` is a delete to SQLite and is refused with it (recursive_triggers is on).
Batch migrations rebuild a SQLite table and silently drop its triggers, so they are made anew from
the one list below after every upgrade, and verified. On PostgreSQL they fire for replication, too:
else a session setting would pass them by.
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
    "count_mapping",
    "count_mapping_gone",
    "count_recount",
    "count_confirmation",
    "count_bin",
    "bin_emptied",
    "count_file",
    "count_counter",
    "count_tag",
    "count_lot",
    "count_class",
)
"""Tables to which rows are only ever added."""


def make_triggers(connection: Connection) -> None:
    for table in _standing_facts(connection):
        for statement in _statements(table, sqlite=connection.dialect.name == "sqlite"):
            connection.exec_driver_sql(statement)


def missing_triggers(connection: Connection) -> list[str]:
    """Names of the triggers that should stand as they were made, and do not."""
    standing = _sqlite_standing if connection.dialect.name == "sqlite" else _postgresql_standing
    found = standing(connection)
    return [
        name
        for table in _standing_facts(connection)
        for name, made in _wanted(table, sqlite=connection.dialect.name == "sqlite").items()
        if found.get((table, name)) != made
    ]


def require_triggers(connection: Connection) -> None:
    if missing := missing_triggers(connection):
        raise NotReady(
            f"triggers {', '.join(missing)} are missing or weakened; run `stockbook init`"
        )


def _standing_facts(connection: Connection) -> list[str]:
    """Early versions of the schema do not have all of them yet."""
    tables = set(inspect(connection).get_table_names())
    return [table for table in FACTS if table in tables]


def _sqlite_standing(connection: Connection) -> dict[tuple[str, str], object]:
    """The statement that made each trigger, by table and name."""
    query = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'"
    return {(table, name): sql for table, name, sql in connection.exec_driver_sql(query)}


def _postgresql_standing(connection: Connection) -> dict[tuple[str, str], object]:
    """What each trigger that always fires does when, by table and name."""
    rows = connection.exec_driver_sql(_ALWAYS_FIRING)
    return {(table, name): (kind, body.strip()) for table, name, kind, body in rows}


_ALWAYS_FIRING: Final = """
    SELECT relname, tgname, tgtype, prosrc
    FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE NOT tgisinternal AND tgenabled = 'A' AND tgqual IS NULL AND tgattr::text = ''
        AND pg_table_is_visible(tgrelid)
"""
"""Neither disabled, nor for some columns or rows only."""

_EACH_ROW, _BEFORE, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 8, 16, 32
"""The bits of PostgreSQL's ``tgtype``."""


def _wanted(table: str, *, sqlite: bool) -> dict[str, object]:
    if sqlite:
        return {f"{table}_no_{kind}": _sqlite_trigger(table, kind) for kind in ("update", "delete")}
    body = _refusal(table)
    return {
        f"{table}_no_change": (_EACH_ROW | _BEFORE | _DELETE | _UPDATE, body),
        f"{table}_no_truncate": (_BEFORE | _TRUNCATE, body),
    }


def _statements(table: str, *, sqlite: bool) -> list[str]:
    return _sqlite(table) if sqlite else _postgresql(table)


def _sqlite(table: str) -> list[str]:
    return [
        statement
        for kind in ("update", "delete")
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_no_{kind}",
            _sqlite_trigger(table, kind),
        )
    ]


def _sqlite_trigger(table: str, kind: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{kind} BEFORE {kind.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: facts are never changed, reverse them'); END"
    )


def _postgresql(table: str) -> list[str]:
    function = f"refuse_{table}_change"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"{_refusal(table)} $$",
        f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate",
    ]


def _refusal(table: str) -> str:
    return f"BEGIN RAISE EXCEPTION '{table}: facts are never changed, reverse them'; END"
