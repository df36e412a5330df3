"""A year on a Medusa server: pages by the last id."""

from datetime import datetime, timedelta
from itertools import count

from bench.years.calendar import ON_HAND, SKUS, Fate, Year, sku_of
from bench.years.held import Held
from connectors.fakes.fronts import Request, Response
from connectors.fakes.medusa import KEY, Medusa

_FIRST_ID = 1_000_000
_IDS_OF_AN_ORDER = 10


class MedusaYear:
    """See bench.years.held.YearShop."""

    settings = f"connector: medusa, location: main, key: {KEY}, locations: {{sloc_01A: main}}"

    def __init__(self, year: Year) -> None:
        self._year = year
        self._server = Medusa()
        for number in range(SKUS):
            self._server.add_product(sku_of(number), ON_HAND, ON_HAND)
        self._held = Held(self._server, make=self._make, empty=self._empty)
        self.told = self._held.told

    def handle(self, request: Request, now: datetime) -> Response:
        query = dict(request.query)
        if request.path == "/admin/orders" and "updated_at[$gte]" in query:
            since = self._year.first_since(datetime.fromisoformat(query["updated_at[$gte]"]))
            last_id = query.get("id[$gt]")
            after = _number_of(last_id) + 1 if last_id else 0
            self._held.tell(self._year.page(max(since, after), int(query["limit"])))
        return self._held.answer(request, now)

    def _empty(self) -> None:
        self._server.shop.orders.clear()
        self._server.shop.reservations.clear()

    def _make(self, number: int) -> None:
        at, units = self._year.placed_at(number), self._year.units(number)
        self._server.shop.ids = count(_FIRST_ID + number * _IDS_OF_AN_ORDER)
        order = self._server.sell(units, now=at)
        fate = self._year.fate(number)
        if fate is Fate.SHIPPED:
            fulfilment = self._server.fulfil(order, units, now=at + timedelta(hours=1))
            self._server.ship(order, fulfilment, units, now=at + timedelta(hours=2))
        elif fate is Fate.CANCELLED:
            self._server.cancel(order, now=at + timedelta(hours=1))


def _number_of(order_id: str) -> int:
    return (int(order_id[-20:]) - _FIRST_ID) // _IDS_OF_AN_ORDER
