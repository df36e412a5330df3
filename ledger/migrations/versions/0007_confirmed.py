"""A person's word lets changes pass the brake, and another level rule makes all numbers due."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0007"
down_revision = "0006"

INT = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("channel", Column("confirmed", INT, nullable=True))
    op.add_column("channel", Column("offered", Text(), nullable=True))
