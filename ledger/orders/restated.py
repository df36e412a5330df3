"""What a storefront says anew of goods that left: the first word on when they were refunded stands.

A platform may keep only the newest instant of shipping (WooCommerce's ``date_completed``). Of an
order that was shipped, refunded, set back and shipped again it then says that the refund came
before the shipping, so that the refunded goods never left. The ledger knows better when it was told
that they had left.

And such an order may be shipped again before anybody read that it was set back: then the same units
are told as shipped later than a snapshot that told of them already. Pure.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from ledger.orders.line_state import Stated, StatementKey
from ledger.snapshots import RETURN_STATES, EventKind, LineSnapshot, PhysicalEvent

_BEFORE: Final = (EventKind.KEPT_BACK, EventKind.CANCELLED)
_AFTER: Final = (*RETURN_STATES, EventKind.REFUNDED)


def as_first_told(stated: Stated, line: LineSnapshot, *, owed_rise: int) -> LineSnapshot:
    """Units now refunded "before shipping" that were believed to have left count as before.

    Those whose return is believed keep it; of the others nobody knows whether they came back, so
    they wait in the inspection list. ``owed_rise``: shipped units that are owed again.
    """
    if not stated or not any(event.kind in _BEFORE for event in line.events):
        return line
    if len({location for _, location in stated} | {one.location for one in line.events}) > 1:
        return line  # a platform that knows locations dates each shipment by itself
    before, told = _by_kind(stated), Counter[EventKind]()
    for event in line.events:
        told[event.kind] += event.quantity
    fewer = Counter(before)
    fewer.subtract(told)
    left = max(fewer[EventKind.SHIPPED] - owed_rise, sum(fewer[kind] for kind in _AFTER))
    news = {kind: max(0, told[kind] - before[kind]) for kind in _BEFORE}
    units = min(sum(news.values()), left)
    if units <= 0:
        return line
    forgotten = {kind: max(0, fewer[kind]) for kind in _AFTER}
    return replace(line, events=tuple(_restated(line, units, news, forgotten)))


def shipped_again(
    stated: Stated, line: LineSnapshot, *, since: datetime | None
) -> list[tuple[StatementKey, int]]:
    """Units believed to have left by the snapshot of ``since``, and said to have left after it.

    That snapshot had the status of this one: a platform that only gives a date to what was called
    shipped before changes the status with it, and nothing was set back. None: no such snapshot.
    """
    if since is None:
        return []
    later, told = Counter[StatementKey](), Counter[StatementKey]()
    for event in line.events:
        if event.kind is EventKind.SHIPPED:
            told[event.kind, event.location] += event.quantity
            if event.occurred_at and event.occurred_at > since:
                later[event.kind, event.location] += event.quantity
    known = {key: units - max(0, told[key] - stated.get(key, 0)) for key, units in later.items()}
    return [(key, units) for key, units in known.items() if units > 0]


def _restated(
    line: LineSnapshot,
    units: int,
    news: dict[EventKind, int],
    forgotten: dict[EventKind, int],
) -> Iterator[PhysicalEvent]:
    """The newest ``units`` of these news, told as shipped and refunded after it."""
    shipped_at = _shipped_at(line)
    for event in sorted(line.events, key=_instant, reverse=True):
        taken = min(units, event.quantity, news.get(event.kind, 0))
        units -= taken
        if taken:
            news[event.kind] -= taken
        if event.quantity > taken:
            yield replace(event, quantity=event.quantity - taken)
        if taken:
            yield replace(event, kind=EventKind.SHIPPED, quantity=taken, occurred_at=shipped_at)
        for kind in _AFTER:
            returned = min(taken, forgotten[kind])
            forgotten[kind] -= returned
            taken -= returned
            if returned:
                yield replace(event, kind=kind, quantity=returned)
        if taken:
            yield replace(event, kind=EventKind.REFUNDED, quantity=taken)


def _by_kind(stated: Stated) -> Counter[EventKind]:
    found: Counter[EventKind] = Counter()
    for (kind, _), units in stated.items():
        found[kind] += units
    return found


def _shipped_at(line: LineSnapshot) -> datetime | None:
    instants = [event.occurred_at for event in line.events if event.kind is EventKind.SHIPPED]
    return instants[-1] if instants else None


def _instant(event: PhysicalEvent) -> float:
    """What has no instant of its own is the newest."""
    return event.occurred_at.timestamp() if event.occurred_at else float("inf")
