"""Create or upgrade a database, all or nothing, and make sure that its triggers stand.

Runs on our own engine with its transaction hooks: with a driver's defaults a failing migration
leaves a half-made table.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from ledger.triggers import make_triggers, require_triggers


def upgrade(engine: Engine, *, revision: str = "head") -> None:
    """Bring the database to ``revision``. Raises LedgerError, and changes nothing, if it cannot."""
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    writer = engine.execution_options(stockbook_writes=True)
    with writer.begin() as connection:
        _take_turn(connection)
        command.upgrade(alembic_config(connection), revision)
        make_triggers(connection)
        require_triggers(connection)


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _write_ahead(engine: Engine) -> None:
    """Readers and the writer do not block each other. A property of the file, so set here once."""
    driver_connection = engine.raw_connection()
    try:
        driver_connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        driver_connection.close()


def _take_turn(connection: Connection) -> None:
    """Two `init` at once on PostgreSQL: the second waits and finds the work done."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7067)")
