"""The days before the count: what the book was told, and what was so in truth.

Most of it is as told. Now and then somebody does not tell, tells late, or tells it of another item.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.warehouse.goods import Good

OPENED = datetime(2026, 1, 1, 6, tzinfo=UTC)
COUNTED = datetime(2026, 3, 10, 9, tzinfo=UTC)
"""When counting begins; row after row takes some seconds."""

KNOWN = datetime(2026, 3, 14, 18, tzinfo=UTC)
"""When somebody asks for causes."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing in the book. ``what``: received, ordered, sent, sold, damaged."""

    what: str
    sku: str
    units: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """Not shipped, as the storefront says; ``packed`` of it stand at the door. ``refunded``: it
    was shipped long ago, the money went back, and the goods may come back.
    """

    sku: str
    units: int
    at: datetime
    packed: int = 0
    refunded: bool = False


@dataclass(slots=True)
class Days:
    """``extra``: in truth there are so many more at main than the book says, by SKU.

    ``why``: what people did, by SKU. ``whole``: SKUs of which the trace is in the data as a whole.
    """

    told: list[Told] = field(default_factory=list)
    orders: list[OpenOrder] = field(default_factory=list)
    extra: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    extra_annex: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    why: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    whole: set[str] = field(default_factory=set)

    def deviates(self, sku: str, units: int, why: str, *, whole: bool = True) -> None:
        self.extra[sku] += units
        self.why[sku].append(why)
        if whole:
            self.whole.add(sku)


def counted_at(place: int) -> datetime:
    """When the walk comes to this bin."""
    return COUNTED + timedelta(seconds=2 * place)


Habit = Callable[[random.Random, Good, list[Good], Days], None]


def days_of(rng: random.Random, goods: list[Good], *, mistakes: float) -> Days:
    """``mistakes``: how often people err, as a multiple of what is usual; goods shrink anyhow."""
    days = Days()
    for good in goods:
        for often, life in _LIFE:
            if rng.random() < often:
                life(rng, good, goods, days)
        for often, habit in _ERRORS:
            if rng.random() < often * mistakes:
                habit(rng, good, goods, days)
        if rng.random() < SHRINKING:
            _shrinks(rng, good, days)
    return days


def _receives(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    at = COUNTED - timedelta(days=rng.uniform(1, 40))
    days.told.append(Told("received", good.sku, _delivery(rng, good), at))


def _awaits(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    at = COUNTED - timedelta(days=rng.uniform(1, 20))
    days.told.append(Told("ordered", good.sku, _delivery(rng, good), at))


def _travels(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    at = COUNTED - timedelta(days=rng.uniform(0.2, 3))
    days.told.append(Told("sent", good.sku, _delivery(rng, good), at))


def _sells(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    for _sale in range(rng.randint(1, 6)):
        at = COUNTED + timedelta(hours=rng.gauss(0, 30))
        days.told.append(Told("sold", good.sku, rng.choice((1, 1, 1, 2, 3, 5)), at))


def _owes(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    for _order in range(rng.choice((1, 1, 2, 3))):
        units = min(rng.choice((1, 1, 2, 3, 4, 6, 10)), max(good.units, 1))
        packed = units if rng.random() < 0.3 else 0
        at = COUNTED - timedelta(days=rng.uniform(0.1, 4))
        days.orders.append(OpenOrder(good.sku, units, at, packed))


def _was_refunded(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    at = COUNTED - timedelta(days=rng.uniform(10, 30))
    days.orders.append(OpenOrder(good.sku, rng.choice((1, 2, 5, 6, 10)), at, refunded=True))


def _is_damaged(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    at = COUNTED - timedelta(days=rng.uniform(1, 30))
    days.told.append(Told("damaged", good.sku, 1 + int(rng.expovariate(0.3)), at))


_LIFE: tuple[tuple[float, Habit], ...] = (
    (0.25, _receives),
    (0.10, _awaits),
    (0.03, _travels),
    (0.20, _sells),
    (0.15, _owes),
    (0.03, _was_refunded),
    (0.05, _is_damaged),
)


def _puts_away_first(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    """A delivery is on the shelf and its paper in a tray; of some, only a part came."""
    units = _delivery(rng, good)
    days.told.append(Told("ordered", good.sku, units, COUNTED - timedelta(days=rng.uniform(2, 9))))
    came = units if rng.random() < 0.85 else rng.randint(1, units)
    days.deviates(good.sku, came, "delivery_unbooked", whole=came == units)


def _unloads_quietly(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    units = _delivery(rng, good)
    days.told.append(Told("sent", good.sku, units, COUNTED - timedelta(days=rng.uniform(0.5, 3))))
    days.deviates(good.sku, units, "transfer_unbooked")


def _shelves_a_return(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    units = rng.choice((5, 6, 8, 10, 12))
    at = COUNTED - timedelta(days=rng.uniform(10, 30))
    days.orders.append(OpenOrder(good.sku, units, at, refunded=True))
    days.deviates(good.sku, units, "parcel_back")


def _ships_untold(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    units = rng.choice((5, 6, 8, 10, 15))
    if good.units > units:
        at = COUNTED - timedelta(days=rng.uniform(0.3, 4))
        days.orders.append(OpenOrder(good.sku, units, at))
        days.deviates(good.sku, -units, "left_untold")


def _stages(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    """Packed goods wait at the door, damaged ones in a cage: nobody counts there."""
    units = rng.choice((5, 6, 7, 9, 12))
    if good.units <= units:
        return
    at = COUNTED - timedelta(days=rng.uniform(0.3, 4))
    if rng.random() < 0.5:
        days.orders.append(OpenOrder(good.sku, units, at, packed=units))
    else:
        days.told.append(Told("damaged", good.sku, units, at))
    days.deviates(good.sku, -units, "staged_elsewhere")


def _writes_it_later(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    """Goods leave or come while people count; the paper follows in minutes, or in a day."""
    units = rng.randint(5, 30)
    seconds = rng.expovariate(1 / 90) if rng.random() < 0.6 else rng.uniform(3600, 2 * 86_400)
    at = counted_at(max(good.bins)) + timedelta(seconds=seconds)
    if rng.random() < 0.4:
        days.told.append(Told("received", good.sku, units, at))
        days.deviates(good.sku, units, "clocks_apart")
    elif good.units > units:
        days.told.append(Told("sold", good.sku, units, at))
        days.deviates(good.sku, -units, "clocks_apart")


def _books_the_next_one(rng: random.Random, good: Good, goods: list[Good], days: Days) -> None:
    """A delivery of one item is booked as the next one on the list, or as one further on."""
    place = goods.index(good) + rng.choice((1, 1, 1, 2))
    if place >= len(goods):
        return
    other, units = goods[place], _delivery(rng, good)
    at = COUNTED - timedelta(days=rng.uniform(1, 25))
    days.told.append(Told("received", other.sku, units, at))
    days.deviates(good.sku, units, "booked_wrong")
    days.deviates(other.sku, -units, "booked_wrong")


def _carries_over(rng: random.Random, good: Good, _: list[Good], days: Days) -> None:
    """Somebody drives a load to the annex and tells nobody."""
    units = rng.randint(5, 40)
    if good.units > units and good.annex:
        days.deviates(good.sku, -units, "carried_over")
        days.extra_annex[good.sku] += units


SHRINKING = 0.04
"""Of all goods, so many lost or gained some units for no cause that a book could show."""


def _shrinks(rng: random.Random, good: Good, days: Days) -> None:
    """Stolen, broken, given away, found again."""
    few = 1 + int(rng.expovariate(0.35))
    units = min(few if rng.random() < 0.85 else int(rng.lognormvariate(2.5, 0.8)), good.units)
    if units:
        days.deviates(good.sku, units if rng.random() < 0.2 else -units, "shrunk", whole=False)


_ERRORS: tuple[tuple[float, Habit], ...] = (
    (0.004, _puts_away_first),
    (0.003, _unloads_quietly),
    (0.003, _shelves_a_return),
    (0.004, _ships_untold),
    (0.004, _stages),
    (0.004, _writes_it_later),
    (0.002, _books_the_next_one),
    (0.003, _carries_over),
)


def _delivery(rng: random.Random, good: Good) -> int:
    """Cases, or a round number of units."""
    if good.case > 1:
        return good.case * rng.choice((1, 2, 2, 3, 4, 5, 10))
    return rng.choice((5, 10, 10, 12, 15, 20, 25, 30, 40, 50, 7, 18, 33))
