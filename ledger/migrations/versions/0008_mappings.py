"""What people say of the headings of their count sheets is kept."""

from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, Text

revision = "0008"
down_revision = "0007"

INT = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "count_mapping",
        Column("sequence", INT, primary_key=True, autoincrement=False),
        Column("count_id", INT, ForeignKey("stock_count.id"), nullable=False),
        Column("location_id", INT, ForeignKey("location.id"), nullable=False),
        Column("digest", Text(), nullable=False),
        Column("headings", Text(), nullable=False),
        Column("mapped", Text(), nullable=False),
        Column("told", INT, nullable=False),
        Column("at", INT, nullable=False),
        Column("actor", Text(), nullable=False),
        CheckConstraint("told IN (0, 1)", name="count_mapping_told"),
        sqlite_strict=True,
    )
    op.create_index("count_mapping_headings", "count_mapping", ["location_id", "digest"])
