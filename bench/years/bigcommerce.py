"""A year in a BigCommerce store: pages by the lowest id, and the shipments of each order."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count

from bench.years.calendar import ON_HAND, SKUS, Fate, Year, sku_of
from bench.years.held import Held
from connectors.fakes.bigcommerce import BigCommerce
from connectors.fakes.bigcommerce.quota import Quota
from connectors.fakes.bigcommerce.records import CANCELLED
from connectors.fakes.bigcommerce.storefront import STORE, TOKEN
from connectors.fakes.fronts import Request, Response

_FIRST_ID = 1_000_000
_IDS_OF_AN_ORDER = 10

_UNLIMITED = 1_000_000_000
"""A plan by contract: what a small plan allows would be waited for, and waiting is no figure."""


class BigCommerceYear:
    """See bench.years.held.YearShop."""

    settings = (
        f"connector: bigcommerce, location: main, store_hash: {STORE}, token: {TOKEN}, "
        "locations: {'1': main}"
    )

    def __init__(self, year: Year) -> None:
        self._year = year
        self._store = BigCommerce(quota=Quota(requests=_UNLIMITED))
        for number in range(SKUS):
            self._store.add_product(sku_of(number), ON_HAND)
        self._held = Held(self._store, make=self._make, empty=self._store.shop.orders.clear)
        self.told = self._held.told

    def handle(self, request: Request, now: datetime) -> Response:
        query = dict(request.query)
        if request.path.endswith("/v2/orders") and "min_date_modified" in query:
            first = max(0, _number_of(int(query.get("min_id", 0)) + _IDS_OF_AN_ORDER - 1))
            since = self._year.first_since(parsedate_to_datetime(query["min_date_modified"]))
            is_archive = query.get("is_deleted") == "true"
            size = 0 if is_archive else int(query["limit"])
            self._held.tell(self._year.page(max(first, since), size))
        return self._held.answer(request, now)

    def _make(self, number: int) -> None:
        at, units = self._year.placed_at(number), self._year.units(number)
        self._store.shop.ids = count(_FIRST_ID + number * _IDS_OF_AN_ORDER).__next__
        order = self._store.place(units, now=at)
        fate = self._year.fate(number)
        if fate is Fate.SHIPPED:
            self._store.ship(order, units, now=at + timedelta(hours=1))
        elif fate is Fate.CANCELLED:
            self._store.set_status(order, CANCELLED, now=at + timedelta(hours=1))


def _number_of(order_id: int) -> int:
    return (order_id - _FIRST_ID) // _IDS_OF_AN_ORDER
