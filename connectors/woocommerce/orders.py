"""Reading WooCommerce orders: complete pages in spite of a paging that loses rows.

`modified_after` is strictly after and to the second, and only naive UTC with `dates_are_gmt` is
right. Only `orderby=id` is stable, and wc/v3 cannot ask for ids above one: so the offset is only a
guess at where the ids go on, a page must begin at or before the last id told, and what is above it
is new (docs/decisions/0013-paging-by-id.md).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any, Final

import msgspec

from connectors.errors import Refused, Unintelligible
from connectors.http import Http
from connectors.protocol import Page
from connectors.woocommerce.positions import snapshot
from connectors.woocommerce.shapes import Order, OrderId, Refund, told_total
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

PAGE_SIZE: Final = 100
"""The most that wc/v3 gives at once."""

PAGES_MAX: Final = 100_000
"""Ten million orders in one window; beyond that a site repeats itself."""

STALE_PAGES_MAX: Final = 5
"""Full pages in a row without a new order: that many old orders do not change between two pages."""

OVERLAP: Final = timedelta(minutes=2)
"""Longer than the second's grain and a slow commit; orders told again cost nothing."""

DAILY_OVERLAP: Final = timedelta(hours=24)
"""Once a day: plain SQL and some plugins change orders without moving their stamp forward."""

UNKNOWN_ORDER: Final = "woocommerce_rest_shop_order_invalid_id"

_Rows = tuple[list[msgspec.Raw], datetime, datetime, int | None]
"""Orders, when they were asked for and answered, and how many the shop counts on all pages."""

_order: Final = msgspec.json.Decoder(Order)
_order_id: Final = msgspec.json.Decoder(OrderId)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Orders modified since ``start``, read since ``begun`` (the shop's clock; ``ours`` by ours).

    ``status``: the two listings, of living orders and of trashed ones. ``last_id`` is the highest
    told, and was row number ``read`` then. ``deep``: when the daily look back was last begun.
    """

    start: datetime
    begun: datetime
    ours: datetime
    deep: datetime
    status: str = "any"
    read: int = 0
    last_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReader:
    """``location``: where this shop's orders are committed."""

    http: Http
    clock: Clock
    location: str
    shipped_statuses: frozenset[str]

    def pages(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        """Everything modified since the cursor; see connectors.protocol."""
        window = self._resumed(cursor) or self._begun(since)
        stale_pages = 0
        for _ in range(PAGES_MAX):
            rows, read_at, answered_at, total = self._rows(window)
            ids = _ascending([_id(row) for row in rows])
            if window.last_id and window.read and (not ids or ids[0] > window.last_id):
                # Orders have left the window before this page, or the last one told is hidden: the
                # ids go on further ahead. Half a page back, so that it brings something new, too.
                window = replace(window, read=max(0, window.read - PAGE_SIZE // 2))
                continue
            new = [
                row for row, order_id in zip(rows, ids, strict=True) if order_id > window.last_id
            ]
            stale_pages = 0 if new else stale_pages + 1
            if stale_pages > STALE_PAGES_MAX:
                raise Unintelligible(
                    "the shop answers the same orders at every page; look for a cache before it, "
                    f"or for a page of orders above {window.last_id} that the key may not see"
                )
            last_id = max([window.last_id, *ids])
            orders = tuple(self.snapshots(new, read_at, answered_at))
            if len(rows) == PAGE_SIZE or self._goes_on(window, last_id, total):
                window = replace(window, read=_offset(window) + PAGE_SIZE, last_id=last_id)
                if new:
                    yield Page(orders=orders, cursor=_encode(window))
            elif window.status == "any":
                window = replace(window, status="trash", read=0, last_id=0)
                yield Page(orders=orders, cursor=_encode(window))
            else:
                # The next window begins where this one was begun, whatever was read on the way.
                done = replace(window, start=window.begun, status="done", read=0, last_id=0)
                yield Page(orders=orders, cursor=_encode(done), complete_to=window.ours)
                return
        raise Unintelligible(f"the shop lists more than {PAGES_MAX * PAGE_SIZE} orders")

    def by_id(self, order_ids: Sequence[str]) -> Iterator[OrderSnapshot | Unreadable | Gone]:
        """`include` finds living orders in one call; what it does not find is asked for alone."""
        for start in range(0, len(order_ids), PAGE_SIZE):
            wanted = [one for one in order_ids[start : start + PAGE_SIZE] if one.isdigit()]
            if not wanted:
                continue  # an empty `include` would list every order
            query = {"include": ",".join(wanted), "per_page": PAGE_SIZE, "orderby": "id"}
            rows, read_at, answered_at, _ = self._get("orders", query)
            yield from self.snapshots(rows, read_at, answered_at)
            found = {str(_id(row)) for row in rows}
            for order_id in wanted:
                if order_id not in found:
                    yield self._alone(order_id)

    def _alone(self, order_id: str) -> OrderSnapshot | Unreadable | Gone:
        """Trashed orders answer here; only WooCommerce's own code means that there is none."""
        read_at = self.clock()
        try:
            answer = self.http.request("GET", f"orders/{order_id}", decode=msgspec.Raw)
        except Refused as refusal:
            if refusal.code == UNKNOWN_ORDER:
                return Gone(order_id=order_id, read_at=read_at)
            raise
        return next(iter(self.snapshots([answer.value], read_at, self.clock())))

    def _resumed(self, cursor: str) -> Window | None:
        """The window of an unfinished pull, or a new one after a finished pull."""
        if not cursor:
            return None
        try:
            window = msgspec.json.decode(cursor, type=Window)
        except msgspec.MsgspecError:
            raise Unintelligible(f"the cursor {cursor[:80]!r} is none of ours") from None
        if window.status != "done":
            return window
        begun = self._shop_now()
        is_deep = begun - window.deep >= DAILY_OVERLAP
        overlap = DAILY_OVERLAP if is_deep else OVERLAP
        return Window(
            start=window.start - overlap,
            begun=begun,
            ours=self.clock(),
            deep=begun if is_deep else window.deep,
        )

    def _begun(self, since: datetime) -> Window:
        ours = self.clock()
        begun = self._shop_now()
        return Window(start=since - OVERLAP, begun=begun, ours=ours, deep=begun)

    def _shop_now(self) -> datetime:
        """The shop's own clock, from the Date of an answer: stamps are made by it."""
        answer = self.http.request(
            "GET", "orders", query={"per_page": 1, "_fields": "id"}, decode=list[OrderId]
        )
        try:
            return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
        except (KeyError, ValueError):
            return self.clock()

    def _goes_on(self, window: Window, last_id: int, total: int | None) -> bool:
        """Whether orders come after a short page: a shop leaves out what the key may not see.

        Its count may be stale or missing, so it is believed only where it says that none come.
        """
        if total is not None and total <= _offset(window) + PAGE_SIZE:
            return False
        query = _query(window) | {"order": "desc", "_fields": "id"}
        return any(_id(row) > last_id for row in self._get("orders", query)[0])

    def _rows(self, window: Window) -> _Rows:
        return self._get("orders", _query(window) | {"order": "asc", "offset": _offset(window)})

    def _get(self, path: str, query: Mapping[str, Any]) -> _Rows:
        read_at = self.clock()
        answer = self.http.request("GET", path, query=query, decode=list[msgspec.Raw])
        return answer.value, read_at, self.clock(), told_total(answer.headers)

    def snapshots(
        self, rows: Sequence[msgspec.Raw], read_at: datetime, answered_at: datetime
    ) -> Iterator[OrderSnapshot | Unreadable]:
        for row in rows:
            try:
                order = _order.decode(row)
                yield snapshot(
                    order,
                    self._refunds(order),
                    location=self.location,
                    shipped_statuses=self.shipped_statuses,
                    read_at=read_at,
                    answered_at=answered_at,
                )
            except (msgspec.ValidationError, ValueError) as error:
                # Only ids are kept: the rest of the payload may hold a buyer's data.
                order_id = str(_id(row))
                yield Unreadable(order_id=order_id, problem=str(error), kept="", read_at=read_at)

    def _refunds(self, order: Order) -> list[Refund]:
        """Orders name their refunds only; what was in them is asked for.

        A refund made since the order was read is left for the next reading: the order does not
        tell yet what of it was restocked.
        """
        if not order.refunds:
            return []
        if len(order.refunds) > PAGE_SIZE:
            raise ValueError(f"more than {PAGE_SIZE} refunds; book its returns by hand")
        named = {refund.id for refund in order.refunds}
        path = f"orders/{order.id}/refunds"
        found = self.http.request("GET", path, query={"per_page": PAGE_SIZE}, decode=list[Refund])
        return [refund for refund in found.value if refund.id in named]


def _id(row: msgspec.Raw) -> int:
    """Raises Unintelligible for a row that is not even an order with an id."""
    try:
        return _order_id.decode(row).id
    except msgspec.ValidationError as error:
        raise Unintelligible(f"the shop lists an order without an id ({error})") from None


def _query(window: Window) -> dict[str, Any]:
    return {
        "status": window.status,
        "modified_after": window.start.strftime("%Y-%m-%dT%H:%M:%S"),
        "dates_are_gmt": "true",
        "orderby": "id",
        "per_page": PAGE_SIZE,
    }


def _offset(window: Window) -> int:
    """Of the next page: it begins with the last row told, if nothing has moved."""
    return max(0, window.read - 1)


def _ascending(ids: list[int]) -> list[int]:
    """Raises Unintelligible for a shop that sorts otherwise than it was asked to."""
    if any(after <= before for before, after in pairwise(ids)):
        raise Unintelligible("the shop does not list its orders by id; a plugin may sort them")
    return ids


def _encode(window: Window) -> str:
    return msgspec.json.encode(window).decode()
