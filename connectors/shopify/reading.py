"""Reading orders whole, by their ids: from the shop's own store, not from its search index.

A few rows of each part come along; where an order has more, the rest is asked for, part by part.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

import msgspec

from connectors.errors import Refused, Unintelligible
from connectors.places import Places
from connectors.shopify import documents
from connectors.shopify.access import OLD_ORDERS, Rights
from connectors.shopify.documents import Document
from connectors.shopify.graph import Graph
from connectors.shopify.meaning import TooCostly
from connectors.shopify.positions import snapshot
from connectors.shopify.shapes import (
    AllRefunds,
    AllShipments,
    FulfilmentOrder,
    FulfilmentOrderLine,
    Line,
    Nodes,
    Order,
    Ref,
    RefundLine,
    Return,
    ReverseLine,
    ReverseOrder,
    ShipmentLine,
    gid_of,
)
from connectors.shopify.shapes_shop import Found, More
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

T = TypeVar("T")

AT_FIRST: Final = 3
"""Orders in the first call, before its price is known."""

AT_MOST: Final = 50
"""A page of orders is held in memory whole."""

LINES: Final = 5
PARTS: Final = 2
"""Most orders have fewer lines, shipments, refunds and returns; every one asked for is paid for."""

MORE: Final = 50
"""Rows of one part of one order at a time."""

MORE_PAGES_MAX: Final = 200
"""Ten thousand rows of one part; an order that goes on longer repeats itself."""

LISTED_MAX: Final = 100
"""Shipments or refunds of one order: a plain list, which has no second page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    graph: Graph
    clock: Clock
    places: Places
    rights: Rights

    def by_id(self, order_ids: Sequence[str]) -> Iterator[OrderSnapshot | Unreadable | Gone]:
        """Gone only where we would see the order if there were one."""
        remaining = [one for one in order_ids if one.isdigit()]
        alone = 0
        while remaining:
            most = 1 if alone else min(AT_MOST, len(remaining))
            alone = max(0, alone - 1)
            try:
                asked = yield from self._batch(remaining, most)
            except Refused as refusal:
                if isinstance(refusal, TooCostly):
                    raise
                if most > 1:
                    # One that the shop cannot show spoils the answer for the others.
                    alone = most
                    continue
                asked = 1
                yield self._unreadable(remaining[0], str(refusal))
            remaining = remaining[asked:]

    def _batch(
        self, numbers: Sequence[str], most: int
    ) -> Generator[OrderSnapshot | Unreadable | Gone, None, int]:
        """As many of the first as fit into one call; answers how many those were."""
        read_at = self.clock()
        found, size = self.graph.ask_fitting(
            documents.ORDERS, partial(_asked, numbers), Found, at_first=AT_FIRST, most=most
        )
        asked = numbers[:size]
        if len(found.nodes) != len(asked):
            raise Unintelligible("the shop answers other orders than were asked for")
        for number, raw in zip(asked, found.nodes, strict=True):
            yield self._one(number, raw, read_at)
        return size

    def _one(
        self, number: str, raw: msgspec.Raw, read_at: datetime
    ) -> OrderSnapshot | Unreadable | Gone:
        if bytes(raw) == b"null":
            if self.rights.has(OLD_ORDERS):
                return Gone(order_id=number, read_at=read_at)
            problem = f"it is not there, or older than 60 days; grant {OLD_ORDERS} to tell"
            return self._unreadable(number, problem)
        try:
            order = self._whole(msgspec.json.decode(raw, type=Order))
            return snapshot(order, self.places, read_at=read_at, answered_at=self.clock())
        except (msgspec.ValidationError, ValueError, Unintelligible) as error:
            return self._unreadable(number, str(error))

    def _unreadable(self, number: str, problem: str) -> Unreadable:
        """Only the id is kept: nothing else of an order is worth a risk."""
        return Unreadable(order_id=number, problem=problem, kept="", read_at=self.clock())

    def _whole(self, order: Order) -> Order:
        """With everything that did not come along. Raises ValueError for what has no end."""
        self._fill(order, order.line_items, documents.MORE_LINES, Line)
        more = documents.MORE_FULFILMENT_ORDERS
        self._fill(order, order.fulfillment_orders, more, FulfilmentOrder)
        for one in order.fulfillment_orders.nodes:
            more = documents.MORE_FULFILMENT_ORDER_LINES
            self._fill(one, one.line_items, more, FulfilmentOrderLine)
        self._fill_lists(order)
        self._fill(order, order.returns, documents.MORE_RETURNS, Return)
        for back in order.returns.nodes:
            reverse = back.reverse_fulfillment_orders
            self._fill(back, reverse, documents.MORE_REVERSE_ORDERS, ReverseOrder)
            for part in reverse.nodes:
                self._fill(part, part.line_items, documents.MORE_REVERSE_LINES, ReverseLine)
        return order

    def _fill_lists(self, order: Order) -> None:
        """Shipments and refunds: as many as were asked for may mean that there are more."""
        if len(order.fulfillments) >= PARTS:
            shipments, most = self._listed(order, documents.ALL_SHIPMENTS, AllShipments)
            order.fulfillments = _all(shipments.order, "fulfillments", most)
        if len(order.refunds) >= PARTS:
            refunds, most = self._listed(order, documents.ALL_REFUNDS, AllRefunds)
            order.refunds = _all(refunds.order, "refunds", most)
        for one in order.fulfillments:
            more = documents.MORE_SHIPMENT_LINES
            self._fill(one, one.fulfillment_line_items, more, ShipmentLine)
        for refund in order.refunds:
            more = documents.MORE_REFUND_LINES
            self._fill(refund, refund.refund_line_items, more, RefundLine)

    def _listed(self, order: Order, document: Document, kind: type[T]) -> tuple[T, int]:
        """A plain list as far as one call may give it, and how far that is."""
        asked = partial(_first_of, order)
        most = LISTED_MAX
        return self.graph.ask_fitting(document, asked, kind, at_first=most, most=most)

    def _fill(self, owner: Ref, held: Nodes[T], more: Document, kind: type[T]) -> None:
        """The connection to its end, each page by the cursor of the one before."""
        after: str | None = None
        for _ in range(MORE_PAGES_MAX):
            after = held.page_info.following(after)
            if after is None:
                return
            found, _ = self.graph.ask_fitting(
                more,
                partial(_more, owner, after),
                More[kind],  # type: ignore[valid-type]  # a shape made of a shape
                at_first=1 if "$parts" in more.text else MORE,
                most=MORE,
            )
            if found.node is None:
                raise ValueError(f"{owner.id} went away while it was read")
            held.nodes += found.node.page.nodes
            held.page_info = found.node.page.page_info
        raise ValueError(f"{owner.id} goes on for more than {MORE_PAGES_MAX} pages")


def _asked(numbers: Sequence[str], size: int) -> Mapping[str, Any]:
    ids = [gid_of("Order", one) for one in numbers[:size]]
    return {"ids": ids, "lines": LINES, "parts": PARTS}


def _more(owner: Ref, after: str, first: int) -> Mapping[str, Any]:
    """What a document does not declare, Shopify passes over."""
    return {"id": owner.id, "after": after, "first": first, "lines": LINES, "parts": PARTS}


def _first_of(order: Order, size: int) -> Mapping[str, Any]:
    return {"id": order.id, "first": size, "lines": 1}


def _all(order: Any, what: str, most: int) -> list[Any]:
    """The whole list. Raises ValueError where it may have been cut off."""
    found: list[Any] = getattr(order, what, None) or []
    if order is None or len(found) >= most:
        raise ValueError(f"its {what} cannot be read whole: Shopify lists only {most}")
    return found
