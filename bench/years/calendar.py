"""The orders of a year: each is made from its number alone, whenever it is asked for."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

SKUS = 1_000
ON_HAND = 1_000_000
UNITS_OF_AN_ORDER = 3
OPEN_ORDERS = 200
"""The newest wait to be shipped, each twentieth of the others was cancelled, the rest left."""

END = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
LENGTH = timedelta(days=365)


class Fate(StrEnum):
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Year:
    """So many orders, numbered from 0, no two of the same second."""

    orders: int

    def placed_at(self, number: int) -> datetime:
        return (END - LENGTH + LENGTH * (number / self.orders)).replace(microsecond=0)

    def first_since(self, instant: datetime) -> int:
        """The number of the first order that was placed then or later."""
        number = max(0, int((instant - END + LENGTH) / LENGTH * self.orders) - 1)
        while number < self.orders and self.placed_at(number) < instant:
            number += 1
        return number

    def fate(self, number: int) -> Fate:
        if number >= self.orders - OPEN_ORDERS:
            return Fate.OPEN
        return Fate.SHIPPED if number % 20 else Fate.CANCELLED

    def units(self, number: int) -> dict[str, int]:
        """Two lines, of three units together."""
        first, second = (sku_of((number * (7 + 6 * place) + place) % SKUS) for place in range(2))
        return {first: 1, second: 2} if first != second else {first: UNITS_OF_AN_ORDER}

    def page(self, first: int, size: int) -> range:
        return range(min(first, self.orders), min(first + size, self.orders))


def sku_of(number: int) -> str:
    return f"S{number:05}"
