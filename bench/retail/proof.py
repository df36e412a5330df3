"""Compares what the book and the shop say with what the arithmetic says they must."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bench.retail.arithmetic import MonthEnd
from bench.retail.files import SHOP_ZONE
from bench.retail.replay import Replay
from jobs.goods.stock import read_stock
from jobs.incidents import read_incidents
from ledger.balances import View
from ledger.history import RecordedMovement, all_movements


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``must`` and ``found`` are sums over the codes that have any; ``wrong``: what differs."""

    name: str
    codes: int
    must: int
    found: int
    wrong: tuple[str, ...]


def compare_month(replay: Replay, ends: Sequence[MonthEnd]) -> Iterator[Comparison]:
    """The book, the shop and the shelves now, when the last of these months is over."""
    end = ends[-1]
    stock = read_stock(replay.office.database, (), View()).items
    elsewhere = {one.sku: one.on_hand - one.available - one.committed for one in stock}
    # A number below zero is not raised to zero (the push rule), so it may stay there meanwhile.
    offered = {code: max(0, units or 0) for code, units in replay.shopfront.shown().items()}
    on_hand = {one.sku: one.on_hand for one in stock}
    yield _compared(
        "available in the book", end.available, {one.sku: one.available for one in stock}
    )
    yield _compared(
        "committed in the book", end.committed, {one.sku: one.committed for one in stock}
    )
    yield _compared("damaged or waiting in the book", {}, elsewhere)
    yield _compared("on hand in the book, against the shelves", replay.shopfront.shelf, on_hand)
    yield _compared("offered by the shop", end.available, offered)
    yield _counted("orders in the book", end.orders, _orders(replay))
    yield _counted("units refunded", end.refunded, replay.shopfront.units_refunded)
    plain = replay.plain_cancellations
    yield _counted("cancellations without an earlier sale", end.plain_cancellations, plain)
    yield _none("incidents that no late news explains", _unexplained(replay, ends))
    yield _none("errors", replay.office.figures.errors)
    parked = replay.office.figures.parked_most
    yield _none("parked in any cycle", [f"{parked} lines"] * bool(parked))


def compare_counts(replay: Replay, ends: Sequence[MonthEnd]) -> Iterator[Comparison]:
    """Every count again when all is over: what it booked, and the book as of its instant."""
    adjustments = _Adjustments(replay)
    for end in ends:
        count = replay.office.counts[end.month]
        at = datetime.fromisoformat(end.counted_at).replace(tzinfo=SHOP_ZONE)
        as_of = read_stock(replay.office.database, (), View(as_of=at)).items
        on_hand = {one.sku: one.on_hand for one in as_of}
        name = f"count of {end.month}"
        yield _compared(f"{name}: on hand as of then", end.counted, on_hand)
        yield _compared(
            f"{name}: adjusted when posted", end.adjusted_first, adjustments.first[count]
        )
        yield _compared(
            f"{name}: adjusted for good, as planted", end.planted, adjustments.all[count]
        )


def _orders(replay: Replay) -> int:
    with replay.office.database.reading() as tx:
        found: int = tx.rows("SELECT count(*) FROM sales_order")[0][0]
    return found


class _Adjustments:
    """What each count moved onto the shelves, below zero off them: at its posting, and in all."""

    def __init__(self, replay: Replay) -> None:
        self.first: dict[int, Counter[str]] = {}
        self.all: dict[int, Counter[str]] = {}
        for count in replay.office.counts.values():
            self.first[count], self.all[count] = Counter(), Counter()
        with replay.office.database.reading() as tx:
            for movement in all_movements(tx):
                if movement.key.startswith("count-"):
                    self._add(movement)

    def _add(self, movement: RecordedMovement) -> None:
        count, _, revision = movement.key.removeprefix("count-").split("/")
        units = movement.quantity if movement.source == "loss" else -movement.quantity
        self.all[int(count)][movement.sku] += units
        if revision == "0":
            self.first[int(count)][movement.sku] += units


def _unexplained(replay: Replay, ends: Iterable[MonthEnd]) -> list[str]:
    """A line is reopened where late news made its variance larger than it was when posted."""
    reopened = {
        f"count-{replay.office.counts[end.month]}/{code}"
        for end in ends
        for code, units in end.planted.items()
        if abs(units) > abs(end.adjusted_first[code])
    }
    found = read_incidents(replay.office.database).incidents
    explained = {one.subject for one in found if one.kind == "count_reopened"}
    unexplained = [one for one in found if one.subject not in reopened & explained]
    missing = [f"no incident for {subject}" for subject in sorted(reopened - explained)]
    return [f"{one.kind} {one.subject}: {one.text}" for one in unexplained] + missing


def _compared(name: str, must: Mapping[str, int], found: Mapping[str, int]) -> Comparison:
    codes = sorted(one for one in must.keys() | found.keys() if must.get(one) or found.get(one))
    wrong = tuple(
        f"{code}: {found.get(code, 0)} instead of {must.get(code, 0)}"
        for code in codes
        if found.get(code, 0) != must.get(code, 0)
    )
    return Comparison(
        name=name, codes=len(codes), must=sum(must.values()), found=sum(found.values()), wrong=wrong
    )


def _counted(name: str, must: int, found: int) -> Comparison:
    wrong = () if must == found else (f"{found} instead of {must}",)
    return Comparison(name=name, codes=0, must=must, found=found, wrong=wrong)


def _none(name: str, found: Sequence[str]) -> Comparison:
    return Comparison(name=name, codes=0, must=0, found=len(found), wrong=tuple(found))
