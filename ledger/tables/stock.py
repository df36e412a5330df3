"""Items, places, movements and their balances."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from ledger.tables.columns import KEYED, STRICT, integer, new_id, own_id, string


class Counter(SQLModel, table=True):
    """The one ledger counter, in one row. Its lock makes writers take turns on PostgreSQL."""

    __table_args__ = (CheckConstraint("id = 1", name="counter_single"), STRICT)
    id: int = own_id()
    sequence: int = integer()


class Item(SQLModel, table=True):
    """``assembly``: see ledger.said.Assembly. ``stocked`` 0: its lines post and park nothing."""

    __table_args__ = (
        CheckConstraint("sku <> ''", name="item_sku"),
        CheckConstraint("pack_size > 0", name="item_pack_size"),
        CheckConstraint("stocked IN (0, 1)", name="item_stocked"),
        Index(
            "item_uncounted",
            "id",
            sqlite_where=text("stocked <> 1 OR assembly = 'components'"),
            postgresql_where=text("stocked <> 1 OR assembly = 'components'"),
        ),
        STRICT,
    )
    id: int | None = new_id()
    sku: str = string(unique=True)
    name: str = string(default="")
    category: str = string(default="")
    supplier: str = string(default="", sa_column_kwargs={"server_default": text("''")})
    pack_size: int = integer(default=1)
    unit_cost: int | None = integer(default=None)
    stocked: int = integer(default=1)
    assembly: str = string(default="none")
    created_at: int = integer()


class Barcode(SQLModel, table=True):
    """One code means one item. ``units``: for how many it stands; null: as its number says."""

    __table_args__ = (
        CheckConstraint("units > 0", name="barcode_units"),
        Index(
            "barcode_with_units",
            "code",
            sqlite_where=text("units IS NOT NULL"),
            postgresql_where=text("units IS NOT NULL"),
        ),
        KEYED,
    )
    code: str = string(primary_key=True)
    item_id: int = integer(foreign_key="item.id", index=True)
    units: int | None = integer(default=None)


class Recipe(SQLModel, table=True):
    """What a kit consists of from ``holds_from`` on."""

    __table_args__ = (UniqueConstraint("item_id", "holds_from", name="recipe_instant"), STRICT)
    id: int | None = new_id()
    item_id: int = integer(foreign_key="item.id")
    holds_from: int = integer()


class RecipePart(SQLModel, table=True):
    __tablename__ = "recipe_part"
    __table_args__ = (CheckConstraint("quantity > 0", name="recipe_part_quantity"), KEYED)
    recipe_id: int = integer(foreign_key="recipe.id", primary_key=True)
    component_id: int = integer(foreign_key="item.id", primary_key=True, index=True)
    quantity: int = integer()


class Location(SQLModel, table=True):
    """``opening_at``: since when its goods are in the book; null until opening stock is taken."""

    __table_args__ = (CheckConstraint("kind IN ('own', 'external')", name="location_kind"), STRICT)
    id: int | None = new_id()
    code: str = string(unique=True)
    kind: str = string(default="own")
    time_zone: str = string()
    opening_at: int | None = integer(default=None)


class PlaceRow(SQLModel, table=True):
    __tablename__ = "place"
    __table_args__ = (STRICT,)
    id: int | None = new_id()
    name: str = string(unique=True)
    location_id: int | None = integer(default=None, foreign_key="location.id")
    state: str | None = string(default=None)


class MovementRow(SQLModel, table=True):
    """``sequence`` comes from the ledger counter. ``claimed_at``: the future instant once claimed.

    The covering index answers history and as-of questions without touching the rows.
    """

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="movement_quantity"),
        CheckConstraint("source_id <> destination_id", name="movement_places"),
        CheckConstraint("occurred_at <= recorded_at", name="movement_instants"),
        Index(
            "movement_levels",
            "item_id",
            "occurred_at",
            "source_id",
            "destination_id",
            "quantity",
            "recorded_at",
        ),
        STRICT,
    )
    sequence: int = own_id()
    key: str = string(unique=True)
    item_id: int = integer(foreign_key="item.id")
    quantity: int = integer()
    source_id: int = integer(foreign_key="place.id")
    destination_id: int = integer(foreign_key="place.id")
    occurred_at: int = integer()
    recorded_at: int = integer()
    claimed_at: int | None = integer(default=None)
    earliest_at: int | None = integer(default=None)
    line_id: int | None = integer(default=None)
    actor: str = string()
    reason: str = string()
    reference: str = string()
    lot: str = string()
    expiry: str | None = string(default=None)
    unit_cost: int | None = integer(default=None)


class Balance(SQLModel, table=True):
    """The sum of an item's movements at a place, kept in their transaction."""

    __table_args__ = (KEYED,)
    item_id: int = integer(primary_key=True, foreign_key="item.id")
    place_id: int = integer(primary_key=True, foreign_key="place.id")
    quantity: int = integer()


class Packing(SQLModel, table=True):
    """Changes of the packed part of committed, by order line, so that it too has an as-of."""

    __table_args__ = (Index("packing_item", "item_id", "location_id"), STRICT)
    sequence: int = own_id()
    line_id: int = integer()
    item_id: int = integer(foreign_key="item.id")
    location_id: int = integer(foreign_key="location.id")
    delta: int = integer()
    occurred_at: int = integer()
    recorded_at: int = integer()
