"""Listings, the stock keys that carry their numbers, and every write to them."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    text,
)

revision = "0003"
down_revision = "0002"

INT = BigInteger().with_variant(Integer(), "sqlite")
TEXT = Text()


def upgrade() -> None:
    _stock_key()
    _listing()
    _link()
    _taken_change()
    _push_record()


def _stock_key() -> None:
    op.create_table(
        "stock_key",
        Column("id", INT, nullable=False),
        Column("channel_id", INT, nullable=False),
        Column("inventory_id", TEXT, nullable=False),
        Column("location", TEXT, nullable=False),
        Column("due", INT, nullable=False),
        Column("touched", INT, nullable=False),
        Column("guard", TEXT, nullable=False),
        Column("unsettled", INT, nullable=False),
        Column("sent", INT, nullable=True),
        Column("confirmed_at", INT, nullable=True),
        Column("handling", TEXT, nullable=False),
        CheckConstraint(
            "handling IN ('managed', 'paused', 'left_alone')", name="stock_key_handling"
        ),
        ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("channel_id", "inventory_id", "location", name="stock_key_name"),
        sqlite_strict=True,
    )
    op.create_index(
        "stock_key_work",
        "stock_key",
        ["channel_id"],
        unique=False,
        sqlite_where=text("due > 0 OR unsettled = 1"),
        postgresql_where=text("due > 0 OR unsettled = 1"),
    )


def _listing() -> None:
    op.create_table(
        "listing",
        Column("id", INT, nullable=False),
        Column("channel_id", INT, nullable=False),
        Column("listing_id", TEXT, nullable=False),
        Column("sku", TEXT, nullable=False),
        Column("title", TEXT, nullable=False),
        Column("barcode", TEXT, nullable=False),
        Column("stock_key_id", INT, nullable=True),
        Column("item_id", INT, nullable=True),
        Column("factor", INT, nullable=False),
        Column("seen_at", INT, nullable=False),
        Column("problem", TEXT, nullable=False),
        CheckConstraint("factor > 0", name="listing_factor"),
        ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        ForeignKeyConstraint(
            ["stock_key_id"],
            ["stock_key.id"],
        ),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("channel_id", "listing_id", name="listing_name"),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_listing_item_id"), "listing", ["item_id"], unique=False)
    op.create_index(op.f("ix_listing_stock_key_id"), "listing", ["stock_key_id"], unique=False)


def _link() -> None:
    op.create_table(
        "link",
        Column("sequence", INT, autoincrement=False, nullable=False),
        Column("listing_ref", INT, nullable=False),
        Column("item_id", INT, nullable=True),
        Column("factor", INT, nullable=False),
        Column("at", INT, nullable=False),
        Column("actor", TEXT, nullable=False),
        ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        ForeignKeyConstraint(
            ["listing_ref"],
            ["listing.id"],
        ),
        PrimaryKeyConstraint("sequence"),
        sqlite_strict=True,
    )
    op.create_index("link_listing", "link", ["listing_ref", "sequence"], unique=False)


def _taken_change() -> None:
    op.create_table(
        "taken_change",
        Column("sequence", INT, autoincrement=False, nullable=False),
        Column("stock_key_id", INT, nullable=False),
        Column("taken", INT, nullable=False),
        Column("reserved", INT, nullable=False),
        Column("recorded_at", INT, nullable=False),
        ForeignKeyConstraint(
            ["stock_key_id"],
            ["stock_key.id"],
        ),
        PrimaryKeyConstraint("sequence"),
        sqlite_strict=True,
    )
    op.create_index("taken_change_key", "taken_change", ["stock_key_id", "sequence"], unique=False)


def _push_record() -> None:
    op.create_table(
        "push_record",
        Column("id", INT, nullable=False),
        Column("stock_key_id", INT, nullable=False),
        Column("at", INT, nullable=False),
        Column("wanted", INT, nullable=False),
        Column("sent", INT, nullable=False),
        Column("compared", INT, nullable=True),
        Column("outcome", TEXT, nullable=False),
        Column("detail", TEXT, nullable=False),
        Column("reasons", TEXT, nullable=False),
        ForeignKeyConstraint(
            ["stock_key_id"],
            ["stock_key.id"],
        ),
        PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("push_record_key", "push_record", ["stock_key_id", "id"], unique=False)
