"""A fake shop, and our connector to it over either front."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count

import pytest

from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import no_sleep
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import Mischief
from connectors.fakes.woocommerce import Key, WooCommerce
from connectors.http import HttpMaker
from connectors.woocommerce import WooCommerce as Connector
from connectors.woocommerce import connect
from ledger.snapshots import Gone, LineSnapshot, OrderSnapshot, Unreadable
from tests.connectors.pulled import Pulled

FRONTS = ("direct", pytest.param("loopback", marks=pytest.mark.slow))
"""The fast tests do without sockets; the whole run tries the same over real HTTP."""
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)


class VirtualClock:
    """Stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def pass_by(self, seconds: float) -> None:
        """For others: nobody of ours slept."""
        self.now += timedelta(seconds=seconds)

    def advance(self, seconds: float = 60) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@dataclass(slots=True)
class Shop(Pulled):
    """``store`` is the shop's own side, ``mischief`` plans failures, ``connector`` is ours."""

    store: WooCommerce
    mischief: Mischief
    connector: Connector
    clock: VirtualClock
    http: HttpMaker

    def ids(self, cursor: str = "") -> list[str]:
        return [one.order_id for one in self.pull(cursor)[0]]

    def one(self, order_id: int) -> OrderSnapshot | Unreadable | Gone:
        return next(iter(self.connector.orders_by_id([str(order_id)])))


@contextmanager
def shop_on(
    front: str = "direct",
    *,
    zone: tzinfo = UTC,
    keys: Sequence[Key] = (Key(),),
    key: Key = Key(),  # noqa: B008  # a frozen value
    batch_items_max: int = 100,
    takes_time: bool = False,
) -> Iterator[Shop]:
    """Over TLS with Basic when direct; over a real socket, plain and signed, on loopback.

    ``takes_time``: what the shop takes passes on the virtual clock.
    """
    clock, numbers = VirtualClock(), count()
    sleep = clock.pass_by if takes_time else no_sleep
    store = WooCommerce(zone=zone, keys=keys, batch_items_max=batch_items_max)
    mischief = Mischief(store)
    http = HttpMaker(
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 0.0,
        token=lambda: f"nonce-{next(numbers)}",
        adapter=DirectAdapter(mischief, clock=clock, sleep=sleep) if front == "direct" else None,
    )
    with ExitStack() as stack:
        stack.callback(http.close)
        address = "https://shop.example"
        if front == "loopback":
            address = stack.enter_context(Loopback(mischief, clock=clock, sleep=sleep))
        settings = {
            "address": address,
            "key": key.consumer_key,
            "secret": key.consumer_secret,
            "ca_file": None,
            "shipped_statuses": ["completed"],
            "location": "main",
        }
        yield Shop(store, mischief, connect(settings, http=http, clock=clock), clock, http)


def taken(line: LineSnapshot) -> int:
    """What the shop has taken of its number for a line."""
    return sum(one.taken for one in line.held)
