"""Reading Medusa orders: by id within a window of stamps, with what their lines hold beside them.

An order becomes visible up to two seconds after its own stamp, so each window begins well before
the end of the last. A filter that the server does not know it ignores without a word and lists
everything; so every row is checked against what was asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from connectors.errors import Refused, Unintelligible
from connectors.http import Http
from connectors.medusa.beside import BesideReader
from connectors.medusa.failures import NOT_FOUND
from connectors.medusa.positions import Reading
from connectors.medusa.shapes import (
    ORDER_FIELDS,
    OneOrder,
    Order,
    OrderMark,
    Orders,
)
from connectors.places import Places
from connectors.protocol import Page
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

PAGE_SIZE: Final = 100
"""A page of 100 orders is about a megabyte, since lines come whole whatever is asked for."""

PAGES_MAX: Final = 100_000
"""Ten million orders in one window; beyond that a server repeats itself."""

OVERLAP: Final = timedelta(minutes=2)
"""Far longer than the two seconds after which orders were seen to become visible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Orders changed since ``start``, told up to ``last_id``.

    ``begun``: when it was begun by the server's clock, ``ours`` by ours; None before that.
    """

    start: datetime
    begun: datetime | None = None
    ours: datetime | None = None
    last_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReader:
    """``left_when_fulfilled``: goods leave with the fulfilment, not with the shipment."""

    http: Http
    beside: BesideReader
    clock: Clock
    places: Places
    left_when_fulfilled: bool = False
    overlap: timedelta = OVERLAP
    page_size: int = PAGE_SIZE

    def pages(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        """Everything changed since the cursor; see connectors.protocol."""
        window = msgspec.json.decode(cursor, type=Window) if cursor else Window(start=since)
        if window.begun is None:
            window = replace(window, start=window.start - self.overlap)
        for _ in range(PAGES_MAX):
            rows, read_at, told_at = self._page(window)
            begun, ours = window.begun or told_at, window.ours or read_at
            orders = tuple(self._snapshots(rows, read_at))
            if len(rows) < self.page_size:
                # The next window begins where this one was begun, whatever was read on the way.
                yield Page(orders=orders, cursor=_encode(Window(start=begun)), complete_to=ours)
                return
            window = replace(window, begun=begun, ours=ours, last_id=_mark(rows[-1]).id)
            yield Page(orders=orders, cursor=_encode(window))
        raise Unintelligible(f"the server lists more than {PAGES_MAX} pages of orders")

    def by_id(self, order_ids: Sequence[str]) -> Iterator[OrderSnapshot | Unreadable | Gone]:
        """What a list of ids does not find is asked for alone."""
        for start in range(0, len(order_ids), PAGE_SIZE):
            wanted = order_ids[start : start + PAGE_SIZE]
            query = {"id[]": list(wanted), "limit": PAGE_SIZE, "fields": ORDER_FIELDS}
            read_at = self.clock()
            rows = self.http.request("GET", "/orders", query=query, decode=Orders).value.orders
            found = {_mark(row).id: row for row in rows}
            yield from self._snapshots([found[one] for one in wanted if one in found], read_at)
            for order_id in wanted:
                if order_id not in found:
                    yield self._alone(order_id)

    def _alone(self, order_id: str) -> OrderSnapshot | Unreadable | Gone:
        """Only the platform's own word means that there is no such order."""
        read_at = self.clock()
        query = {"fields": ORDER_FIELDS}
        try:
            answer = self.http.request("GET", f"/orders/{order_id}", query=query, decode=OneOrder)
        except Refused as refusal:
            if refusal.code == NOT_FOUND:
                return Gone(order_id=order_id, read_at=read_at)
            raise
        return next(iter(self._snapshots([answer.value.order], read_at)))

    def _page(self, window: Window) -> tuple[list[msgspec.Raw], datetime, datetime]:
        """Rows, our instant of asking, and the server's of answering."""
        query = {
            "updated_at[$gte]": _text(window.start),
            "order": "id",
            "limit": self.page_size,
            "fields": ORDER_FIELDS,
            **({"id[$gt]": window.last_id} if window.last_id else {}),
        }
        read_at = self.clock()
        answer = self.http.request("GET", "/orders", query=query, decode=Orders)
        last_id = window.last_id
        for mark in map(_mark, answer.value.orders):
            if mark.id <= last_id or _text(mark.updated_at) < _text(window.start):
                raise Unintelligible(
                    "the server lists orders that were not asked for; is it Medusa 2.21 or newer?"
                )
            last_id = mark.id
        return answer.value.orders, read_at, _told_at(answer.headers) or read_at

    def _snapshots(
        self, rows: Sequence[msgspec.Raw], read_at: datetime
    ) -> Iterator[OrderSnapshot | Unreadable]:
        """Rows that cannot be understood are told as such and stop no other."""
        orders = [self._decoded(row, read_at) for row in rows]
        reservations = self.beside.reservations([one for one in orders if isinstance(one, Order)])
        for order in orders:
            if isinstance(order, Unreadable):
                yield order
                continue
            try:
                reading = Reading(
                    order=order,
                    reservations=reservations,
                    receipts=self.beside.receipts(order),
                    places=self.places,
                    left_when_fulfilled=self.left_when_fulfilled,
                )
                yield reading.snapshot(read_at=read_at, answered_at=self.clock())
            except ValueError as error:
                yield _unreadable(order.id, error, read_at)

    def _decoded(self, row: msgspec.Raw, read_at: datetime) -> Order | Unreadable:
        try:
            return msgspec.json.decode(row, type=Order)
        except msgspec.ValidationError as error:
            return _unreadable(_mark(row).id, error, read_at)


def _mark(row: msgspec.Raw) -> OrderMark:
    """Raises Unintelligible for a row that is not even an order with an id."""
    try:
        return msgspec.json.decode(row, type=OrderMark)
    except msgspec.ValidationError as error:
        raise Unintelligible(f"the server lists an order without an id ({error})") from None


def _unreadable(order_id: str, error: Exception, read_at: datetime) -> Unreadable:
    """Only the id is kept: the rest of the payload may hold a buyer's data."""
    return Unreadable(order_id=order_id, problem=str(error), kept="", read_at=read_at)


def _told_at(headers: Mapping[str, str]) -> datetime | None:
    """The server's clock, which its answers tell to the second."""
    try:
        return parsedate_to_datetime(headers.get("Date", "")).astimezone(UTC)
    except (TypeError, ValueError):
        return None


def _text(instant: datetime) -> str:
    """The form in which the server tells its own; one that it cannot read is its own error 500."""
    in_utc = instant.astimezone(UTC)
    return in_utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{in_utc.microsecond // 1000:03d}Z"


def _encode(window: Window) -> str:
    return msgspec.json.encode(window).decode()
