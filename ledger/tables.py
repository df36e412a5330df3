"""The tables, thin: columns, keys and CHECKs; no rule lives here but as a second check.

Every table is STRICT on SQLite. Instants are microseconds UTC, flags 0 or 1, money whole
millionths. Facts are only ever added; triggers (ledger.triggers) refuse anything else. Physical
counts have tables of their own (ledger.count_tables).
"""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

INT = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both engines; STRICT tables know only the name INTEGER."""

STRICT: dict[str, Any] = {"sqlite_strict": True}
KEYED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


_UNRESOLVED: dict[str, Any] = {
    "sqlite_where": text("resolved_at IS NULL"),
    "postgresql_where": text("resolved_at IS NULL"),
}


_NOT_PLAIN: dict[str, Any] = {
    "sqlite_where": text("unclear > 0 OR waiting > 0 OR parked_as IS NOT NULL"),
    "postgresql_where": text("unclear > 0 OR waiting > 0 OR parked_as IS NOT NULL"),
}
"""The few lines that somebody has to look at among millions."""

_RESERVES: dict[str, Any] = {
    "sqlite_where": text("reserved <> 0"),
    "postgresql_where": text("reserved <> 0"),
}
"""Most platforms never reserve; all that is reserved is added up at every push."""

_HAS_WORK: dict[str, Any] = {
    "sqlite_where": text("due > 0 OR unsettled = 1"),
    "postgresql_where": text("due > 0 OR unsettled = 1"),
}


def _int(**more: Any) -> Any:
    return Field(sa_type=INT, **more)


def _text(**more: Any) -> Any:
    return Field(sa_type=Text, **more)


def _id() -> Any:
    return Field(default=None, primary_key=True, sa_type=INT)


def _own_id() -> Any:
    """A primary key that the ledger numbers itself, under its one writer's lock."""
    return Field(primary_key=True, sa_type=INT, sa_column_kwargs={"autoincrement": False})


class Counter(SQLModel, table=True):
    """The one ledger counter, in one row. Its lock makes writers take turns on PostgreSQL."""

    __table_args__ = (CheckConstraint("id = 1", name="counter_single"), STRICT)
    id: int = _own_id()
    sequence: int = _int()


class Item(SQLModel, table=True):
    """``assembly``: see ledger.items.Assembly. ``stocked`` 0: its lines post and park nothing."""

    __table_args__ = (
        CheckConstraint("sku <> ''", name="item_sku"),
        CheckConstraint("pack_size > 0", name="item_pack_size"),
        CheckConstraint("stocked IN (0, 1)", name="item_stocked"),
        STRICT,
    )
    id: int | None = _id()
    sku: str = _text(unique=True)
    name: str = _text(default="")
    category: str = _text(default="")
    pack_size: int = _int(default=1)
    unit_cost: int | None = _int(default=None)
    stocked: int = _int(default=1)
    assembly: str = _text(default="none")
    created_at: int = _int()


class Barcode(SQLModel, table=True):
    """One code means one item."""

    __table_args__ = (KEYED,)
    code: str = _text(primary_key=True)
    item_id: int = _int(foreign_key="item.id", index=True)


class Recipe(SQLModel, table=True):
    """What a kit consists of from ``holds_from`` on."""

    __table_args__ = (UniqueConstraint("item_id", "holds_from", name="recipe_instant"), STRICT)
    id: int | None = _id()
    item_id: int = _int(foreign_key="item.id")
    holds_from: int = _int()


class RecipePart(SQLModel, table=True):
    __tablename__ = "recipe_part"
    __table_args__ = (CheckConstraint("quantity > 0", name="recipe_part_quantity"), KEYED)
    recipe_id: int = _int(foreign_key="recipe.id", primary_key=True)
    component_id: int = _int(foreign_key="item.id", primary_key=True, index=True)
    quantity: int = _int()


class Location(SQLModel, table=True):
    """``opening_at``: since when its goods are in the book; null until opening stock is taken."""

    __table_args__ = (CheckConstraint("kind IN ('own', 'external')", name="location_kind"), STRICT)
    id: int | None = _id()
    code: str = _text(unique=True)
    kind: str = _text(default="own")
    time_zone: str = _text()
    opening_at: int | None = _int(default=None)


class PlaceRow(SQLModel, table=True):
    __tablename__ = "place"
    __table_args__ = (STRICT,)
    id: int | None = _id()
    name: str = _text(unique=True)
    location_id: int | None = _int(default=None, foreign_key="location.id")
    state: str | None = _text(default=None)


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
    sequence: int = _own_id()
    key: str = _text(unique=True)
    item_id: int = _int(foreign_key="item.id")
    quantity: int = _int()
    source_id: int = _int(foreign_key="place.id")
    destination_id: int = _int(foreign_key="place.id")
    occurred_at: int = _int()
    recorded_at: int = _int()
    claimed_at: int | None = _int(default=None)
    earliest_at: int | None = _int(default=None)
    line_id: int | None = _int(default=None)
    actor: str = _text()
    reason: str = _text()
    reference: str = _text()
    lot: str = _text()
    expiry: str | None = _text(default=None)
    unit_cost: int | None = _int(default=None)


class Balance(SQLModel, table=True):
    """The sum of an item's movements at a place, kept in their transaction."""

    __table_args__ = (KEYED,)
    item_id: int = _int(primary_key=True, foreign_key="item.id")
    place_id: int = _int(primary_key=True, foreign_key="place.id")
    quantity: int = _int()


class Packing(SQLModel, table=True):
    """Changes of the packed part of committed, by order line, so that it too has an as-of."""

    __table_args__ = (Index("packing_item", "item_id", "location_id"), STRICT)
    sequence: int = _own_id()
    line_id: int = _int()
    item_id: int = _int(foreign_key="item.id")
    location_id: int = _int(foreign_key="location.id")
    delta: int = _int()
    occurred_at: int = _int()
    recorded_at: int = _int()


class Channel(SQLModel, table=True):
    """``pulled_at``: when the newest complete pull began. ``brake``: why pushing is stopped."""

    __table_args__ = (STRICT,)
    id: int | None = _id()
    name: str = _text(unique=True)
    cursor: str = _text(default="")
    pulled_at: int | None = _int(default=None)
    allowed_at: int | None = _int(default=None)
    paused_at: int | None = _int(default=None)
    brake: str = _text(default="")


class Lease(SQLModel, table=True):
    """Who works a channel. ``fence`` grows with every new holder."""

    __table_args__ = (STRICT,)
    channel_id: int = _int(primary_key=True, foreign_key="channel.id")
    holder: str = _text()
    fence: int = _int()
    expires_at: int = _int()


class Order(SQLModel, table=True):
    """The newest snapshot's marks. ``digest``: of its content, to know a replay at a glance."""

    __tablename__ = "sales_order"
    __table_args__ = (UniqueConstraint("channel_id", "order_id", name="sales_order_key"), STRICT)
    id: int = _own_id()
    channel_id: int = _int(foreign_key="channel.id")
    order_id: str = _text()
    status: str = _text()
    placed_at: int = _int()
    stamp: int | None = _int(default=None)
    read_at: int = _int()
    answered_at: int = _int()
    digest: str = _text()
    missing_since: int | None = _int(default=None)


class OrderLine(SQLModel, table=True):
    """``components``: the frozen resolution, JSON [[item id, units per listing], ...]; null while
    the line is parked, when ``parked_as`` keeps its snapshot. ``state``: JSON of what is believed.
    ``number``: the last posting number. ``held``: JSON [[channel location, taken, reserved], ...]
    as the stock keys were told; null for nothing.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_ref", "line_id", name="order_line_key"),
        Index("order_line_open", "listing_id", **_NOT_PLAIN),
        STRICT,
    )
    id: int = _own_id()
    order_ref: int = _int(foreign_key="sales_order.id")
    line_id: str = _text()
    listing_id: str = _text()
    sku: str = _text()
    components: str | None = _text(default=None)
    parked_as: str | None = _text(default=None)
    unclear: int = _int(default=0)
    state: str = _text()
    number: int = _int(default=0)
    waiting: int = _int(default=0)
    held: str | None = _text(default=None)


class Position(SQLModel, table=True):
    """What is posted of a line, in units of its listing; sums to zero over places.

    By place, open orders are found without walking through all orders.
    """

    __table_args__ = (Index("position_place", "place_id"), KEYED)
    line_id: int = _int(primary_key=True, foreign_key="order_line.id")
    place_id: int = _int(primary_key=True, foreign_key="place.id")
    quantity: int = _int()


class UnreadableOrder(SQLModel, table=True):
    """An order that could not be understood; ``kept`` is its payload without buyer's data."""

    __tablename__ = "unreadable_order"
    __table_args__ = (KEYED,)
    channel_id: int = _int(primary_key=True, foreign_key="channel.id")
    order_id: str = _text(primary_key=True)
    problem: str = _text()
    kept: str = _text()
    first_read_at: int = _int()
    read_at: int = _int()


class Incident(SQLModel, table=True):
    """What needs a person. One open incident per (kind, subject)."""

    __table_args__ = (
        Index("incident_open", "kind", "subject", unique=True, **_UNRESOLVED),
        STRICT,
    )
    id: int | None = _id()
    kind: str = _text()
    subject: str = _text()
    text: str = _text()
    times: int = _int(default=1)
    opened_at: int = _int()
    seen_at: int = _int()
    resolved_at: int | None = _int(default=None)
    resolved_by: str = _text(default="")


class StockKeyRow(SQLModel, table=True):
    """``due``, ``touched``: ledger sequences. ``guard``: JSON of ledger.push_state.KeyState.

    ``unsettled`` 1: the guard holds something that the next cycle must look at. ``sent``: the
    last number written, ``confirmed_at`` when a number was last known to stand there.
    """

    __tablename__ = "stock_key"
    __table_args__ = (
        UniqueConstraint("channel_id", "inventory_id", "location", name="stock_key_name"),
        CheckConstraint(
            "handling IN ('managed', 'paused', 'left_alone')", name="stock_key_handling"
        ),
        Index("stock_key_work", "channel_id", **_HAS_WORK),
        STRICT,
    )
    id: int | None = _id()
    channel_id: int = _int(foreign_key="channel.id")
    inventory_id: str = _text()
    location: str = _text(default="")
    due: int = _int(default=0)
    touched: int = _int(default=0)
    guard: str = _text(default="{}")
    unsettled: int = _int(default=1)
    sent: int | None = _int(default=None)
    confirmed_at: int | None = _int(default=None)
    handling: str = _text(default="managed")


class ListingRow(SQLModel, table=True):
    """What a channel sells. ``item_id`` null: not linked. ``inventory_id`` null: no number."""

    __tablename__ = "listing"
    __table_args__ = (
        UniqueConstraint("channel_id", "listing_id", name="listing_name"),
        CheckConstraint("factor > 0", name="listing_factor"),
        Index("listing_inventory", "channel_id", "inventory_id"),
        STRICT,
    )
    id: int | None = _id()
    channel_id: int = _int(foreign_key="channel.id")
    listing_id: str = _text()
    sku: str = _text()
    title: str = _text(default="")
    barcode: str = _text(default="")
    inventory_id: str | None = _text(default=None)
    item_id: int | None = _int(default=None, foreign_key="item.id", index=True)
    factor: int = _int(default=1)
    seen_at: int = _int()
    problem: str = _text(default="")


class Link(SQLModel, table=True):
    """Every link that was ever made or undone (item null), with its instant."""

    __table_args__ = (Index("link_listing", "listing_ref", "sequence"), STRICT)
    sequence: int = _own_id()
    listing_ref: int = _int(foreign_key="listing.id")
    item_id: int | None = _int(default=None, foreign_key="item.id")
    factor: int = _int()
    at: int = _int()
    actor: str = _text()


class TakenChange(SQLModel, table=True):
    """What a platform took from, or reserved of, the number we guard: one row per change."""

    __tablename__ = "taken_change"
    __table_args__ = (
        Index("taken_change_key", "stock_key_id", "sequence"),
        Index("taken_change_reserved", "stock_key_id", **_RESERVES),
        STRICT,
    )
    sequence: int = _own_id()
    stock_key_id: int = _int(foreign_key="stock_key.id")
    taken: int = _int()
    reserved: int = _int()
    recorded_at: int = _int()


class PushRecord(SQLModel, table=True):
    """One write that was sent and what became of it; ``reasons``: JSON, why this number."""

    __tablename__ = "push_record"
    __table_args__ = (Index("push_record_key", "stock_key_id", "id"), STRICT)
    id: int | None = _id()
    stock_key_id: int = _int(foreign_key="stock_key.id")
    at: int = _int()
    wanted: int = _int()
    sent: int = _int()
    compared: int | None = _int(default=None)
    outcome: str = _text()
    detail: str = _text(default="")
    reasons: str = _text(default="[]")
