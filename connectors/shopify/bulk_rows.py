"""The rows of a bulk operation's file, put together to orders again.

Rows are grouped: an order, then what belongs to it, each naming its parent.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from connectors.errors import Unintelligible
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


@dataclass(slots=True)
class BulkOrder:
    head: Head
    lines: list[Line] = field(default_factory=list)
    fulfilment_orders: dict[str, FulfilmentOrder] = field(default_factory=dict)

    def whole(self) -> Order | None:
        """None where the file does not tell enough."""
        head = self.head
        plain = not head.refunds and not head.edited and head.cancelled_at is None
        shipped = [one for one in head.fulfillments if one.status == "SUCCESS"]
        if not plain or head.return_status != "NO_RETURN" or len(head.fulfillments) > 1:
            return None
        if len(shipped) != len(head.fulfillments):
            return None
        return Order(
            id=head.id,
            created_at=head.created_at,
            updated_at=head.updated_at,
            test=head.test,
            confirmed=head.confirmed,
            edited=head.edited,
            line_items=Nodes(nodes=self.lines),
            fulfillment_orders=Nodes(nodes=list(self.fulfilment_orders.values())),
            fulfillments=[self._shipment(one) for one in shipped],
            refunds=[],
            returns=Nodes(nodes=[]),
        )

    def _shipment(self, one: HeadShipment) -> Shipment:
        """The only one: it took all that is not to be shipped any more."""
        left: Counter[str] = Counter()
        for order in self.fulfilment_orders.values():
            for line in order.line_items.nodes:
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


def grouped(rows: Iterator[bytes]) -> Iterator[BulkOrder]:
    """Raises Unintelligible for a row that is none, or stands away from its order."""
    current: BulkOrder | None = None
    for raw in rows:
        try:
            row = msgspec.json.decode(raw, type=_Row)
            if row.parent is None:
                if current is not None:
                    yield current
                current = BulkOrder(msgspec.json.decode(raw, type=Head))
            else:
                _add(current, row, raw)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Unintelligible(f"the file of orders has a row that is none ({error})") from None
    if current is not None:
        yield current


def _add(order: BulkOrder | None, row: _Row, raw: bytes) -> None:
    if order is None or row.parent is None:
        raise Unintelligible("the file of orders begins with a row that belongs to none")
    holder = order.fulfilment_orders.get(row.parent)
    if holder is not None:
        holder.line_items.nodes.append(msgspec.json.decode(raw, type=FulfilmentOrderLine))
    elif row.parent != order.head.id:
        raise Unintelligible("the file of orders is not grouped by order")
    elif "/FulfillmentOrder/" in row.id:
        one = msgspec.json.decode(raw, type=_FulfilmentOrder)
        order.fulfilment_orders[one.id] = FulfilmentOrder(
            id=one.id,
            status=one.status,
            created_at=one.created_at,
            updated_at=one.updated_at,
            assigned_location=one.assigned_location,
            line_items=Nodes(nodes=[]),
        )
    else:
        order.lines.append(msgspec.json.decode(raw, type=Line))
