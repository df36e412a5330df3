"""Physical counts: what was found, what was decided, and what is posted of it."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
)

revision = "0004"
down_revision = "0003"

INT = BigInteger().with_variant(Integer(), "sqlite")
TEXT = Text()


def upgrade() -> None:
    _stock_count()
    _count_block()
    _count_decision()
    _count_line()


def _stock_count() -> None:
    op.create_table(
        "stock_count",
        Column("id", INT, nullable=False),
        Column("location_id", INT, nullable=False),
        Column("file_name", TEXT, nullable=False),
        Column("digest", TEXT, nullable=False),
        Column("counted_from", INT, nullable=False),
        Column("counted_at", INT, nullable=False),
        Column("packed_counted", INT, nullable=True),
        Column("damaged_counted", INT, nullable=True),
        Column("complete", INT, nullable=False),
        Column("category", TEXT, nullable=True),
        Column("lines", INT, nullable=False),
        Column("uploaded_at", INT, nullable=False),
        Column("uploaded_by", TEXT, nullable=False),
        Column("approved_at", INT, nullable=True),
        Column("approved_by", TEXT, nullable=False),
        Column("posted_at", INT, nullable=True),
        Column("posted_by", TEXT, nullable=False),
        Column("reversed_at", INT, nullable=True),
        Column("reversed_by", TEXT, nullable=False),
        CheckConstraint("counted_from <= counted_at", name="stock_count_span"),
        ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
        ),
        PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("stock_count_file", "stock_count", ["digest"], unique=False)


def _count_block() -> None:
    op.create_table(
        "count_block",
        Column("count_id", INT, nullable=False),
        Column("first_item", INT, nullable=False),
        Column("last_item", INT, nullable=False),
        Column("content", LargeBinary(), nullable=False),
        ForeignKeyConstraint(
            ["count_id"],
            ["stock_count.id"],
        ),
        PrimaryKeyConstraint("count_id", "first_item"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _count_decision() -> None:
    op.create_table(
        "count_decision",
        Column("sequence", INT, autoincrement=False, nullable=False),
        Column("count_id", INT, nullable=False),
        Column("line", INT, nullable=False),
        Column("decision", TEXT, nullable=False),
        Column("difference", INT, nullable=False),
        Column("at", INT, nullable=False),
        Column("actor", TEXT, nullable=False),
        ForeignKeyConstraint(
            ["count_id"],
            ["stock_count.id"],
        ),
        PrimaryKeyConstraint("sequence"),
        sqlite_strict=True,
    )
    op.create_index("count_decision_line", "count_decision", ["count_id", "line"], unique=False)


def _count_line() -> None:
    op.create_table(
        "count_line",
        Column("count_id", INT, nullable=False),
        Column("line", INT, nullable=False),
        Column("item_id", INT, nullable=False),
        Column("sheet_row", INT, nullable=True),
        Column("counted_at", INT, nullable=False),
        Column("expected", INT, nullable=False),
        Column("counted", INT, nullable=False),
        Column("variance", INT, nullable=False),
        Column("ruled", INT, nullable=False),
        Column("revision", INT, nullable=False),
        Column("ruled_revision", INT, nullable=False),
        Column("status", TEXT, nullable=False),
        Column("reason", TEXT, nullable=False),
        CheckConstraint(
            "status IN ('posted', 'reopened', 'recount', 'reversed')", name="count_line_status"
        ),
        ForeignKeyConstraint(
            ["count_id"],
            ["stock_count.id"],
        ),
        ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        PrimaryKeyConstraint("count_id", "line"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("count_line_item", "count_line", ["item_id"], unique=False)
