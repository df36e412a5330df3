"""A storefront in memory: orders, numbers, and what shoppers and staff do to them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ledger.channels import Guard, PushAnswer, StockKey
from ledger.instants import Clock

ONLY_SITE = ""
"""The location of a shop that knows none: it keeps one number for each listing."""


@dataclass(slots=True, kw_only=True)
class MemoryLine:
    """``quantity`` ordered at ``site``; shipped whole from ``shipped_from``; ``returned`` sellable.

    ``taken``: what the shop has taken from its number for sale, by site.
    """

    listing_id: str
    quantity: int
    site: str = ONLY_SITE
    shipped_at: datetime | None = None
    shipped_from: str = ONLY_SITE
    returned: int = 0
    returned_at: datetime | None = None
    returned_to: str = ONLY_SITE
    taken: Counter[str] = field(default_factory=Counter)

    @property
    def gone(self) -> Counter[str]:
        """Units that left each site, less those that came back to it."""
        gone = Counter({self.shipped_from: self.quantity if self.shipped_at else 0})
        gone[self.returned_to] -= self.returned
        return gone


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
    """A shop with its own location ids, ``sites``. ``numbers``: what stands at each stock key."""

    clock: Clock
    guard: Guard = Guard.BLIND
    sites: tuple[str, ...] = (ONLY_SITE,)
    numbers: dict[StockKey, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    orders: dict[str, MemoryOrder] = field(default_factory=dict)
    answered_keys: dict[str, PushAnswer] = field(default_factory=dict)
    late: timedelta = timedelta()

    def add_listing(self, sku: str, shown: int = 0) -> None:
        """It shows so many at each site."""
        for site in self.sites:
            self.numbers[StockKey(sku, site)] = shown
        self.titles[sku] = f"Listing {sku}"

    def remove_listing(self, sku: str) -> None:
        """Out of the catalogue, with its numbers."""
        del self.titles[sku]
        for site in self.sites:
            del self.numbers[StockKey(sku, site)]

    def shown(self, sku: str, site: str | None = None) -> int:
        """At the first site, if none is named."""
        return self.numbers[StockKey(sku, self.sites[0] if site is None else site)]

    def place(
        self, order_id: str, units: Mapping[str, int], *, site: str | None = None
    ) -> MemoryOrder:
        """A shopper buys: units by listing, to be shipped from the first site unless said."""
        now = self.clock()
        assigned = self.sites[0] if site is None else site
        order = MemoryOrder(
            order_id=order_id,
            placed_at=now,
            stamp=now,
            visible_at=now + self.late,
            lines={
                str(number): MemoryLine(listing_id=listing_id, quantity=quantity, site=assigned)
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

    def ship(self, order_id: str, *, site: str | None = None) -> None:
        """From where it was assigned, unless another site is named."""
        for line in self.orders[order_id].lines.values():
            line.shipped_at = self.clock()
            line.shipped_from = line.site if site is None else site
            if self.guard is Guard.ON_HAND:
                self.numbers[StockKey(line.listing_id, line.shipped_from)] -= line.quantity
        self._changed(order_id)

    def restock(
        self, order_id: str, line_id: str, quantity: int, *, site: str | None = None
    ) -> None:
        """Where it was shipped from, unless another site is named. Always to the same one."""
        line = self.orders[order_id].lines[line_id]
        line.returned += quantity
        line.returned_at = self.clock()
        line.returned_to = line.shipped_from if site is None else site
        if self.guard is Guard.ON_HAND:
            self.numbers[StockKey(line.listing_id, line.returned_to)] += quantity
        self._changed(order_id)

    def delete(self, order_id: str) -> None:
        """The order is gone without a trace; the number is left as it is."""
        del self.orders[order_id]

    def type_number(self, listing_id: str, number: int, *, site: str | None = None) -> None:
        """Staff overwrite the number by hand."""
        self.numbers[StockKey(listing_id, self.sites[0] if site is None else site)] = number

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
            held: Counter[str] = Counter()
            if order.status != "cancelled":
                held[line.shipped_from if line.shipped_at else line.site] += line.quantity
                held[line.returned_to if line.returned else line.site] -= line.returned
            for site in held.keys() | line.taken.keys():
                self.numbers[StockKey(line.listing_id, site)] -= held[site] - line.taken[site]
            line.taken = held
