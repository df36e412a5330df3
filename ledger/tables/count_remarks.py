"""The tables of what a count's sheets say of their rows beside how many there were; all facts."""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from ledger.tables.columns import KEYED, integer, string


class CountCounter(SQLModel, table=True):
    """Some of the items that one of several people counted: see ledger.counts.counters."""

    __tablename__ = "count_counter"
    __table_args__ = (KEYED,)
    count_id: int = integer(primary_key=True, foreign_key="stock_count.id")
    number: int = integer(primary_key=True)
    counted_by: str = string()
    items: bytes = Field(sa_type=LargeBinary)


class CountTag(SQLModel, table=True):
    """Fingerprints of some of the single things that a count has counted."""

    __tablename__ = "count_tag"
    __table_args__ = (KEYED,)
    count_id: int = integer(primary_key=True, foreign_key="stock_count.id")
    number: int = integer(primary_key=True)
    prints: bytes = Field(sa_type=LargeBinary)


class CountLot(SQLModel, table=True):
    """What a count found of an item in one state and lot; texts as the sheet has them."""

    __tablename__ = "count_lot"
    __table_args__ = (KEYED,)
    count_id: int = integer(primary_key=True, foreign_key="stock_count.id")
    item_id: int = integer(primary_key=True, foreign_key="item.id")
    number: int = integer(primary_key=True)
    state: str = string()
    lot: str = string()
    expiry: str = string()
    counted: int = integer()
