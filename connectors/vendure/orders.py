"""Reading Vendure's orders, a page at a time, and single ones by their ids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from connectors.answers import clean
from connectors.errors import Unintelligible
from connectors.protocol import Page
from connectors.vendure.api import Api
from connectors.vendure.documents import MAY_READ_ORDERS, ORDER, ORDERS
from connectors.vendure.positions import Reading, snapshot
from connectors.vendure.shapes import Order, OrderMark, Settings
from connectors.vendure.window import Window, first_window, resumed
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

PAGE_SIZE: Final = 100
"""Vendure gives up to 1,000, but each order costs it several queries."""

PAGES_MAX: Final = 100_000
"""Ten million orders in one window; beyond that a server repeats itself."""


class _Rows(msgspec.Struct):
    items: list[msgspec.Raw]


class _Orders(msgspec.Struct, rename="camel"):
    global_settings: Settings
    orders: _Rows


class _One(msgspec.Struct, rename="camel"):
    global_settings: Settings
    order: msgspec.Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """Rows, and when they were asked for and answered by our clock."""

    rows: list[msgspec.Raw]
    settings: Settings
    read_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReader:
    api: Api
    clock: Clock
    reading: Reading

    def pages(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        """Everything that may have changed since the cursor; see connectors.protocol."""
        window = self._window(cursor, since)
        for _ in range(PAGES_MAX):
            said = self._asked(window.options(PAGE_SIZE))
            marks = [_mark(row) for row in said.rows]
            orders = tuple(self._read(said))
            window = window.after(marks)
            if len(said.rows) < PAGE_SIZE:
                yield Page(orders=orders, cursor=window.ended().cursor, complete_to=window.ours)
                return
            yield Page(orders=orders, cursor=window.cursor)
        raise Unintelligible(f"the server lists more than {PAGES_MAX * PAGE_SIZE} orders")

    def by_id(self, order_ids: Sequence[str]) -> Iterator[OrderSnapshot | Unreadable | Gone]:
        """Many in one call; what is not found is asked for alone before it is called gone."""
        for start in range(0, len(order_ids), PAGE_SIZE):
            wanted = order_ids[start : start + PAGE_SIZE]
            said = self._asked({"take": PAGE_SIZE, "filter": {"id": {"in": list(wanted)}}})
            found = {order.order_id: order for order in self._read(said)}
            yield from found.values()
            for order_id in wanted:
                if order_id not in found:
                    yield self._alone(order_id)

    def _alone(self, order_id: str) -> OrderSnapshot | Unreadable | Gone:
        """`order: null` without an error is Vendure's word that there is none."""
        read_at = self.clock()
        told = self.api.ask(ORDER, _One, {"id": order_id}).value
        if bytes(told.order) == b"null":
            return Gone(order_id=order_id, read_at=read_at)
        said = _Said(
            rows=[told.order],
            settings=told.global_settings,
            read_at=read_at,
            answered_at=self.clock(),
        )
        return next(self._read(said))

    def _window(self, cursor: str, since: datetime) -> Window:
        """The shop's clock makes its stamps, so the shop's clock bounds the window."""
        ours = self.clock()
        shop_now = self._shop_now()
        if not cursor:
            return first_window(since, shop_now=shop_now, ours=ours)
        return resumed(cursor, shop_now=shop_now, ours=ours)

    def _shop_now(self) -> datetime:
        answer = self.api.ask(MAY_READ_ORDERS, msgspec.Raw)
        try:
            return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
        except (KeyError, TypeError, ValueError):
            return self.clock()

    def _asked(self, options: dict[str, object]) -> _Said:
        read_at = self.clock()
        told = self.api.ask(ORDERS, _Orders, {"options": options}).value
        return _Said(
            rows=told.orders.items,
            settings=told.global_settings,
            read_at=read_at,
            answered_at=self.clock(),
        )

    def _read(self, said: _Said) -> Iterator[OrderSnapshot | Unreadable]:
        for row in said.rows:
            try:
                yield snapshot(
                    msgspec.json.decode(row, type=Order),
                    self.reading,
                    settings=said.settings,
                    read_at=said.read_at,
                    answered_at=said.answered_at,
                )
            except (msgspec.ValidationError, ValueError, OverflowError) as error:
                # The row itself is not kept: a plugin may have put anything there.
                yield Unreadable(
                    order_id=msgspec.json.decode(row, type=_Id).id,
                    problem=clean(str(error)),
                    kept="",
                    read_at=said.read_at,
                )


class _Id(msgspec.Struct):
    id: str


def _mark(row: msgspec.Raw) -> OrderMark:
    """Raises Unintelligible for a row without which nobody knows where the page ends."""
    try:
        return msgspec.json.decode(row, type=OrderMark)
    except msgspec.MsgspecError as error:
        raise Unintelligible(f"an order has no id, state or date of placing ({error})") from None
