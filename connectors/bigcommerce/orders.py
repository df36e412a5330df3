"""Reading BigCommerce orders: complete pages by id, in a list that knows no cursor.

`min_date_modified` says which orders, `sort=id:asc` with `min_id` where the next page begins: ids
never change, so no order is lost when another leaves the window, as it is with numbered pages.
Archived orders are in a list of their own, and refunds may not move the stamp of their order, so
the list of refunds is read as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from itertools import pairwise
from typing import Any, Final

import msgspec

from connectors.bigcommerce.failures import NOT_FOUND
from connectors.bigcommerce.pages import PAGE_SIZE, PAGES_MAX, v2_rows, v3_pages
from connectors.bigcommerce.reading import REFUNDS_PATH, SnapshotReader, row_id
from connectors.bigcommerce.rules import RulesReader
from connectors.bigcommerce.shapes import Refunds
from connectors.bigcommerce.window import OVERLAP, OrderWindow, Part, resumed
from connectors.errors import Refused, Unintelligible
from connectors.http import Http
from connectors.protocol import Page
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

WITH_LINES: Final = {
    "include": "consignments,consignments.line_items",
    "consignment_structure": "object",
}
"""Lines come with the orders, which saves a call for each."""

LATE_AT_ONCE: Final = 50
"""Orders read one by one before they are booked: a quota allows some more in half a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReader:
    http: Http
    clock: Clock
    reader: SnapshotReader

    def pages(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        """Everything modified since the cursor; see connectors.protocol."""
        rules = RulesReader(self.http)
        window = self._window(cursor, since, rules)
        for _ in range(PAGES_MAX):
            if window.part is Part.REFUNDED:
                yield from self._refunded_late(window, rules)
                return
            rows, at = self._rows(window)
            new = [row for row in rows if window.part is Part.LIVING or _may_be_archived(row)]
            refunds = self.reader.refunds(new)
            orders = tuple(self.reader.snapshots(new, refunds, rules, at=at))
            last_id = row_id(rows[-1]).id if rows else window.last_id
            window = window.told(last_id, refunded=refunds)
            if len(rows) < PAGE_SIZE:
                living = window.part is Part.LIVING
                window = window.onto(Part.ARCHIVED if living else Part.REFUNDED)
            yield Page(orders=orders, cursor=window.cursor())
        raise Unintelligible(f"the store lists more than {PAGES_MAX * PAGE_SIZE} orders")

    def by_id(self, order_ids: Sequence[str]) -> Iterator[OrderSnapshot | Unreadable | Gone]:
        """One call each: the list cannot be asked for several ids."""
        return self._each([one for one in order_ids if one.isdigit()], RulesReader(self.http))

    def _each(
        self, order_ids: Sequence[str], rules: RulesReader
    ) -> Iterator[OrderSnapshot | Unreadable | Gone]:
        for order_id in order_ids:
            read_at = self.clock()
            row = self._alone(order_id)
            if row is None:
                yield Gone(order_id=order_id, read_at=read_at)
            else:
                at = (read_at, self.clock())
                refunds = self.reader.refunds([row])
                yield from self.reader.snapshots([row], refunds, rules, at=at)

    def _refunded_late(self, window: OrderWindow, rules: RulesReader) -> Iterator[Page]:
        """Orders that only their refunds tell of, by id as well; then the pull is complete."""
        query = {"created:min": window.start.isoformat()}
        refunds = v3_pages(self.http, REFUNDS_PATH, Refunds, query=query)
        late = {one.order_id for one in refunds if one.order_id > window.last_id}
        unseen = sorted(late.difference(window.refunded))
        for start in range(0, len(unseen), LATE_AT_ONCE):
            ids = unseen[start : start + LATE_AT_ONCE]
            answers = self._each([str(order_id) for order_id in ids], rules)
            # Whether an order is gone is for another question to settle.
            orders = tuple(one for one in answers if not isinstance(one, Gone))
            window = window.told(ids[-1])
            yield Page(orders=orders, cursor=window.cursor())
        yield Page(orders=(), cursor=window.onto(Part.DONE).cursor(), complete_to=window.ours)

    def _window(self, cursor: str, since: datetime, rules: RulesReader) -> OrderWindow:
        ours = self.clock()
        begun = self._instant_of(rules.begin().headers.get("Date", ""))
        window = resumed(cursor)
        if window is None:
            return OrderWindow(start=since - OVERLAP, begun=begun, ours=ours)
        if window.part is Part.DONE:
            return window.following(begun=begun, ours=ours)
        return window

    def _instant_of(self, date: str) -> datetime:
        """The store's own clock, by which stamps are made; ours where it does not say."""
        try:
            return parsedate_to_datetime(date).astimezone(UTC)
        except (TypeError, ValueError):
            return self.clock()

    def _rows(self, window: OrderWindow) -> tuple[list[msgspec.Raw], tuple[datetime, datetime]]:
        query: dict[str, Any] = {
            **WITH_LINES,
            "min_date_modified": format_datetime(window.start),
            "sort": "id:asc",
            "min_id": window.last_id + 1,
            "limit": PAGE_SIZE,
        }
        if window.part is not Part.LIVING:
            query["is_deleted"] = "true"
        read_at = self.clock()
        rows = v2_rows(self.http, "v2/orders", query, list[msgspec.Raw])
        ids = [window.last_id, *(row_id(row).id for row in rows)]
        if any(after <= before for before, after in pairwise(ids)):
            raise Unintelligible("the store lists its orders otherwise than it was asked to")
        return rows, (read_at, self.clock())

    def _alone(self, order_id: str) -> msgspec.Raw | None:
        """None only on the platform's own word, and when no archived order has the id either."""
        path = f"v2/orders/{order_id}"
        try:
            return self.http.request("GET", path, query=WITH_LINES, decode=msgspec.Raw).value
        except Refused as refusal:
            if refusal.code != NOT_FOUND:
                raise
        query = {**WITH_LINES, "is_deleted": "true", "min_id": order_id, "max_id": order_id}
        rows = v2_rows(self.http, "v2/orders", query, list[msgspec.Raw])
        return next((row for row in rows if row_id(row).id == int(order_id)), None)


def _may_be_archived(row: msgspec.Raw) -> bool:
    """Some stores may list all; an order that does not say which it is, is told again."""
    return row_id(row).is_deleted is not False
