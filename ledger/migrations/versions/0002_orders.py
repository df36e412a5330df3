"""Channels, and the orders that are read from them."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    text,
)

revision = "0002"
down_revision = "0001"

INT = BigInteger().with_variant(Integer(), "sqlite")
TEXT = Text()


def upgrade() -> None:
    _channel()
    _lease()
    _sales_order()
    _order_line()
    _position()
    _unreadable_order()


def _channel() -> None:
    op.create_table(
        "channel",
        Column("id", INT, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("cursor", TEXT, nullable=False),
        Column("pulled_at", INT, nullable=True),
        Column("allowed_at", INT, nullable=True),
        Column("paused_at", INT, nullable=True),
        Column("brake", TEXT, nullable=False),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("name"),
        sqlite_strict=True,
    )


def _lease() -> None:
    op.create_table(
        "lease",
        Column("channel_id", INT, nullable=False),
        Column("holder", TEXT, nullable=False),
        Column("fence", INT, nullable=False),
        Column("expires_at", INT, nullable=False),
        ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        PrimaryKeyConstraint("channel_id"),
        sqlite_strict=True,
    )


def _sales_order() -> None:
    op.create_table(
        "sales_order",
        Column("id", INT, autoincrement=False, nullable=False),
        Column("channel_id", INT, nullable=False),
        Column("order_id", TEXT, nullable=False),
        Column("status", TEXT, nullable=False),
        Column("placed_at", INT, nullable=False),
        Column("stamp", INT, nullable=True),
        Column("read_at", INT, nullable=False),
        Column("answered_at", INT, nullable=False),
        Column("digest", TEXT, nullable=False),
        Column("missing_since", INT, nullable=True),
        ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("channel_id", "order_id", name="sales_order_key"),
        sqlite_strict=True,
    )


def _order_line() -> None:
    op.create_table(
        "order_line",
        Column("id", INT, autoincrement=False, nullable=False),
        Column("order_ref", INT, nullable=False),
        Column("line_id", TEXT, nullable=False),
        Column("listing_id", TEXT, nullable=False),
        Column("sku", TEXT, nullable=False),
        Column("components", TEXT, nullable=True),
        Column("parked_as", TEXT, nullable=True),
        Column("unclear", INT, nullable=False),
        Column("state", TEXT, nullable=False),
        Column("number", INT, nullable=False),
        Column("waiting", INT, nullable=False),
        Column("taken", INT, nullable=False),
        Column("reserved", INT, nullable=False),
        ForeignKeyConstraint(
            ["order_ref"],
            ["sales_order.id"],
        ),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("order_ref", "line_id", name="order_line_key"),
        sqlite_strict=True,
    )
    op.create_index(
        "order_line_open",
        "order_line",
        ["listing_id"],
        unique=False,
        sqlite_where=text("unclear > 0 OR waiting > 0 OR parked_as IS NOT NULL"),
        postgresql_where=text("unclear > 0 OR waiting > 0 OR parked_as IS NOT NULL"),
    )


def _position() -> None:
    op.create_table(
        "position",
        Column("line_id", INT, nullable=False),
        Column("place_id", INT, nullable=False),
        Column("quantity", INT, nullable=False),
        ForeignKeyConstraint(
            ["line_id"],
            ["order_line.id"],
        ),
        ForeignKeyConstraint(
            ["place_id"],
            ["place.id"],
        ),
        PrimaryKeyConstraint("line_id", "place_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _unreadable_order() -> None:
    op.create_table(
        "unreadable_order",
        Column("channel_id", INT, nullable=False),
        Column("order_id", TEXT, nullable=False),
        Column("problem", TEXT, nullable=False),
        Column("kept", TEXT, nullable=False),
        Column("first_read_at", INT, nullable=False),
        Column("read_at", INT, nullable=False),
        ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        PrimaryKeyConstraint("channel_id", "order_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
