"""Orders with all that is told of them elsewhere: lines, shipments, refunds, the store's rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from connectors.bigcommerce.lines import LineReader
from connectors.bigcommerce.pages import v2_pages, v3_pages
from connectors.bigcommerce.positions import Told, snapshot
from connectors.bigcommerce.rules import RulesReader
from connectors.bigcommerce.shapes import Order, OrderId, Refund, Refunds, Shipment
from connectors.bigcommerce.stages import SHIPPED_OR_COMPLETED
from connectors.errors import Unintelligible
from connectors.http import Http
from connectors.places import Places
from ledger.snapshots import OrderSnapshot, Unreadable

REFUNDS_PATH: Final = "v3/orders/payment_actions/refunds"

PARTLY_SHIPPED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotReader:
    http: Http
    places: Places
    lines: LineReader
    shipped_statuses: frozenset[str]

    def refunds(self, rows: Sequence[msgspec.Raw]) -> dict[int, list[Refund]]:
        """By order; those of a page in one call: the orders themselves do not tell them."""
        found: dict[int, list[Refund]] = {}
        if rows:
            query = {"order_id:in": ",".join(str(row_id(row).id) for row in rows)}
            for refund in v3_pages(self.http, REFUNDS_PATH, Refunds, query=query):
                found.setdefault(refund.order_id, []).append(refund)
        return found

    def snapshots(
        self,
        rows: Sequence[msgspec.Raw],
        refunds: Mapping[int, Sequence[Refund]],
        rules: RulesReader,
        *,
        at: tuple[datetime, datetime],
    ) -> Iterator[OrderSnapshot | Unreadable]:
        """``at``: when these rows were asked for, and when they came."""
        for row in rows:
            order_id = row_id(row).id
            try:
                told = self._told(
                    msgspec.json.decode(row, type=Order), refunds.get(order_id, []), rules
                )
                yield snapshot(
                    told,
                    places=self.places,
                    shipped_statuses=self.shipped_statuses,
                    read_at=at[0],
                    answered_at=at[1],
                )
            except (msgspec.ValidationError, ValueError) as error:
                # Only ids are kept: the rest of the payload may hold a buyer's data.
                yield Unreadable(order_id=str(order_id), problem=str(error), kept="", read_at=at[0])

    def _told(self, order: Order, refunds: Sequence[Refund], rules: RulesReader) -> Told:
        return Told(
            order=order,
            lines=self.lines.lines(order),
            shipments=self._shipments(order),
            refunds=refunds,
            rules=rules.of(order.channel_id, order.order_source),
        )

    def _shipments(self, order: Order) -> Sequence[Shipment]:
        """Of an order of which something has left; there is no list of those of many orders."""
        left = order.status_id in SHIPPED_OR_COMPLETED | {PARTLY_SHIPPED}
        if not left and order.items_shipped == 0 and not order.date_shipped:
            return []
        return list(v2_pages(self.http, f"v2/orders/{order.id}/shipments", list[Shipment]))


def row_id(row: msgspec.Raw) -> OrderId:
    """Raises Unintelligible for a row that is not even an order with an id."""
    try:
        return msgspec.json.decode(row, type=OrderId)
    except msgspec.ValidationError as error:
        raise Unintelligible(f"the store lists an order without an id ({error})") from None
