"""Alembic's entry: the connection and its transaction come from ledger.migrations.upgrade."""

from alembic import context
from sqlmodel import SQLModel

import ledger.count_tables  # noqa: F401  # with ledger.tables it fills SQLModel.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
context.run_migrations()
