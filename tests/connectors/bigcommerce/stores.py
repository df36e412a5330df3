"""A fake BigCommerce store, and our connector to it over either front."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.bigcommerce import BigCommerce as Connector
from connectors.bigcommerce import connect
from connectors.bigcommerce.pages import PAGE_SIZE
from connectors.contract import SHOWN_AT_FIRST
from connectors.fakes.bigcommerce import BUYER, STORE, TOKEN, BigCommerce, Manners
from connectors.fakes.bigcommerce.quota import Quota
from connectors.fakes.bigcommerce.records import CANCELLED, Order
from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import Request, no_sleep
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import Mischief
from connectors.http import HttpMaker
from ledger.channels import Push, PushAnswer, StockKey
from ledger.snapshots import LineSnapshot, OrderSnapshot
from tests.connectors.pulled import Pulled
from tests.connectors.woocommerce.shops import VirtualClock

MAPPED = {"1": "austin", "2": "boston"}


@dataclass(slots=True)
class Store(Pulled):
    """``fake`` is the store's own side, ``mischief`` plans failures, ``connector`` is ours.

    It is the contract's storefront as well.
    """

    fake: BigCommerce
    mischief: Mischief
    connector: Connector
    clock: VirtualClock
    http: HttpMaker
    is_virtual: bool

    def whole(self, cursor: str = "") -> dict[str, OrderSnapshot]:
        """The orders of a whole pull, by their ids; all of them are understood."""
        told, _ = self.pull(cursor)
        assert all(isinstance(one, OrderSnapshot) for one in told), told
        return {one.order_id: one for one in told if isinstance(one, OrderSnapshot)}

    def told(self, order: Order) -> OrderSnapshot:
        (told,) = self.connector.orders_by_id([str(order.id)])
        assert isinstance(told, OrderSnapshot), told
        return told

    def line(self, order: Order) -> LineSnapshot:
        """Of an order with one."""
        (line,) = self.told(order).lines
        return line

    def place(self, units: Mapping[str, int], **more: Any) -> Order:
        return self.fake.place(units, now=self.now(), **more)

    def stock_keys(self, *, at: str = "1") -> dict[str, StockKey]:
        """By SKU, at one location."""
        return {
            listing.sku: number.stock_key
            for listing in self.connector.listings()
            for number in listing.numbers
            if number.stock_key.location == at
        }

    def push(
        self, numbers: Mapping[str, int], keys: Mapping[str, StockKey] | None = None
    ) -> dict[str, PushAnswer]:
        """Numbers by SKU; the answers by SKU. ``keys``: as they were listed once."""
        keys = keys or self.stock_keys()
        pushes = [
            Push(stock_key=keys[sku], wanted=number, expected=0, key=f"k.{place:04}")
            for place, (sku, number) in enumerate(numbers.items())
        ]
        skus = {keys[sku]: sku for sku in numbers}
        return {skus[one.stock_key]: one for one in self.connector.push(pushes)}

    def seen(self, path_end: str) -> list[Request]:
        return [one for one in self.mischief.seen if one.path.endswith(path_end)]

    # What the contract asks of a storefront.

    page_size = PAGE_SIZE
    keys: Sequence[str] = (TOKEN,)
    buyers_data: Sequence[str] = tuple(BUYER.values())

    def lists_orders(self, request: Request) -> bool:
        return request.path.endswith("/v2/orders") and "min_date_modified" in dict(request.query)

    def writes(self, request: Request) -> bool:
        return request.method == "PUT"

    def now(self) -> datetime:
        return self.clock()

    def later(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def sell(self, sku: str, quantity: int) -> str:
        return str(self.place({sku: quantity}).id)

    def edit(self, order_id: str, quantity: int) -> None:
        self.fake.edit(self._order(order_id), "A", quantity, now=self.now())

    def cancel(self, order_id: str) -> None:
        self.fake.set_status(self._order(order_id), CANCELLED, now=self.now())

    def ship(self, order_id: str) -> None:
        order = self._order(order_id)
        units = {one.variant.sku: one.quantity for one in order.lines if one.variant}
        self.fake.ship(order, units, now=self.now())

    def ship_from(self, order_id: str, location: str) -> None:
        """From wherever: nobody can tell the store."""
        self.ship(order_id)

    def delete(self, order_id: str) -> None:
        self.fake.delete(self._order(order_id))

    def locations(self) -> Mapping[str, str]:
        return MAPPED

    def shown(self, sku: str) -> int:
        return self.shown_at(sku, "1")

    def shown_at(self, sku: str, location: str) -> int:
        """Once all that was accepted is applied."""
        self.fake.shop.apply()
        return self.fake.shown(sku, at=int(location))

    def _order(self, order_id: str) -> Order:
        return self.fake.shop.orders[int(order_id)]


@contextmanager
def store_on(
    front: str = "direct",
    *,
    token: str = TOKEN,
    mapped: Mapping[str, str] = MAPPED,
    manners: Manners | None = None,
    quota: Quota | None = None,
    **settings: Any,
) -> Iterator[Store]:
    """Over TLS when direct; over a real socket on loopback. It sells A and B at two locations."""
    clock = VirtualClock()
    fake = BigCommerce(locations=("Austin", "Boston"), manners=manners, quota=quota)
    for sku in ("A", "B"):
        fake.add_product(sku, SHOWN_AT_FIRST, SHOWN_AT_FIRST)
    mischief = Mischief(fake)
    direct = front == "direct"
    sleep = clock.pass_by if direct else no_sleep
    http = HttpMaker(
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 0.0,
        token=lambda: "",
        adapter=DirectAdapter(mischief, clock=clock, sleep=sleep) if direct else None,
    )
    with ExitStack() as stack:
        stack.callback(http.close)
        address = "https://api.example"
        if not direct:
            address = stack.enter_context(Loopback(mischief, clock=clock, sleep=clock.pass_by))
        given = {
            "address": address,
            "store_hash": STORE,
            "token": token,
            "ca_file": None,
            "ships_from": "1",
            "shipped_statuses": ("2", "10"),
            "location": "austin",
            "locations": mapped,
            **settings,
        }
        connector = connect(given, http=http, clock=clock)
        yield Store(fake, mischief, connector, clock, http, direct)
