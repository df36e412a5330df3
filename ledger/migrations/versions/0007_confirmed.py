"""A person's word lets changes pass the brake, and another level rule makes all numbers due.

An item that orders alone have moved is no longer pushed. Whatever was pushed until now still is.
"""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0007"
down_revision = "0006"

INT = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("channel", Column("confirmed", INT, nullable=True))
    op.add_column("channel", Column("offered", Text(), nullable=True))
    op.execute(
        "INSERT INTO balance (item_id, place_id, quantity) "
        "SELECT DISTINCT balance.item_id, place.id, 0 FROM balance "
        "JOIN place ON place.name = 'opening' WHERE NOT EXISTS (SELECT 1 FROM balance AS known "
        "WHERE known.item_id = balance.item_id AND known.place_id = place.id)"
    )
