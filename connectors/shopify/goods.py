"""Where each unit of an order's line is: owed, under way, gone, back, or kept back.

What was ordered and is neither owed nor shipped any more was refunded, removed or cancelled before
it left; whether it was put back for sale, only a refund's `restocked` says, never the mere fact.
Locations are the shop's own numbers here; None is one that was deleted.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from connectors.shopify.refunds import RefundRow, plain_refunds, refunded_units
from connectors.shopify.returns import CameBack, Returned, came_back, returns_by_line
from connectors.shopify.shapes import Line, Order, Shipment, location_number, number_of
from ledger.snapshots import EventKind

NOTHING_OWED: Final = frozenset({"CLOSED", "CANCELLED"})
"""States of fulfilment orders; those on hold, scheduled or incomplete still hold stock."""

_LEFT: Final = "SUCCESS"
_UNDONE: Final = "CANCELLED"
_UNDER_WAY: Final = frozenset({"OPEN", "PENDING"})
"""A service was told to ship and has not said that it did."""
_SENT: Final = frozenset({_LEFT, *_UNDER_WAY})

_ABOUT: Final = timedelta(minutes=1)
"""A cancellation and the refund that it makes are not of the very same second."""

_NOTHING_TO_SHIP: Final = "FULFILLMENT_NOT_REQUIRED"
"""What is sold in such an order is handed over with it: nobody will ever say that it left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the parts of an order say, by line id.

    ``places``: since when and where a line was reserved. ``restocking``: its cancellation,
    if any, put goods back.
    """

    order: Order
    owed: Mapping[str, Counter[str | None]]
    places: Mapping[str, Sequence[tuple[datetime, str | None]]]
    items: Mapping[str, str]
    plain: Mapping[str, Sequence[RefundRow]]
    returns: Mapping[str, Sequence[Returned]]
    refunded: Mapping[str, int]
    restocking: bool

    @classmethod
    def of(cls, order: Order) -> "Told":
        owed: dict[str, Counter[str | None]] = {}
        places: dict[str, list[tuple[datetime, str | None]]] = {}
        items: dict[str, str] = {}
        for one in order.fulfillment_orders.nodes:
            location = location_number(one.assigned_location.location)
            for line in one.line_items.nodes:
                places.setdefault(line.line_item.id, []).append((one.created_at, location))
                if line.inventory_item_id:
                    items[line.line_item.id] = line.inventory_item_id
                if one.status not in NOTHING_OWED:
                    owed.setdefault(line.line_item.id, Counter())[location] += (
                        line.remaining_quantity
                    )
        plain = plain_refunds(order)
        return cls(
            order=order,
            owed=owed,
            places=places,
            items=items,
            plain=plain,
            returns=returns_by_line(order),
            refunded=refunded_units(order),
            restocking=any(_restocks(row, order) for rows in plain.values() for row in rows),
        )

    def shipments(self, line_id: str) -> Iterator[tuple[Shipment, str | None, int | None]]:
        for one in self.order.fulfillments:
            for line in one.fulfillment_line_items.nodes:
                if line.line_item.id == line_id:
                    yield one, location_number(one.location), line.quantity


@dataclass(slots=True, kw_only=True)
class Goods:
    """One line's units, sorted by where they are.

    ``taken`` is what the shop took from the number for sale there, and has not given back.
    """

    line: Line
    listing_id: str
    places: Sequence[tuple[datetime, str | None]]
    owed: Counter[str | None] = field(default_factory=Counter)
    packed: Counter[str | None] = field(default_factory=Counter)
    taken: Counter[str | None] = field(default_factory=Counter)
    events: list[CameBack] = field(default_factory=list)

    @classmethod
    def of(cls, line: Line, told: Told) -> "Goods":
        places = told.places.get(line.id, ())
        item = told.items.get(line.id) or (line.variant.inventory_item.id if line.variant else "")
        goods = cls(
            line=line,
            listing_id=number_of(item) if item else "",
            places=sorted(places, key=lambda one: one[0]),
            owed=Counter(told.owed.get(line.id, {})),
            taken=Counter(told.owed.get(line.id, {})),
        )
        goods._ship(told)
        refunded_after = goods._settle(told)
        goods._take_back(told.returns.get(line.id, ()), refunded_after)
        return goods

    def _ship(self, told: Told) -> None:
        for one, location, units in told.shipments(self.line.id):
            quantity = self._untold(told) if units is None else units
            if one.status == _LEFT:
                self.taken[location] += quantity
                self._happened(EventKind.SHIPPED, quantity, location, one.created_at)
            elif one.status in _UNDER_WAY:
                self.taken[location] += quantity
                self.owed[location] += quantity
                self.packed[location] += quantity
            elif one.status == _UNDONE:
                self._happened(EventKind.SHIPPED, quantity, location, one.created_at)
                self._happened(EventKind.SHIPMENT_UNDONE, quantity, location, one.updated_at)

    def _untold(self, told: Told) -> int:
        """Units of the only shipment that does not say how many: all that nothing else explains.

        Raises ValueError where several do not, or where units may be neither owed nor shipped.
        """
        sent = [units for one, _, units in told.shipments(self.line.id) if one.status in _SENT]
        is_plain = not (told.order.refunds or told.order.edited or told.order.cancelled_at)
        if sent.count(None) > 1 or not is_plain:
            raise ValueError("a fulfilment does not say how many units of a line it has")
        owed = sum(told.owed.get(self.line.id, Counter()).values())
        return max(0, self.line.quantity - owed - sum(filter(None, sent)))

    def _settle(self, told: Told) -> Sequence[RefundRow]:
        """Account for every unit that was ordered and is neither owed nor shipped.

        Answers the plain refunds of units that had left.
        """
        ids = self.line.id
        rows = told.plain.get(ids, ())
        removed = self.line.quantity - self.line.current_quantity - told.refunded.get(ids, 0)
        left = self.line.quantity - sum(self.owed.values()) - self._shipped
        for row in rows:
            if row.type == "CANCEL":
                left -= row.quantity
                self._release(row, row.quantity)
        cancelled = told.order.cancelled_at
        if cancelled is None or told.restocking or told.order.edited:
            # Of an order that was never edited, only its cancellation removed them.
            left -= max(0, removed)
        left, refunded_after = self._refund(rows, max(0, left))
        if left and cancelled:
            # Cancelled, and nothing was put back: someone said not to restock.
            self._keep_back(left, cancelled)
        elif told.order.display_fulfillment_status == _NOTHING_TO_SHIP:
            home = self._reserved_at(told.order.created_at)
            self.taken[home] += left
            self._happened(EventKind.SHIPPED, left, home, told.order.created_at)
        elif left:
            # No fulfilment order tells of these yet, or none that we may see: they are owed.
            home = self._reserved_at(told.order.updated_at)
            self.owed[home] += left
            self.taken[home] += left
        return refunded_after

    def _refund(self, rows: Sequence[RefundRow], left: int) -> tuple[int, list[RefundRow]]:
        """Plain refunds of units that never left, the earliest first; the others had left.

        Answers how many of ``left`` units no refund explains, and the refunds of those others.
        """
        refunded_after = []
        for row in rows:
            if row.type == "CANCEL":
                continue
            before = 0 if row.type == "RETURN" else min(row.quantity, left)
            left -= before
            if before and row.restocked:
                self._release(row, before)
            elif before:
                self._keep_back(before, row.at)
            if after := row.quantity - before:
                refunded_after.append(replace(row, quantity=after))
        return left, refunded_after

    def _release(self, row: RefundRow, units: int) -> None:
        """Put back for sale where they were reserved, or at another location, or not at all."""
        home = self._reserved_at(row.at)
        if not row.restocked:
            self.taken[home] += units
        elif row.location is not None and row.location != home:
            self.taken[home] += units
            self.taken[row.location] -= units

    def _keep_back(self, units: int, at: datetime) -> None:
        home = self._reserved_at(at)
        self.taken[home] += units
        self._happened(EventKind.KEPT_BACK, units, home, at)

    def _take_back(self, returns: Sequence[Returned], refunded: Sequence[RefundRow]) -> None:
        for one in came_back(returns, refunded, shipped=self._shipped):
            place = one.location if one.location is not None else self._shipped_from
            if one.restocked:
                self.taken[place] -= one.quantity
            self._happened(one.kind, one.quantity, place, one.at)

    def _happened(self, kind: EventKind, quantity: int, at: str | None, when: datetime) -> None:
        if quantity:
            self.events.append(CameBack(kind=kind, quantity=quantity, location=at, at=when))

    @property
    def _shipped(self) -> int:
        signs = {EventKind.SHIPPED: 1, EventKind.SHIPMENT_UNDONE: -1}
        return sum(signs.get(one.kind, 0) * one.quantity for one in self.events)

    @property
    def _shipped_from(self) -> str | None:
        shipped = (one.location for one in self.events if one.kind is EventKind.SHIPPED)
        return next(shipped, self.places[-1][1] if self.places else None)

    def _reserved_at(self, when: datetime) -> str | None:
        """From where it was to be shipped then: a move begins a new fulfilment order."""
        there = [location for since, location in self.places if since <= when]
        return there[-1] if there else next((location for _, location in self.places), None)


def _restocks(row: RefundRow, order: Order) -> bool:
    """Whether it is the refund of a cancellation that put goods back, and none from before."""
    since = order.cancelled_at
    return row.type == "CANCEL" and since is not None and row.at > since - _ABOUT
