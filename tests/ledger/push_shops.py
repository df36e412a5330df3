"""Storefronts of the three kinds, for trying the push rule: one line an order, one location.

A shop keeps its own number, as the real ones do, and shows an order's news late. What shoppers and
staff may do stands first; what Stockbook sees and writes comes after it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ledger.channels import Accepted, Guard, Parts, Push, PushAnswer, PushManners, Stale

LAG: Final = timedelta(seconds=20)
LONGEST_REQUEST: Final = timedelta(seconds=90)
LEASE: Final = timedelta(seconds=30)
KEYS_KEPT: Final = timedelta(seconds=240)

COMPARES: Final = PushManners(
    guard=Guard.COMPARE_AND_SET,
    batch_size=50,
    lag=LAG,
    longest_request=LONGEST_REQUEST,
    keys_kept=KEYS_KEPT,
    takes_negative=True,
)
BLIND: Final = PushManners(
    guard=Guard.BLIND,
    batch_size=50,
    lag=LAG,
    longest_request=LONGEST_REQUEST,
    takes_negative=True,
)
ON_HAND: Final = PushManners(
    guard=Guard.ON_HAND,
    batch_size=50,
    lag=LAG,
    longest_request=LONGEST_REQUEST,
    shows_for_sale=False,
)


NEAR: Final = "near"
FAR: Final = "far"


class Status(StrEnum):
    PENDING = "pending"
    OPEN = "open"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as the ledger books it: ``out`` units are no longer available to sell."""

    order_id: int
    product: str
    out: int
    taken: int
    reserved: int
    stamp: datetime
    read_at: datetime


@dataclass(slots=True)
class ShopOrder:
    """``versions``: (visible at, stamp, out, taken, reserved), oldest first."""

    product: str
    quantity: int
    status: Status
    taken: int = 0
    reserved: int = 0
    returned: int = 0
    versions: list[tuple[datetime, datetime, int, int, int]] = field(default_factory=list)

    def out(self) -> int:
        if self.status is Status.OPEN:
            return self.quantity
        return self.quantity - self.returned if self.status is Status.SHIPPED else 0


@dataclass(slots=True)
class Shop:
    """``numbers``: what stands at each product. ``late``: how late the next news are seen."""

    manners: PushManners
    clock: Callable[[], datetime]
    numbers: dict[str, int] = field(default_factory=dict)
    orders: dict[int, ShopOrder] = field(default_factory=dict)
    accepted: dict[str, datetime] = field(default_factory=dict)
    late: timedelta = timedelta()
    _last_id: int = 0

    def sell(self, product: str = "cup", quantity: int = 1, *, paid: bool = True) -> int:
        self._last_id += 1
        order = ShopOrder(product, quantity, Status.OPEN if paid else Status.PENDING)
        self.orders[self._last_id] = order
        return self._settle(self._last_id)

    def pay(self, order_id: int) -> int:
        return self._become(order_id, Status.OPEN)

    def fail(self, order_id: int) -> int:
        """The payment failed; the shop goes on holding the goods."""
        return self._become(order_id, Status.FAILED)

    def cancel(self, order_id: int) -> int:
        return self._become(order_id, Status.CANCELLED)

    def ship(self, order_id: int) -> int:
        return self._become(order_id, Status.SHIPPED)

    def edit(self, order_id: int, quantity: int) -> int:
        self.orders[order_id].quantity = quantity
        return self._settle(order_id)

    def restock(self, order_id: int, quantity: int) -> int:
        """Shipped goods came back and are sold again."""
        self.orders[order_id].returned += quantity
        return self._settle(order_id)

    def vanish(self, order_id: int) -> None:
        """Deleted before it was shipped: what was taken from the number is never given back."""
        del self.orders[order_id]

    def type_number(self, product: str, number: int) -> None:
        """Staff overwrite the number by hand."""
        self.numbers[product] = number

    def parts(self, product: str) -> Parts:
        """Where the number lies, if it is the sum of several sites."""
        return ()

    def _become(self, order_id: int, status: Status) -> int:
        self.orders[order_id].status = status
        return self._settle(order_id)

    def _settle(self, order_id: int) -> int:
        """Move the number as this platform does, and leave a version for the next pulls."""
        order = self.orders[order_id]
        taken, order.reserved = self._holds(order)
        self.numbers[order.product] -= taken - order.taken
        order.taken = taken
        now = self.clock()
        seen = max(now + self.late, order.versions[-1][0] if order.versions else now)
        order.versions.append((seen, now, order.out(), order.taken, order.reserved))
        return order_id

    def _holds(self, order: ShopOrder) -> tuple[int, int]:
        """Taken from the number and reserved, by status."""
        if order.status is Status.FAILED:
            return order.taken, order.reserved
        if self.manners.guard is Guard.ON_HAND:
            gone = order.out() if order.status is Status.SHIPPED else 0
            return gone, order.out() - gone
        return order.out(), 0

    def reserved(self, product: str) -> int:
        return sum(one.reserved for one in self.orders.values() if one.product == product)

    def seen(self) -> Iterator[OrderView]:
        """Every order as a pull sees it now; the newest changes may not be visible yet."""
        now = self.clock()
        for order_id, order in self.orders.items():
            visible = [version for version in order.versions if version[0] <= now]
            if visible:
                _, stamp, out, taken, reserved = visible[-1]
                yield OrderView(order_id, order.product, out, taken, reserved, stamp, now)

    def gone(self, known: OrderView) -> OrderView | None:
        """The platform's word that there is no such order any more; it gave nothing back."""
        if known.order_id in self.orders:
            return None
        return replace(known, out=0, reserved=0, read_at=self.clock())

    def write(self, push: Push) -> PushAnswer:
        """One row of a request takes effect; with compare-and-set, or blindly."""
        product = push.stock_key.inventory_id
        now = self.clock()
        if self.manners.guard is Guard.COMPARE_AND_SET:
            if push.key in self.accepted and now < self.accepted[push.key] + KEYS_KEPT:
                return Accepted(push.stock_key)
            if self.numbers[product] != push.expected:
                return Stale(push.stock_key, self.numbers[product])
        self.accepted[push.key] = now
        self.numbers[product] = push.wanted
        return Accepted(push.stock_key)


@dataclass(slots=True)
class SpreadShop(Shop):
    """Its numbers are the sums of two sites; at which of them an order takes its units it decides.

    ``near``: what lies at the first site.
    """

    near: dict[str, int] = field(default_factory=dict)

    def parts(self, product: str) -> Parts:
        near = self.near.get(product, 0)
        return ((NEAR, near), (FAR, self.numbers[product] - near))

    def write(self, push: Push) -> PushAnswer:
        product = push.stock_key.inventory_id
        self.near[product] = dict(push.parts)[NEAR]
        return Shop.write(self, push)

    def _settle(self, order_id: int) -> int:
        product = self.orders[order_id].product
        before = self.numbers[product]
        Shop._settle(self, order_id)
        if order_id % 2:
            self.near[product] = self.near.get(product, 0) + self.numbers[product] - before
        return order_id
