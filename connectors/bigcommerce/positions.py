"""What a BigCommerce order means for its goods (fact sheet bigcommerce.md, sections 2 and 3).

Shipments say what left and when; a status says it of a whole order. A refund has no restock flag,
so of shipped goods nobody can say where they are. Nothing tells what the store took from its own
number: that follows from its settings. Pure.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import msgspec

from connectors.bigcommerce.goods import Goods, Units
from connectors.bigcommerce.rules import StockRules
from connectors.bigcommerce.shapes import (
    Order,
    OrderLine,
    Refund,
    Shipment,
    millionths,
    utc,
    utc_iso,
)
from connectors.bigcommerce.stages import (
    INCOMPLETE,
    RESTOCKED,
    SHIPPED_OR_COMPLETED,
    Stage,
    stage_of,
)
from connectors.places import Places
from ledger.snapshots import Held, LineSnapshot, OrderSnapshot, Owed

CUSTOM: Final = "custom"
"""The listing id of what staff type into an order."""


class SitedLine(msgspec.Struct, frozen=True):
    """A line, and the store's own location where its goods lie."""

    line: OrderLine
    site: str


class Told(msgspec.Struct, frozen=True):
    """An order with all that is read beside it."""

    order: Order
    lines: Sequence[SitedLine]
    shipments: Sequence[Shipment]
    refunds: Sequence[Refund]
    rules: StockRules


def snapshot(
    told: Told,
    *,
    places: Places,
    shipped_statuses: Collection[str],
    read_at: datetime,
    answered_at: datetime,
) -> OrderSnapshot:
    """The order in ledger words. Raises ValueError for an instant or quantity that is none."""
    order = told.order
    stage = stage_of(order.status_id, shipped_statuses, told.rules)
    return OrderSnapshot(
        order_id=str(order.id),
        status=f"{order.status_id} {order.status or ''}".rstrip(),
        placed_at=utc(order.date_created),
        stamp=utc(order.date_modified),
        read_at=read_at,
        answered_at=answered_at,
        lines=tuple(_line(one, told, stage, places) for one in told.lines if one.line.quantity),
    )


def listing_id(line: OrderLine) -> str:
    """The variant, as the catalogue lists it. A custom product is in no catalogue: it waits until
    a person says of all with its SKU, or of all without one, what they are.
    """
    if line.variant_id:
        return str(line.variant_id)
    if line.product_id:
        return f"product-{line.product_id}"
    return f"{CUSTOM}-{line.sku}" if line.sku else CUSTOM


def _line(one: SitedLine, told: Told, stage: Stage, places: Places) -> LineSnapshot:
    line, order = one.line, told.order
    date_shipped = utc(order.date_shipped) if order.date_shipped else None
    has_left = stage in {Stage.EITHER, Stage.OVER} and date_shipped is not None
    goods = Goods(
        quantity=line.quantity,
        stage=stage,
        whole_left=stage is Stage.SHIPPED or has_left,
        shipped_at=date_shipped if stage is Stage.SHIPPED or has_left else None,
        shipped=_shipped(line, told.shipments),
        refunded=_refunded(line, told.refunds),
    )
    taken = _taken(line, order, told.rules)
    owed, unclear = goods.owed(holds=taken > 0)
    code = places.code(one.site)
    return LineSnapshot(
        line_id=str(line.id),
        listing_id=listing_id(line),
        sku=line.sku or "",
        owed=(Owed(location=code, quantity=owed),) if owed and code else (),
        events=tuple(goods.events(code)) if code else (),
        held=(Held(location=one.site, taken=taken),) if taken else (),
        unclear=unclear if code else 0,
        net_amount=millionths(line.total_ex_tax),
    )


def _taken(line: OrderLine, order: Order, rules: StockRules) -> int:
    """What the store has taken from its number, by its own settings: whole lines, or nothing."""
    if order.status_id in RESTOCKED and rules.endings_restock:
        return 0
    if rules.takes_when_placed:
        return 0 if order.status_id == INCOMPLETE else line.quantity
    took = order.status_id in SHIPPED_OR_COMPLETED or bool(order.date_shipped)
    return line.quantity if took else 0


def _shipped(line: OrderLine, shipments: Sequence[Shipment]) -> list[Units]:
    """In order of time; what only the line's own counter knows has no instant."""
    found = [
        Units(item.quantity, utc(shipment.date_created))
        for shipment in shipments
        for item in shipment.items or ()
        if item.order_product_id == line.id
    ]
    uncounted = int(line.quantity_shipped or 0) - sum(one.quantity for one in found)
    return _in_order(found, uncounted)


def _refunded(line: OrderLine, refunds: Sequence[Refund]) -> list[Units]:
    """Only products are goods: an amount taken off the order, or its shipping, moves none."""
    found = [
        Units(item.quantity or 0, utc_iso(refund.created))
        for refund in refunds
        for item in refund.items or ()
        if item.item_type == "PRODUCT" and item.item_id == line.id
    ]
    uncounted = int(line.quantity_refunded or 0) - sum(one.quantity for one in found)
    return _in_order(found, uncounted)


def _in_order(found: list[Units], uncounted: int) -> list[Units]:
    known = sorted(found, key=lambda one: str(one.at))
    return [*known, Units(uncounted, None)] if uncounted > 0 else known
