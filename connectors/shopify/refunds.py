"""What the refunds of an order say of each of its lines. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.shopify.shapes import Order, RefundLine, location_number, number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """A line of a refund."""

    quantity: int
    type: str
    restocked: bool
    location: str | None
    at: datetime


def plain_refunds(order: Order) -> Mapping[str, Sequence[RefundRow]]:
    """By line id, the refunds that belong to no return."""
    return refund_rows(order, return_id=None)


def refunded_units(order: Order) -> Mapping[str, int]:
    """By line id, all units refunded, with a return or without."""
    found: dict[str, int] = defaultdict(int)
    for refund in order.refunds:
        for line in refund.refund_line_items.nodes:
            found[line.line_item.id] += line.quantity
    return found


def refund_rows(order: Order, *, return_id: str | None) -> dict[str, list[RefundRow]]:
    """By line id, those that name this return, or none; the earliest first."""
    found: dict[str, list[RefundRow]] = defaultdict(list)
    for refund in sorted(order.refunds, key=lambda one: (one.at, int(number_of(one.id)))):
        if (refund.return_.id if refund.return_ else None) == return_id:
            for line in refund.refund_line_items.nodes:
                found[line.line_item.id].append(_row(line, refund.at))
    return found


def units_of(rows: Sequence[RefundRow]) -> int:
    return sum(row.quantity for row in rows)


def _row(line: RefundLine, at: datetime) -> RefundRow:
    return RefundRow(
        quantity=line.quantity,
        type=line.restock_type,
        restocked=line.restocked,
        location=location_number(line.location),
        at=at,
    )
