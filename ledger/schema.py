"""Which schema this program needs, and whether a database has it."""

from typing import Final

from sqlalchemy import Connection, inspect

from ledger.errors import NotReady

SCHEMA_HEAD: Final = "0018"
"""The migration that this program needs; a test compares it with the migrations."""


def require_schema(connection: Connection) -> None:
    """Raises NotReady unless the database has exactly this program's schema."""
    if not inspect(connection).has_table("alembic_version"):
        raise NotReady("the database is empty; run `stockbook init` to create it")
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if version != SCHEMA_HEAD:
        newer = version is not None and version > SCHEMA_HEAD
        remedy = "use the newer Stockbook that made it" if newer else "run `stockbook init`"
        raise NotReady(
            f"the database has schema {version}, this program needs {SCHEMA_HEAD}; {remedy}"
        )
