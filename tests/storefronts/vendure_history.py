"""Random histories of a shop on Vendure, and what must lie there after every deed.

What really lies there is kept here, apart from the book and from the shop, and both are held
against it. The fake is held against the same rules by tests/connectors/vendure/test_replay_laws.py.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from tests.storefronts.vendure_book import Book
from tests.storefronts.vendure_desk import Desk
from tests.storefronts.vendure_shopper import Cart

LYING: Final = 300
"""Of the item at first: enough that nothing is refused for want of it."""


@dataclass(slots=True)
class Parcel:
    """A fulfilment. ``has_left``: it was shipped."""

    id: str
    units: Mapping[str, int]
    has_left: bool = False


@dataclass(slots=True)
class Sold:
    """A paid order; cancelled fulfilments are not kept.

    ``is_fixed``: Vendure refuses to modify what was modified or cancelled before.
    """

    id: str
    units: dict[str, int]
    parcels: list[Parcel] = field(default_factory=list)
    is_fixed: bool = False

    def packed(self, sku: str) -> int:
        return sum(one.units.get(sku, 0) for one in self.parcels if not one.has_left)

    def gone(self, sku: str) -> int:
        return sum(one.units.get(sku, 0) for one in self.parcels if one.has_left)

    def loose(self, sku: str) -> int:
        return self.units[sku] - self.packed(sku) - self.gone(sku)


@dataclass(slots=True)
class History:
    """``parts``: what is sold, and how many of the book's first item one of it takes.

    ``deeds``: what may be done beside `DEEDS`.
    """

    desk: Desk
    book: Book
    draw: Random
    parts: Mapping[str, int]
    lying: int = LYING
    deeds: "Sequence[Callable[[History], str]]" = ()
    carts: list[tuple[Cart, dict[str, int]]] = field(default_factory=list)
    orders: list[Sold] = field(default_factory=list)

    def goes_on(self, deeds: int) -> None:
        """So many deeds, and after each of them everything agrees."""
        told: list[str] = []
        while len(told) < deeds:
            if deed := self.draw.choice((*DEEDS, *self.deeds))(self):
                told.append(deed)
                self.book.settle()
                assert [*self._book_is_wrong(), *self.book.problems()] == [], f"after {told}"

    def sells(self) -> str:
        units = self._drawn()
        self.orders.append(Sold(self.desk.sell(units), units))
        return f"sells {units}"

    def fills_a_cart(self) -> str:
        units = self._drawn()
        self.carts.append((self.desk.cart(units), units))
        return f"fills a cart with {units}"

    def pays(self) -> str:
        """Perhaps long after the cart was filled."""
        if not self.carts:
            return ""
        cart, units = self.carts.pop(0)
        cart.pay()
        self.orders.append(Sold(cart.order_id, units))
        return f"pays {units}"

    def fulfils(self) -> str:
        order = self._one(self.orders)
        left = {sku: order.loose(sku) for sku in order.units} if order else {}
        units = {sku: self.draw.randint(1, n) for sku, n in left.items() if n}
        if not units:
            return ""
        order.parcels.append(Parcel(self.desk.fulfil(order.id, units), units))
        return f"fulfils {units}"

    def ships(self) -> str:
        waiting = [one for order in self.orders for one in order.parcels if not one.has_left]
        if not waiting:
            return ""
        parcel = self.draw.choice(waiting)
        self.desk.move_fulfilment(parcel.id, "Shipped")
        parcel.has_left = True
        self.lying -= self._in_all(parcel.units)
        return f"ships {parcel.units}"

    def unfulfils(self) -> str:
        """What was shipped is back then, too."""
        found = self._one([(order, one) for order in self.orders for one in order.parcels])
        if found is None:
            return ""
        order, parcel = found
        self.desk.move_fulfilment(parcel.id, "Cancelled")
        order.parcels.remove(parcel)
        self.lying += self._in_all(parcel.units) if parcel.has_left else 0
        return f"cancels the fulfilment of {parcel.units}"

    def cancels(self) -> str:
        """Units that nobody packed; of a line that has left in part Vendure counts them twice."""
        order = self._one(self.orders)
        left = {sku: order.loose(sku) for sku in order.units} if order else {}
        units = {sku: self.draw.randint(1, n) for sku, n in left.items() if n}
        if not units:
            return ""
        self.desk.cancel(order.id, units)
        order.is_fixed = True
        for sku, quantity in units.items():
            order.units[sku] -= quantity
        return f"cancels {units}"

    def modifies(self) -> str:
        order = self._one([one for one in self.orders if not one.is_fixed and not one.parcels])
        if order is None:
            return ""
        sku, quantity = self.draw.choice(sorted(self.parts)), self.draw.randint(1, 5)
        if order.units.get(sku) == quantity:
            return ""
        self.desk.modify(order.id, sku, quantity)
        order.units[sku], order.is_fixed = quantity, True
        return f"modifies to {quantity} {sku}"

    def is_sold_elsewhere(self) -> str:
        """Or comes in from a supplier."""
        units = self.draw.choice([1, 4])
        if self.draw.choice([True, False]):
            self.book.send_elsewhere(self.book.items[0], units)
            self.lying -= units
            return f"{units} sold elsewhere"
        self.book.receive(self.book.items[0], units)
        self.lying += units
        return f"{units} come in"

    def carries(self) -> str:
        """From one of our locations to another."""
        ends = self.draw.sample(sorted(self.book.settings.locations.values()), 2)
        units = self.draw.randint(1, 9)
        self.book.carry(self.book.items[0], units, *ends)
        return f"carries {units} from {ends[0]} to {ends[1]}"

    def _drawn(self) -> dict[str, int]:
        skus = self.draw.sample(sorted(self.parts), self.draw.randint(1, len(self.parts)))
        return {sku: self.draw.randint(1, 4) for sku in skus}

    def _one(self, among: list[Any]) -> Any:
        return self.draw.choice(among) if among else None

    def _in_all(self, units: Mapping[str, int]) -> int:
        return sum(self.parts[sku] * quantity for sku, quantity in units.items())

    def _book_is_wrong(self) -> Iterator[str]:
        """The shop's number is compared with the book's by `Book.problems`."""
        sku = self.book.items[0]
        owed = sum(
            self._in_all({sku: n - order.gone(sku) for sku, n in order.units.items()})
            for order in self.orders
        )
        held = self.book.level(sku), self.book.level(sku, "committed")
        if held != (self.lying - owed, owed):
            yield f"the book has {held}, {self.lying} lie there and {owed} of them are owed"


DEEDS: Final[tuple[Callable[[History], str], ...]] = (
    *[History.sells, History.fulfils, History.ships] * 3,
    *[History.cancels, History.modifies, History.is_sold_elsewhere] * 2,
    History.fills_a_cart,
    History.pays,
    History.unfulfils,
)
"""The more often, the likelier. Each says what was done; nothing where there was nothing to do."""
