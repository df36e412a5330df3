"""The reference connector: a storefront in memory that plays each of the three kinds of platform.

What a connector must do, without any network: read it before you write your own. The shop itself
(`MemoryShop`) is what shoppers and staff touch; `MemoryConnector` is what Stockbook sees of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeGuard

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


@dataclass(slots=True, kw_only=True)
class MemoryLine:
    """``quantity`` ordered, of which ``shipped`` left, ``returned`` came back sellable."""

    listing_id: str
    quantity: int
    shipped_at: datetime | None = None
    returned: int = 0
    returned_at: datetime | None = None
    taken: int = 0


@dataclass(slots=True, kw_only=True)
class MemoryOrder:
    order_id: str
    placed_at: datetime
    stamp: datetime
    visible_at: datetime
    lines: dict[str, MemoryLine]
    status: str = "open"


@dataclass(slots=True)
class MemoryShop:
    """A shop with one location. ``numbers``: what stands at each stock key."""

    clock: Clock
    location: str = "main"
    guard: Guard = Guard.BLIND
    numbers: dict[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    orders: dict[str, MemoryOrder] = field(default_factory=dict)
    answered_keys: dict[str, PushAnswer] = field(default_factory=dict)
    late: timedelta = timedelta()

    def add_listing(self, sku: str, shown: int = 0) -> None:
        self.numbers[sku] = shown
        self.titles[sku] = f"Listing {sku}"

    def place(self, order_id: str, units: Mapping[str, int]) -> MemoryOrder:
        """A shopper buys: units by listing."""
        now = self.clock()
        order = MemoryOrder(
            order_id=order_id,
            placed_at=now,
            stamp=now,
            visible_at=now + self.late,
            lines={
                str(number): MemoryLine(listing_id=listing_id, quantity=quantity)
                for number, (listing_id, quantity) in enumerate(units.items(), 1)
            },
        )
        self.orders[order_id] = order
        self._settle(order)
        return order

    def edit(self, order_id: str, line_id: str, quantity: int) -> None:
        self.orders[order_id].lines[line_id].quantity = quantity
        self._changed(order_id)

    def cancel(self, order_id: str) -> None:
        self.orders[order_id].status = "cancelled"
        self._changed(order_id)

    def fail(self, order_id: str) -> None:
        """The payment failed; the shop keeps holding the goods, as WooCommerce does."""
        self.orders[order_id].status = "failed"
        self._changed(order_id)

    def ship(self, order_id: str) -> None:
        for line in self.orders[order_id].lines.values():
            line.shipped_at = self.clock()
            if self.guard is Guard.ON_HAND:
                self.numbers[line.listing_id] -= line.quantity
        self._changed(order_id)

    def restock(self, order_id: str, line_id: str, quantity: int) -> None:
        line = self.orders[order_id].lines[line_id]
        line.returned += quantity
        line.returned_at = self.clock()
        if self.guard is Guard.ON_HAND:
            self.numbers[line.listing_id] += quantity
        self._changed(order_id)

    def delete(self, order_id: str) -> None:
        """The order is gone without a trace; the number is left as it is."""
        del self.orders[order_id]

    def type_number(self, listing_id: str, number: int) -> None:
        """Staff overwrite the number by hand."""
        self.numbers[listing_id] = number

    def _changed(self, order_id: str) -> None:
        order = self.orders[order_id]
        order.stamp = max(self.clock(), order.stamp + timedelta(microseconds=1))
        order.visible_at = self.clock() + self.late
        self._settle(order)

    def _settle(self, order: MemoryOrder) -> None:
        """Take from the numbers for sale what the order holds now, and give back the rest."""
        if self.guard is Guard.ON_HAND:
            return
        for line in order.lines.values():
            held = 0 if order.status == "cancelled" else line.quantity - line.returned
            self.numbers[line.listing_id] -= held - line.taken
            line.taken = held


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
    """What Stockbook sees of a `MemoryShop`."""

    shop: MemoryShop

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
        )

    def listings(self) -> Iterator[Listing]:
        for sku, title in sorted(self.shop.titles.items()):
            yield Listing(
                listing_id=sku,
                sku=sku,
                title=title,
                stock_key=StockKey(sku),
                shown=self.shop.numbers[sku],
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
                yield _snapshot(order, self.shop, now)

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterable[Shown]:
        for key in stock_keys:
            yield Shown(key, self.shop.numbers.get(key.inventory_id))

    def push(self, pushes: Sequence[Push]) -> Iterable[PushAnswer]:
        for push in pushes:
            if push.key not in self.shop.answered_keys:
                self.shop.answered_keys[push.key] = self._write(push)
            yield self.shop.answered_keys[push.key]

    def _write(self, push: Push) -> PushAnswer:
        shown = self.shop.numbers.get(push.stock_key.inventory_id)
        if shown is None:
            return RefusedPush(push.stock_key, "no such listing")
        if self.shop.guard is Guard.COMPARE_AND_SET and shown != push.expected:
            return Stale(push.stock_key, shown)
        self.shop.numbers[push.stock_key.inventory_id] = push.wanted
        return Accepted(push.stock_key)


def connect(settings: Mapping[str, Any], *, http: object, clock: Clock) -> MemoryConnector:
    """An empty shop of the kind that the settings name; it needs no network."""
    del http
    return MemoryConnector(MemoryShop(clock, guard=Guard(settings["guard"])))


def _is_order(answer: OrderSnapshot | Gone) -> TypeGuard[OrderSnapshot]:
    return isinstance(answer, OrderSnapshot)


def _snapshot(order: MemoryOrder, shop: MemoryShop, now: datetime) -> OrderSnapshot:
    return OrderSnapshot(
        order_id=order.order_id,
        status=order.status,
        placed_at=order.placed_at.astimezone(UTC),
        stamp=order.stamp.astimezone(UTC),
        read_at=now,
        answered_at=now,
        lines=tuple(
            _line(line_id, line, order, shop)
            for line_id, line in order.lines.items()
            if line.quantity
        ),
    )


def _line(line_id: str, line: MemoryLine, order: MemoryOrder, shop: MemoryShop) -> LineSnapshot:
    shipped = line.quantity if line.shipped_at else 0
    owed = line.quantity - shipped if order.status == "open" else 0
    on_hand = shop.guard is Guard.ON_HAND
    return LineSnapshot(
        line_id=line_id,
        listing_id=line.listing_id,
        sku=line.listing_id,
        owed=(Owed(location=shop.location, quantity=owed),) if owed else (),
        events=tuple(_events(line, shipped, shop.location)),
        taken=shipped - line.returned if on_hand else line.taken,
        reserved=owed if on_hand else 0,
    )


def _events(line: MemoryLine, shipped: int, location: str) -> Iterator[PhysicalEvent]:
    if shipped:
        yield PhysicalEvent(
            kind=EventKind.SHIPPED,
            quantity=shipped,
            location=location,
            occurred_at=line.shipped_at,
        )
    if line.returned:
        yield PhysicalEvent(
            kind=EventKind.RETURNED_SELLABLE,
            quantity=line.returned,
            location=location,
            occurred_at=line.returned_at,
        )
