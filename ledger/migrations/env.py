"""Alembic's entry: the connection and its transaction come from ledger.migrations.upgrade."""

from alembic import context
from sqlmodel import SQLModel

import ledger.tables  # noqa: F401  # fills SQLModel.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
context.run_migrations()
