"""A storefront of which one order cannot be understood."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from connectors.memory import MemoryConnector
from connectors.protocol import Page
from ledger.snapshots import Gone, OrderSnapshot, Unreadable


@dataclass(frozen=True, slots=True)
class Garbled(MemoryConnector):
    """One order cannot be read."""

    garbled: str = ""

    def orders(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        for page in MemoryConnector(self.shop).orders(cursor, since=since):
            yield replace(page, orders=tuple(self._garble(one) for one in page.orders))

    def _garble(self, order: OrderSnapshot | Unreadable) -> OrderSnapshot | Unreadable:
        if order.order_id != self.garbled:
            return order
        return Unreadable(order_id=order.order_id, problem="?", kept="", read_at=order.read_at)

    def orders_by_id(self, order_ids: Sequence[str]) -> Iterable[Any]:
        """The connector in memory never answers Unreadable, so its type does not say so."""
        for order in MemoryConnector.orders_by_id(self, order_ids):
            yield order if isinstance(order, Gone) else self._garble(order)
