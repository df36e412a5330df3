"""The first backfill: one bulk operation instead of thousands of pages.

A bulk operation gives no lines of shipments, refunds or returns. An order that has at most one
shipment and none of the others is whole without them: what is no longer to be shipped has left
with it. Any other is read by its id. The file is read in parts, so that memory stays flat, and
the cursor names the operation and how far its file was told, so that an interrupt goes on there.
Whatever is wrong with an operation or its file, the pages of the lists tell everything as well.
So the file of a failed operation (`partialDataUrl`) is not read: nobody says of which orders its
rows are nor whether the last one is whole, and its window would have to be listed all the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from connectors.errors import NotAuthorised, Refused, Unavailable, Unintelligible
from connectors.http import HttpMaker
from connectors.shopify.bulk_rows import BulkOrder, grouped
from connectors.shopify.documents_shop import BULK_STATE, COUNT_ORDERS, RUN_BULK, bulk_orders
from connectors.shopify.positions import snapshot
from connectors.shopify.reading import Reader
from connectors.shopify.shapes import Ref, Shape, number_of
from ledger.instants import Clock
from ledger.snapshots import Gone, OrderSnapshot, Unreadable

WORTH_IT: Final = 1_000
"""Orders; fewer are read page by page before a bulk operation has even begun."""

PAGE: Final = 250
"""Orders booked at once."""

POLL_SECONDS: Final = 15.0

POLLS_MAX: Final = 1_440
"""Six hours; the next pull goes on waiting for the same operation."""

PART_BYTES: Final = 1024 * 1024
"""Of the file at a time: some hundreds of orders, which are read again after an interrupt."""

PARTS_MAX: Final = 1_000_000
"""Far more than any file; one that goes on longer repeats itself."""

_OVER_THE_END: Final = 416
_PARTIAL: Final = 206

_RUNNING: Final = frozenset({"CREATED", "RUNNING", "CANCELING"})

Told = OrderSnapshot | Unreadable


class _NoFile(Exception):
    """What was told of it stays told; telling it again books nothing."""


class _Count(Shape):
    count: int


class _Counted(Shape):
    orders_count: _Count | None


class _Run(Shape):
    """Why there is no operation does not matter: then there are pages."""

    bulk_operation: Ref | None


class _Ran(Shape):
    bulk_operation_run_query: _Run | None


class _Operation(Shape):
    status: str
    url: str | None = None


class _State(Shape):
    bulk_operation: _Operation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfill:
    """``maker`` makes the door to the file, which lies at another address."""

    reader: Reader
    maker: HttpMaker
    clock: Clock
    ca_file: str | None
    worth_it: int = WORTH_IT
    part_bytes: int = PART_BYTES

    def is_worth_it(self, query: str) -> bool:
        variables = {"query": query, "limit": self.worth_it}
        counted = self.reader.graph.ask(COUNT_ORDERS, variables, _Counted).orders_count
        return counted is not None and counted.count >= self.worth_it

    def pages(
        self, bulk: str, query: str, *, read_at: datetime
    ) -> Iterator[tuple[tuple[Told, ...], str]]:
        """Orders, and where to go on: the operation and how many bytes of its file were told.

        A last page with an empty text says that no operation could do it.
        """
        operation, _, told = bulk.partition(" ")
        operation = operation or self._begun(query)
        if not operation:
            return
        for _ in range(POLLS_MAX):
            state = self._state(operation)
            if state.status not in _RUNNING:
                break
            yield (), f"{operation} {told or 0}"
            self.maker.patience.wait(POLL_SECONDS, "the shop is gathering its orders")
        else:
            raise Unavailable("the shop is still gathering its orders; try again later")
        if state.status != "COMPLETED":
            yield (), ""
            return
        start = int(told or 0)
        # Nothing to tell makes no file.
        orders = self._orders(state.url, start) if state.url else iter(())
        try:
            while page := list(islice(orders, PAGE)):
                start += sum(order.size for order in page)
                yield tuple(self._page(page, read_at)), f"{operation} {start}"
            yield (), f"{operation} {start}"
        except _NoFile:
            yield (), ""

    def _page(self, page: Sequence[BulkOrder], read_at: datetime) -> Iterator[Told]:
        told = {one.id: self._from_file(one, read_at) for one in page}
        yield from (one for one in told.values() if one is not None)
        ids = [number_of(order_id) for order_id, one in told.items() if one is None]
        for found in self.reader.by_id(ids):
            if not isinstance(found, Gone):
                yield found

    def _from_file(self, one: BulkOrder, read_at: datetime) -> OrderSnapshot | None:
        """The operation reads each order at an instant of its own, none before it was begun.

        None for an order that is to be read by its id, also because it is not to be understood.
        """
        order = one.whole()
        if order is None:
            return None
        try:
            return snapshot(order, self.reader.places, read_at=read_at, answered_at=self.clock())
        except ValueError:
            return None

    def _begun(self, query: str) -> str:
        """Empty where the shop runs as many as it will already."""
        asked = {"query": bulk_orders(query)}
        run = self.reader.graph.ask(RUN_BULK, asked, _Ran).bulk_operation_run_query
        return run.bulk_operation.id if run and run.bulk_operation else ""

    def _state(self, operation: str) -> _Operation:
        state = self.reader.graph.ask(BULK_STATE, {"id": operation}, _State).bulk_operation
        return state or _Operation(status="EXPIRED")

    def _orders(self, url: str, start: int) -> Iterator[BulkOrder]:
        """Raises _NoFile where it ended, after seven days, or is none that can be read."""
        try:
            yield from grouped(_lines(self._parts(url, start)))
        except (NotAuthorised, Refused, Unintelligible) as failure:
            raise _NoFile from failure

    def _parts(self, url: str, start: int) -> Iterator[bytes]:
        """A part at a time: booking takes long, and no answer stays open for it."""
        address = urlsplit(url)
        door = self.maker.to(f"{address.scheme}://{address.netloc}", ca_file=self.ca_file)
        path = address.path + (f"?{address.query}" if address.query else "")
        for begin in range(start, start + PARTS_MAX * self.part_bytes, self.part_bytes):
            try:
                raw = door.part(path, start=begin, size=self.part_bytes)
            except Refused as refusal:
                if refusal.status == _OVER_THE_END:
                    return
                raise
            yield raw.content
            if raw.status != _PARTIAL or len(raw.content) < self.part_bytes:
                return
        raise Unintelligible("the file of orders does not end")


def _lines(parts: Iterator[bytes]) -> Iterator[bytes]:
    """With their ends, so that their sizes add up to the file's."""
    left = b""
    for part in parts:
        *whole, left = (left + part).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if left:
        yield left
