"""What is read beside a page of orders: where their lines are reserved, and what came back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.errors import Unintelligible
from connectors.http import Http
from connectors.medusa.parts import NOT_OWED
from connectors.medusa.receipts import Receipt, has_receipts, receipts_of
from connectors.medusa.shapes import Changes, Order, Reservation, Reservations

LINES_ASKED: Final = 100
"""Ids of lines in one address: about 5,000 characters, and proxies refuse over 8,000."""

RESERVATIONS_SIZE: Final = 1_000
RESERVATION_PAGES_MAX: Final = 100
"""A hundred lines have a few hundred reservations; a list without an end is another one."""


@dataclass(frozen=True, slots=True)
class BesideReader:
    http: Http

    def receipts(self, order: Order) -> list[Receipt]:
        """A call for each order of which something came back, and for no other."""
        if not has_receipts(order):
            return []
        fields = "id,change_type,status,return_id,confirmed_at,actions.action,actions.details"
        path = f"/orders/{order.id}/changes"
        answer = self.http.request("GET", path, query={"fields": fields}, decode=Changes)
        return receipts_of(order, answer.value.order_changes)

    def reservations(self, orders: Sequence[Order]) -> list[Reservation]:
        """Of the lines that are still owed."""
        lines = [
            item.id
            for order in orders
            for item in order.items
            if order.status not in NOT_OWED
            and item.detail.quantity != item.detail.fulfilled_quantity
        ]
        return [
            found
            for start in range(0, len(lines), LINES_ASKED)
            for found in self._reserved(lines[start : start + LINES_ASKED])
        ]

    def _reserved(self, lines: Sequence[str]) -> Iterator[Reservation]:
        for page in range(RESERVATION_PAGES_MAX):
            query = {
                "line_item_id[]": lines,
                "fields": "id,line_item_id,inventory_item_id,location_id,quantity",
                "order": "id",
                "limit": RESERVATIONS_SIZE,
                "offset": page * RESERVATIONS_SIZE,
            }
            answer = self.http.request("GET", "/reservations", query=query, decode=Reservations)
            found = answer.value.reservations
            if any(one.line_item_id not in lines for one in found):
                raise Unintelligible("the server lists reservations that were not asked for")
            yield from found
            if len(found) < RESERVATIONS_SIZE:
                return
        raise Unintelligible("the server's list of reservations does not end")
