"""The rows of a bulk operation's file, put together to orders again.

Rows are grouped: an order, then what belongs to it, each naming its parent. An order that has a
row of another shape, or whose sums do not come out, is not told from the file.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

import msgspec

from connectors.errors import Unintelligible
from connectors.shopify.goods import NOTHING_OWED
from connectors.shopify.shapes import (
    Assigned,
    FulfilmentOrder,
    FulfilmentOrderLine,
    Line,
    Nodes,
    Order,
    Ref,
    Shipment,
    ShipmentLine,
)

T = TypeVar("T")


class _Row(Ref, kw_only=True):
    parent: str | None = msgspec.field(name="__parentId", default=None)


class Head(Ref, kw_only=True):
    """An order's own fields; ``fulfillments`` without their lines, ``refunds`` only by id."""

    created_at: datetime
    updated_at: datetime
    test: bool
    confirmed: bool
    edited: bool
    return_status: str
    display_fulfillment_status: str
    fulfillments: list["HeadShipment"]
    refunds: list[Ref]
    cancelled_at: datetime | None = None


class HeadShipment(Ref, kw_only=True):
    status: str
    created_at: datetime
    updated_at: datetime
    location: Ref | None = None


class _FulfilmentOrder(Ref, kw_only=True):
    status: str
    created_at: datetime
    updated_at: datetime
    assigned_location: Assigned


@dataclass(slots=True, kw_only=True)
class BulkOrder:
    """``head``: None where a row has another shape than was asked for. ``parts``: the lines of
    each fulfilment order, by its id. ``size``: bytes of its rows in the file.
    """

    id: str
    head: Head | None
    size: int
    lines: list[Line] = field(default_factory=list)
    fulfilment_orders: list[_FulfilmentOrder] = field(default_factory=list)
    parts: dict[str, list[FulfilmentOrderLine]] = field(default_factory=dict)

    def whole(self) -> Order | None:
        """None where the file does not tell enough."""
        head = self.head
        if head is None or not _is_plain(head):
            return None
        order = Order(
            id=head.id,
            created_at=head.created_at,
            updated_at=head.updated_at,
            test=head.test,
            confirmed=head.confirmed,
            edited=head.edited,
            display_fulfillment_status=head.display_fulfillment_status,
            line_items=Nodes(nodes=self.lines),
            fulfillment_orders=Nodes(nodes=[self._filled(one) for one in self.fulfilment_orders]),
            fulfillments=[self._shipment(one) for one in head.fulfillments],
            refunds=[],
            returns=Nodes(nodes=[]),
        )
        return order if _comes_out(order) else None

    def _filled(self, one: _FulfilmentOrder) -> FulfilmentOrder:
        return FulfilmentOrder(
            id=one.id,
            status=one.status,
            created_at=one.created_at,
            updated_at=one.updated_at,
            assigned_location=one.assigned_location,
            line_items=Nodes(nodes=self.parts[one.id]),
        )

    def _shipment(self, one: HeadShipment) -> Shipment:
        """The only one: it took all that is not to be shipped any more."""
        left: Counter[str] = Counter()
        for lines in self.parts.values():
            for line in lines:
                left[line.line_item.id] += line.total_quantity - line.remaining_quantity
        return Shipment(
            id=one.id,
            status=one.status,
            created_at=one.created_at,
            updated_at=one.updated_at,
            location=one.location,
            fulfillment_line_items=Nodes(
                nodes=[
                    ShipmentLine(line_item=Ref(id=line_id), quantity=quantity)
                    for line_id, quantity in left.items()
                    if quantity
                ]
            ),
        )


def _comes_out(order: Order) -> bool:
    """Whether what was shipped and what is owed are exactly what was ordered: nobody promises
    what a fulfilment order that was moved or cancelled still says of its units.
    """
    units = Counter({line.id: line.quantity for line in order.line_items.nodes})
    for shipment in order.fulfillments:
        for sent in shipment.fulfillment_line_items.nodes:
            units[sent.line_item.id] -= sent.quantity or 0
    for one in order.fulfillment_orders.nodes:
        for line in one.line_items.nodes if one.status not in NOTHING_OWED else ():
            units[line.line_item.id] -= line.remaining_quantity
    return not order.fulfillments or not any(units.values())


def grouped(rows: Iterator[bytes]) -> Iterator[BulkOrder]:
    """``rows`` with their line ends. Raises Unintelligible for a row that is none, or stands away
    from its order.
    """
    current: BulkOrder | None = None
    for raw in rows:
        row = _read(raw, _Row)
        if row is None:
            raise Unintelligible("the file of orders has a row that is none")
        if row.parent is None:
            if current is not None:
                yield current
            current = BulkOrder(id=row.id, head=_read(raw, Head), size=len(raw))
        elif current is None:
            raise Unintelligible("the file of orders begins with a row that belongs to none")
        else:
            current.size += len(raw)
            _add(current, row.id, row.parent, raw)
    if current is not None:
        yield current


def _is_plain(head: Head) -> bool:
    """Nothing happened to it but, perhaps, one shipment."""
    untouched = not head.refunds and not head.edited and head.cancelled_at is None
    shipped = [one.status for one in head.fulfillments]
    return untouched and head.return_status == "NO_RETURN" and shipped in ([], ["SUCCESS"])


def _add(order: BulkOrder, row_id: str, parent: str, raw: bytes) -> None:
    """Raises Unintelligible for a row of another order."""
    if parent not in order.parts and parent != order.id:
        raise Unintelligible("the file of orders is not grouped by order")
    if parent != order.id:
        is_read = _kept(_read(raw, FulfilmentOrderLine), order.parts[parent])
    elif "/FulfillmentOrder/" in row_id:
        order.parts[row_id] = []
        is_read = _kept(_read(raw, _FulfilmentOrder), order.fulfilment_orders)
    else:
        is_read = _kept(_read(raw, Line), order.lines)
    if not is_read:
        order.head = None


def _kept(row: T | None, rows: list[T]) -> bool:
    if row is not None:
        rows.append(row)
    return row is not None


def _read(raw: bytes, kind: type[T]) -> T | None:
    """None for a row of another shape."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
