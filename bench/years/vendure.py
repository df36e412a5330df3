"""A year on a Vendure server: pages by the instant of the last order that was told."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bench.years.calendar import ON_HAND, SKUS, Fate, Year, sku_of
from bench.years.held import Held
from connectors.fakes.fronts import Request, Response
from connectors.fakes.vendure import API_KEY, Vendure

_ENTRIES_OF_AN_ORDER = 20


class VendureYear:
    """See bench.years.held.YearShop."""

    settings = f"connector: vendure, location: main, api_key: {API_KEY}"

    def __init__(self, year: Year) -> None:
        self._year = year
        self._server = Vendure()
        for number in range(SKUS):
            self._server.shop.add_variant(sku_of(number), ON_HAND, now=year.placed_at(0))
        self._held = Held(self._server, make=self._make, empty=self._server.shop.orders.clear)
        self.told = self._held.told

    def handle(self, request: Request, now: datetime) -> Response:
        asked = (json.loads(request.body).get("variables") or {}).get("options") or {}
        if "orderPlacedAt" in asked.get("sort", {}):
            after = [
                datetime.fromisoformat(one["after"])
                for one in _conditions(asked["filter"], "orderPlacedAt")
                if "after" in one
            ]
            # The latest is where the page before this one ended, or where the window begins.
            first = self._year.first_since(max(after) + timedelta(seconds=1))
            self._held.tell(self._year.page(first, asked["take"]))
        return self._held.answer(request, now)

    def _make(self, number: int) -> None:
        at, units = self._year.placed_at(number), self._year.units(number)
        ids = self._server.shop.ids
        ids["order"], ids["parcel"] = count(number + 1), count(number + 1)
        ids["line"] = count(2 * number + 1)
        ids["entry"] = count(_ENTRIES_OF_AN_ORDER * number + 1)
        order = self._server.sell(units, now=at)
        fate = self._year.fate(number)
        if fate is Fate.SHIPPED:
            parcel = self._server.ship(order, units, now=at + timedelta(hours=1))
            self._server.move(order, parcel, "Delivered", now=at + timedelta(hours=2))
        elif fate is Fate.CANCELLED:
            self._server.cancel(order, now=at + timedelta(hours=1))


def _conditions(asked: Any, name: str) -> Iterator[Any]:
    """What a filter says of one field, however deep."""
    if isinstance(asked, list):
        for one in asked:
            yield from _conditions(one, name)
    elif isinstance(asked, dict):
        for field, value in asked.items():
            if field == name:
                yield value
            else:
                yield from _conditions(value, name)
