"""The goods of one order line: for each inventory item that it takes, how many and where.

A kit's line takes several inventory items. What left is told by the fulfilments, in units of the
inventory item and as of that day; what is still owed follows the variant of today. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.medusa.shapes import Fulfilment, Order, OrderItem, Reservation, whole

UNMANAGED = ""
"""In place of an inventory item: the platform keeps no number for the goods of this line."""

NOT_OWED = frozenset({"canceled", "draft"})
"""A draft holds nothing until it is converted."""

OWED = frozenset({"pending", "completed", "archived", "requires_action"})
"""Completed and archived are words of the office: what is not fulfilled is still owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Units of one inventory item in one fulfilment."""

    fulfilment: Fulfilment
    quantity: int

    @property
    def is_canceled(self) -> bool:
        return self.fulfilment.canceled_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """``inventory_id`` may be UNMANAGED. ``open``: units neither fulfilled nor cancelled, of which
    ``reserved`` by location. ``per_unit``: how many of it one unit of the line that left took.
    """

    inventory_id: str
    open: int
    reserved: Mapping[str, int]
    sent: tuple[Sent, ...]
    per_unit: int


def open_units(order: Order, item: OrderItem) -> int:
    """Units of the line that are neither fulfilled nor cancelled."""
    if order.status in NOT_OWED:
        return 0
    return max(0, whole(item.detail.quantity) - whole(item.detail.fulfilled_quantity))


def parts_of(order: Order, item: OrderItem, reservations: Sequence[Reservation]) -> Iterator[Part]:
    needed = _needed(item)
    sent = _sent(order, item)
    rows = [one for one in reservations if one.line_item_id == item.id]
    units = open_units(order, item)
    ids = [*needed, *sent, *(one.inventory_item_id for one in rows)]
    for inventory_id in dict.fromkeys(ids or [UNMANAGED]):
        here = [one for one in rows if one.inventory_item_id == inventory_id]
        moved = tuple(sent.get(inventory_id, ()))
        left = _per_unit(item, moved)
        each = needed.get(inventory_id, 0)
        if not needed:
            # The variant is gone, or its inventory is not managed.
            each = left or int(not here)
        # Of what the variant takes no more, what is reserved is still owed.
        owed = units * each or min(units, 1) * sum(whole(one.quantity) for one in here)
        yield Part(
            inventory_id=inventory_id,
            open=owed,
            reserved=_reserved(here, owed),
            sent=moved,
            per_unit=left or each or 1,
        )


def _needed(item: OrderItem) -> dict[str, int]:
    """Units of each inventory item for one of the line."""
    if item.variant is None or not item.variant.manage_inventory:
        return {}
    return {
        one.inventory_item_id: whole(one.required_quantity) for one in item.variant.inventory_items
    }


def _sent(order: Order, item: OrderItem) -> dict[str, list[Sent]]:
    """By inventory item, the oldest fulfilment first."""
    found: dict[str, list[Sent]] = {}
    for fulfilment in sorted(order.fulfillments, key=lambda one: (one.created_at, one.id)):
        for row in fulfilment.items:
            if row.line_item_id == item.id and whole(row.quantity):
                sent = Sent(fulfilment=fulfilment, quantity=whole(row.quantity))
                found.setdefault(row.inventory_item_id or UNMANAGED, []).append(sent)
    return found


def _reserved(rows: Sequence[Reservation], units: int) -> dict[str, int]:
    """By location. No more than is owed: rows are left too high by edits after a fulfilment."""
    found: Counter[str] = Counter()
    for row in sorted(rows, key=lambda one: one.id):
        held = min(whole(row.quantity), units)
        units -= held
        found[row.location_id] += held
    return {location: held for location, held in found.items() if held}


def _per_unit(item: OrderItem, sent: Sequence[Sent]) -> int:
    """As it was when it left, whatever the kit consists of today; 0 where that cannot be told."""
    fulfilled = whole(item.detail.fulfilled_quantity)
    gone = sum(one.quantity for one in sent if not one.is_canceled)
    return gone // fulfilled if fulfilled and gone % fulfilled == 0 else 0
