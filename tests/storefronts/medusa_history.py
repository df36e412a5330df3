"""Random histories of a shop on Medusa, and what must lie where after every deed.

Told of the fake server and of a real one, by the same seeds. What really lies in the two buildings
is kept here, apart from the book and from the shop, and both are held against it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from jobs.storefronts.sync import Cycle
from tests.storefronts.books import Book

LYING: Final = 200
"""Of each item in each building at first: enough that nothing is refused for want of it."""

PARTS: Final[Mapping[str, Mapping[str, int]]] = {
    "A": {"A": 1},
    "B": {"B": 1},
    "K": {"A": 2, "B": 1},
}
"""What is sold, and what one of it consists of."""

ITEMS: Final = ("A", "B")
BUILDINGS: Final[Mapping[str, str]] = {"Austin": "austin", "Boston": "boston"}
"""Our codes by the shop's names."""

CYCLES_MAX: Final = 12
CYCLE_SECONDS: Final = 60


@dataclass(slots=True)
class Parcel:
    """A fulfilment. ``has_left``: shipped or delivered."""

    id: str
    units: Mapping[str, int]
    at: str
    has_left: bool = False


@dataclass(slots=True)
class Return:
    """``due``: units that are still to arrive."""

    id: str
    sku: str
    due: int
    to: str


@dataclass(slots=True)
class Sold:
    """An order; cancelled fulfilments are not kept. ``asked_back``: units of all its returns."""

    id: str
    units: dict[str, int]
    parcels: list[Parcel] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    asked_back: Counter[str] = field(default_factory=Counter)

    def fulfilled(self, sku: str) -> int:
        return sum(one.units.get(sku, 0) for one in self.parcels)

    def gone(self, sku: str) -> int:
        return sum(one.units.get(sku, 0) for one in self.parcels if one.has_left)


@dataclass(slots=True)
class History:
    """``people`` do things in the shop, as ``draw`` has it. By item and building: what lies there
    in all, and how much of it is damaged.
    """

    people: Any
    book: Book
    draw: Random
    lying: Counter[tuple[str, str]] = field(default_factory=Counter)
    damaged: Counter[tuple[str, str]] = field(default_factory=Counter)
    orders: list[Sold] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lying.update({(sku, name): LYING for sku in ITEMS for name in BUILDINGS})

    def goes_on(self, deeds: int) -> None:
        """So many deeds, and after each of them everything agrees."""
        told: list[str] = []
        self.book.sync()
        while len(told) < deeds:
            if deed := self.draw.choice(DEEDS)(self):
                told.append(deed)
                self._settle()
                found = [*self._book_is_wrong(), *self._shop_is_wrong(), *self.book.problems()]
                assert found == [], f"after {told}"

    def sells(self) -> str:
        skus = self.draw.sample(sorted(PARTS), self.draw.randint(1, 3))
        units = {sku: self.draw.randint(1, 4) for sku in skus}
        self.orders.append(Sold(self.people.sell(units), units))
        return f"sells {units}"

    def edits(self) -> str:
        """A line to more or fewer, or one more line."""
        order = self._one(self.orders)
        sku = self.draw.choice(sorted(PARTS))
        if order is None:
            return ""
        if sku not in order.units:
            order.units[sku] = self.draw.randint(1, 3)
            self.people.edit(order.id, {}, add={sku: order.units[sku]})
            return f"adds {order.units[sku]} {sku}"
        least = max(1, order.fulfilled(sku))
        order.units[sku] = self.draw.randint(least, least + 3)
        self.people.edit(order.id, {sku: order.units[sku]})
        return f"edits to {order.units[sku]} {sku}"

    def cancels(self) -> str:
        order = self._one([one for one in self.orders if not one.parcels])
        if order is None:
            return ""
        self.people.cancel(order.id)
        self.orders.remove(order)
        return f"cancels {order.units}"

    def fulfils(self) -> str:
        """From where it is reserved or not."""
        order = self._one(self.orders)
        left = order and {sku: n - order.fulfilled(sku) for sku, n in order.units.items()}
        units = {sku: self.draw.randint(1, n) for sku, n in (left or {}).items() if n}
        if order is None or not units:
            return ""
        at = self.draw.choice(sorted(BUILDINGS))
        order.parcels.append(Parcel(self.people.fulfil(order.id, units, at=at), units, at))
        return f"fulfils {units} at {at}"

    def unfulfils(self) -> str:
        order, parcel = self._packed()
        if order is None or parcel is None:
            return ""
        self.people.cancel_fulfilment(order.id, parcel.id)
        order.parcels.remove(parcel)
        return f"cancels the fulfilment of {parcel.units} at {parcel.at}"

    def ships(self) -> str:
        order, parcel = self._packed()
        if order is None or parcel is None:
            return ""
        self.people.ship(order.id, parcel.id, parcel.units)
        parcel.has_left = True
        for sku, units in parcel.units.items():
            self._move(sku, -units, parcel.at)
        return f"ships {parcel.units} from {parcel.at}"

    def asks_back(self) -> str:
        """Units of one line: of two that share a part Medusa restocks only one."""
        order = self._one([one for one in self.orders if one.parcels])
        sku = order and self.draw.choice(sorted(order.units))
        most = order.gone(sku) - order.asked_back[sku] if order and sku else 0
        if order is None or sku is None or not most:
            return ""
        units, to = self.draw.randint(1, most), self.draw.choice(sorted(BUILDINGS))
        made = self.people.request_return(order.id, {sku: units}, to=to)
        order.returns.append(Return(made, sku, units, to))
        order.asked_back[sku] += units
        return f"asks {units} {sku} back to {to}"

    def receives(self) -> str:
        """Some or all of a return, some of it damaged."""
        waiting = [(order, one) for order in self.orders for one in order.returns if one.due]
        order, back = self._one(waiting) or (None, None)
        if order is None or back is None:
            return ""
        units = self.draw.randint(1, back.due)
        bad = self.draw.choice([0, 0, self.draw.randint(0, units)])
        kinds = {"good": units - bad, "damaged": bad}
        told = {kind: {back.sku: n} for kind, n in kinds.items() if n}
        self.people.receive(order.id, back.id, **told)
        back.due -= units
        self._move(back.sku, units, back.to)
        for item, each in PARTS[back.sku].items():
            self.damaged[item, back.to] += bad * each
        return f"receives {told} at {back.to}"

    def is_sold_elsewhere(self) -> str:
        """Or comes in from a supplier."""
        sku, at = self.draw.choice(ITEMS), self.draw.choice(sorted(BUILDINGS))
        units = self.draw.choice([-4, -1, 3])
        self.book.receive(sku, units, BUILDINGS[at])
        self.lying[sku, at] += units
        return f"{units} {sku} elsewhere at {at}"

    def _one(self, among: list[Any]) -> Any:
        return self.draw.choice(among) if among else None

    def _packed(self) -> tuple[Sold | None, Parcel | None]:
        waiting = [
            (order, one) for order in self.orders for one in order.parcels if not one.has_left
        ]
        return self._one(waiting) or (None, None)

    def _move(self, sku: str, units: int, at: str) -> None:
        for item, each in PARTS[sku].items():
            self.lying[item, at] += units * each

    def _settle(self) -> None:
        """Cycles until nothing more can come of it."""
        for _ in range(CYCLES_MAX):
            self.book.sync(Cycle())
            self.book.sleep(CYCLE_SECONDS)
            if not self.book.waits():
                return

    def _book_is_wrong(self) -> Iterator[str]:
        for sku in ITEMS:
            lines = {name: self.book.line(sku, code) for name, code in BUILDINGS.items()}
            for name, line in lines.items():
                told, true = (line.on_hand, line.damaged), self._true(sku, name)
                if told != true:
                    yield f"{sku} at {name}: the book has {told}, there are {true}"
            committed, owed = sum(one.committed for one in lines.values()), self._owed(sku)
            if committed != owed:
                yield f"{sku}: the book has promised {committed}, owed are {owed}"

    def _shop_is_wrong(self) -> Iterator[str]:
        """Its number is what lies there, not packed, not damaged; it may sell less, never more."""
        for sku in ITEMS:
            levels = {name: self.people.level(sku, name) for name in BUILDINGS}
            for name, (stocked, _) in levels.items():
                lying, damaged = self._true(sku, name)
                if stocked != lying - damaged - self._packed_at(sku, name):
                    yield f"{sku} at {name}: the shop has {stocked} of {lying}, {damaged} damaged"
            for_sale = sum(stocked - reserved for stocked, reserved in levels.values())
            available = sum(self.book.line(sku, code).available for code in BUILDINGS.values())
            if for_sale > available:
                yield f"{sku}: the shop sells {for_sale}, the book has {available}"

    def _true(self, sku: str, name: str) -> tuple[int, int]:
        return self.lying[sku, name], self.damaged[sku, name]

    def _owed(self, item: str) -> int:
        return sum(
            (units - order.gone(sku)) * PARTS[sku].get(item, 0)
            for order in self.orders
            for sku, units in order.units.items()
        )

    def _packed_at(self, item: str, name: str) -> int:
        return sum(
            units * PARTS[sku].get(item, 0)
            for order in self.orders
            for one in order.parcels
            if one.at == name and not one.has_left
            for sku, units in one.units.items()
        )


DEEDS: Final[tuple[Callable[[History], str], ...]] = (
    *[History.sells, History.fulfils, History.ships, History.receives] * 3,
    *[History.edits, History.asks_back] * 2,
    History.cancels,
    History.unfulfils,
    History.is_sold_elsewhere,
)
"""The more often, the likelier. Each says what was done; nothing where there was nothing to do."""
