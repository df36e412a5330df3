"""Create or upgrade a database, all or nothing, and make sure that its triggers stand.

Runs on our own engine with its transaction hooks: with a driver's defaults a failing migration
leaves a half-made table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlmodel import SQLModel

import ledger.tables  # noqa: F401  # fills SQLModel.metadata
from ledger.engines import translated
from ledger.errors import NotReady
from ledger.triggers import make_triggers, require_triggers

SCRIPTS: Final = Path(__file__).parent
"""Where env.py and the versions are; a test may bring its own."""


def upgrade(engine: Engine, *, revision: str = "head", scripts: Path = SCRIPTS) -> None:
    """Bring the database to ``revision``. Raises LedgerError, and changes nothing, if it cannot.

    Only a mistake in a migration itself raises what the driver says of it; it changes nothing
    either.
    """
    with translated(engine):
        writer = engine.execution_options(stockbook_writes=True)
        with writer.connect() as connection, _unchecked(connection), connection.begin():
            _take_turn(connection)
            _require_ours(connection, scripts)
            before = _version(connection)
            command.upgrade(alembic_config(connection, scripts=scripts), revision)
            if _version(connection) != before:
                _require_references(connection)
            make_triggers(connection)
            require_triggers(connection)
        if engine.dialect.name == "sqlite":
            _write_ahead(engine)


def alembic_config(connection: Connection, *, scripts: Path = SCRIPTS) -> Config:
    config = _config(scripts)
    config.attributes["connection"] = connection
    return config


def _config(scripts: Path) -> Config:
    config = Config()
    # The value may refer to others by %(name)s, so a percent sign of the path is doubled.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _write_ahead(engine: Engine) -> None:
    """Readers and the writer do not block each other. A property of the file, so set here once."""
    driver_connection = engine.raw_connection()
    try:
        driver_connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        driver_connection.close()


@contextmanager
def _unchecked(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table by dropping it, which references to it would forbid meanwhile.

    The pragma has no effect within a transaction, so it stands around it.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        cursor.execute("PRAGMA foreign_keys = ON")


def _take_turn(connection: Connection) -> None:
    """Two `init` at once on PostgreSQL: the second waits and finds the work done."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7067)")


def _require_ours(connection: Connection, scripts: Path) -> None:
    """Raises NotReady for a database that another program, or a newer one, has made."""
    version = _version(connection)
    known = {one.revision for one in ScriptDirectory.from_config(_config(scripts)).walk_revisions()}
    if version is not None and version not in known:
        raise NotReady(
            f"the database has schema {version}, which this program does not know (its newest is "
            f"{max(known)}); use the newer Stockbook that made it"
        )
    foreign = sorted(set(inspect(connection).get_table_names()) & set(SQLModel.metadata.tables))
    if version is None and foreign:
        raise NotReady(
            f"the database holds tables of another program ({', '.join(foreign)}); "
            "give Stockbook a database of its own"
        )


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _require_references(connection: Connection) -> None:
    """What was not checked while tables were rebuilt."""
    if connection.dialect.name == "sqlite":
        lost = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        if lost:
            raise NotReady(f"rows of {', '.join(sorted(lost))} refer to rows that are not there")
