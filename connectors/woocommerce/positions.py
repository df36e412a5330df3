"""What a WooCommerce order means for its goods (fact sheet woocommerce.md, sections 2 and 3).

WooCommerce has no fulfilments: a status says that an order was shipped, and `date_completed` when.
A refund does not say whether it was restocked; only the line's running total does. Restocked units
are counted to the earliest refunds first. Pure.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Final

import msgspec

from connectors.woocommerce.shapes import Order, OrderLine, Refund, millionths, utc, whole
from ledger.snapshots import EventKind, Held, LineSnapshot, OrderSnapshot, Owed, PhysicalEvent


class Stage(Enum):
    """What a status means for goods."""

    NOTHING = auto()
    OWED = auto()
    SHIPPED = auto()
    OVER = auto()
    """Cancelled, failed, refunded or trashed: nothing is owed any more."""
    UNKNOWN = auto()


_STAGES: Final = {
    "auto-draft": Stage.NOTHING,
    "checkout-draft": Stage.NOTHING,
    "pending": Stage.NOTHING,
    "on-hold": Stage.OWED,
    "processing": Stage.OWED,
    "cancelled": Stage.OVER,
    "failed": Stage.OVER,
    "refunded": Stage.OVER,
    "trash": Stage.OVER,
}


def snapshot(
    order: Order,
    refunds: Sequence[Refund],
    *,
    location: str,
    shipped_statuses: Collection[str],
    read_at: datetime,
    answered_at: datetime,
) -> OrderSnapshot:
    """The order in ledger words. Raises ValueError for an instant or quantity that is none."""
    stage = stage_of(order.status, shipped_statuses)
    completed_at = utc(order.date_completed_gmt) if order.date_completed_gmt else None
    return OrderSnapshot(
        order_id=str(order.id),
        status=order.status,
        placed_at=utc(order.date_created_gmt),
        stamp=utc(order.date_modified_gmt),
        read_at=read_at,
        answered_at=answered_at,
        lines=tuple(
            _line(line, _refunded(line, refunds), stage, completed_at, location=location)
            for line in order.line_items
            if line.quantity
        ),
    )


def stage_of(status: str, shipped_statuses: Collection[str]) -> Stage:
    if status in shipped_statuses:
        return Stage.SHIPPED
    return _STAGES.get(status, Stage.UNKNOWN)


def listing_id(product_id: int, variation_id: int) -> str:
    """What was sold: the variation where there is one, else the product."""
    return str(variation_id or product_id)


class _Refunded(msgspec.Struct, frozen=True, gc=False):
    """Units of one line in one refund, and how many of them the shop put back into its stock."""

    quantity: int
    restocked: int
    at: datetime


class _Goods(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A line's units: refunded before they left, or after; ``left`` says whether any ever did."""

    quantity: int
    stage: Stage
    left: bool
    completed_at: datetime | None
    before: Sequence[_Refunded]
    after: Sequence[_Refunded]
    counted: bool
    """Whether the shop counted this line in its stock: only then does it know "do not restock"."""

    @property
    def unrefunded(self) -> int:
        left = self.quantity
        for one in (*self.before, *self.after):
            left -= one.quantity
        return max(0, left)

    def owed(self, taken: int) -> tuple[int, int]:
        """Units owed, and units of which nobody can say whether they are."""
        if self.stage is Stage.OWED or (taken > 0 and (self._unknown or self._unpaid)):
            return self.unrefunded, 0
        return 0, self.unrefunded if self._unknown else 0

    def events(self, location: str) -> Iterator[PhysicalEvent]:
        if self.counted:
            for one in self.before:
                kept = min(one.quantity - one.restocked, self.quantity)
                yield from _event(EventKind.KEPT_BACK, kept, location, one.at)
                put_back = min(one.restocked, self.quantity)
                yield from _event(EventKind.CANCELLED, put_back, location, one.at)
        else:
            for one in self.before:
                put_back = min(one.quantity, self.quantity)
                yield from _event(EventKind.CANCELLED, put_back, location, one.at)
        if not self.left or self.stage is Stage.NOTHING:
            return
        yield from _event(EventKind.SHIPPED, self._shipped, location, self.completed_at)
        for one in self.after:
            unknown = one.quantity - one.restocked
            yield from _event(EventKind.RETURNED_SELLABLE, one.restocked, location, one.at)
            yield from _event(EventKind.REFUNDED, unknown, location, one.at)
        if self.stage is Stage.OVER:
            # Cancelled or trashed after it left: the goods are with the buyer until someone says.
            yield from _event(EventKind.REFUNDED, self.unrefunded, location, None)

    @property
    def _shipped(self) -> int:
        """All that was not refunded before; of an order set back, only what was refunded after."""
        sent = max(0, self.quantity - sum(one.quantity for one in self.before))
        if self.stage is Stage.OWED:
            return min(sent, sum(one.quantity for one in self.after))
        return sent

    @property
    def _unpaid(self) -> bool:
        # A payment plugin may take stock before it is paid: then that is promised.
        return self.stage is Stage.NOTHING and not self.left

    @property
    def _unknown(self) -> bool:
        # A plugin's status after completion ("delivered") does not bring the goods back.
        return self.stage is Stage.UNKNOWN and not self.left


def _line(
    line: OrderLine,
    refunded: Sequence[_Refunded],
    stage: Stage,
    completed_at: datetime | None,
    *,
    location: str,
) -> LineSnapshot:
    taken = whole(line.meta_data, "_reduced_stock")
    left = stage is Stage.SHIPPED or completed_at is not None
    before = [one for one in refunded if _was_before(one.at, completed_at, left=left)]
    goods = _Goods(
        quantity=line.quantity,
        stage=stage,
        left=left,
        completed_at=completed_at,
        before=before,
        after=[one for one in refunded if one not in before],
        counted=bool(taken or whole(line.meta_data, "_restock_refunded_items")),
    )
    owed, unclear = goods.owed(taken)
    return LineSnapshot(
        line_id=str(line.id),
        listing_id=listing_id(line.product_id, line.variation_id),
        sku=line.sku or "",
        owed=(Owed(location=location, quantity=owed),) if owed else (),
        events=tuple(goods.events(location)),
        held=(Held(taken=taken),) if taken else (),
        unclear=unclear,
        net_amount=millionths(line.total),
    )


def _refunded(line: OrderLine, refunds: Sequence[Refund]) -> list[_Refunded]:
    """This line's refunds by their dates, the restocked units counted to the earliest first."""
    if not refunds:
        return []
    left = whole(line.meta_data, "_restock_refunded_items")
    found = []
    for refund in sorted(refunds, key=lambda one: (one.date_created_gmt, one.id)):
        units = sum(
            abs(one.quantity)
            for one in refund.line_items
            if whole(one.meta_data, "_refunded_item_id") == line.id
        )
        restocked = min(units, max(0, left))
        left -= restocked
        if units:
            found.append(_Refunded(units, restocked, utc(refund.date_created_gmt)))
    return found


def _was_before(at: datetime, completed_at: datetime | None, *, left: bool) -> bool:
    """Before shipping. Without a date of completion, a shipped order's refunds count as after."""
    return not left if completed_at is None else at < completed_at


def _event(
    kind: EventKind, quantity: int, location: str, at: datetime | None
) -> Iterator[PhysicalEvent]:
    if quantity > 0:
        yield PhysicalEvent(kind=kind, quantity=quantity, location=location, occurred_at=at)
