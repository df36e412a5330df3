"""`demo`: a day of two WooCommerce shops that share one stock, over real HTTP on this machine.

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
from jobs.adopt import adopt
from jobs.channel_opening import on_hand_of_channel
from jobs.channels import Channel, open_channels
from jobs.check import check_ledger
from jobs.config import Config
from jobs.init import initialise
from jobs.opening import open_location
from jobs.returns import read_returns, settle_return
from jobs.shadow import shadow
from jobs.stock import read_stock
from jobs.switches import allow
from jobs.sync import Cycle, Hands, sync_channel, work_on_channel
from ledger.balances import View
from ledger.channel_state import channel_state
from ledger.database import Database, open_engine
from ledger.instants import Clock
from ledger.level_reads import wanted_levels
from ledger.planner import Outcome
from ledger.stock_keys import keys_with_work, load_keys

DAY: Final = timedelta(hours=8)
"""The demo begins this long ago, so that its evening is now."""

SKUS: Final = ("MUG-BLUE", "MUG-RED", "TEAPOT")

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


def play(folder: Path, *, clock: Clock, tell: Tell) -> bool:
    """Play the day with its book in ``folder``; answers whether everything was right at the end."""
    with _opened(folder, clock, tell) as (demo, channels):
        _adopt(demo, channels)
        _open(demo, channels["north"])
        _allow(demo, channels)
        _sell(demo, channels)
        _edit_and_ship(demo, channels)
        _return(demo, channels)
        _oversell(demo, channels)
        return _prove(demo)


@contextmanager
def _opened(folder: Path, clock: Clock, tell: Tell) -> Iterator[tuple[Demo, dict[str, Channel]]]:
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


def _adopt(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("Two shops are connected: `stockbook init`, `stockbook adopt`.")
    for check in initialise(demo.database, demo.config, list(channels.values())).channels:
        demo.say(f"{check.channel}: {check.name} on {check.platform}; the key has its rights")
    for channel in channels.values():
        with work_on_channel(demo.database, channel, demo.hands) as work:
            answer = adopt(work, confirm=True, create_items=True, actor="demo")
        demo.say(
            f"{channel.name}: {answer.listings} listings, {answer.items_created} items created, "
            f"{answer.linked} linked by equal SKU"
        )


def _open(demo: Demo, north: Channel) -> None:
    demo.title("Opening stock: what the north shows, and holds for open orders.")
    order = demo.shops["north"].place_order({"MUG-BLUE": 2}, now=demo.clock())
    demo.clock.later(30)
    with work_on_channel(demo.database, north, demo.hands) as work:
        on_hand, at = on_hand_of_channel(work, lookback=timedelta(days=90))
    open_location(demo.database, "main", on_hand, at=at, actor="demo", create_items=False)
    demo.say(f"order {order.id} waits for its 2 blue mugs, so the shop shows 10 and 12 lie there")
    demo.say(", ".join(f"{units} {sku}" for sku, units in sorted(on_hand.items())))


def _allow(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("The shadow run says what would be written; nothing is, until `stockbook allow`.")
    _sync(demo, channels, quiet=True)
    for change in shadow(demo.database, list(channels.values())).changes:
        demo.say(f"{change.channel} shows {change.shown} {change.sku}, and should {change.wanted}")
    for name in channels:
        allow(demo.database, name, actor="demo")
    _sync(demo, channels)
    _shown(demo, channels)


def _sell(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("Orders arrive in both shops.")
    demo.clock.later(45)
    demo.shops["north"].place_order({"MUG-RED": 2}, now=demo.clock())
    demo.shops["south"].place_order({"MUG-BLUE": 3, "TEAPOT": 1}, now=demo.clock())
    demo.say("north sells 2 red mugs; south sells 3 blue mugs and a teapot")
    _sync(demo, channels)
    _shown(demo, channels)


def _edit_and_ship(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("One order is edited, one is shipped.")
    demo.clock.later(60)
    north, south = demo.shops["north"], demo.shops["south"]
    edited, shipped = list(north.shop.orders.values())[1], next(iter(south.shop.orders.values()))
    north.edit_line(edited, "MUG-RED", 1, now=demo.clock())
    south.set_status(shipped, "completed", now=demo.clock())
    demo.say(f"north's order {edited.id} is 1 red mug now; south's order {shipped.id} has left")
    _sync(demo, channels)
    _shown(demo, channels)


def _return(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("Two blue mugs come back: one is restocked by the shop, one is broken.")
    demo.clock.later(60)
    south = demo.shops["south"]
    order = next(iter(south.shop.orders.values()))
    south.refund(order, {"MUG-BLUE": 1}, restock=True, now=demo.clock())
    _sync(demo, channels, quiet=True)
    demo.clock.later(10)
    south.refund(order, {"MUG-BLUE": 1}, restock=False, now=demo.clock())
    _sync(demo, channels, quiet=True)
    (waiting,) = read_returns(demo.database).waiting
    demo.say(
        f"WooCommerce cannot say where the second one is: {waiting.at_customer} {waiting.sku} of "
        f"order {waiting.order_id} waits in `stockbook returns list`"
    )
    settle_return(demo.database, waiting.id, Outcome.DAMAGED, 1, location="main", at=demo.clock())
    demo.say("it is looked at: `stockbook returns settle … damaged 1`")
    _sync(demo, channels)
    _shown(demo, channels)


def _oversell(demo: Demo, channels: Mapping[str, Channel]) -> None:
    demo.title("Both shops sell teapots in the same minute; no shop offers what is gone.")
    demo.clock.later(60)
    for shop in demo.shops.values():
        shop.place_order({"TEAPOT": 1}, now=demo.clock())
    _sync(demo, channels)
    _shown(demo, channels)


def _prove(demo: Demo) -> bool:
    demo.title(
        "The book at the end of the day, and its proof: `stockbook stock`, `stockbook check`."
    )
    for item in read_stock(demo.database, SKUS, View()).items:
        demo.say(
            f"{item.sku}: {item.on_hand} on hand, of which {item.available} available, "
            f"{item.committed} committed, {item.damaged} damaged"
        )
    answer = check_ledger(demo.database, progress=lambda _: None)
    for problem in answer.problems:
        demo.say(problem)
    shown = {sku: {shop.shown(sku) for shop in demo.shops.values()} for sku in SKUS}
    agree = all(len(numbers) == 1 for numbers in shown.values())
    demo.say("both shops show the same numbers" if agree else f"the shops differ: {shown}")
    demo.say("the book is in order" if answer.ok else "the book is not in order")
    return answer.ok and agree


def _sync(demo: Demo, channels: Mapping[str, Channel], *, quiet: bool = False) -> None:
    """What a scheduler does in half an hour: a number is proved by the pull after it."""
    for _ in range(3):
        for name, channel in channels.items():
            demo.clock.later(5)
            answer = sync_channel(demo.database, channel, Cycle(), demo.hands)
            if not quiet and (answer.movements or answer.pushed):
                demo.say(
                    f"sync {name}: {answer.orders} orders read, {answer.movements} movements "
                    f"booked, {answer.pushed} numbers written in {answer.calls} calls"
                )


def _shown(demo: Demo, channels: Mapping[str, Channel]) -> None:
    """What the shops show now, and why."""
    for sku in SKUS:
        numbers = ", ".join(f"{name} {shop.shown(sku)}" for name, shop in demo.shops.items())
        demo.say(f"{sku}: {numbers}   ({_why(demo, channels['north'], sku)})")


def _why(demo: Demo, channel: Channel, sku: str) -> str:
    with demo.database.reading() as tx:
        state = channel_state(tx, channel.name)
        (item_id,) = tx.rows("SELECT id FROM item WHERE sku = ?", (sku,))[0]
        keys = load_keys(tx, keys_with_work(tx, state.id, everything=True))
        levels = wanted_levels(
            tx,
            [key for key in keys if key.item_id == item_id],
            rule=channel.settings.rule.as_rule(),
            locations=channel.settings.offered_locations,
            paused=state.paused,
            show_negative=False,
        )
    return "; ".join(reason.text for level in levels.values() for reason in level.reasons)
