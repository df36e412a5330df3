"""The tables of physical counts.

What people found (count_block), which sheet counts another one again (count_recount) and what
they decided (count_decision, count_confirmation) are facts. A count that is not posted yet has no
rows of lines: it is compared with the book whenever it is looked at, so no stale difference can
be approved.
"""

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from ledger.tables.columns import KEYED, STRICT, integer, new_id, own_id, string


class StockCount(SQLModel, table=True):
    """One uploaded count. ``digest``: of its file. Its lines' instants lie within its span.

    ``packed_counted`` and ``damaged_counted``: whether such goods lay in the counted area; null
    when nobody said. ``complete_bins``: codes, one a line. Each step has its instant and who took
    it.
    """

    __tablename__ = "stock_count"
    __table_args__ = (
        CheckConstraint("counted_from <= counted_at", name="stock_count_span"),
        Index("stock_count_file", "digest"),
        STRICT,
    )
    id: int | None = new_id()
    location_id: int = integer(foreign_key="location.id")
    file_name: str = string()
    digest: str = string()
    counted_from: int = integer()
    counted_at: int = integer()
    packed_counted: int | None = integer(default=None)
    damaged_counted: int | None = integer(default=None)
    complete: int = integer(default=0)
    category: str | None = string(default=None)
    supplier: str | None = string(default=None)
    complete_bins: str | None = string(default=None)
    lines: int = integer()
    uploaded_at: int = integer()
    uploaded_by: str = string()
    approved_at: int | None = integer(default=None)
    approved_by: str = string(default="")
    posted_at: int | None = integer(default=None)
    posted_by: str = string(default="")
    reversed_at: int | None = integer(default=None)
    reversed_by: str = string(default="")


class CountBlock(SQLModel, table=True):
    """About a thousand lines of a count, as people found them: see ledger.counts.blocks."""

    __tablename__ = "count_block"
    __table_args__ = (KEYED,)
    count_id: int = integer(primary_key=True, foreign_key="stock_count.id")
    first_item: int = integer(primary_key=True)
    last_item: int = integer()
    content: bytes = Field(sa_type=LargeBinary)


class CountDecision(SQLModel, table=True):
    """A person's word on a line that differed by ``difference`` then, and why it did."""

    __tablename__ = "count_decision"
    __table_args__ = (Index("count_decision_line", "count_id", "line"), STRICT)
    sequence: int = own_id()
    count_id: int = integer(foreign_key="stock_count.id")
    line: int = integer()
    decision: str = string()
    difference: int = integer()
    at: int = integer()
    actor: str = string()
    reason_code: str | None = string(default=None)


class CountRecount(SQLModel, table=True):
    """A count in which somebody else counts lines of ``first_id`` again."""

    __tablename__ = "count_recount"
    __table_args__ = (KEYED,)
    count_id: int = integer(primary_key=True, foreign_key="stock_count.id")
    first_id: int = integer(foreign_key="stock_count.id")
    at: int = integer()
    actor: str = string()


class CountConfirmation(SQLModel, table=True):
    """A person's word that an absurd count is true, with the figures that it had then."""

    __tablename__ = "count_confirmation"
    __table_args__ = (Index("count_confirmation_count", "count_id"), STRICT)
    sequence: int = own_id()
    count_id: int = integer(foreign_key="stock_count.id")
    differing: int = integer()
    units: int = integer()
    doubts: str = string()
    at: int = integer()
    actor: str = string()


class CountMapping(SQLModel, table=True):
    """How a count's sheet was read, when a person's word decided it.

    ``digest``: of the set of headings. ``told`` 1: said of this sheet; 0: as it was said before.
    The newest row for such headings at a location holds there, until it is gone.
    """

    __tablename__ = "count_mapping"
    __table_args__ = (
        CheckConstraint("told IN (0, 1)", name="count_mapping_told"),
        Index("count_mapping_headings", "location_id", "digest"),
        STRICT,
    )
    sequence: int = own_id()
    count_id: int = integer(foreign_key="stock_count.id")
    location_id: int = integer(foreign_key="location.id")
    digest: str = string()
    headings: str = string()
    mapped: str = string()
    told: int = integer()
    decimal_mark: str = string(default="", sa_column_kwargs={"server_default": text("''")})
    date_order: str = string(default="", sa_column_kwargs={"server_default": text("''")})
    at: int = integer()
    actor: str = string()


class CountMappingGone(SQLModel, table=True):
    """A person's word that what was said of such headings at a location holds no more."""

    __tablename__ = "count_mapping_gone"
    __table_args__ = (Index("count_mapping_gone_headings", "location_id", "digest"), STRICT)
    sequence: int = own_id()
    location_id: int = integer(foreign_key="location.id")
    digest: str = string()
    at: int = integer()
    actor: str = string()


class CountLineRow(SQLModel, table=True):
    """A line of a posted count that is not simply as expected; the others are in its blocks.

    ``expected``: as known at posting. ``variance``: what the movements posted for it come to now.
    ``revision``: the number of its next movement. ``ruled`` and ``ruled_revision``: both as they
    were when a person last had a word on it. ``unit_cost``, ``passed`` (how it came to be posted;
    null: as expected), ``reason_code`` and ``first_difference`` (of the count before, when this one
    counted it again) are as known at posting.
    """

    __tablename__ = "count_line"
    __table_args__ = (
        CheckConstraint(
            "status IN ('posted', 'reopened', 'recount', 'reversed')", name="count_line_status"
        ),
        Index("count_line_item", "item_id"),
        KEYED,
    )
    count_id: int = integer(primary_key=True, foreign_key="stock_count.id")
    line: int = integer(primary_key=True)
    item_id: int = integer(foreign_key="item.id")
    sheet_row: int | None = integer(default=None)
    counted_at: int = integer()
    expected: int = integer()
    counted: int = integer()
    variance: int = integer(default=0)
    ruled: int = integer(default=0)
    revision: int = integer(default=1)
    ruled_revision: int = integer(default=1)
    status: str = string()
    reason: str = string(default="")
    unit_cost: int | None = integer(default=None)
    passed: str | None = string(default=None)
    reason_code: str | None = string(default=None)
    first_difference: int | None = integer(default=None)


class CountComparison(SQLModel, table=True):
    """What a count differed by when the ledger stood at ``sequence``: no fact but a short cut.

    ``found``: lines that hold something. ``content``: the lines that differed (reconcile.kept).
    """

    __tablename__ = "count_comparison"
    __table_args__ = (STRICT,)
    count_id: int = own_id(foreign_key="stock_count.id")
    sequence: int = integer()
    found: int = integer()
    content: bytes = Field(sa_type=LargeBinary)


class CountClass(SQLModel, table=True):
    """Of which class the items were when a count was taken, a fact: see ledger.counts.classes."""

    __tablename__ = "count_class"
    __table_args__ = (STRICT,)
    count_id: int = own_id(foreign_key="stock_count.id")
    class_by: str = string()
    moved_since: int = integer()
    moved_until: int = integer()
    a_percent: int = integer()
    b_percent: int = integer()
    letters: bytes = Field(sa_type=LargeBinary)
