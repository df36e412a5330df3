"""The units of one order line: what has left, what was refunded before or after, what is owed.

Shipments and refunds are told apart, and no refund says of which units it is: it is of units that
have not left as far as those suffice. Pure.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from connectors.bigcommerce.stages import Stage
from ledger.snapshots import EventKind, PhysicalEvent


class Units(msgspec.Struct, frozen=True):
    quantity: int
    at: datetime | None


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """A line's units. ``whole_left``: the order says that all of it has left."""

    quantity: int
    stage: Stage
    whole_left: bool
    shipped_at: datetime | None
    shipped: Sequence[Units]
    refunded: Sequence[Units]

    @property
    def sent(self) -> int:
        in_shipments = sum(one.quantity for one in self.shipped)
        if not self.whole_left:
            return in_shipments
        before = sum(one.quantity for one in self.refunded if self._was_before(one))
        return max(in_shipments, self.quantity - before)

    @property
    def refunded_after(self) -> int:
        """Refunded units that had left: those for which the unshipped ones do not suffice."""
        refunded = sum(one.quantity for one in self.refunded)
        return max(0, min(self.sent + refunded - self.quantity, refunded, self.sent))

    @property
    def open(self) -> int:
        """Neither sent nor refunded. A sum of the order's own counters would go below zero."""
        before = sum(one.quantity for one in self.refunded) - self.refunded_after
        return max(0, self.quantity - self.sent - before)

    def owed(self, *, holds: bool) -> tuple[int, int]:
        """Units owed, and units of which nobody can say whether they are."""
        if self.stage in {Stage.OWED, Stage.EITHER} or (self.stage is Stage.UNKNOWN and holds):
            return self.open, 0
        return 0, self.open if self.stage is Stage.UNKNOWN else 0

    def events(self, location: str) -> Iterator[PhysicalEvent]:
        in_shipments = 0
        for one in self.shipped:
            in_shipments += one.quantity
            yield from _event(EventKind.SHIPPED, one, location)
        rest = Units(self.sent - in_shipments, self.shipped_at)
        yield from _event(EventKind.SHIPPED, rest, location)
        for one in _newest(self.refunded, self.refunded_after):
            yield from _event(EventKind.REFUNDED, one, location)
        if self.stage is Stage.OVER:
            # Ended after it left: the goods are with the buyer until someone says.
            with_buyer = Units(self.sent - self.refunded_after, None)
            yield from _event(EventKind.REFUNDED, with_buyer, location)

    def _was_before(self, refund: Units) -> bool:
        return bool(self.shipped_at and refund.at and refund.at < self.shipped_at)


def _newest(refunded: Sequence[Units], wanted: int) -> Iterator[Units]:
    """So many units, of the newest refunds: the earliest were of goods that had not left."""
    for one in reversed(refunded):
        units = min(one.quantity, wanted)
        wanted -= units
        yield Units(units, one.at)


def _event(kind: EventKind, units: Units, location: str) -> Iterator[PhysicalEvent]:
    if units.quantity > 0:
        yield PhysicalEvent(
            kind=kind, quantity=units.quantity, location=location, occurred_at=units.at
        )
