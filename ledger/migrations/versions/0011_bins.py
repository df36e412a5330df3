"""Where people found items is remembered; and of which files, counted by whom, a count is made."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

revision = "0011"
down_revision = "0010"

INT = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    _bins()
    _count_file()


def _bins() -> None:
    op.create_table(
        "bin",
        Column("id", INT, primary_key=True),
        Column("location_id", INT, ForeignKey("location.id"), nullable=False),
        Column("code", Text(), nullable=False),
        UniqueConstraint("location_id", "code", name="bin_code"),
        sqlite_strict=True,
    )
    op.create_table(
        "count_bin",
        Column("item_id", INT, ForeignKey("item.id"), nullable=False),
        Column("bin_id", INT, ForeignKey("bin.id"), nullable=False),
        Column("count_id", INT, ForeignKey("stock_count.id"), nullable=False),
        Column("counted", INT, nullable=False),
        PrimaryKeyConstraint("item_id", "bin_id", "count_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bin_emptied",
        Column("sequence", INT, primary_key=True, autoincrement=False),
        Column("bin_id", INT, ForeignKey("bin.id"), nullable=False),
        Column("item_id", INT, ForeignKey("item.id"), nullable=True),
        Column("at", INT, nullable=False),
        Column("said_at", INT, nullable=False),
        Column("actor", Text(), nullable=False),
        sqlite_strict=True,
    )
    op.create_index("bin_emptied_bin", "bin_emptied", ["bin_id"])


def _count_file() -> None:
    """Until now every count was one file, counted by its uploader as far as anybody said."""
    op.create_table(
        "count_file",
        Column("count_id", INT, ForeignKey("stock_count.id"), nullable=False),
        Column("number", INT, nullable=False),
        Column("first_count", INT, ForeignKey("stock_count.id"), nullable=False),
        Column("file_name", Text(), nullable=False),
        Column("digest", Text(), nullable=False),
        Column("counted_by", Text(), nullable=False),
        PrimaryKeyConstraint("count_id", "number"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO count_file (count_id, number, first_count, file_name, digest, counted_by) "
        "SELECT id, 1, id, file_name, digest, uploaded_by FROM stock_count"
    )
