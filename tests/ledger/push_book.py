"""A tiny ledger in memory for trying the push rule: it posts snapshots as push.md's POST says.

Every method is one transaction. The level rule and the marks are the real ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ledger.channels import Parts, PushManners
from ledger.errors import LeaseLost
from ledger.pushing.levels import OFFER_ALL, Component, ItemStock, LevelFacts, LevelRule, level
from ledger.pushing.state import KeyIncident, KeyState, PushFacts, mark_due, touch
from ledger.said import Assembly
from tests.ledger.push_shops import FAR, LEASE, NEAR, OrderView

Key = tuple[str, str]
"""(channel, product): a stock key here."""

RECIPES: Mapping[str, Mapping[str, int]] = {
    "cup": {"cup": 1},
    "pot": {"pot": 1},
    "set": {"pot": 1, "cup": 2},
}
"""Items in one unit of each product; the set is a kit of components."""


@dataclass(slots=True)
class Lease:
    fence: int = 0
    expires_at: datetime | None = None


@dataclass(slots=True)
class Book:
    """``stock``: opening stock by item. ``rules``: where a stock key is not offered everything.

    ``spread``: the channels whose numbers are shared out over two sites; ``far``: units of each
    product that we have at the second one.
    """

    stock: dict[str, int]
    manners: dict[str, PushManners]
    rules: Mapping[Key, LevelRule] = field(default_factory=dict)
    show_negative: bool = False
    spread: set[str] = field(default_factory=set)
    far: dict[str, int] = field(default_factory=dict)
    sequence: int = 1
    states: dict[Key, KeyState] = field(default_factory=dict)
    changes: dict[Key, list[tuple[int, int]]] = field(default_factory=dict)
    orders: dict[tuple[str, int], OrderView] = field(default_factory=dict)
    pulled_at: dict[str, datetime] = field(default_factory=dict)
    leases: dict[str, Lease] = field(default_factory=dict)
    incidents: list[tuple[Key, KeyIncident]] = field(default_factory=list)

    def post(self, channel: str, view: OrderView) -> None:
        """POST of push.md."""
        stored = self.orders.get((channel, view.order_id))
        if stored and (view.stamp, view.read_at) <= (stored.stamp, stored.read_at):
            return
        known = stored or replace(view, out=0, taken=0, reserved=0)
        self.orders[channel, view.order_id] = view
        key = (channel, view.product)
        moved = view.out != known.out
        held = (view.taken, view.reserved) != (known.taken, known.reserved)
        newly_stamped = stored is None or view.stamp != stored.stamp
        if moved or held or newly_stamped:
            self.sequence += 1
        if moved:
            self._mark_items_due(view.product)
        if held:
            self.states[key] = mark_due(self.states[key], self.sequence)
            change = (self.sequence, view.taken - known.taken)
            self.changes.setdefault(key, []).append(change)
        if newly_stamped:
            self.states[key] = touch(self.states[key], self.sequence)

    def _mark_items_due(self, product: str) -> None:
        for key, state in self.states.items():
            if RECIPES[key[1]].keys() & RECIPES[product].keys():
                self.states[key] = mark_due(state, self.sequence)

    def receive(self, item: str, quantity: int) -> None:
        """Goods in, or out by a person's hand."""
        self.stock[item] += quantity
        self.sequence += 1
        self._mark_items_due(item)

    def carry(self, product: str, far: int) -> None:
        """So many lie at the second site now; all in all they are as many as before."""
        self.far[product] = far
        self.sequence += 1
        self._mark_items_due(product)

    def available(self, item: str) -> int:
        out = sum(
            view.out * RECIPES[view.product].get(item, 0)
            for view in self.orders.values()
            if view.out
        )
        return self.stock[item] - out

    def wanted(self, key: Key) -> int:
        """The level, and on hand what our snapshots say is reserved there."""
        channel, product = key
        parts = RECIPES[product]
        components = tuple(
            Component(sku=item, quantity=units, stock=self._stock(item))
            for item, units in parts.items()
        )
        is_kit = product not in parts
        negative = self.show_negative and self.manners[channel].takes_negative
        facts = LevelFacts(
            stock=ItemStock(available={}) if is_kit else self._stock(product),
            assembly=Assembly.COMPONENTS if is_kit else Assembly.NONE,
            components=components if is_kit else (),
            rule=self.rules.get(key, OFFER_ALL),
            show_negative=negative,
        )
        return level(facts).quantity + self._reserved(key)

    def _parts(self, key: Key, wanted: int) -> Parts:
        if key[0] not in self.spread:
            return ()
        far = max(0, min(wanted, self.far.get(key[1], 0)))
        return ((NEAR, wanted - far), (FAR, far))

    def _stock(self, item: str) -> ItemStock:
        return ItemStock(available={"main": self.available(item)})

    def _reserved(self, key: Key) -> int:
        return sum(
            view.reserved
            for (channel, _), view in self.orders.items()
            if (channel, view.product) == key
        )

    def facts(self, key: Key, now: datetime, *, audit: bool = False) -> PushFacts:
        wanted = self.wanted(key)
        return PushFacts(
            now=now,
            pulled_at=self.pulled_at.get(key[0]),
            sequence=self.sequence,
            wanted=wanted,
            parts=self._parts(key, wanted),
            changes=tuple(self.changes.get(key, ())),
            manners=self.manners[key[0]],
            lease=LEASE,
            audit=audit,
            show_negative=self.show_negative,
        )

    def take_lease(self, channel: str, now: datetime) -> int:
        lease = self.leases.setdefault(channel, Lease())
        if lease.expires_at is not None and now < lease.expires_at:
            raise LeaseLost(f"{channel} is worked by another")
        lease.fence += 1
        lease.expires_at = now + LEASE
        return lease.fence

    def hold_lease(self, channel: str, fence: int, now: datetime) -> None:
        """At the beginning of every transaction."""
        lease = self.leases[channel]
        if lease.fence != fence:
            raise LeaseLost(f"{channel} is worked by another")
        lease.expires_at = now + LEASE

    def return_lease(self, channel: str, fence: int) -> None:
        if self.leases[channel].fence == fence:
            self.leases[channel].expires_at = None
