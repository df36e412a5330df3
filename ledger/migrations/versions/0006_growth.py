"""What every cycle asks is found at once, however many orders lie behind."""

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index("position_place", "position", ["place_id"], unique=False)
    op.create_index(
        "taken_change_reserved",
        "taken_change",
        ["stock_key_id"],
        unique=False,
        sqlite_where=text("reserved <> 0"),
        postgresql_where=text("reserved <> 0"),
    )
