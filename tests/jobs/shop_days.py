"""Random days of two WooCommerce shops that share a stock, with the truth kept beside them.

People act between any two requests. Lines break, answers are lost, writes land late, and the
process dies before or after a request took effect. A line's refunds are all of one kind, and no
order is refunded in the second in which it is shipped: more a shop does not tell.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from connectors.fakes import mischief
from connectors.fakes.direct import DirectAdapter
from connectors.fakes.fronts import Request, Response, Storefront
from connectors.fakes.woocommerce import WooCommerce
from connectors.fakes.woocommerce.shop import whole_second
from connectors.http import HttpMaker
from connectors.woocommerce import connect
from jobs.config import BrakeSettings, ChannelSettings
from jobs.storefronts.channels import Channel
from jobs.storefronts.sync import Cycle, sync_channel
from ledger.channel_state import allow_writing
from ledger.listings import ListingLink, ensure_channel, link_listings, save_listings
from tests.jobs.shop_orders import Sold
from tests.jobs.world import World

ITEMS: Final = ("MUG", "CUP", "SHIRT-S", "SHIRT-L")
ROOM: Final = BrakeSettings(listings_at_least=100)
TRICKS: Final = (
    mischief.dropped(),
    mischief.unheard(),
    mischief.answer_lost(),
    mischief.answer_dropped(),
    mischief.answer_cut(),
    mischief.html_error(502),
    mischief.throttled("7"),
)
CYCLES: Final = (
    *[Cycle()] * 6,
    Cycle(pulls=False),
    Cycle(pushes=False),
    Cycle(audit=True),
    Cycle(catalogue=True),
)


class Killed(BaseException):
    """The process is no more."""


@dataclass(slots=True)
class Day:
    """``trouble``, ``busy``: how often a request fails, and how often people act around one."""

    world: World
    random: random.Random
    trouble: float
    busy: float
    shops: dict[str, WooCommerce] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    sold: list[Sold] = field(default_factory=list)
    received: Counter[str] = field(default_factory=Counter)
    landing: list[tuple[datetime, str, Request]] = field(default_factory=list)
    calm: bool = True

    def open_shop(self, name: str, shown: int) -> None:
        """It sells every item, two of them as variations; adopted and allowed."""
        shop, clock = WooCommerce(name=name), self.world.clock
        for sku in ITEMS[:2]:
            shop.add_product(sku, quantity=shown, now=clock())
        shop.add_variable("SHIRT", dict.fromkeys(ITEMS[2:], shown), quantity=None, now=clock())
        self.shops[name] = shop
        http = HttpMaker(
            clock=clock,
            sleep=clock.sleep,
            jitter=lambda: 0.5,
            token=lambda: f"nonce-{next(self.world.ids)}",
            adapter=DirectAdapter(Front(self, name), clock=clock, sleep=clock.sleep),
        )
        settings = {
            "address": "https://shop.example",
            "key": "ck_fake",
            "secret": "cs_fake",
            "ca_file": None,
            "shipped_statuses": ["completed"],
            "location": "main",
        }
        connector = connect(settings, http=http, clock=clock)
        own = ChannelSettings(connector="woocommerce", location="main", brake=ROOM)
        self.channels[name] = Channel(name=name, connector=connector, settings=own)
        listings = list(connector.listings())
        with self.world.database.writing() as tx:
            channel = ensure_channel(tx, name)
            save_listings(tx, channel, listings)
            links = [ListingLink(listing_id=one.listing_id, sku=one.sku) for one in listings]
            link_listings(tx, channel, links, actor="test")
            allow_writing(tx, channel)

    def pass_by(self, cycles: int) -> None:
        """Cycles of either shop, while people act and things go wrong."""
        self.calm = False
        for _ in range(cycles):
            self.world.clock.sleep(self.random.choice([1, 5, 30, 60, 300]))
            self.people_act()
            name = self.random.choice(list(self.shops))
            with suppress(Killed):
                self.sync(name, self.random.choice(CYCLES))
        self.calm = True

    def end(self) -> None:
        """Everybody has gone home: what is on its way lands, and cycles go on for some days."""
        self.world.clock.sleep(600)
        self.land()
        for seconds in (400, 400, 400, 400, 400, 90_000, 90_000):
            self.world.clock.sleep(seconds)
            for name in self.shops:
                self.sync(name, Cycle(audit=seconds > 400))

    def sync(self, name: str, cycle: Cycle) -> None:
        sync_channel(self.world.database, self.channels[name], cycle, self.world.hands())

    def people_act(self) -> None:
        self.land()
        act = self.random.choice(_ACTS)
        act(self, self.world.clock())

    def land(self) -> None:
        """Writes of which nobody heard take effect when their time has come."""
        now = self.world.clock()
        for one in [one for one in self.landing if one[0] <= now]:
            self.landing.remove(one)
            self.shops[one[1]].handle(one[2], now)

    def on_shelf(self, sku: str, opening: int) -> int:
        """What is really for sale, with what was kept back: it never left the building."""
        gone = sum(one.gone_from_shelf(sku) for one in self.sold)
        return opening + self.received[sku] - gone

    def some(self, wanted: Callable[[Sold], bool]) -> Iterator[tuple[Sold, WooCommerce, str]]:
        """One such order with its shop and one of its SKUs, if there is any."""
        found = [one for one in self.sold if one.units and wanted(one)]
        if found:
            one = self.random.choice(found)
            yield one, self.shops[one.shop], self.random.choice(sorted(one.units))


@dataclass(slots=True)
class Front:
    """A shop as it is reached on such a day."""

    day: Day
    name: str

    def handle(self, request: Request, now: datetime) -> Response:
        day = self.day
        if day.calm:
            return day.shops[self.name].handle(request, now)
        day.world.clock.sleep(day.random.choice([0, 0.2, 0.7, 2]))
        if day.random.random() < day.busy:
            day.people_act()
        if day.random.random() < day.trouble:
            return self._trouble(request, day.world.clock())
        answer = day.shops[self.name].handle(request, day.world.clock())
        if day.random.random() < day.busy:
            day.people_act()
        return answer

    def _trouble(self, request: Request, now: datetime) -> Response:
        day, shop = self.day, self.day.shops[self.name]
        return day.random.choice([self._killed, self._killed_after, self._late, *TRICKS])(
            shop, request, now
        )

    def _killed(self, _shop: Storefront, _request: Request, _now: datetime) -> Response:
        raise Killed

    def _killed_after(self, shop: Storefront, request: Request, now: datetime) -> Response:
        shop.handle(request, now)
        raise Killed

    def _late(self, shop: Storefront, request: Request, now: datetime) -> Response:
        if request.method == "POST":
            late = now + timedelta(seconds=self.day.random.choice([1, 30, 120]))
            self.day.landing.append((late, self.name, request))
        return mischief.unheard()(shop, request, now)


def _order(day: Day, now: datetime) -> None:
    name = day.random.choice(list(day.shops))
    skus = day.random.sample(ITEMS, day.random.randint(1, 2))
    units = {sku: day.random.randint(1, 3) for sku in skus}
    status = day.random.choice(["processing", "processing", "on-hold", "pending", "completed"])
    order = day.shops[name].place_order(units, status=status, now=now)
    day.sold.append(Sold(name, order, Counter(units), shipped=status == "completed"))


def _edit(day: Day, now: datetime) -> None:
    for one, shop, sku in day.some(lambda one: one.is_open and not _is_refunded(one)):
        units = day.random.randint(0 if len(one.units) > 1 else 1, 4)
        shop.edit_line(one.order, sku, units, now=now)
        one.units[sku] = units
        one.units += Counter()


def _set(status: str, *, of: frozenset[str]) -> "Act":
    def act(day: Day, now: datetime) -> None:
        for one, shop, _ in day.some(lambda one: one.order.status in of and not one.shipped):
            shop.set_status(one.order, status, now=now)

    return act


def _ship(day: Day, now: datetime) -> None:
    for one, shop, _ in day.some(lambda one: one.is_open and _is_quiet(one, now)):
        shop.set_status(one.order, "completed", now=now)
        one.shipped = True


def _refund(day: Day, now: datetime) -> None:
    """One unit, put back by the shop or not, before or after it left."""
    for one, shop, sku in day.some(lambda one: _is_quiet(one, now)):
        restock = day.random.random() < 0.5
        if not one.left(sku) or not (one.is_open or (one.shipped and _is_completed(one))):
            continue
        kind = ("back" if restock else "lost") if one.shipped else None
        kind = kind or ("before" if restock else "kept back")
        same = {"before", "back"} if restock else {"kept back", "lost"}
        if any(found[sku] for other, found in one.refunded.items() if other not in same):
            continue
        shop.refund(one.order, {sku: 1}, restock=restock, now=now)
        one.refunded[kind][sku] += 1


def _trash(day: Day, now: datetime) -> None:
    for one, shop, _ in day.some(lambda one: one.is_open):
        shop.trash(one.order, now=now)


def _receive(day: Day, _: datetime) -> None:
    sku = day.random.choice(ITEMS)
    day.world.receive(sku, 1)
    day.received[sku] += 1


def _is_refunded(one: Sold) -> bool:
    return any(found.total() for found in one.refunded.values())


def _is_quiet(one: Sold, now: datetime) -> bool:
    return one.order.modified < whole_second(now)


def _is_completed(one: Sold) -> bool:
    return one.order.status == "completed"


Act = Callable[[Day, datetime], None]

_OPEN: Final = frozenset({"processing", "on-hold", "pending"})
_ENDED: Final = frozenset({"cancelled", "failed", "pending"})

_ACTS: Final[tuple[Act, ...]] = (
    *[_order] * 8,
    *[_ship] * 4,
    *[_refund] * 5,
    *[_edit] * 3,
    _set("cancelled", of=_OPEN),
    _set("failed", of=_OPEN),
    _set("on-hold", of=_OPEN),
    _set("processing", of=_ENDED),
    _trash,
    _receive,
)
