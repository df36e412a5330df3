"""What a Medusa order means for its goods (fact sheet medusa.md, section 2).

Creating a fulfilment takes the goods out of the platform's number, wherever they were reserved;
they have left when it is shipped. Owed units and events are told at our locations, what the
platform holds at its own. Pure.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.medusa.parts import NOT_OWED, OWED, UNMANAGED, Part, Sent, parts_of
from connectors.medusa.receipts import Receipt
from connectors.medusa.shapes import Order, OrderItem, Reservation
from connectors.places import Places
from ledger.snapshots import EventKind, Held, LineSnapshot, OrderSnapshot, Owed, PhysicalEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One order and what was read beside it: reservations and receipts of its lines.

    ``left_when_fulfilled``: the shop hands its goods over with the fulfilment.
    """

    order: Order
    reservations: Sequence[Reservation]
    receipts: Sequence[Receipt]
    places: Places
    left_when_fulfilled: bool = False

    def snapshot(self, *, read_at: datetime, answered_at: datetime) -> OrderSnapshot:
        """Raises ValueError for a quantity that is none."""
        return OrderSnapshot(
            order_id=self.order.id,
            status=self.order.status,
            placed_at=self.order.created_at,
            stamp=self.order.updated_at,
            read_at=read_at,
            answered_at=answered_at,
            lines=tuple(
                self._line(item, part)
                for item in self.order.items
                for part in parts_of(self.order, item, self.reservations)
                if part.open or part.sent or self._receipts(item) or item.detail.quantity
            ),
        )

    def _line(self, item: OrderItem, part: Part) -> LineSnapshot:
        is_known = self.order.status in OWED | NOT_OWED or part.reserved
        managed = part.inventory_id != UNMANAGED
        return LineSnapshot(
            line_id=f"{item.id}/{part.inventory_id}" if managed else item.id,
            listing_id=part.inventory_id if managed else item.variant_id or "",
            sku=item.variant_sku or "",
            owed=tuple(self._owed(part)) if is_known else (),
            events=tuple(self._events(item, part)),
            held=tuple(self._held(item, part)) if managed else (),
            unclear=0 if is_known else part.open,
        )

    def _owed(self, part: Part) -> Iterator[Owed]:
        """Fulfilled and not shipped is packed, where the fulfilment is; the rest is reserved."""
        open_at = Counter[str | None](part.reserved)
        open_at[None] += part.open - sum(part.reserved.values())
        packed_at = Counter[str | None]()
        for sent in part.sent:
            if not sent.is_canceled and self._left_at(sent) is None:
                packed_at[sent.fulfilment.location_id] += sent.quantity
        units, packed = self._at_our_places(open_at), self._at_our_places(packed_at)
        for code in sorted(units | packed):
            yield Owed(location=code, quantity=units[code] + packed[code], packed=packed[code])

    def _at_our_places(self, units: Counter[str | None]) -> Counter[str]:
        found = Counter[str]()
        for location, quantity in units.items():
            if quantity and (code := self.places.code(location)):
                found[code] += quantity
        return found

    def _events(self, item: OrderItem, part: Part) -> Iterator[PhysicalEvent]:
        for sent in part.sent:
            code = self.places.code(sent.fulfilment.location_id)
            left_at = self._left_at(sent)
            if code and left_at:
                yield _event(EventKind.SHIPPED, sent.quantity, code, left_at)
                if canceled_at := sent.fulfilment.canceled_at:
                    yield _event(EventKind.SHIPMENT_UNDONE, sent.quantity, code, canceled_at)
        for receipt in self._receipts(item):
            if code := self.places.code(receipt.location_id):
                damaged, sellable = EventKind.RETURNED_DAMAGED, EventKind.RETURNED_SELLABLE
                kind = damaged if receipt.damaged else sellable
                yield _event(kind, receipt.quantity * part.per_unit, code, receipt.at)

    def _left_at(self, sent: Sent) -> datetime | None:
        """Staff may say that goods arrived without having said that they left."""
        one = sent.fulfilment
        created = one.created_at if self.left_when_fulfilled else None
        return one.shipped_at or one.delivered_at or created

    def _held(self, item: OrderItem, part: Part) -> Iterator[Held]:
        """Taken at the fulfilment, given back by a receipt of good units only."""
        taken = Counter[str]()
        for sent in part.sent:
            if not sent.is_canceled:
                taken[sent.fulfilment.location_id or ""] += sent.quantity
        for receipt in self._receipts(item):
            if not receipt.damaged:
                taken[receipt.location_id or ""] -= receipt.quantity * part.per_unit
        for location in sorted(taken.keys() | part.reserved.keys()):
            reserved = part.reserved.get(location, 0)
            if taken[location] or reserved:
                yield Held(location=location, taken=taken[location], reserved=reserved)

    def _receipts(self, item: OrderItem) -> list[Receipt]:
        return [one for one in self.receipts if one.line_id == item.id]


def _event(kind: EventKind, quantity: int, location: str, at: datetime | None) -> PhysicalEvent:
    return PhysicalEvent(kind=kind, quantity=quantity, location=location, occurred_at=at)
