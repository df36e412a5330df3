"""What Stockbook sees of a `MemoryShop`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeGuard

from connectors.memory.shop import ONLY_SITE, MemoryLine, MemoryOrder, MemoryShop
from connectors.places import Places
from connectors.protocol import Account, Page
from connectors.settings import Setting
from ledger.channels import (
    Accepted,
    Guard,
    Listing,
    Push,
    PushAnswer,
    PushManners,
    RefusedPush,
    Shown,
    Stale,
    StockKey,
)
from ledger.instants import Clock
from ledger.snapshots import (
    EventKind,
    Gone,
    Held,
    LineSnapshot,
    OrderSnapshot,
    Owed,
    PhysicalEvent,
)

SETTINGS: Final = (
    Setting(name="guard", why="the kind of platform it plays", default=Guard.BLIND.value),
)

PAGE_SIZE: Final = 50
PAGES_MAX: Final = 100_000
"""Far more than a memory holds; a paging that goes on longer is broken."""
LAG: Final = timedelta(seconds=2)
OVERLAP: Final = timedelta(seconds=10)
"""Longer than the lag and the microsecond grain of the stamps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """Stamps after ``start``, read since ``begun``, told up to ``last_id``."""

    begun: datetime
    start: datetime
    last_id: str = ""

    def cursor(self) -> str:
        return f"{self.begun.isoformat()} {self.start.isoformat()} {self.last_id}"

    @classmethod
    def resumed(cls, cursor: str, *, since: datetime, now: datetime) -> "_Window":
        if not cursor:
            return cls(begun=now, start=since)
        begun, start, last_id = cursor.split(" ", 2)
        window = cls(
            begun=datetime.fromisoformat(begun),
            start=datetime.fromisoformat(start),
            last_id=last_id,
        )
        return window if last_id else replace(window, begun=now)


@dataclass(frozen=True, slots=True)
class MemoryConnector:
    """Implements connectors.protocol.Connector."""

    shop: MemoryShop
    places: Places = field(default_factory=lambda: Places(default="main"))

    @property
    def push_manners(self) -> PushManners:
        compares = self.shop.guard is Guard.COMPARE_AND_SET
        return PushManners(
            guard=self.shop.guard,
            batch_size=PAGE_SIZE,
            lag=LAG,
            longest_request=timedelta(seconds=30),
            keys_kept=timedelta(hours=24) if compares else None,
            shows_for_sale=self.shop.guard is not Guard.ON_HAND,
        )

    @property
    def overlap(self) -> timedelta:
        return OVERLAP

    def account(self) -> Account:
        return Account(
            name="memory",
            platform="Memory",
            version="1",
            time_zone="UTC",
            can_read=True,
            can_write=True,
            locations=tuple((site, f"Site {site}") for site in self.shop.sites if site),
        )

    def listings(self) -> Iterator[Listing]:
        for sku, title in sorted(self.shop.titles.items()):
            yield Listing(
                listing_id=sku,
                sku=sku,
                title=title,
                numbers=tuple(
                    Shown(StockKey(sku, site), self.shop.shown(sku, site))
                    for site in self.shop.sites
                ),
            )

    def orders(self, cursor: str, *, since: datetime) -> Iterator[Page]:
        """By id within a window of stamps; the cursor tells the window and the last id."""
        window = _Window.resumed(cursor, since=since, now=self.shop.clock())
        for _ in range(PAGES_MAX):
            found = self._changed(window)[: PAGE_SIZE + 1]
            read = [one for one in self.orders_by_id(found[:PAGE_SIZE]) if _is_order(one)]
            if len(found) <= PAGE_SIZE:
                cursor = _Window(begun=window.begun, start=window.begun).cursor()
                yield Page(orders=tuple(read), cursor=cursor, complete_to=window.begun)
                return
            window = replace(window, last_id=found[PAGE_SIZE - 1])
            yield Page(orders=tuple(read), cursor=window.cursor())

    def _changed(self, window: "_Window") -> list[str]:
        now = self.shop.clock()
        return sorted(
            order.order_id
            for order in self.shop.orders.values()
            if order.stamp > window.start - OVERLAP
            and order.visible_at <= now
            and order.order_id > window.last_id
        )

    def orders_by_id(self, order_ids: Sequence[str]) -> Iterable[OrderSnapshot | Gone]:
        now = self.shop.clock()
        for order_id in order_ids:
            order = self.shop.orders.get(order_id)
            if order is None:
                yield Gone(order_id=order_id, read_at=now)
            else:
                yield self._snapshot(order, now)

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterable[Shown]:
        for key in stock_keys:
            yield Shown(key, self.shop.numbers.get(key))

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        for push in pushes:
            if push.key not in self.shop.answered_keys:
                self.shop.answered_keys[push.key] = self._write(push)
            yield self.shop.answered_keys[push.key]

    def _write(self, push: Push) -> PushAnswer:
        shown = self.shop.numbers.get(push.stock_key)
        if shown is None:
            return RefusedPush(push.stock_key, "no such listing")
        if self.shop.guard is Guard.COMPARE_AND_SET and shown != push.expected:
            return Stale(push.stock_key, shown)
        self.shop.numbers[push.stock_key] = push.wanted
        return Accepted(push.stock_key)

    def _snapshot(self, order: MemoryOrder, now: datetime) -> OrderSnapshot:
        return OrderSnapshot(
            order_id=order.order_id,
            status=order.status,
            placed_at=order.placed_at.astimezone(UTC),
            stamp=order.stamp.astimezone(UTC),
            read_at=now,
            answered_at=now,
            lines=tuple(
                self._line(line_id, line, order)
                for line_id, line in order.lines.items()
                if line.quantity
            ),
        )

    def _line(self, line_id: str, line: MemoryLine, order: MemoryOrder) -> LineSnapshot:
        """Goods at our codes, as far as they are ours; what the shop holds at its own sites."""
        is_owed = order.status == "open" and not line.shipped_at
        reserved = {line.site: line.quantity if is_owed else 0}
        code = self.places.code(line.site)
        return LineSnapshot(
            line_id=line_id,
            listing_id=line.listing_id,
            sku=line.listing_id,
            owed=(Owed(location=code, quantity=line.quantity),) if is_owed and code else (),
            events=tuple(self._events(line)),
            held=_held(line.gone, reserved)
            if self.shop.guard is Guard.ON_HAND
            else _held(line.taken, {}),
        )

    def _events(self, line: MemoryLine) -> Iterator[PhysicalEvent]:
        shipped_from = self.places.code(line.shipped_from)
        if line.shipped_at and shipped_from:
            yield PhysicalEvent(
                kind=EventKind.SHIPPED,
                quantity=line.quantity,
                location=shipped_from,
                occurred_at=line.shipped_at,
            )
        returned_to = self.places.code(line.returned_to)
        if line.returned and returned_to:
            yield PhysicalEvent(
                kind=EventKind.RETURNED_SELLABLE,
                quantity=line.returned,
                location=returned_to,
                occurred_at=line.returned_at,
            )


def connect(settings: Mapping[str, Any], *, http: object, clock: Clock) -> MemoryConnector:
    """An empty shop of the kind and with the locations that the settings name; no network."""
    del http
    sites = tuple(settings["locations"]) or (ONLY_SITE,)
    shop = MemoryShop(clock, guard=Guard(settings["guard"]), sites=sites)
    return MemoryConnector(shop, Places.of(settings))


def _held(taken: Mapping[str, int], reserved: Mapping[str, int]) -> tuple[Held, ...]:
    found = (
        Held(location=site, taken=taken.get(site, 0), reserved=reserved.get(site, 0))
        for site in sorted(taken.keys() | reserved.keys())
    )
    return tuple(one for one in found if one.taken or one.reserved)


def _is_order(answer: OrderSnapshot | Gone) -> TypeGuard[OrderSnapshot]:
    return isinstance(answer, OrderSnapshot)
