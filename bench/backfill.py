"""A year of 100,000 orders through `stockbook sync`: do pages stream, does an interrupt resume?

The real command reads a WooCommerce shop over a socket; the shop makes its orders page by page and
keeps none, so that it is no shop's memory that is measured but ours. One backfill runs whole. A
smaller one is told to end in its middle by SIGTERM, and the next one goes on.
"""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.harness import Row, at_most, folder_of, report
from connectors.fakes.fronts import Request, Response
from connectors.fakes.loopback import Loopback
from connectors.fakes.woocommerce import WooCommerce
from connectors.fakes.woocommerce.shapes import order_json
from ledger.instants import utc_now

ORDERS = 100_000
INTERRUPTED = 20_000
SKUS = 1_000
ON_HAND = 1_000_000
FIRST_ID = 5_000
OPEN_ORDERS = 200
"""The newest wait to be shipped, each twentieth of the others was cancelled, the rest left."""

END = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
YEAR = timedelta(days=365)

COUNTS_SHOWN_MIN = 10
"""Whoever sees so many different counts on the way knows that it goes on, and how fast."""

_MADE_AT = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
"""When the pattern of all orders was placed and completed; it stands for their own instant."""


def main() -> None:
    folder = folder_of(__file__)
    rows = [*whole(folder / "whole", ORDERS), *interrupted(folder / "interrupted", INTERRUPTED)]
    shutil.rmtree(folder)
    report(rows)


def whole(folder: Path, orders: int) -> Iterator[Row]:
    """One backfill without a break: its memory, its pace, and what a person sees of it."""
    with desk_of(folder, orders) as desk:
        ran = desk.sync()
        assert ran.status == 0, ran
        assert ran.orders == orders, ran
        desk.prove()
    first, last = ran.between(0, orders // 10), ran.between(orders * 9 // 10, orders)
    yield at_most(
        f"MB at the peak of {orders:,} orders; limit: at the peak of the first tenth",
        max(one.megabytes for one in ran.looks), max(one.megabytes for one in first),
        must=1.10, aim=1.03,
    )  # fmt: skip
    yield at_most(
        "CPU s of the last tenth; limit: of the first",
        seconds_between(last), seconds_between(first),
        must=1.5, aim=1.2,
    )  # fmt: skip
    yield at_most(
        "orders read; limit: orders there are", ran.rows_read, orders, must=1.02, aim=1.01
    )
    shown = float(len(ran.counts))
    yield Row(
        name="counts that a person saw on the way; limit: enough to know that it goes on",
        ours=shown, limit=COUNTS_SHOWN_MIN, ratio=shown / COUNTS_SHOWN_MIN, must=1.0, aim=10.0,
        ok=shown >= COUNTS_SHOWN_MIN,
    )  # fmt: skip


def interrupted(folder: Path, orders: int) -> Iterator[Row]:
    """SIGTERM in the middle; the next run goes on at once and reads the rest."""
    with desk_of(folder, orders) as desk:
        first = desk.sync(stop_at=orders // 2)
        assert first.status == 1, first
        assert orders // 2 <= first.orders < orders * 3 // 4, first
        second = desk.sync()
        assert second.status == 0, second
        assert first.orders + second.orders == orders, second
        desk.prove()
    yield at_most(
        f"orders read for {orders:,} with an interrupt; limit: orders there are",
        first.rows_read + second.rows_read, orders, must=1.03, aim=1.02,
    )  # fmt: skip


class EndlessShop:
    """WooCommerce, but its orders are made when they are asked for. Tells who listens of each page.

    All that is not the list of orders is answered by the fake shop.
    """

    def __init__(self, orders: int) -> None:
        self.rows_told = 0
        self.asked: Callable[[int], None] = lambda _: None
        self._orders = orders
        self._shop = WooCommerce()
        for number in range(SKUS):
            self._shop.add_product(sku_of(number), quantity=ON_HAND, now=_MADE_AT)
        self._products = list(self._shop.shop.products)
        self._pattern = self._pattern_of_orders()

    def handle(self, request: Request, now: datetime) -> Response:
        query = dict(request.query)
        answer = self._shop.handle(request, now)
        if not (request.path.endswith("/orders") and "modified_after" in query):
            return answer
        assert answer.status == 200, "the fake shop knows better whether it was asked right"
        listed = self._listed(query)
        numbers = _page_of(listed, query)
        self.rows_told += len(numbers)
        if numbers:
            self.asked(numbers.start)
        rows = ",".join(self._row(number) for number in numbers)
        headers = dict(answer.headers) | {"X-WP-Total": str(len(listed))}
        return Response(status=200, headers=headers, body=f"[{rows}]".encode())

    def _listed(self, query: dict[str, str]) -> range:
        """The trash is empty, and after the year nothing changed."""
        since = datetime.fromisoformat(query["modified_after"]).replace(tzinfo=UTC)
        return range(0 if query["status"] == "trash" or since > END else self._orders)

    def _pattern_of_orders(self) -> str:
        """One order as the fake shop tells it, with marks for what differs."""
        units = {sku_of(0): 1, sku_of(1): 2}
        order = self._shop.place_order(units, now=_MADE_AT)
        self._shop.set_status(order, "completed", now=_MADE_AT)
        told = order_json(self._shop.shop, order)
        told |= {"id": "@id@", "status": "@status@", "number": "@id@"}
        lines = told["line_items"]
        assert isinstance(lines, list)
        for place, line in enumerate(lines):
            line |= {"id": f"@line{place}@", "product_id": f"@product{place}@"}
            line |= {"sku": f"@sku{place}@"}
        self._shop.delete(order)
        text = json.dumps(told)
        return re.sub(r'"(@(?:id|line\d|product\d)@)"', r"\1", text)

    def _row(self, number: int) -> str:
        at = END - YEAR + YEAR * (number / self._orders)
        values = {"id": FIRST_ID + number, "status": self._status(number)}
        for place in range(2):
            product = (number * (7 + 6 * place) + place) % SKUS
            values |= {
                f"line{place}": 2 * number + place + 1,
                f"product{place}": self._products[product],
                f"sku{place}": sku_of(product),
            }
        text = self._pattern.replace(_MADE_AT.strftime(_FORM), at.strftime(_FORM))
        return re.sub(r"@(\w+)@", lambda found: str(values[found[1]]), text)

    def _status(self, number: int) -> str:
        if number >= self._orders - OPEN_ORDERS:
            return "processing"
        return "completed" if number % 20 else "cancelled"


_FORM = "%Y-%m-%dT%H:%M:%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the process stood when it asked for the page that begins with this order."""

    order: int
    megabytes: float
    seconds: float


@dataclass(slots=True, kw_only=True)
class Ran:
    """One `stockbook sync`. ``counts``: the different numbers of orders that a person was shown."""

    status: int = -1
    orders: int = 0
    rows_read: int = 0
    looks: list[Look] = field(default_factory=list)
    counts: set[str] = field(default_factory=set)

    def between(self, first: int, last: int) -> list[Look]:
        return [one for one in self.looks if first <= one.order < last]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A folder with a configuration, and the shop that is its channel."""

    folder: Path
    shop: EndlessShop

    def run(self, *words: str) -> str:
        return subprocess.run(
            [*_STOCKBOOK, *words], cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout

    def prove(self) -> None:
        """The book is in order, and just the newest orders are owed."""
        self.run("check")
        items = json.loads(self.run("stock", "--json"))["items"]
        assert sum(one["committed"] for one in items) == OPEN_ORDERS * UNITS_OF_AN_ORDER

    def sync(self, *, stop_at: int | None = None) -> Ran:
        """At a terminal, as a person would; told to end when it asks for the order ``stop_at``."""
        ran, before = Ran(), self.shop.rows_told
        seen, terminal = pty.openpty()
        process = subprocess.Popen(
            [*_STOCKBOOK, "sync", "shop", "--pull-only", "--json"],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=terminal, text=True,
        )  # fmt: skip
        os.close(terminal)
        watched = psutil.Process(process.pid)

        def asked(order: int) -> None:
            ran.looks.append(look_at(watched, order))
            if stop_at is not None and order >= stop_at:
                process.send_signal(signal.SIGTERM)

        self.shop.asked = asked
        reader = threading.Thread(target=_read_counts, args=(seen, ran.counts))
        reader.start()
        out, _ = process.communicate()
        reader.join()
        os.close(seen)
        ran.status, ran.orders = process.returncode, json.loads(out)["channels"][0]["orders"]
        ran.rows_read = self.shop.rows_told - before
        return ran


def _page_of(listed: range, query: dict[str, str]) -> range:
    start = int(query["offset"])
    return listed[start : start + int(query["per_page"])]


UNITS_OF_AN_ORDER = 3

_STOCKBOOK = (sys.executable, "-m", "stockbook")


@contextmanager
def desk_of(folder: Path, orders: int) -> Iterator[Desk]:
    """A book opened a year ago, and a shop whose catalogue is linked."""
    folder.mkdir()
    shop = EndlessShop(orders)
    with Loopback(shop, clock=utc_now) as address:
        channel = f"connector: woocommerce, location: main, address: '{address}'"
        (folder / "config.yaml").write_text(
            "locations: {main: {}}\n"
            f"channels: {{shop: {{{channel}, key: ck_fake, secret: cs_fake}}}}\n"
        )
        rows = [f"{sku_of(number)},{ON_HAND}\n" for number in range(SKUS)]
        (folder / "opening.csv").write_text("".join(["sku,quantity\n", *rows]))
        desk = Desk(folder=folder, shop=shop)
        desk.run("init")
        desk.run("adopt", "shop", "--create-items", "--confirm")
        opened_at = (END - YEAR - timedelta(days=1)).isoformat()
        desk.run("opening", "opening.csv", "--location", "main", "--at", opened_at)
        yield desk


def look_at(process: psutil.Process, order: int) -> Look:
    times = process.cpu_times()
    return Look(
        order=order,
        megabytes=process.memory_info().rss / 2**20,
        seconds=times.user + times.system,
    )


def seconds_between(looks: list[Look]) -> float:
    """At least one tick of the clock that counts them."""
    return max(looks[-1].seconds - looks[0].seconds, 0.01)


def sku_of(number: int) -> str:
    return f"S{number:05}"


def _read_counts(terminal: int, counts: set[str]) -> None:
    """Until the other side is closed, which Linux tells as an error."""
    with suppress(OSError):
        while text := os.read(terminal, 65_536):
            counts |= set(re.findall(r"(\d+)/", text.decode("utf-8", "replace")))


if __name__ == "__main__":
    main()
