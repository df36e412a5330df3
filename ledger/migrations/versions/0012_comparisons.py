"""What a count differed by is kept while it is not posted, so that looking at it is quick."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary

revision = "0012"
down_revision = "0011"

INT = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "count_comparison",
        Column(
            "count_id", INT, ForeignKey("stock_count.id"), primary_key=True, autoincrement=False
        ),
        Column("sequence", INT, nullable=False),
        Column("found", INT, nullable=False),
        Column("content", LargeBinary(), nullable=False),
        sqlite_strict=True,
    )
