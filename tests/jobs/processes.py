"""Real `stockbook` processes beside a shop on loopback that can hold back one of its answers."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from connectors.fakes.fronts import Request, Response
from connectors.fakes.loopback import Loopback
from connectors.fakes.woocommerce import WooCommerce
from ledger.instants import utc_now
from tests.jobs.shop_desk import Desk

STOCKBOOK = Path(sys.executable).with_name("stockbook")
ORDERS = 250


@dataclass(slots=True)
class HoldingBack:
    """A storefront that tells when a request came that it ``holds``, and waits then.

    ``too_late``: it does what was asked first, and waits with its answer. ``later``: how far its
    clock is ahead.
    """

    shop: WooCommerce
    holds: Callable[[Request], bool]
    too_late: bool = False
    later: timedelta = timedelta(0)
    asked: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def handle(self, request: Request, now: datetime) -> Response:
        held = self.holds(request) and not self.go_on.is_set()
        if held and not self.too_late:
            self._wait()
        response = self.shop.handle(request, now)
        if held and self.too_late:
            self._wait()
        return response

    def _wait(self) -> None:
        self.asked.set()
        self.go_on.wait(30)


def second_page(request: Request) -> bool:
    """The second page of orders: the first is booked by then."""
    return ("offset", "99") in request.query


def numbers_written(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/batch")


@contextmanager
def shop_with_orders(
    desk: Desk,
    *,
    holds: Callable[[Request], bool] = second_page,
    too_late: bool = False,
    ago: timedelta = timedelta(0),
) -> Iterator[HoldingBack]:
    """A shop on loopback with three pages of orders, adopted and opened; it holds back then.

    ``ago``: when it was opened, and when shoppers ordered.
    """
    began = utc_now() - ago
    shop = WooCommerce()
    shop.add_product("A", quantity=1000, now=utc_now())
    front = HoldingBack(shop, holds, too_late)
    front.go_on.set()
    with Loopback(front, clock=lambda: utc_now() + front.later) as address:
        desk.write(
            "config.yaml",
            "locations: {main: {}}\n"
            f"channels: {{shop: {{connector: woocommerce, location: main, address: '{address}', "
            "key: ck_fake, secret: cs_fake}}\n"
            "schedule: {pull_seconds: 5, push_seconds: 5}\n",
        )
        desk.initialised()
        desk.json("adopt", "shop", "--create-items", "--confirm")
        path = desk.write("opening.csv", "sku,quantity\nA,1000\n")
        desk.json("opening", path, "--at", began.isoformat())
        for _ in range(ORDERS):
            shop.place_order({"A": 1}, now=began + timedelta(seconds=1) if ago else utc_now())
        front.go_on.clear()
        yield front


def start(desk: Desk, *words: str) -> "subprocess.Popen[str]":
    """It hears Ctrl-C, which a shell that runs the tests in the background ignores for all."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [STOCKBOOK, "--config", desk.folder / "config.yaml", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
