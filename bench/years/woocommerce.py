"""A year in a WooCommerce shop: numbered pages of a list that is written from a pattern.

A numbered page may be anywhere in the list, so the fake would have to hold all of it.
"""

import json
import re
from datetime import UTC, datetime

from bench.years.calendar import ON_HAND, SKUS, Fate, Year, sku_of
from bench.years.held import Told
from connectors.fakes.fronts import Request, Response
from connectors.fakes.woocommerce import WooCommerce
from connectors.fakes.woocommerce.shapes import order_json

_FIRST_ID = 5_000
_MADE_AT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
"""When the pattern of all orders was placed and completed; it stands for their own instant."""
_FORM = "%Y-%m-%dT%H:%M:%S"
_STATUSES = {Fate.SHIPPED: "completed", Fate.CANCELLED: "cancelled", Fate.OPEN: "processing"}


class WooCommerceYear:
    """See bench.years.held.YearShop. All that is not the list of orders the fake answers."""

    settings = "connector: woocommerce, location: main, key: ck_fake, secret: cs_fake"

    def __init__(self, year: Year) -> None:
        self.told = Told()
        self._year = year
        self._shop = WooCommerce()
        for number in range(SKUS):
            self._shop.add_product(sku_of(number), quantity=ON_HAND, now=_MADE_AT)
        products = zip(map(sku_of, range(SKUS)), self._shop.shop.products, strict=True)
        self._products = dict(products)
        self._patterns = {lines: self._pattern_of(lines) for lines in (1, 2)}

    def handle(self, request: Request, now: datetime) -> Response:
        query = dict(request.query)
        answer = self._shop.handle(request, now)
        if not (request.path.endswith("/orders") and "modified_after" in query):
            return answer
        assert answer.status == 200, "the fake shop knows better whether it was asked right"
        listed = self._listed(query)
        start = int(query["offset"])
        numbers = listed[start : start + int(query["per_page"])]
        if numbers:
            self.told.page(numbers.start, len(numbers))
        rows = ",".join(self._row(number) for number in numbers)
        headers = dict(answer.headers) | {"X-WP-Total": str(len(listed))}
        return Response(status=200, headers=headers, body=f"[{rows}]".encode())

    def _listed(self, query: dict[str, str]) -> range:
        """The trash is empty."""
        since = datetime.fromisoformat(query["modified_after"]).replace(tzinfo=UTC)
        count = 0 if query["status"] == "trash" else self._year.orders
        return range(min(self._year.first_since(since), count), count)

    def _pattern_of(self, lines: int) -> str:
        """One order as the fake shop tells it, with marks for what differs."""
        units = {sku_of(0): 1, sku_of(1): 2} if lines == 2 else {sku_of(0): 3}
        order = self._shop.place_order(units, now=_MADE_AT)
        self._shop.set_status(order, "completed", now=_MADE_AT)
        told = order_json(self._shop.shop, order)
        told |= {"id": "@id@", "status": "@status@", "number": "@id@"}
        rows = told["line_items"]
        assert isinstance(rows, list)
        for place, line in enumerate(rows):
            line |= {"id": f"@line{place}@", "product_id": f"@product{place}@"}
            line |= {"sku": f"@sku{place}@"}
        self._shop.delete(order)
        return re.sub(r'"(@(?:id|line\d|product\d)@)"', r"\1", json.dumps(told))

    def _row(self, number: int) -> str:
        units = self._year.units(number)
        status = _STATUSES[self._year.fate(number)]
        values: dict[str, object] = {"id": _FIRST_ID + number, "status": status}
        for place, sku in enumerate(units):
            values[f"line{place}"] = 2 * number + place + 1
            values[f"product{place}"], values[f"sku{place}"] = self._products[sku], sku
        at = self._year.placed_at(number).strftime(_FORM)
        text = self._patterns[len(units)].replace(_MADE_AT.strftime(_FORM), at)
        return re.sub(r"@(\w+)@", lambda found: str(values[found[1]]), text)
