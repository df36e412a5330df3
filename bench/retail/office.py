"""Our side of the replay: the book, the channel and the jobs, as an operator's scheduler runs them.

Every number goes over real HTTP on loopback, every file through a real CSV file.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bench.retail.files import SHOP_ZONE
from bench.retail.plan import SHELF, Act, Plain
from connectors.http import HttpMaker
from jobs.check import check_ledger
from jobs.config import Config
from jobs.counts.deciding import approve_count
from jobs.counts.desk import Desk, post_to_book, site_of_count
from jobs.counts.uploading import upload_count
from jobs.goods.item_files import import_items
from jobs.goods.movements import import_movements
from jobs.goods.opening import OnHand, open_location
from jobs.init import initialise
from jobs.storefronts.adopt import adopt
from jobs.storefronts.channel_opening import on_hand_of_channel
from jobs.storefronts.channels import open_channels
from jobs.storefronts.switches import allow
from jobs.storefronts.sync import Cycle, Hands, sync_channel, work_on_channel
from ledger.database import Database, open_engine
from reconcile.reading.sheet import Declared

ACTOR: Final = "replay"
CHANNEL: Final = "shop"
_COLUMNS: Final = ("key", "occurred_at", "sku", "quantity", "source", "destination", "reason")


@dataclass(slots=True)
class SetClock:
    """The hours of the replay; they pass when it says so."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(slots=True, kw_only=True)
class Figures:
    """What the cycles and files came to. ``errors``: whatever a cycle or the check said."""

    cycles: int = 0
    calls: int = 0
    orders: int = 0
    movements: int = 0
    pushed: int = 0
    imported: int = 0
    parked_most: int = 0
    errors: list[str] = field(default_factory=list)


class Office:
    """``with Office(folder, address, clock) as office:``; its database is in ``folder``."""

    def __init__(self, folder: Path, address: str, clock: SetClock) -> None:
        self.figures = Figures()
        self.counts: dict[str, int] = {}
        self.clock = clock
        self.database = Database(open_engine(f"sqlite:///{folder / 'book.db'}"), clock=clock)
        self._folder = folder
        self._ids = count(1)
        self._http = HttpMaker(
            clock=clock, sleep=clock.sleep, jitter=lambda: 0.0, token=self._new_id
        )
        self._config = _config(address)
        (self._channel,) = open_channels(self._config, [], http=lambda: self._http, clock=clock)
        self._hands = Hands(holder=ACTOR, clock=clock, sleep=clock.sleep, new_id=self._new_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()
        self.database.dispose()

    def open(self, act: Act) -> None:
        """The first month: what `init`, `adopt`, `opening --from-channel` and `allow` do."""
        initialise(self.database, self._config, [self._channel])
        self._adopt(act)
        with work_on_channel(self.database, self._channel, self._hands) as work:
            offer = self._channel.offer
            found = on_hand_of_channel(work, offer, "main", lookback=timedelta(days=1))
        on_hand = OnHand(found.units)
        open_location(self.database, "main", on_hand, at=found.at, actor=ACTOR, create_items=False)
        allow(self.database, CHANNEL, actor=ACTOR)

    def take_in(self, act: Act) -> None:
        """A later month: the new codes are adopted and their first stock is received."""
        self._adopt(act)
        rows = [
            self._row(f"new/{act.month}/{code}", self.clock(), code, units)
            | {"source": "supplier", "destination": SHELF, "reason": "new in the shop"}
            for code, units in act.new.items()
            if units
        ]
        self._import(f"received-{act.month}", rows)

    def cycle(self, *, audit: bool = False) -> None:
        answer = sync_channel(self.database, self._channel, Cycle(audit=audit), self._hands)
        figures = self.figures
        figures.cycles += 1
        figures.calls += answer.calls
        figures.orders += answer.orders
        figures.movements += answer.movements
        figures.pushed += answer.pushed
        figures.parked_most = max(figures.parked_most, answer.parked)
        if answer.error or answer.refused:
            said = answer.error or f"{answer.refused} numbers refused"
            figures.errors.append(f"{self.clock().isoformat()}: {said}")

    def import_day(self, day: datetime, told: Sequence[Plain]) -> None:
        """The day's write-offs, write-ons and plain movements, as one file."""
        rows = [
            self._row(one.key, one.at, one.code, one.units)
            | {"source": one.source, "destination": one.destination, "reason": one.reason}
            for one in told
        ]
        self._import(day.astimezone(SHOP_ZONE).date().isoformat(), rows)

    def count(self, act: Act, sheet: Mapping[str, int], counted_at: datetime) -> None:
        """What lay on every shelf at that instant: uploaded, looked at, approved, posted."""
        rows = [
            {"sku": code, "quantity": units, "counted_at": counted_at.isoformat()}
            for code, units in sheet.items()
        ]
        path = self._write(f"count-{act.month}", ("sku", "quantity", "counted_at"), rows)
        desk = Desk(database=self.database, actor=ACTOR)
        site = site_of_count(self.database, "main")
        declared = Declared(site=site, packed_counted=True, damaged_counted=True)
        answer = upload_count(desk, path, declared)
        self.figures.errors += [f"{path.name}: {one.problem}" for one in answer.problems]
        if answer.count is not None:
            approve_count(desk, answer.count)
            post_to_book(desk, answer.count)
            self.counts[act.month] = answer.count

    def check(self) -> None:
        answer = check_ledger(self.database, progress=lambda _: None)
        self.figures.errors += answer.problems

    def _adopt(self, act: Act) -> None:
        if services := [{"sku": code, "stocked": "no"} for code in act.new_without_stock]:
            path = self._write(f"items-{act.month}", ("sku", "stocked"), services)
            import_items(self.database, path, actor=ACTOR, progress=lambda _: None)
        with work_on_channel(self.database, self._channel, self._hands) as work:
            answer = adopt(work, mapped={}, confirm=True, create_items=True, actor=ACTOR)
        self.figures.errors += [f"not linked: {one}" for one in answer.unlinked]

    def _import(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        if not rows:
            return
        answer = import_movements(
            self.database,
            self._write(name, _COLUMNS, rows),
            actor=ACTOR,
            create_items=False,
            progress=lambda _: None,
        )
        self.figures.imported += answer.posted

    def _write(
        self, name: str, columns: Sequence[str], rows: Iterable[Mapping[str, object]]
    ) -> Path:
        path = self._folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
        return path

    def _row(self, key: str, at: datetime, code: str, units: int) -> dict[str, object]:
        return {"key": key, "occurred_at": at.isoformat(), "sku": code, "quantity": units}

    def _new_id(self) -> str:
        return f"replay-{next(self._ids)}"


def _config(address: str) -> Config:
    channel = {
        "connector": "woocommerce",
        "location": "main",
        "address": address,
        "key": "ck_fake",
        "secret": "cs_fake",
    }
    return Config.model_validate(
        {"locations": {"main": {"time_zone": "Europe/London"}}, "channels": {CHANNEL: channel}}
    )
