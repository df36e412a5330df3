"""The tables of bins: where people found items, and which bins hold them no more."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from ledger.tables.columns import KEYED, STRICT, integer, new_id, own_id, string


class Bin(SQLModel, table=True):
    """A shelf of a location, as people wrote it; compared exactly. Empty: a row named none."""

    __table_args__ = (UniqueConstraint("location_id", "code", name="bin_code"), STRICT)
    id: int | None = new_id()
    location_id: int = integer(foreign_key="location.id")
    code: str = string()


class CountBin(SQLModel, table=True):
    """What a count found of an item in a bin; only sheets that name bins have such rows."""

    __tablename__ = "count_bin"
    __table_args__ = (KEYED,)
    item_id: int = integer(primary_key=True, foreign_key="item.id")
    bin_id: int = integer(primary_key=True, foreign_key="bin.id")
    count_id: int = integer(primary_key=True, foreign_key="stock_count.id")
    counted: int = integer()


class BinEmptied(SQLModel, table=True):
    """A person's word that a bin holds an item no more, as of ``at``; null: that it holds none."""

    __tablename__ = "bin_emptied"
    __table_args__ = (Index("bin_emptied_bin", "bin_id"), STRICT)
    sequence: int = own_id()
    bin_id: int = integer(foreign_key="bin.id")
    item_id: int | None = integer(default=None, foreign_key="item.id")
    at: int = integer()
    said_at: int = integer()
    actor: str = string()
