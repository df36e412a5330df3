"""The tables of physical counts. As in ledger.tables no rule lives here but as a second check.

What people found (count_block) and what they decided (count_decision) are facts. A count that is
not posted yet has no rows of lines: it is compared with the book whenever it is looked at, so no
stale difference can be approved.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text
from sqlmodel import Field, SQLModel

from ledger.tables import INT, KEYED, STRICT


def _int(**more: Any) -> Any:
    return Field(sa_type=INT, **more)


def _text(**more: Any) -> Any:
    return Field(sa_type=Text, **more)


class StockCount(SQLModel, table=True):
    """One uploaded count. ``digest``: of its file. Its lines' instants lie within its span.

    ``packed_counted`` and ``damaged_counted``: whether such goods lay in the counted area; null
    when nobody said. Each step has its instant and who took it.
    """

    __tablename__ = "stock_count"
    __table_args__ = (
        CheckConstraint("counted_from <= counted_at", name="stock_count_span"),
        Index("stock_count_file", "digest"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=INT)
    location_id: int = _int(foreign_key="location.id")
    file_name: str = _text()
    digest: str = _text()
    counted_from: int = _int()
    counted_at: int = _int()
    packed_counted: int | None = _int(default=None)
    damaged_counted: int | None = _int(default=None)
    complete: int = _int(default=0)
    category: str | None = _text(default=None)
    lines: int = _int()
    uploaded_at: int = _int()
    uploaded_by: str = _text()
    approved_at: int | None = _int(default=None)
    approved_by: str = _text(default="")
    posted_at: int | None = _int(default=None)
    posted_by: str = _text(default="")
    reversed_at: int | None = _int(default=None)
    reversed_by: str = _text(default="")


class CountBlock(SQLModel, table=True):
    """About a thousand lines of a count, as people found them: see ledger.count_blocks."""

    __tablename__ = "count_block"
    __table_args__ = (KEYED,)
    count_id: int = _int(primary_key=True, foreign_key="stock_count.id")
    first_item: int = _int(primary_key=True)
    last_item: int = _int()
    content: bytes = Field(sa_type=LargeBinary)


class CountDecision(SQLModel, table=True):
    """A person's word on a line that differed by ``difference`` then; the newest one holds."""

    __tablename__ = "count_decision"
    __table_args__ = (Index("count_decision_line", "count_id", "line"), STRICT)
    sequence: int = Field(primary_key=True, sa_type=INT, sa_column_kwargs={"autoincrement": False})
    count_id: int = _int(foreign_key="stock_count.id")
    line: int = _int()
    decision: str = _text()
    difference: int = _int()
    at: int = _int()
    actor: str = _text()


class CountLineRow(SQLModel, table=True):
    """A line of a posted count that is not simply as expected; the others are in its blocks.

    ``expected``: as known at posting. ``variance``: what the movements posted for it come to now.
    ``revision``: the number of its next movement. ``ruled`` and ``ruled_revision``: both as they
    were when a person last had a word on it.
    """

    __tablename__ = "count_line"
    __table_args__ = (
        CheckConstraint(
            "status IN ('posted', 'reopened', 'recount', 'reversed')", name="count_line_status"
        ),
        Index("count_line_item", "item_id"),
        KEYED,
    )
    count_id: int = _int(primary_key=True, foreign_key="stock_count.id")
    line: int = _int(primary_key=True)
    item_id: int = _int(foreign_key="item.id")
    sheet_row: int | None = _int(default=None)
    counted_at: int = _int()
    expected: int = _int()
    counted: int = _int()
    variance: int = _int(default=0)
    ruled: int = _int(default=0)
    revision: int = _int(default=1)
    ruled_revision: int = _int(default=1)
    status: str = _text()
    reason: str = _text(default="")
