"""Channels, their orders and lines, and what needs a person."""

from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import SQLModel

from ledger.tables.columns import KEYED, STRICT, integer, new_id, own_id, string

_UNRESOLVED: dict[str, Any] = {
    "sqlite_where": text("resolved_at IS NULL"),
    "postgresql_where": text("resolved_at IS NULL"),
}

_NOT_PLAIN: dict[str, Any] = {
    "sqlite_where": text("unclear > 0 OR waiting > 0 OR parked_as IS NOT NULL"),
    "postgresql_where": text("unclear > 0 OR waiting > 0 OR parked_as IS NOT NULL"),
}
"""The few lines that somebody has to look at among millions."""


class Channel(SQLModel, table=True):
    """``pulled_at``: when the newest complete pull began. ``brake``: why pushing is stopped.

    ``confirmed``: a ledger sequence; ``offered``: how levels were reckoned last. ``shop``: which
    one its orders are of; null before it was ever spoken to.
    """

    __table_args__ = (STRICT,)
    id: int | None = new_id()
    name: str = string(unique=True)
    cursor: str = string(default="")
    pulled_at: int | None = integer(default=None)
    allowed_at: int | None = integer(default=None)
    paused_at: int | None = integer(default=None)
    brake: str = string(default="")
    confirmed: int | None = integer(default=None)
    offered: str | None = string(default=None)
    shop: str | None = string(default=None)


class Lease(SQLModel, table=True):
    """Who works a channel. ``fence`` grows with every new holder."""

    __table_args__ = (STRICT,)
    channel_id: int = integer(primary_key=True, foreign_key="channel.id")
    holder: str = string()
    fence: int = integer()
    expires_at: int = integer()


class Order(SQLModel, table=True):
    """The newest snapshot's marks. ``digest``: of its content, to know a replay at a glance."""

    __tablename__ = "sales_order"
    __table_args__ = (UniqueConstraint("channel_id", "order_id", name="sales_order_key"), STRICT)
    id: int = own_id()
    channel_id: int = integer(foreign_key="channel.id")
    order_id: str = string()
    status: str = string()
    placed_at: int = integer()
    stamp: int | None = integer(default=None)
    read_at: int = integer()
    answered_at: int = integer()
    digest: str = string()
    missing_since: int | None = integer(default=None)


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
    id: int = own_id()
    order_ref: int = integer(foreign_key="sales_order.id")
    line_id: str = string()
    listing_id: str = string()
    sku: str = string()
    components: str | None = string(default=None)
    parked_as: str | None = string(default=None)
    unclear: int = integer(default=0)
    state: str = string()
    number: int = integer(default=0)
    waiting: int = integer(default=0)
    held: str | None = string(default=None)


class Position(SQLModel, table=True):
    """What is posted of a line, in units of its listing; sums to zero over places.

    By place, open orders are found without walking through all orders.
    """

    __table_args__ = (Index("position_place", "place_id"), KEYED)
    line_id: int = integer(primary_key=True, foreign_key="order_line.id")
    place_id: int = integer(primary_key=True, foreign_key="place.id")
    quantity: int = integer()


class UnreadableOrder(SQLModel, table=True):
    """An order that could not be understood; ``kept`` is its payload without buyer's data."""

    __tablename__ = "unreadable_order"
    __table_args__ = (KEYED,)
    channel_id: int = integer(primary_key=True, foreign_key="channel.id")
    order_id: str = string(primary_key=True)
    problem: str = string()
    kept: str = string()
    first_read_at: int = integer()
    read_at: int = integer()


class Incident(SQLModel, table=True):
    """What needs a person. One open incident per (kind, subject)."""

    __table_args__ = (
        Index("incident_open", "kind", "subject", unique=True, **_UNRESOLVED),
        STRICT,
    )
    id: int | None = new_id()
    kind: str = string()
    subject: str = string()
    text: str = string()
    times: int = integer(default=1)
    opened_at: int = integer()
    seen_at: int = integer()
    resolved_at: int | None = integer(default=None)
    resolved_by: str = string(default="")
