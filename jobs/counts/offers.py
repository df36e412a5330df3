"""A surplus that expected goods explain, offered as their arrival before the count (design 5.8)."""

import shlex
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ledger.counts.facts import Variance
from ledger.counts.open_goods import OpenGoods, Origin, open_goods
from ledger.counts.rows import StoredCount
from ledger.database import Reading
from ledger.instants import to_micros
from reconcile.surplus import Explanation, explanations, surpluses

BEFORE: Final = timedelta(seconds=1)
"""How long before the line was counted the goods are taken to have come."""


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
        wanted = {one.item: to_micros(_arrived(one)) for one in waiting}
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


def _arrived(line: Variance) -> datetime:
    return (line.counted_from or line.counted_at) - BEFORE


def _command(count: StoredCount, one: Explanation) -> str | None:
    """None for goods in transit of which nobody knows whence: no command of ours says that."""
    at = ("--location", count.sheet.location, "--at", _arrived(one.line).isoformat())
    if one.goods.origin is Origin.RETURN:
        settled = (str(one.goods.line), "sellable", str(one.units))
        return shlex.join(["stockbook", "returns", "settle", *settled, *at])
    # The same offer taken twice is booked once: what is open is another number afterwards.
    key = f"count-{count.id}-{one.line.line}-of-{one.goods.units}"
    end = ("--",) if one.line.sku.startswith("-") else ()
    words = (
        *("--key", key, "--reference", f"count-{count.id}"),
        *(*end, one.line.sku, str(one.units)),
    )
    if one.goods.origin is Origin.INCOMING:
        return shlex.join(["stockbook", "receive", "--arrived", *at, *words])
    return _transfer(count, one.goods, at[2:], words)


def _transfer(
    count: StoredCount, goods: OpenGoods, at: Sequence[str], words: Sequence[str]
) -> str | None:
    if goods.sent_from in {"", count.sheet.location}:
        return None
    ways = ("--location", goods.sent_from, "--to", count.sheet.location)
    return shlex.join(["stockbook", "transfer", "--arrived", *ways, *at, *words])
