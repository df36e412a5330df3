"""What came back of each line (fact sheet shopify.md, section 3).

A return's goods are told by its dispositions, a plain refund's by `restocked` and the location.
Where a return has dispositions for a line, the restock flags of its refunds are not looked at:
the same units are never counted by both. Pure.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


def returned(order: Order) -> dict[str, list[CameBack]]:
    """By line id, what the order's returns say."""
    found: dict[str, list[CameBack]] = defaultdict(list)
    for one in order.returns.nodes:
        judged = _judged(one)
        for line_id, events in judged.items():
            found[line_id] += events
        for line_id, rows in _refund_rows(order, return_id=one.id).items():
            found[line_id] += _untold(one, rows, judged.get(line_id))
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


def _judged(one: Return) -> dict[str, list[CameBack]]:
    """What the dispositions of a return say; a line that has none is not here."""
    found: dict[str, list[CameBack]] = {}
    for reverse in one.reverse_fulfillment_orders.nodes:
        for line in reverse.line_items.nodes:
            if line.fulfillment_line_item is None or not line.dispositions:
                continue
            line_id = line.fulfillment_line_item.line_item.id
            found.setdefault(line_id, []).extend(_dispositions(line))
    return found


def _dispositions(line: ReverseLine) -> Iterator[CameBack]:
    """Units first set aside and judged later are told twice; only the judgement counts then."""
    final = [one for one in line.dispositions if one.type != "PROCESSING_REQUIRED"]
    left = max(0, line.total_quantity - sum(one.quantity for one in final))
    for one in final:
        if one.type in _KINDS:
            yield _came_back(one, one.quantity)
    for one in line.dispositions:
        if one.type == "PROCESSING_REQUIRED" and left:
            quantity = min(one.quantity, left)
            left -= quantity
            yield _came_back(one, quantity)


def _came_back(one: Disposition, quantity: int) -> CameBack:
    return CameBack(
        kind=_KINDS[one.type],
        quantity=quantity,
        location=location_number(one.location),
        at=one.created_at,
    )


def _untold(
    one: Return, rows: Sequence[RefundRow], judged: Sequence[CameBack] | None
) -> Iterator[CameBack]:
    """What was refunded with a return whose dispositions say nothing of this line."""
    if judged is not None:
        return
    for row in rows:
        if row.restocked:
            yield came_back(row, EventKind.RETURNED_SELLABLE)
        elif one.status == _CLOSED:
            # No disposition will come any more; a person has to say where the goods are.
            yield came_back(row, EventKind.REFUNDED)


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
