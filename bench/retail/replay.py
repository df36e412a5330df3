"""The hours of each day in their order: shoppers, staff, the scheduler, the files, the count.

Shoppers buy at the minute of the files, in the shop's own time. A cycle comes every hour from 6 to
22 on days that trade, the audit every night at 3, the day's movement file at 21:10. On the last
trading day all shelves are counted at 17:00:30 and the count is posted at 17:20; every other month
the scheduler stands still from 15:00 until then, so that the count meets late news. The ledger is
checked at the end of each month.
"""

import calendar
import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from bench.retail.files import SHOP_ZONE
from bench.retail.office import Office, SetClock
from bench.retail.plan import CANCELLED, Act, Event, Plain, Plan, Sale
from bench.retail.shopfront import Shopfront
from connectors.fakes.loopback import Loopback

PREPARED_AT: Final = timedelta(minutes=30)
PROVED_AT: Final = tuple(timedelta(minutes=minutes) for minutes in (35, 45, 55))
"""A number is written in one cycle and proved in the next."""

AUDIT_AT: Final = timedelta(hours=3)
FILE_AT: Final = timedelta(hours=21, minutes=10)
COUNTED_AT: Final = timedelta(hours=17, seconds=30)
POSTED_AT: Final = timedelta(hours=17, minutes=20)
STANDS_STILL_FROM: Final = timedelta(hours=15, minutes=1)
CYCLES_AT: Final = tuple(timedelta(hours=hour) for hour in range(6, 23))

Step = Callable[[], None]


class Replay:
    """Shop and book side by side, month by month."""

    def __init__(self, plan: Plan, shopfront: Shopfront, office: Office) -> None:
        self.shopfront = shopfront
        self.office = office
        self.acts = plan.acts
        self.played: list[Act] = []
        self.plain_cancellations = 0
        self._agenda: list[tuple[datetime, int, Step]] = []
        self._numbers = count()
        self._told: list[Plain] = []

    def month(self, act: Act) -> None:
        """Up to the last midnight of the month; what leaves later stays on the agenda."""
        midnights = list(_midnights(act.month))
        self._at(midnights[0] + PREPARED_AT, partial(self._prepare, act))
        for after in PROVED_AT:
            self._at(midnights[0] + after, self.office.cycle)
        for event in act.events:
            self._put(event)
        for midnight in midnights:
            self._at(midnight + AUDIT_AT, partial(self.office.cycle, audit=True))
        *days, last = act.trading_days
        for midnight in days:
            self._put_day(midnight)
        self._put_day(last, stands_still=len(self.played) % 2 == 0)
        self._at(last + COUNTED_AT, partial(self._count, act, last + POSTED_AT))
        self._until(midnights[-1] + timedelta(days=1))
        self.office.check()
        self.played.append(act)

    def _prepare(self, act: Act) -> None:
        self.shopfront.list_products(act, self.office.clock())
        if self.played:
            self.office.take_in(act)
        else:
            self.office.open(act)

    def _put(self, event: Event) -> None:
        if isinstance(event, Sale):
            self._at(event.at, partial(self.shopfront.sell, event))
            if event.leaves_at:
                self._at(event.leaves_at, partial(self._ship, event.invoice))
        elif isinstance(event, Plain):
            self._at(event.at, partial(self._correct, event))
        else:
            self._at(event.at, partial(self.shopfront.take_back, event))

    def _put_day(self, midnight: datetime, *, stands_still: bool = False) -> None:
        self._at(midnight + FILE_AT, self._hand_in)
        for after in CYCLES_AT:
            if not (stands_still and STANDS_STILL_FROM <= after <= POSTED_AT):
                self._at(midnight + after, self.office.cycle)

    def _ship(self, invoice: str) -> None:
        self.shopfront.ship(invoice, self.office.clock())

    def _correct(self, plain: Plain) -> None:
        self.shopfront.correct(plain)
        self.plain_cancellations += plain.reason == CANCELLED
        self._told.append(plain)

    def _count(self, act: Act, posted_at: datetime) -> None:
        """People write down what they find now; the sheet is uploaded a little later."""
        sheet = self.shopfront.count(act)
        self._at(posted_at, partial(self.office.count, act, sheet, self.office.clock()))

    def _hand_in(self) -> None:
        told, self._told = self._told, []
        self.office.import_day(self.office.clock(), told)

    def _at(self, instant: datetime, step: Step) -> None:
        """Steps of one instant come in the order in which they were put down."""
        heapq.heappush(self._agenda, (instant.astimezone(UTC), next(self._numbers), step))

    def _until(self, end: datetime) -> None:
        while self._agenda and self._agenda[0][0] < end:
            instant, _, step = heapq.heappop(self._agenda)
            self.office.clock.now = max(self.office.clock.now, instant)
            step()


@contextmanager
def opened(plan: Plan, folder: Path) -> Iterator[Replay]:
    """A shop that answers on loopback, and an empty book in ``folder``."""
    shopfront = Shopfront(plan)
    clock = SetClock(next(_midnights(plan.acts[0].month)))
    with (
        Loopback(shopfront.storefront, clock=clock) as address,
        Office(folder, address, clock) as office,
    ):
        yield Replay(plan, shopfront, office)


def _midnights(month: str) -> Iterator[datetime]:
    year, number = (int(part) for part in month.split("-"))
    for day in range(1, calendar.monthrange(year, number)[1] + 1):
        yield datetime(year, number, day, tzinfo=SHOP_ZONE)
