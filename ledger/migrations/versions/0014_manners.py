"""How quantities and dates of a sheet are written is remembered, and all of that taken back.

A count may be complete for the items of one supplier.
"""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text

revision = "0014"
down_revision = "0013"

INT = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    # Both engines add a column in place; Alembic would make the table anew.
    op.execute("ALTER TABLE count_mapping ADD COLUMN decimal_mark TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE count_mapping ADD COLUMN date_order TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE stock_count ADD COLUMN supplier TEXT")
    op.create_table(
        "count_mapping_gone",
        Column("sequence", INT, primary_key=True, autoincrement=False),
        Column("location_id", INT, ForeignKey("location.id"), nullable=False),
        Column("digest", Text(), nullable=False),
        Column("at", INT, nullable=False),
        Column("actor", Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("count_mapping_gone_headings", "count_mapping_gone", ["location_id", "digest"])
