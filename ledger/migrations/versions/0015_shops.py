"""Channels remember which shop their orders are of."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("channel", Column("shop", Text(), nullable=True))
