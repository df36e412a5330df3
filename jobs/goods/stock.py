"""`stock`: what the book says lies where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.balances import StockLine, View, stock
from ledger.database import Database
from ledger.locations import require_location


@dataclass(frozen=True, slots=True, kw_only=True)
class StockItem:
    """One item at one location; ``packed`` is a part of ``committed``."""

    sku: str
    location: str
    available: int
    committed: int
    packed: int
    inspection: int
    damaged: int
    incoming: int
    in_transit: int
    on_hand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAnswer:
    """``as_of`` is the instant that the levels are true for, in UTC."""

    as_of: datetime
    items: list[StockItem]


def read_stock(
    database: Database, skus: Sequence[str], view: View, *, location: str | None = None
) -> StockAnswer:
    """Of these SKUs, or of every item ever booked; at one location, or at all.

    Raises Rejected for unknown SKUs and an unknown location.
    """
    with database.reading() as tx:
        locations = None if location is None else [require_location(tx, location).code]
        lines = stock(tx, skus=skus or None, locations=locations, view=view)
        return StockAnswer(as_of=view.as_of or tx.now, items=[_item(line) for line in lines])


def _item(line: StockLine) -> StockItem:
    return StockItem(
        sku=line.sku,
        location=line.location,
        available=line.available,
        committed=line.committed,
        packed=line.packed,
        inspection=line.inspection,
        damaged=line.damaged,
        incoming=line.incoming,
        in_transit=line.in_transit,
        on_hand=line.on_hand,
    )
