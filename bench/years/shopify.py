"""A year in a Shopify shop: one bulk operation, and its file of rows written from patterns.

The fake executes the operation on one order of each kind, and what it says of those stands for all
others: a year of them in one operation would be a matter of hours.
"""

import json
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate, count

from bench.years.calendar import ON_HAND, SKUS, Fate, Year, sku_of
from bench.years.held import Held
from connectors.fakes.fronts import Request, Response
from connectors.fakes.shopify import TOKEN, Shopify
from connectors.fakes.shopify.bulk import Operation

_FIRST_ID = 10_000_000
_IDS_OF_AN_ORDER = 20
_FORM = "%Y-%m-%dT%H:%M:%SZ"

_COUNTED = 1_000
"""Orders that must be there for a bulk operation to be worth its while."""

_UNLIMITED = 1e9
"""Points; what a small plan allows would be waited for, and waiting is no figure."""


_SHIPPED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """The rows of one order, and the words in it that differ from order to order."""

    text: str
    words: list[str]

    @property
    def of_words(self) -> str:
        return "|".join(map(re.escape, self.words))


class ShopifyYear:
    """See bench.years.held.YearShop."""

    def __init__(self, year: Year) -> None:
        self._year = year
        self._shop = Shopify()
        self._shop.points.maximum = self._shop.points.available = _UNLIMITED
        self._shop.bulk.takes = timedelta()
        home = self._shop.add_location("Warehouse").id
        self.settings = (
            f"connector: shopify, location: main, token: {TOKEN}, locations: {{'{home}': main}}"
        )
        for number in range(SKUS):
            self._shop.add_variant(sku_of(number), {home: ON_HAND})
        self._held = Held(self._shop, make=self._make, empty=self._shop.shop.orders.clear)
        self.told = self._held.told

    def handle(self, request: Request, now: datetime) -> Response:
        if request.path.startswith("/files/"):
            return self._part(request)
        asked = json.loads(request.body) if request.body else {}
        name, variables = asked.get("operationName"), asked.get("variables") or {}
        if name == "OrdersById":
            self._held.tell([_number_of(one) for one in variables["ids"]])
        elif name == "CountOrders":
            self._held.hold(self._year.page(0, _COUNTED))
        elif name == "MovedFulfilmentOrders":
            self._held.hold(self._year.page(self._moved_from(variables), variables["first"] + 1))
        elif name == "ChangedOrders":
            self._held.hold([])
        elif name == "BulkState":
            self._held.hold([0])
        return self._held.answer(request, now)

    def _moved_from(self, variables: dict[str, str]) -> int:
        """After the cursor, which begins with a stamp; else from the search's own beginning."""
        if cursor := variables.get("after"):
            return _number_of(cursor) + 1
        (since,) = re.findall(r">='([^']*)'", variables["query"])
        return max(0, self._year.first_since(datetime.fromisoformat(since) - _SHIPPED_AFTER))

    def _part(self, request: Request) -> Response:
        """Of the file; orders that are not told whole there are not counted."""
        first, last = map(int, request.headers["range"].removeprefix("bytes=").split("-"))
        content, begins = self._file
        if first >= len(content):
            return Response(status=416)
        numbers = range(bisect_left(begins, first), bisect_right(begins, last))
        whole = sum(self._year.fate(one) is not Fate.CANCELLED for one in numbers)
        self.told.page(numbers.start, whole)
        return Response(status=206, body=content[first : last + 1])

    @cached_property
    def _file(self) -> tuple[bytes, list[int]]:
        """And where each order begins in it."""
        patterns: dict[tuple[Fate, int], _Pattern] = {}
        rows = []
        for number in range(self._year.orders):
            kind = (self._year.fate(number), len(self._year.units(number)))
            if kind not in patterns:
                patterns[kind] = self._pattern_of(number)
            rows.append(self._written(patterns[kind], number))
        return b"".join(rows), [0, *accumulate(map(len, rows))][:-1]

    def _pattern_of(self, number: int) -> "_Pattern":
        """What the fake's own operation says of this order."""
        bulk = self._shop.bulk
        (asked,) = bulk.operations.values()
        done_at = asked.done_at
        bulk.operations[0] = Operation(id=0, text=asked.text, grouped=True, done_at=done_at)
        self._held.hold([number])
        bulk.seen("", done_at)
        return _Pattern(bulk.operations.pop(0).content.decode(), self._words(number))

    def _written(self, pattern: "_Pattern", number: int) -> bytes:
        words = dict(zip(pattern.words, self._words(number), strict=True))
        return re.sub(pattern.of_words, lambda found: words[found[0]], pattern.text).encode()

    def _words(self, number: int) -> list[str]:
        first, at = _FIRST_ID + number * _IDS_OF_AN_ORDER, self._year.placed_at(number)
        skus = list(self._year.units(number))
        return [
            *(str(first + one) for one in range(_IDS_OF_AN_ORDER)),
            at.strftime(_FORM),
            (at + _SHIPPED_AFTER).strftime(_FORM),
            *skus,
            *(f'InventoryItem/{self._shop.shop.sold_as(sku).item_id}"' for sku in skus),
        ]

    def _make(self, number: int) -> None:
        at = self._year.placed_at(number)
        self._shop.shop.ids = count(_FIRST_ID + number * _IDS_OF_AN_ORDER)
        order = self._shop.place(self._year.units(number), now=at)
        fate = self._year.fate(number)
        if fate is Fate.SHIPPED:
            self._shop.fulfil(order, now=at + _SHIPPED_AFTER)
        elif fate is Fate.CANCELLED:
            self._shop.cancel(order, now=at + _SHIPPED_AFTER)


def _number_of(id_or_cursor: str) -> int:
    """Of the order to which the last number in it belongs."""
    return (int(re.findall(r"\d+", id_or_cursor)[-1]) - _FIRST_ID) // _IDS_OF_AN_ORDER
