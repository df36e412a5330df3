"""Listings, the stock keys that carry their numbers, and every write to them."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from ledger.tables.columns import STRICT, integer, new_id, own_id, string

_RESERVES: dict[str, Any] = {
    "sqlite_where": text("reserved <> 0"),
    "postgresql_where": text("reserved <> 0"),
}
"""Most platforms never reserve; all that is reserved is added up at every push."""

_HAS_WORK: dict[str, Any] = {
    "sqlite_where": text("due > 0 OR unsettled = 1"),
    "postgresql_where": text("due > 0 OR unsettled = 1"),
}


class StockKeyRow(SQLModel, table=True):
    """``due``, ``touched``: ledger sequences. ``guard``: JSON of ledger.pushing.state.KeyState.

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
    id: int | None = new_id()
    channel_id: int = integer(foreign_key="channel.id")
    inventory_id: str = string()
    location: str = string(default="")
    due: int = integer(default=0)
    touched: int = integer(default=0)
    guard: str = string(default="{}")
    unsettled: int = integer(default=1)
    sent: int | None = integer(default=None)
    confirmed_at: int | None = integer(default=None)
    handling: str = string(default="managed")


class ListingRow(SQLModel, table=True):
    """What a channel sells. ``item_id`` null: not linked. ``inventory_id`` null: no number."""

    __tablename__ = "listing"
    __table_args__ = (
        UniqueConstraint("channel_id", "listing_id", name="listing_name"),
        CheckConstraint("factor > 0", name="listing_factor"),
        Index("listing_inventory", "channel_id", "inventory_id"),
        STRICT,
    )
    id: int | None = new_id()
    channel_id: int = integer(foreign_key="channel.id")
    listing_id: str = string()
    sku: str = string()
    title: str = string(default="")
    barcode: str = string(default="")
    inventory_id: str | None = string(default=None)
    item_id: int | None = integer(default=None, foreign_key="item.id", index=True)
    factor: int = integer(default=1)
    seen_at: int = integer()
    problem: str = string(default="")


class Link(SQLModel, table=True):
    """Every link that was ever made or undone (item null), with its instant."""

    __table_args__ = (Index("link_listing", "listing_ref", "sequence"), STRICT)
    sequence: int = own_id()
    listing_ref: int = integer(foreign_key="listing.id")
    item_id: int | None = integer(default=None, foreign_key="item.id")
    factor: int = integer()
    at: int = integer()
    actor: str = string()


class TakenChange(SQLModel, table=True):
    """What a platform took from, or reserved of, the number we guard: one row per change."""

    __tablename__ = "taken_change"
    __table_args__ = (
        Index("taken_change_key", "stock_key_id", "sequence"),
        Index("taken_change_reserved", "stock_key_id", **_RESERVES),
        STRICT,
    )
    sequence: int = own_id()
    stock_key_id: int = integer(foreign_key="stock_key.id")
    taken: int = integer()
    reserved: int = integer()
    recorded_at: int = integer()


class PushRecord(SQLModel, table=True):
    """One write that was sent and what became of it; ``reasons``: JSON, why this number."""

    __tablename__ = "push_record"
    __table_args__ = (Index("push_record_key", "stock_key_id", "id"), STRICT)
    id: int | None = new_id()
    stock_key_id: int = integer(foreign_key="stock_key.id")
    at: int = integer()
    wanted: int = integer()
    sent: int = integer()
    compared: int | None = integer(default=None)
    outcome: str = string()
    detail: str = string(default="")
    reasons: str = string(default="[]")
