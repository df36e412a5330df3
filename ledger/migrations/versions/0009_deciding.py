"""Counts decided by several people: reasons, recounts, confirmations, what was known at posting."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
)

revision = "0009"
down_revision = "0008"

INT = BigInteger().with_variant(Integer(), "sqlite")
TEXT = Text()


def upgrade() -> None:
    op.add_column("count_decision", Column("reason_code", TEXT, nullable=True))
    _count_recount()
    _count_confirmation()
    _count_line()


def _count_recount() -> None:
    op.create_table(
        "count_recount",
        Column("count_id", INT, nullable=False),
        Column("first_id", INT, nullable=False),
        Column("at", INT, nullable=False),
        Column("actor", TEXT, nullable=False),
        ForeignKeyConstraint(["count_id"], ["stock_count.id"]),
        ForeignKeyConstraint(["first_id"], ["stock_count.id"]),
        PrimaryKeyConstraint("count_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _count_confirmation() -> None:
    op.create_table(
        "count_confirmation",
        Column("sequence", INT, autoincrement=False, nullable=False),
        Column("count_id", INT, nullable=False),
        Column("differing", INT, nullable=False),
        Column("units", INT, nullable=False),
        Column("doubts", TEXT, nullable=False),
        Column("at", INT, nullable=False),
        Column("actor", TEXT, nullable=False),
        ForeignKeyConstraint(["count_id"], ["stock_count.id"]),
        PrimaryKeyConstraint("sequence"),
        sqlite_strict=True,
    )
    op.create_index("count_confirmation_count", "count_confirmation", ["count_id"], unique=False)


def _count_line() -> None:
    """Lines posted before this: accepted if a person said so, else small enough by themselves."""
    op.add_column("count_line", Column("unit_cost", INT, nullable=True))
    op.add_column("count_line", Column("passed", TEXT, nullable=True))
    op.add_column("count_line", Column("reason_code", TEXT, nullable=True))
    op.add_column("count_line", Column("first_difference", INT, nullable=True))
    op.execute(
        "UPDATE count_line SET passed = CASE WHEN EXISTS (SELECT 1 FROM count_decision AS said "
        "WHERE said.count_id = count_line.count_id AND said.line = count_line.line "
        "AND said.decision = 'accepted') THEN 'accepted' ELSE 'within_tolerance' END "
        "WHERE status <> 'recount' AND expected <> counted"
    )
