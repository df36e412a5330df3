"""What changed in a shop: windows of time, each read to its upper bound, then what moved meanwhile.

Three lists tell of changes: orders by their stamp; fulfilment orders by theirs, because a move
between locations need not touch the order's; orders with a return under way, because a return's
goods need not either. Lists come from a search index that lags, in whole seconds, and end after
25,000 rows; they only say which orders to read. What changes while a list is read moves out of its
window, so windows are read until nothing older than the pull has moved.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from connectors.errors import Unintelligible
from connectors.protocol import Page
from connectors.shopify.bulk import Backfill
from connectors.shopify.catalogue import require_mapping
from connectors.shopify.lists import (
    UNDER_WAY,
    Walk,
    between,
    changed_orders,
    moved_fulfilment_orders,
)
from connectors.shopify.reading import Reader
from connectors.shopify.window import Window, after, decode, encode, sure_of
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

OVERLAP: Final = timedelta(minutes=5)
"""Longer than the index lags and an order's parts are later than its stamp."""

DAILY_OVERLAP: Final = timedelta(hours=48)
"""Once a day: what changed without its stamp, or came late to the index."""

SECOND: Final = timedelta(seconds=1)
"""The grain of every stamp."""

ROUNDS_MAX: Final = 10
"""Each takes only as long as the one before took; after so many a pull says what it is sure of."""

WATCHED_MAX: Final = 5_000
"""Orders with a return under way; a shop with more of them has other worries."""

RETURNS_A_PULL: Final = 100
"""Orders with a return under way that are read in one pull; with more they take turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReader:
    reader: Reader
    walk: Walk
    backfill: Backfill
    clock: Clock

    def pages(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        """Everything changed since the cursor; see connectors.protocol."""
        require_mapping(self.reader.places)
        window = self._resumed(cursor) if cursor else self._begun(since)
        if window.step == "bulk":
            query = between(window.start, window.end)
            for orders, bulk in self.backfill.pages(window.bulk, query, read_at=window.ours):
                window = replace(window, bulk=bulk, told=window.told + 1)
                yield Page(orders=orders, cursor=encode(window))
            # What a bulk operation cannot do is done page by page.
            window = replace(window, step="moved" if window.bulk else "changed", bulk="")
        while window.step != "done":
            for ids, then in self._step(window):
                unsettled = window.unsettled or then.unsettled
                window = replace(then, told=window.told + 1, unsettled=unsettled)
                yield Page(orders=self._read(ids), cursor=encode(window))
            window = self._next(window)
        yield Page(orders=(), cursor=encode(window), complete_to=sure_of(window))

    def _step(self, window: Window) -> Iterator[tuple[list[str], Window]]:
        """The orders to read of one list, page by page, and the window after each."""
        if window.step == "changed":
            return self._changed(window)
        return self._moved(window) if window.step == "moved" else self._returned(window)

    def _next(self, window: Window) -> Window:
        """Orders, fulfilment orders, and once a pull returns; then again what moved meanwhile."""
        if window.step == "changed":
            return replace(window, step="moved", at=None)
        if window.step == "moved" and window.round == 0:
            return replace(window, step="returned", at=None)
        if window.round > 0 and not window.unsettled:
            return replace(window, step="done", at=None)
        end = self.reader.graph.shop_now() + SECOND
        if end <= window.end or window.round == ROUNDS_MAX:
            still = window.unsettled and end > window.end
            return replace(window, step="done", at=None, unsettled=still)
        return replace(
            window,
            start=window.end,
            end=end,
            step="changed",
            at=None,
            round=window.round + 1,
            unsettled=False,
        )

    def _changed(self, window: Window) -> Iterator[tuple[list[str], Window]]:
        begin = window.at or window.start
        for rows in self.walk.rows(changed_orders, begin, window.end):
            if any(row.updated_at < begin for row in rows):
                raise Unintelligible("the shop lists orders older than asked for; its search fails")
            if rows:
                yield [row.order_id for row in rows], after(window, rows)

    def _moved(self, window: Window) -> Iterator[tuple[list[str], Window]]:
        """Those whose order moved too have been read, or will be in the next round."""
        begin = window.at or window.start
        seen: set[str] = set()
        for rows in self.walk.rows(moved_fulfilment_orders, begin, window.end):
            new = [
                row
                for row in rows
                if not window.start <= row.updated_at < window.end and row.order_id not in seen
            ]
            seen |= {row.order_id for row in new}
            if rows:
                yield list(dict.fromkeys(row.order_id for row in new)), after(window, rows)

    def _returned(self, window: Window) -> Iterator[tuple[list[str], Window]]:
        """Orders with a return under way, and those that were when last looked at."""
        stamps: dict[int, datetime] = {}
        for rows in self.walk.rows(changed_orders, None, None, UNDER_WAY):
            stamps |= {int(row.order_id): row.updated_at for row in rows}
        waiting = sorted(stamps)
        over = sorted(set(window.watched) - stamps.keys())
        turn = [one for one in waiting if one > window.turn] + waiting
        mine = list(dict.fromkeys(turn))[:RETURNS_A_PULL]
        # Those of this window have been read just now.
        unread = [one for one in mine if not window.start <= stamps[one] < window.end]
        if waiting or window.watched:
            last = mine[-1] if len(waiting) > RETURNS_A_PULL else 0
            then = replace(window, watched=tuple(waiting[:WATCHED_MAX]), turn=last)
            yield [str(one) for one in (*over, *unread)], then

    def _read(self, ids: Sequence[str]) -> tuple[OrderSnapshot | Unreadable, ...]:
        """What is gone by now was deleted since it was listed, and is looked after elsewhere."""
        return tuple(one for one in self.reader.by_id(ids) if not isinstance(one, Gone))

    def _begun(self, since: datetime) -> Window:
        ours = self.clock()
        begun = self.reader.graph.shop_now()
        # Searched by whole seconds, so that no row is older than what was asked for.
        start = since.astimezone(UTC).replace(microsecond=0) - OVERLAP
        end = begun + SECOND
        step = "bulk" if self.backfill.is_worth_it(between(start, end)) else "changed"
        return Window(start=start, end=end, begun=begun, ours=ours, deep=begun, step=step)

    def _resumed(self, cursor: str) -> Window:
        """The window of an unfinished pull, or a new one after a finished pull."""
        window = decode(cursor)
        if window.step != "done":
            return window
        ours = self.clock()
        begun = self.reader.graph.shop_now()
        is_deep = begun - window.deep >= timedelta(days=1)
        return Window(
            # Where the first list ended, whatever was read after it.
            start=window.begun - (DAILY_OVERLAP if is_deep else OVERLAP),
            end=begun + SECOND,
            begun=begun,
            ours=ours,
            deep=begun if is_deep else window.deep,
            watched=window.watched,
            turn=window.turn,
        )
