"""An item may say whom it is bought from."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # Both engines add a column in place; Alembic would make the table anew.
    op.execute("ALTER TABLE item ADD COLUMN supplier TEXT NOT NULL DEFAULT ''")
