"""Items say whom they are bought from; counts, who counted what, which tags, and which lots."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
)

revision = "0013"
down_revision = "0012"

INT = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    # Both engines add a column in place; Alembic would make the table anew.
    op.execute("ALTER TABLE item ADD COLUMN supplier TEXT NOT NULL DEFAULT ''")
    _numbered("count_counter", ("counted_by", Text()), ("items", LargeBinary()))
    _numbered("count_tag", ("prints", LargeBinary()))
    op.create_table(
        "count_lot",
        _of_count(),
        Column("item_id", INT, ForeignKey("item.id"), nullable=False),
        Column("number", INT, nullable=False),
        *(Column(name, Text(), nullable=False) for name in ("state", "lot", "expiry")),
        Column("counted", INT, nullable=False),
        PrimaryKeyConstraint("count_id", "item_id", "number"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _numbered(table: str, *columns: tuple[str, Text | LargeBinary]) -> None:
    op.create_table(
        table,
        _of_count(),
        Column("number", INT, nullable=False),
        *(Column(name, kind, nullable=False) for name, kind in columns),
        PrimaryKeyConstraint("count_id", "number"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _of_count() -> "Column[int]":
    return Column("count_id", INT, ForeignKey("stock_count.id"), nullable=False)
