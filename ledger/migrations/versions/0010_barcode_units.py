"""A barcode of ours may stand for several units, as that on a case does."""

from alembic import op
from sqlalchemy import text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # Both engines add a column with its check in place; Alembic would make the table anew.
    integer = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        text(
            f"ALTER TABLE barcode ADD COLUMN units {integer} "
            "CONSTRAINT barcode_units CHECK (units > 0)"
        )
    )
    op.create_index(
        "barcode_with_units",
        "barcode",
        ["code"],
        unique=False,
        sqlite_where=text("units IS NOT NULL"),
        postgresql_where=text("units IS NOT NULL"),
    )
