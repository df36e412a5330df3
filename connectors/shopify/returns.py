"""What came back of each line (fact sheet shopify.md, section 3).

A return's goods are told by its dispositions, a plain refund's by `restocked` and the location.
Where a return has dispositions for a line, the restock flags of its refunds are not looked at:
the same units are never counted by both. Of what a closed return says nothing, a person has to.
Pure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from connectors.shopify.shapes import (
    Disposition,
    Order,
    RefundLine,
    Return,
    ReverseLine,
    location_number,
    number_of,
)
from ledger.snapshots import EventKind

_KINDS: Final = {
    "RESTOCKED": EventKind.RETURNED_SELLABLE,
    "NOT_RESTOCKED": EventKind.RETURNED_DAMAGED,
    "PROCESSING_REQUIRED": EventKind.RETURNED_UNJUDGED,
}
"""MISSING is not among them: those units are still with the buyer."""

_SET_ASIDE: Final = "PROCESSING_REQUIRED"

_CLOSED: Final = "CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """Units that came back, or of which nobody can say whether they did (REFUNDED).

    ``location``: the shop's own number; None where it names none.
    """

    kind: EventKind
    quantity: int
    location: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """A line of a refund."""

    quantity: int
    type: str
    restocked: bool
    location: str | None
    at: datetime


@dataclass(slots=True)
class _Judged:
    """What a return's dispositions say of a line. ``expected``: units that were to come back;
    ``judged``: those of which something is said, the missing ones too.
    """

    expected: int = 0
    judged: int = 0
    events: list[CameBack] = field(default_factory=list)


def returned(order: Order) -> dict[str, list[CameBack]]:
    """By line id, what the order's returns say."""
    found: dict[str, list[CameBack]] = defaultdict(list)
    plain = Counter({line_id: _units(rows) for line_id, rows in plain_refunds(order).items()})
    for one in order.returns.nodes:
        judged = _judged(one)
        rows = _refund_rows(order, return_id=one.id)
        for line_id in dict.fromkeys((*judged, *rows)):
            said = judged.get(line_id, _Judged())
            # A plain refund may be of these very units, and tells of them itself: once.
            told_apart = min(plain[line_id], max(0, said.expected - said.judged))
            plain[line_id] -= told_apart
            said.expected -= told_apart
            found[line_id] += _of_line(one, said, rows.get(line_id, ()))
    return found


def plain_refunds(order: Order) -> dict[str, list[RefundRow]]:
    """By line id, the refunds that belong to no return."""
    return _refund_rows(order, return_id=None)


def refunded_units(order: Order) -> dict[str, int]:
    """By line id, all units refunded, with a return or without."""
    found: dict[str, int] = defaultdict(int)
    for refund in order.refunds:
        for line in refund.refund_line_items.nodes:
            found[line.line_item.id] += line.quantity
    return found


def _judged(one: Return) -> dict[str, _Judged]:
    found: dict[str, _Judged] = defaultdict(_Judged)
    for reverse in one.reverse_fulfillment_orders.nodes:
        for line in reverse.line_items.nodes:
            if line.fulfillment_line_item is not None:
                _add(found[line.fulfillment_line_item.line_item.id], line)
    return found


def _add(to: _Judged, line: ReverseLine) -> None:
    """Units first set aside and judged later are told twice; only the judgement counts then."""
    final = [one for one in line.dispositions if one.type != _SET_ASIDE]
    judged = sum(one.quantity for one in final)
    aside = max(0, line.total_quantity - judged)
    to.events += [_came_back(one, one.quantity) for one in final if one.type in _KINDS]
    for one in line.dispositions:
        if one.type == _SET_ASIDE and aside:
            quantity = min(one.quantity, aside)
            aside -= quantity
            judged += quantity
            to.events.append(_came_back(one, quantity))
    to.expected += line.total_quantity
    to.judged += judged


def _came_back(one: Disposition, quantity: int) -> CameBack:
    return CameBack(
        kind=_KINDS[one.type],
        quantity=quantity,
        location=location_number(one.location),
        at=one.created_at,
    )


def _of_line(one: Return, said: _Judged, rows: Sequence[RefundRow]) -> Iterator[CameBack]:
    yield from said.events
    known = said.judged
    if not known:
        # Some are restocked with their refund, without a disposition.
        for row in rows:
            if row.restocked:
                known += row.quantity
                yield came_back(row, EventKind.RETURNED_SELLABLE)
    unknown = max(said.expected, _units(rows)) - known
    if one.status == _CLOSED and unknown > 0:
        # No word will come any more; a person has to say where the goods are.
        at = one.closed_at or max((row.at for row in rows), default=one.created_at)
        yield CameBack(kind=EventKind.REFUNDED, quantity=unknown, location=None, at=at)


def _units(rows: Sequence[RefundRow]) -> int:
    return sum(row.quantity for row in rows)


def came_back(row: RefundRow, kind: EventKind) -> CameBack:
    return CameBack(kind=kind, quantity=row.quantity, location=row.location, at=row.at)


def _refund_rows(order: Order, *, return_id: str | None) -> dict[str, list[RefundRow]]:
    found: dict[str, list[RefundRow]] = defaultdict(list)
    for refund in sorted(order.refunds, key=lambda one: (one.at, int(number_of(one.id)))):
        if (refund.return_.id if refund.return_ else None) == return_id:
            for line in refund.refund_line_items.nodes:
                found[line.line_item.id].append(_row(line, refund.at))
    return found


def _row(line: RefundLine, at: datetime) -> RefundRow:
    return RefundRow(
        quantity=line.quantity,
        type=line.restock_type,
        restocked=line.restocked,
        location=location_number(line.location),
        at=at,
    )
