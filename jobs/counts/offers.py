"""A surplus that expected goods explain, offered as their arrival before the count (design 5.8)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.counts.facts import Variance
from ledger.counts.open_goods import Origin, open_goods
from ledger.counts.rows import StoredCount
from ledger.database import Reading
from ledger.instants import to_micros
from reconcile.arrivals import arrived_at, came_back, received, transferred
from reconcile.surplus import Explanation, explanations, surpluses


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEntry:
    """``origin``: incoming, in_transit or return. ``units``: of the surplus; ``open``: expected.

    ``command`` books them as arrived before the count; then the line matches.
    """

    origin: str
    units: int
    open: int
    command: str


def offers_of(
    tx: Reading, count: StoredCount, lines: Sequence[Variance]
) -> Mapping[int, list[OfferEntry]]:
    """By line, for those that wait with a surplus."""
    found: defaultdict[int, list[OfferEntry]] = defaultdict(list)
    waiting = surpluses(lines)
    if waiting:
        wanted = {one.item: to_micros(arrived_at(one)) for one in waiting}
        for one in explanations(waiting, open_goods(tx, count.location_id, wanted)):
            if command := _command(count, one):
                found[one.line.line].append(
                    OfferEntry(
                        origin=one.goods.origin.value,
                        units=one.line.difference,
                        open=one.goods.units,
                        command=command,
                    )
                )
    return found


def _command(count: StoredCount, one: Explanation) -> str | None:
    """None for goods in transit of which nobody knows whence: no command of ours says that."""
    goods = one.goods
    if goods.origin is Origin.RETURN:
        return came_back(count, one.line, one.units, number=goods.line, waiting=goods.waiting)
    if goods.origin is Origin.INCOMING:
        return received(count, one.line, one.units, moves=goods.moves)
    if goods.sent_from in {"", count.sheet.location}:
        return None
    return transferred(count, one.line, one.units, origin=goods.sent_from, moves=goods.moves)
