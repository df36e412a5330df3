"""The real command beside a shop of a year: its memory, its pace, and what a person sees of it."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import psutil

from bench.years.calendar import (
    END,
    LENGTH,
    ON_HAND,
    OPEN_ORDERS,
    SKUS,
    UNITS_OF_AN_ORDER,
    sku_of,
)
from bench.years.held import YearShop
from connectors.fakes.loopback import Loopback
from ledger.instants import utc_now

_STOCKBOOK = (sys.executable, "-m", "stockbook")


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
    is_told_to_end: bool = False
    orders: int = 0
    orders_read: int = 0
    looks: list[Look] = field(default_factory=list)
    counts: set[str] = field(default_factory=set)

    def between(self, first: int, last: int) -> list[Look]:
        return [one for one in self.looks if first <= one.order < last]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A folder with a configuration, and the shop that is its channel."""

    folder: Path
    shop: YearShop

    def run(self, *words: str) -> str:
        ran = subprocess.run(
            [*_STOCKBOOK, *words], cwd=self.folder, check=False, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def prove(self) -> None:
        """The book is in order, and just the newest orders are owed."""
        self.run("check")
        items = json.loads(self.run("stock", "--json"))["items"]
        assert sum(one["committed"] for one in items) == OPEN_ORDERS * UNITS_OF_AN_ORDER

    def sync(self, *, stop_at: int | None = None) -> Ran:
        """At a terminal, as a person would; told to end when it asks for the order ``stop_at``."""
        ran, before = Ran(), self.shop.told.orders
        seen, terminal = pty.openpty()
        process = subprocess.Popen(
            [*_STOCKBOOK, "sync", "shop", "--pull-only", "--json"],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=terminal, text=True,
        )  # fmt: skip
        os.close(terminal)
        watched = psutil.Process(process.pid)

        def asked(order: int) -> None:
            ran.looks.append(_look_at(watched, order))
            if stop_at is not None and order >= stop_at and not ran.is_told_to_end:
                ran.is_told_to_end = True
                process.send_signal(signal.SIGTERM)

        self.shop.told.listener = asked
        reader = threading.Thread(target=_read_counts, args=(seen, ran.counts))
        reader.start()
        out, _ = process.communicate()
        reader.join()
        os.close(seen)
        ran.status, ran.orders = process.returncode, json.loads(out)["channels"][0]["orders"]
        ran.orders_read = self.shop.told.orders - before
        return ran


@contextmanager
def desk_of(folder: Path, shop: YearShop) -> Iterator[Desk]:
    """A book opened a year ago, and a shop whose catalogue is linked."""
    folder.mkdir(parents=True)
    with Loopback(shop, clock=utc_now) as address:
        (folder / "config.yaml").write_text(
            "locations: {main: {}}\n"
            f"channels: {{shop: {{{shop.settings}, address: '{address}'}}}}\n"
        )
        rows = [f"{sku_of(number)},{ON_HAND}\n" for number in range(SKUS)]
        (folder / "opening.csv").write_text("".join(["sku,quantity\n", *rows]))
        desk = Desk(folder=folder, shop=shop)
        desk.run("init")
        desk.run("adopt", "shop", "--create-items", "--confirm")
        opened_at = (END - LENGTH - timedelta(days=1)).isoformat()
        desk.run("opening", "opening.csv", "--location", "main", "--at", opened_at)
        yield desk


def seconds_between(looks: list[Look]) -> float:
    """At least one tick of the clock that counts them; so few orders may be a single page."""
    seconds = [one.seconds for one in looks] or [0.0]
    return max(seconds[-1] - seconds[0], 0.01)


def _look_at(process: psutil.Process, order: int) -> Look:
    times = process.cpu_times()
    return Look(
        order=order,
        megabytes=process.memory_info().rss / 2**20,
        seconds=times.user + times.system,
    )


def _read_counts(terminal: int, counts: set[str]) -> None:
    """Until the other side is closed, which Linux tells as an error."""
    with suppress(OSError):
        while text := os.read(terminal, 65_536):
            counts |= set(re.findall(r"(\d+)/", text.decode("utf-8", "replace")))
