"""What must be, straight from the files: csv, counters and text, and nothing of ours.

The rules are those of ``plan.RULES``, written a second time and in another way, so that a mistake
in one of the two shows. Instants stay the local text of the files, which sorts as time does.
"""

import csv
import gzip
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

NO_GOODS: Final = {
    "POST", "DOT", "M", "m", "D", "S", "C2", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS", "B",
}  # fmt: skip

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Units by code at an instant, apart from the opening: net ``sold``, still ``owed``, ``moved``
    by write-offs, write-ons and plain movements.
    """

    sold: Counter[str]
    owed: Counter[str]
    moved: Counter[str]

    def of_orders(self) -> Counter[str]:
        """What orders have changed of the shelves: sold goods lie there until they leave."""
        changed = self.owed.copy()
        changed.subtract(self.sold)
        return changed


@dataclass(slots=True, kw_only=True)
class MonthEnd:
    """What the book must say when a month is over, and the tallies up to then.

    ``counted``: on every shelf at ``counted_at``. ``adjusted_first``: what the count's posting must
    have booked, news that came late included; ``planted``: what must stay of it for good.
    """

    month: str
    codes: frozenset[str]
    available: Counter[str]
    committed: Counter[str]
    counted_at: str
    counted: Counter[str]
    adjusted_first: Counter[str]
    planted: Counter[str]
    orders: int
    refunded: int
    plain_cancellations: int


@dataclass(slots=True)
class _Line:
    left: int
    leaves: str


@dataclass(slots=True)
class _World:
    days: list[str]
    sold: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    lowest: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    codes: set[str] = field(default_factory=set)
    lines: dict[str, list[_Line]] = field(default_factory=dict)
    orders: int = 0
    refunded: int = 0
    plain_cancellations: int = 0


def expected(files: Sequence[Path]) -> list[MonthEnd]:
    world = _World(sorted({cells["InvoiceDate"][:10] for path in files for cells in _read(path)}))
    ends = [
        _month_end(world, path.name[:7], list(_read(path)), late=number % 2 == 0)
        for number, path in enumerate(files)
    ]
    for end in ends:
        # How low each code would ever have fallen is only known now.
        opening = {code: world.lowest[code] for code in end.codes}
        end.available.subtract(opening)
        end.counted.subtract(opening)
    return ends


def _month_end(world: _World, month: str, rows: list[Cells], *, late: bool) -> MonthEnd:
    world.codes |= {cells["StockCode"] for cells in rows if _is_goods(cells)}
    planted = _planted(month, world.codes)
    _change(world, {code: units for code, units in planted.items() if units < 0})
    day = max(cells["InvoiceDate"][:10] for cells in rows)
    filed, pulled = f"{day} 00", f"{day} 15:00:30" if late else f"{day} 17:00:30"
    counted_at, over = f"{day} 17:00:30", f"{month}-99"
    at = _tell_until(world, rows, sorted({filed, pulled, counted_at, over}))
    _change(world, {code: units for code, units in planted.items() if units > 0})
    world.planted.update(planted)
    first = _plus(planted, at[counted_at].of_orders(), at[counted_at].moved)
    first.subtract(at[pulled].of_orders())
    first.subtract(at[filed].moved)
    return MonthEnd(
        month=month,
        codes=frozenset(world.codes),
        available=_plus(
            world.planted, at[over].moved, {one: -n for one, n in at[over].sold.items()}
        ),
        committed=+at[over].owed,
        counted_at=counted_at,
        counted=_plus(world.planted, at[counted_at].of_orders(), at[counted_at].moved),
        adjusted_first=first,
        planted=Counter(planted),
        orders=world.orders,
        refunded=world.refunded,
        plain_cancellations=world.plain_cancellations,
    )


def _tell_until(world: _World, rows: list[Cells], instants: list[str]) -> dict[str, Standing]:
    """How things stand at each of these instants of the month."""
    found: dict[str, Standing] = {}
    waiting = list(instants)
    for invoice in _by_invoice(rows):
        while waiting[0] < invoice[0]["InvoiceDate"]:
            instant = waiting.pop(0)
            found[instant] = _standing(world, instant)
        _tell(world, invoice)
    return found | {instant: _standing(world, instant) for instant in waiting}


def _read(path: Path) -> Iterator[Cells]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _by_invoice(rows: Iterable[Cells]) -> Iterator[list[Cells]]:
    groups: dict[str, list[Cells]] = {}
    for cells in rows:
        groups.setdefault(cells["InvoiceNo"], []).append(cells)
    yield from groups.values()


def _tell(world: _World, invoice: list[Cells]) -> None:
    kind = invoice[0]["InvoiceNo"][0]
    goods = [(cells["StockCode"], int(cells["Quantity"])) for cells in invoice if _is_goods(cells)]
    if kind == "A":
        return
    if kind == "C":
        for code, quantity in goods:
            _cancel(world, code, -quantity)
    elif all(float(cells["UnitPrice"]) == 0 for cells in invoice):
        for code, quantity in goods:
            world.moved[code] += quantity
            _change(world, {code: quantity})
    else:
        _sell(world, goods, invoice[0]["InvoiceDate"])


def _sell(world: _World, goods: list[tuple[str, int]], at: str) -> None:
    world.orders += 1
    basket: Counter[str] = Counter()
    for code, quantity in goods:
        basket[code] += quantity
    for code, quantity in basket.items():
        world.sold[code] += quantity
        world.lines.setdefault(code, []).append(_Line(quantity, _leaves(world, at)))
        _change(world, {code: -quantity})


def _leaves(world: _World, at: str) -> str:
    """After everything that ever happens, where nobody trades any more."""
    day, time = at[:10], at[11:]
    if time < "12:00:00":
        return f"{day} 16:00:30"
    later = [one for one in world.days if one > day]
    return f"{later[0]} 10:00:30" if later else "9999"


def _cancel(world: _World, code: str, quantity: int) -> None:
    _change(world, {code: quantity})
    for line in world.lines.get(code, [])[::-1]:
        if line.left >= quantity:
            line.left -= quantity
            world.sold[code] -= quantity
            world.refunded += quantity
            return
    world.moved[code] += quantity
    world.plain_cancellations += 1


def _change(world: _World, changes: dict[str, int]) -> None:
    for code, units in changes.items():
        world.total[code] += units
        world.lowest[code] = min(world.lowest[code], world.total[code])


def _standing(world: _World, instant: str) -> Standing:
    owed = Counter(
        {
            code: sum(line.left for line in lines if line.leaves > instant)
            for code, lines in world.lines.items()
        }
    )
    return Standing(world.sold.copy(), owed, world.moved.copy())


def _plus(*parts: Mapping[str, int]) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total


def _planted(month: str, codes: Iterable[str]) -> dict[str, int]:
    changes = {0: -1, 1: -2, 2: -3, 3: 1, 4: 2}
    found = {code: changes.get(zlib.crc32(f"{month}/{code}".encode()) % 40, 0) for code in codes}
    return {code: units for code, units in found.items() if units}


def _is_goods(cells: Cells) -> bool:
    code = cells["StockCode"]
    accounting = cells["InvoiceNo"].startswith("A")
    return code not in NO_GOODS and not code.startswith("gift_") and not accounting
