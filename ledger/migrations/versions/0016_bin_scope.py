"""A count may be complete for bins, and says which of its rows stand in which of its files."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    # Both engines add a column in place; Alembic would make the table anew.
    integer = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute("ALTER TABLE stock_count ADD COLUMN complete_bins TEXT")
    op.execute(f"ALTER TABLE count_file ADD COLUMN rows_above {integer}")
    op.execute(f"ALTER TABLE count_file ADD COLUMN last_row {integer}")
