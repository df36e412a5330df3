"""The table of the files of which a count consists."""

from sqlmodel import SQLModel

from ledger.tables.columns import KEYED, integer, string


class CountFile(SQLModel, table=True):
    """One file of a count. ``first_count``: the count with which it was first uploaded.

    Its rows are numbered in the count from the one after ``rows_above`` to ``last_row``; null of
    files of before that was kept.
    """

    __tablename__ = "count_file"
    __table_args__ = (KEYED,)
    count_id: int = integer(primary_key=True, foreign_key="stock_count.id")
    number: int = integer(primary_key=True)
    first_count: int = integer(foreign_key="stock_count.id")
    file_name: str = string()
    digest: str = string()
    counted_by: str = string()
    rows_above: int | None = integer(default=None)
    last_row: int | None = integer(default=None)
