"""Walking a search to its end, in spite of its 25,000 rows and its whole seconds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from connectors.errors import Unintelligible
from connectors.shopify import documents
from connectors.shopify.documents import Document
from connectors.shopify.graph import Graph
from connectors.shopify.shapes import Nodes, PageInfo, number_of
from connectors.shopify.shapes_shop import MovedRow, OrderRow, Rows

T = TypeVar("T")

PAGE: Final = 250
"""The most that one connection gives at once."""

OBJECTS_MAX: Final = 25_000
"""Where paging through one search ends; then another search begins at the last stamp."""

SEARCHES_MAX: Final = 4_000
"""A hundred million rows; a list that goes on longer repeats itself."""

UNDER_WAY: Final = (
    "(return_status:return_requested OR return_status:in_progress"
    " OR return_status:inspection_complete)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``stamp`` is the row's own, by which it is listed; ``updated_at`` is its order's."""

    order_id: str
    stamp: datetime
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    rows: list[Row]
    page_info: PageInfo


Ask = Callable[[Graph, str, str | None], Found]


def changed_orders(graph: Graph, query: str, after: str | None) -> Found:
    """Orders by their stamp."""
    answer = _page(graph, documents.CHANGED_ORDERS, (query, after), OrderRow)
    return Found([_row(one, one.updated_at) for one in answer.nodes], answer.page_info)


def moved_fulfilment_orders(graph: Graph, query: str, after: str | None) -> Found:
    """The orders of fulfilment orders, by the stamps of those."""
    answer = _page(graph, documents.MOVED_FULFILMENT_ORDERS, (query, after), MovedRow)
    return Found([_row(one.order, one.updated_at) for one in answer.nodes], answer.page_info)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """``objects_max``: how far one search can be paged through."""

    graph: Graph
    objects_max: int = OBJECTS_MAX

    def rows(
        self, ask: Ask, begin: datetime | None, end: datetime | None, also: str = ""
    ) -> Iterator[list[Row]]:
        """Pages of rows by their stamp, none told twice with the same stamp.

        A row that changed since it was indexed says a later stamp than the one it is listed by,
        so only the earliest stamp of a page says how far the list has come. What is stamped before
        that will not be listed again, and need not be remembered.
        """
        told: set[Row] = set()
        for _ in range(SEARCHES_MAX):
            reached, page_info = begin, PageInfo()
            for found in self._search(ask, _query(begin, end, also)):
                new = [row for row in found.rows if row not in told]
                reached = min((row.stamp for row in found.rows), default=reached)
                told = {row for row in told if reached is None or row.stamp >= reached} | {*new}
                page_info = found.page_info
                yield new
            if not page_info.has_next_page or reached is None:
                return
            if reached == begin:
                raise Unintelligible(f"over {self.objects_max} rows are of one second, {begin}")
            begin = reached
        raise Unintelligible(f"a list goes on for more than {SEARCHES_MAX} searches")

    def _search(self, ask: Ask, query: str) -> Iterator[Found]:
        """One search, as far as it can be paged."""
        after: str | None = None
        told = 0
        while told + PAGE <= self.objects_max:
            found = ask(self.graph, query, after)
            yield found
            told += max(1, len(found.rows))
            after = found.page_info.following(after)
            if after is None:
                return


def between(begin: datetime | None, end: datetime | None) -> str:
    """A search by stamp. Values are quoted, and UTC: another zone would be read as UTC as well."""
    parts = [f"updated_at:>='{text_of(begin)}'"] if begin else []
    parts += [f"updated_at:<'{text_of(end)}'"] if end else []
    return " AND ".join(parts)


def text_of(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _query(begin: datetime | None, end: datetime | None, also: str) -> str:
    return " AND ".join(part for part in (also, between(begin, end)) if part)


def _page(
    graph: Graph, document: Document, asked: tuple[str, str | None], kind: type[T]
) -> Nodes[T]:
    """As many rows as one call may give."""
    query, after = asked
    found, _ = graph.ask_fitting(
        document,
        lambda size: {"first": size, "after": after, "query": query},
        Rows[kind],  # type: ignore[valid-type]  # a shape made of a shape
        at_first=PAGE,
        most=PAGE,
    )
    return found.rows


def _row(order: OrderRow, stamp: datetime) -> Row:
    return Row(
        order_id=number_of(order.id),
        stamp=stamp,
        created_at=order.created_at,
        updated_at=order.updated_at,
    )
