"""The stage of the demo: two shops on loopback that share one stock, a book, and a clock.

Everything is real but the shops and the clock: the fakes answer on loopback as WooCommerce was
observed to, and the hours between the steps pass at once.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from connectors.fakes.loopback import Loopback
from connectors.fakes.woocommerce import Key, WooCommerce
from connectors.http import HttpMaker
from jobs.config import Config
from jobs.storefronts.channels import Channel, open_channels
from jobs.storefronts.sync import Hands
from ledger.database import Database, open_engine
from ledger.instants import Clock

DAY: Final = timedelta(hours=9)
"""The demo begins this long ago, so that its evening is now."""

Tell = Callable[[str], None]


@dataclass(slots=True)
class DemoClock:
    """The hours of the demo; they pass when it says so."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def later(self, minutes: float) -> datetime:
        self.now += timedelta(minutes=minutes)
        return self.now

    def sleep(self, seconds: float) -> None:
        self.later(seconds / 60)


@dataclass(slots=True, kw_only=True)
class Demo:
    """The two shops' own side, the book, and how it is told."""

    shops: Mapping[str, WooCommerce]
    folder: Path
    config: Config
    database: Database
    clock: DemoClock
    tell: Tell
    _steps: Iterator[int] = field(default_factory=lambda: count(1))
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def title(self, text: str) -> None:
        self.tell(f"\n{next(self._steps)}. {text}")

    def say(self, text: str) -> None:
        self.tell(f"   {text}")

    def new_id(self) -> str:
        return f"demo-{next(self._ids)}"

    @property
    def hands(self) -> Hands:
        return Hands(
            holder="the demo", clock=self.clock, sleep=self.clock.sleep, new_id=self.new_id
        )


@contextmanager
def opened_stage(
    folder: Path, clock: Clock, tell: Tell
) -> Iterator[tuple[Demo, dict[str, Channel]]]:
    """Two shops that answer, and an empty book."""
    demo_clock = DemoClock(clock() - DAY)
    shops = {name: WooCommerce(name=f"{name.title()} shop", keys=[Key()]) for name in _SHELVES}
    for name, shelves in _SHELVES.items():
        for sku, quantity in shelves.items():
            shops[name].add_product(sku, quantity=quantity, name=sku.title(), now=demo_clock())
    with ExitStack() as stack:
        addresses = {
            name: stack.enter_context(Loopback(shop, clock=demo_clock))
            for name, shop in shops.items()
        }
        database = Database(open_engine(f"sqlite:///{folder / 'demo.db'}"), clock=demo_clock)
        stack.callback(database.dispose)
        demo = Demo(
            shops=shops,
            folder=folder,
            config=_config(addresses),
            database=database,
            clock=demo_clock,
            tell=tell,
        )
        yield demo, _channels(demo, stack)


_SHELVES: Final[Mapping[str, Mapping[str, int]]] = {
    "north": {"MUG-BLUE": 12, "MUG-RED": 5, "TEAPOT": 3},
    "south": {"MUG-BLUE": 20, "MUG-RED": 0, "TEAPOT": 3},
}
"""What each shop showed before Stockbook came: the south has an old list."""


def _config(addresses: Mapping[str, str]) -> Config:
    channels = {
        name: {
            "connector": "woocommerce",
            "location": "main",
            "address": address,
            "key": "ck_fake",
            "secret": "cs_fake",
        }
        for name, address in addresses.items()
    }
    return Config.model_validate({"locations": {"main": {}}, "channels": channels})


def _channels(demo: Demo, stack: ExitStack) -> dict[str, Channel]:
    def http() -> HttpMaker:
        maker = HttpMaker(
            clock=demo.clock, sleep=demo.clock.sleep, jitter=lambda: 0.0, token=demo.new_id
        )
        stack.callback(maker.close)
        return maker

    channels = open_channels(demo.config, [], http=http, clock=demo.clock)
    return {one.name: one for one in channels}
