"""Of which class A, B or C its items were is kept with a count that is judged by class."""

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Text

revision = "0018"
down_revision = "0017"

INT = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "count_class",
        Column(
            "count_id", INT, ForeignKey("stock_count.id"), primary_key=True, autoincrement=False
        ),
        Column("class_by", Text(), nullable=False),
        *(
            Column(name, INT, nullable=False)
            for name in ("moved_since", "moved_until", "a_percent", "b_percent")
        ),
        Column("letters", LargeBinary(), nullable=False),
        sqlite_strict=True,
    )
