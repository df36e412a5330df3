"""Items, locations, movements and their balances."""

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

revision = "0001"
down_revision = None

INT = BigInteger().with_variant(Integer(), "sqlite")
TEXT = Text()


def upgrade() -> None:
    _counter()
    _item()
    _barcode()
    _recipe()
    _recipe_part()
    _location()
    _place()
    _movement()
    _balance()
    _packing()
    _incident()
    op.execute("INSERT INTO counter (id, sequence) VALUES (1, 0)")
    for outside in ("supplier", "customer", "loss", "production", "opening"):
        op.execute(f"INSERT INTO place (name) VALUES ('{outside}')")


def _counter() -> None:
    op.create_table(
        "counter",
        Column("id", INT, autoincrement=False, nullable=False),
        Column("sequence", INT, nullable=False),
        CheckConstraint("id = 1", name="counter_single"),
        PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )


def _item() -> None:
    op.create_table(
        "item",
        Column("id", INT, nullable=False),
        Column("sku", TEXT, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("category", TEXT, nullable=False),
        Column("pack_size", INT, nullable=False),
        Column("unit_cost", INT, nullable=True),
        Column("stocked", INT, nullable=False),
        Column("assembly", TEXT, nullable=False),
        Column("created_at", INT, nullable=False),
        CheckConstraint("sku <> ''", name="item_sku"),
        CheckConstraint("pack_size > 0", name="item_pack_size"),
        CheckConstraint("stocked IN (0, 1)", name="item_stocked"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("sku"),
        sqlite_strict=True,
    )


def _barcode() -> None:
    op.create_table(
        "barcode",
        Column("code", TEXT, nullable=False),
        Column("item_id", INT, nullable=False),
        ForeignKeyConstraint(["item_id"], ["item.id"]),
        PrimaryKeyConstraint("code"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_barcode_item_id"), "barcode", ["item_id"], unique=False)


def _recipe() -> None:
    op.create_table(
        "recipe",
        Column("id", INT, nullable=False),
        Column("item_id", INT, nullable=False),
        Column("holds_from", INT, nullable=False),
        ForeignKeyConstraint(["item_id"], ["item.id"]),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("item_id", "holds_from", name="recipe_instant"),
        sqlite_strict=True,
    )


def _recipe_part() -> None:
    op.create_table(
        "recipe_part",
        Column("recipe_id", INT, nullable=False),
        Column("component_id", INT, nullable=False),
        Column("quantity", INT, nullable=False),
        CheckConstraint("quantity > 0", name="recipe_part_quantity"),
        ForeignKeyConstraint(["component_id"], ["item.id"]),
        ForeignKeyConstraint(["recipe_id"], ["recipe.id"]),
        PrimaryKeyConstraint("recipe_id", "component_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_recipe_part_component_id"), "recipe_part", ["component_id"], unique=False
    )


def _location() -> None:
    op.create_table(
        "location",
        Column("id", INT, nullable=False),
        Column("code", TEXT, nullable=False),
        Column("kind", TEXT, nullable=False),
        Column("time_zone", TEXT, nullable=False),
        Column("opening_at", INT, nullable=True),
        CheckConstraint("kind IN ('own', 'external')", name="location_kind"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("code"),
        sqlite_strict=True,
    )


def _place() -> None:
    op.create_table(
        "place",
        Column("id", INT, nullable=False),
        Column("name", TEXT, nullable=False),
        Column("location_id", INT, nullable=True),
        Column("state", TEXT, nullable=True),
        ForeignKeyConstraint(["location_id"], ["location.id"]),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("name"),
        sqlite_strict=True,
    )


def _movement() -> None:
    op.create_table(
        "movement",
        Column("sequence", INT, autoincrement=False, nullable=False),
        Column("key", TEXT, nullable=False),
        Column("item_id", INT, nullable=False),
        Column("quantity", INT, nullable=False),
        Column("source_id", INT, nullable=False),
        Column("destination_id", INT, nullable=False),
        Column("occurred_at", INT, nullable=False),
        Column("recorded_at", INT, nullable=False),
        Column("claimed_at", INT, nullable=True),
        Column("earliest_at", INT, nullable=True),
        Column("line_id", INT, nullable=True),
        Column("actor", TEXT, nullable=False),
        Column("reason", TEXT, nullable=False),
        Column("reference", TEXT, nullable=False),
        Column("lot", TEXT, nullable=False),
        Column("expiry", TEXT, nullable=True),
        Column("unit_cost", INT, nullable=True),
        CheckConstraint("occurred_at <= recorded_at", name="movement_instants"),
        CheckConstraint("quantity > 0", name="movement_quantity"),
        CheckConstraint("source_id <> destination_id", name="movement_places"),
        ForeignKeyConstraint(["destination_id"], ["place.id"]),
        ForeignKeyConstraint(["item_id"], ["item.id"]),
        ForeignKeyConstraint(["source_id"], ["place.id"]),
        PrimaryKeyConstraint("sequence"),
        UniqueConstraint("key"),
        sqlite_strict=True,
    )
    op.create_index(
        "movement_levels",
        "movement",
        ["item_id", "occurred_at", "source_id", "destination_id", "quantity", "recorded_at"],
        unique=False,
    )


def _balance() -> None:
    op.create_table(
        "balance",
        Column("item_id", INT, nullable=False),
        Column("place_id", INT, nullable=False),
        Column("quantity", INT, nullable=False),
        ForeignKeyConstraint(["item_id"], ["item.id"]),
        ForeignKeyConstraint(["place_id"], ["place.id"]),
        PrimaryKeyConstraint("item_id", "place_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _packing() -> None:
    op.create_table(
        "packing",
        Column("sequence", INT, autoincrement=False, nullable=False),
        Column("line_id", INT, nullable=False),
        Column("item_id", INT, nullable=False),
        Column("location_id", INT, nullable=False),
        Column("delta", INT, nullable=False),
        Column("occurred_at", INT, nullable=False),
        Column("recorded_at", INT, nullable=False),
        ForeignKeyConstraint(["item_id"], ["item.id"]),
        ForeignKeyConstraint(["location_id"], ["location.id"]),
        PrimaryKeyConstraint("sequence"),
        sqlite_strict=True,
    )
    op.create_index("packing_item", "packing", ["item_id", "location_id"], unique=False)


def _incident() -> None:
    op.create_table(
        "incident",
        Column("id", INT, nullable=False),
        Column("kind", TEXT, nullable=False),
        Column("subject", TEXT, nullable=False),
        Column("text", TEXT, nullable=False),
        Column("times", INT, nullable=False),
        Column("opened_at", INT, nullable=False),
        Column("seen_at", INT, nullable=False),
        Column("resolved_at", INT, nullable=True),
        Column("resolved_by", TEXT, nullable=False),
        PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "incident_open",
        "incident",
        ["kind", "subject"],
        unique=True,
        sqlite_where=text("resolved_at IS NULL"),
        postgresql_where=text("resolved_at IS NULL"),
    )
