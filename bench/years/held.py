"""A shop of a year that is never large: the fake holds just the orders that a request asks for.

So it is no shop's memory that is measured, and the real fake answers with all of its manners.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connectors.fakes.fronts import Request, Response, Storefront


class YearShop(Protocol):
    """``settings``: of the channel, in the words of the configuration, but for its address."""

    settings: str
    told: "Told"

    def handle(self, request: Request, now: datetime) -> Response: ...


@dataclass(slots=True)
class Told:
    """``orders``: how many were handed over; ``listener`` hears of the first of each page."""

    orders: int = 0
    listener: Callable[[int], None] = lambda _: None

    def page(self, first: int, orders: int) -> None:
        self.orders += orders
        self.listener(first)


class Held:
    """A fake, and whose hands fill it: ``make`` one order by its number, ``empty`` it."""

    def __init__(
        self, front: Storefront, *, make: Callable[[int], None], empty: Callable[[], None]
    ) -> None:
        self.told = Told()
        self._front = front
        self._make, self._empty = make, empty
        self._numbers: list[int] = []

    def hold(self, numbers: Iterable[int]) -> None:
        wanted = list(numbers)
        if wanted != self._numbers:
            self._empty()
            for number in wanted:
                self._make(number)
            self._numbers = wanted

    def tell(self, numbers: Iterable[int]) -> None:
        """The same, for orders that are handed over with the answer."""
        self.hold(numbers)
        if self._numbers:
            self.told.page(self._numbers[0], len(self._numbers))

    def answer(self, request: Request, now: datetime) -> Response:
        return self._front.handle(request, now)
