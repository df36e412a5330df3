"""What came back, from an order's changes.

A return's own counters are overwritten by its second receipt, and then its `updated_at` does not
move. The changes of the order keep every receipt with its instant; the counters of the lines say
how much of it this reading of the order knows of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from connectors.medusa.shapes import Change, Order, OrderItem, whole

_DAMAGED: Final = {"RECEIVE_RETURN_ITEM": False, "RECEIVE_DAMAGED_RETURN_ITEM": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Units of a line that came back in one receipt, in units of the line."""

    line_id: str
    quantity: int
    damaged: bool
    location_id: str | None
    at: datetime | None


def has_receipts(order: Order) -> bool:
    return any(_counted(item, damaged=damaged) for item in order.items for damaged in (False, True))


def receipts_of(order: Order, changes: Sequence[Change]) -> list[Receipt]:
    """The oldest first, as many units as the order's lines count."""
    told = list(_told(order, changes))
    return [
        receipt
        for item in order.items
        for damaged in (False, True)
        for receipt in _as_counted(order, item, told, damaged=damaged)
    ]


def _told(order: Order, changes: Sequence[Change]) -> Iterator[Receipt]:
    locations = {one.id: one.location_id for one in order.returns}
    confirmed = [one for one in changes if one.status == "confirmed" and one.confirmed_at]
    for change in sorted(confirmed, key=lambda one: str(one.confirmed_at)):
        for action in change.actions:
            if action.action in _DAMAGED and action.details is not None:
                yield Receipt(
                    line_id=action.details.reference_id,
                    quantity=whole(action.details.quantity),
                    damaged=_DAMAGED[action.action],
                    location_id=locations.get(change.return_id or ""),
                    at=change.confirmed_at,
                )


def _as_counted(
    order: Order, item: OrderItem, told: Sequence[Receipt], *, damaged: bool
) -> Iterator[Receipt]:
    """A receipt confirmed since the order was read waits for the next reading."""
    left = _counted(item, damaged=damaged)
    for one in told:
        units = min(left, one.quantity)
        if (one.line_id, one.damaged) == (item.id, damaged) and units:
            left -= units
            yield Receipt(
                line_id=item.id,
                quantity=units,
                damaged=damaged,
                location_id=one.location_id,
                at=one.at,
            )
    if left:
        # Counted, and no change tells of it: then only where it came to is known.
        to = order.returns[-1].location_id if order.returns else None
        yield Receipt(line_id=item.id, quantity=left, damaged=damaged, location_id=to, at=None)


def _counted(item: OrderItem, *, damaged: bool) -> int:
    detail = item.detail
    return whole(detail.return_dismissed_quantity if damaged else detail.return_received_quantity)
