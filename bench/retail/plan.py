"""What the files mean for a shop and its shelves, decided before anything is played. Pure.

The rules are told in `RULES`; nothing else is done to the data.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from bench.retail.files import SHOP_ZONE, Invoice, Month, Row

RULES: Final = (
    "An invoice is an order placed at the minute of its first row; rows of one code are one line.",
    "An invoice without any price is no order: each of its rows is a write-off or a write-on.",
    "Every row of a cancellation is refunded and restocked on the latest earlier line of that code "
    "with enough units left; with none, it is a plain movement from the customer, and counted.",
    "Codes that are no goods (postage, fees, vouchers, manual entries) are products without a "
    "number and items that are not stocked; cancelling or correcting one moves nothing.",
    "Accounting entries (A) are passed over. Codes that differ only in case are distinct.",
    "Opening stock is synthetic: as much as keeps the code's shelf from ever falling below zero. A "
    "code that comes in a later month is listed on that month's first day, and its stock received.",
    "An order placed before noon leaves at 16:00:30 that day, a later one at 10:00:30 on the next "
    "day that trades; what has no next day stays open.",
    "A product's price is its first price above zero.",
    "Write-offs, write-ons and plain movements are imported at 21:10 as the file of that day.",
    "Planted at each month's count: by the CRC-32 of 'month/code' modulo 40, one to three units "
    "lost (0 to 2), one or two found (3 and 4), else none; nobody told the book. Every code is on "
    "the sheet, with what lies on its shelf at 17:00:30 of the last trading day.",
)

NOON: Final = 12
LEAVES_TODAY: Final = timedelta(hours=16, seconds=30)
LEAVES_NEXT_DAY: Final = timedelta(hours=10, seconds=30)
"""Half a minute past, where no row of the files is: what comes first is never in question."""

LOST_OR_FOUND: Final = (-1, -2, -3, 1, 2)
EVERY: Final = 40
"""Planted: one code in eight differs, as in a shop that counts monthly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """``leaves_at`` None: nobody trades any more, so it stays open."""

    invoice: str
    at: datetime
    units: Mapping[str, int]
    leaves_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """A cancellation's units that go back on one earlier order."""

    invoice: str
    at: datetime
    order: str
    units: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A movement that no order explains, as a row of a movement file."""

    key: str
    at: datetime
    code: str
    units: int
    source: str
    destination: str
    reason: str

    @property
    def change(self) -> int:
        """Of the shelf."""
        return self.units if self.destination == SHELF else -self.units


Event = Sale | Back | Plain

CANCELLED: Final = "cancelled without an earlier sale"
SHELF: Final = "main:available"


@dataclass(slots=True, kw_only=True)
class Act:
    """One month, by its name. ``new``: goods that come for the first time, with their first stock.

    ``new_without_stock``: what comes for the first time and is no goods. ``planted``: units that
    are found or, below zero, lost at the month's count.
    """

    month: str
    rows: int
    trading_days: Sequence[datetime]
    events: list[Event] = field(default_factory=list)
    new: dict[str, int] = field(default_factory=dict)
    new_without_stock: list[str] = field(default_factory=list)
    planted: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Plan:
    """``passed_over``: rows that mean nothing for goods, by why.

    ``prices`` and ``names`` by code: the first of each.
    """

    acts: list[Act]
    passed_over: Counter[str] = field(default_factory=Counter)
    prices: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def plan(months: Sequence[Month]) -> Plan:
    acts = [Act(month=one.name, rows=one.rows, trading_days=one.trading_days) for one in months]
    found = Plan(acts=acts)
    reader = _Reader(found, [day for act in acts for day in act.trading_days])
    known: set[str] = set()
    for act, month in zip(acts, months, strict=True):
        for invoice in month.invoices:
            act.events += reader.events(invoice)
        _list_new(act, month, known)
    _open(found.acts)
    return found


def lost_or_found(month: str, code: str) -> int:
    """Units that vanished from this shelf, or turned up, without anybody telling."""
    number = crc32(f"{month}/{code}".encode()) % EVERY
    return LOST_OR_FOUND[number] if number < len(LOST_OR_FOUND) else 0


@dataclass(slots=True)
class _Line:
    order: str
    left: int


class _Reader:
    """Turns invoices into events; remembers every line that could still be refunded."""

    def __init__(self, found: Plan, trading_days: Sequence[datetime]) -> None:
        self._found = found
        self._days = trading_days
        self._lines: defaultdict[str, list[_Line]] = defaultdict(list)

    def events(self, invoice: Invoice) -> Iterator[Event]:
        if invoice.is_accounting:
            self._found.passed_over["accounting entry"] += len(invoice.rows)
        elif invoice.is_cancellation:
            yield from self._cancelled(invoice)
        elif invoice.is_correction:
            yield from self._corrected(invoice)
        else:
            yield self._sold(invoice)

    def _sold(self, invoice: Invoice) -> Sale:
        units: Counter[str] = Counter()
        for row in invoice.rows:
            if row.units <= 0:
                raise ValueError(f"invoice {invoice.number} sells {row.units} of {row.code}")
            units[row.code] += row.units
            self._describe(row)
        for code, quantity in units.items():
            self._lines[code].append(_Line(invoice.number, quantity))
        return Sale(
            invoice=invoice.number,
            at=invoice.at,
            units=units,
            leaves_at=self._leaves_at(invoice.at),
        )

    def _leaves_at(self, at: datetime) -> datetime | None:
        local = at.astimezone(SHOP_ZONE)
        today = local.replace(hour=0, minute=0)
        if local.hour < NOON:
            return today + LEAVES_TODAY
        next_day = bisect_right(self._days, today)
        return self._days[next_day] + LEAVES_NEXT_DAY if next_day < len(self._days) else None

    def _cancelled(self, invoice: Invoice) -> Iterator[Event]:
        back: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for number, row in self._goods(invoice, "cancelled, no goods"):
            line = self._line_with(row.code, -row.units)
            if line is None:
                yield _plain(invoice, number, row, outside="customer", reason=CANCELLED)
            else:
                line.left += row.units
                back[line.order][row.code] -= row.units
        for order, units in back.items():
            yield Back(invoice=invoice.number, at=invoice.at, order=order, units=units)

    def _corrected(self, invoice: Invoice) -> Iterator[Event]:
        for number, row in self._goods(invoice, "corrected, no goods"):
            yield _plain(invoice, number, row, outside="loss", reason=row.description)

    def _goods(self, invoice: Invoice, why_not: str) -> Iterator[tuple[int, Row]]:
        for number, row in enumerate(invoice.rows):
            if row.is_goods:
                self._describe(row)
                yield number, row
            else:
                self._found.passed_over[why_not] += 1

    def _line_with(self, code: str, units: int) -> _Line | None:
        return next((one for one in reversed(self._lines[code]) if one.left >= units), None)

    def _describe(self, row: Row) -> None:
        if row.description:
            self._found.names.setdefault(row.code, row.description)
        if not row.is_free:
            self._found.prices.setdefault(row.code, row.price)


def _plain(invoice: Invoice, number: int, row: Row, *, outside: str, reason: str) -> Plain:
    comes_in = row.units > 0 or invoice.is_cancellation
    return Plain(
        key=f"{invoice.number}/{number}",
        at=invoice.at,
        code=row.code,
        units=abs(row.units),
        source=outside if comes_in else SHELF,
        destination=SHELF if comes_in else outside,
        reason=reason,
    )


def _list_new(act: Act, month: Month, known: set[str]) -> None:
    """Codes in the order in which they come; those that are no goods carry no number."""
    for invoice in month.invoices:
        for row in invoice.rows:
            if row.code in known or invoice.is_accounting:
                continue
            known.add(row.code)
            if row.is_goods:
                act.new[row.code] = 0
            else:
                act.new_without_stock.append(row.code)


def _open(acts: Sequence[Act]) -> None:
    """The beginning stock of each code, and what is planted at each count."""
    total: Counter[str] = Counter()
    lowest: Counter[str] = Counter()
    goods: list[str] = []
    for act in acts:
        goods += act.new
        act.planted = {one: units for one in goods if (units := lost_or_found(act.month, one))}
        losses = {code: units for code, units in act.planted.items() if units < 0}
        finds = {code: units for code, units in act.planted.items() if units > 0}
        for change in (losses, *map(_changes, act.events), finds):
            for code, units in change.items():
                total[code] += units
                lowest[code] = min(lowest[code], total[code])
    for act in acts:
        act.new = {code: -lowest[code] for code in act.new}


def _changes(event: Event) -> Mapping[str, int]:
    """What an event changes of what may still be sold."""
    if isinstance(event, Plain):
        return {event.code: event.change}
    if isinstance(event, Sale):
        return {code: -units for code, units in event.units.items()}
    return event.units
