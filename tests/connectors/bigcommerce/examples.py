"""One line of a BigCommerce order, as its status, shipments and refunds would have it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from connectors.bigcommerce.positions import SitedLine, Told, snapshot
from connectors.bigcommerce.rules import StockRules
from connectors.bigcommerce.shapes import (
    Order,
    OrderLine,
    Refund,
    RefundItem,
    Shipment,
    ShippedLine,
)
from connectors.places import Places
from ledger.snapshots import EventKind, LineSnapshot

PLACED = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = PLACED + timedelta(hours=3)
SHIPPED = PLACED + timedelta(hours=5)
AFTER = SHIPPED + timedelta(hours=1)

PLACES = Places(default="main", mapped={"1": "main", "2": "store"})
EARLY = StockRules(takes_when_placed=True, edits_adjust=True, endings_restock=True)
LATE = StockRules(takes_when_placed=False, edits_adjust=True, endings_restock=True)
KEEPS = StockRules(takes_when_placed=True, edits_adjust=True, endings_restock=False)

Units = tuple[tuple[int, datetime], ...]


def line_of(
    status_id: int,
    *,
    quantity: int = 3,
    shipments: Units = (),
    refunds: Units = (),
    counted_shipped: int = 0,
    counted_refunded: int = 0,
    date_shipped: datetime | None = None,
    rules: StockRules = EARLY,
    site: str = "1",
    shipped_statuses: tuple[str, ...] = ("2", "10"),
) -> LineSnapshot:
    """One line in ledger words; shipments and refunds are (units, instant)."""
    line = OrderLine(
        id=11,
        quantity=quantity,
        product_id=5,
        variant_id=7,
        sku="A-1",
        quantity_shipped=counted_shipped,
        quantity_refunded=counted_refunded,
        total_ex_tax="30.0000",
    )
    order = Order(
        id=100,
        status_id=status_id,
        date_created=format_datetime(PLACED),
        date_modified=format_datetime(AFTER),
        date_shipped=format_datetime(date_shipped) if date_shipped else "",
    )
    told = Told(
        order=order,
        lines=[SitedLine(line, site)],
        shipments=[
            Shipment(
                date_created=format_datetime(at),
                items=[ShippedLine(order_product_id=11, quantity=units)],
            )
            for units, at in shipments
        ],
        refunds=[
            Refund(
                id=number,
                order_id=100,
                created=at.isoformat(),
                items=[
                    RefundItem(item_type="PRODUCT", item_id=11, quantity=units),
                    RefundItem(item_type="SHIPPING", item_id=11, quantity=9),
                    RefundItem(item_type="ORDER", item_id=100),
                ],
            )
            for number, (units, at) in enumerate(refunds)
        ],
        rules=rules,
    )
    (found,) = snapshot(
        told,
        places=PLACES,
        shipped_statuses=shipped_statuses,
        read_at=AFTER,
        answered_at=AFTER,
    ).lines
    return found


def owed(line: LineSnapshot) -> int:
    return sum(one.quantity for one in line.owed)


def taken(line: LineSnapshot) -> int:
    return sum(one.taken for one in line.held)


def events(line: LineSnapshot) -> list[tuple[EventKind, int, datetime | None]]:
    return [(one.kind, one.quantity, one.occurred_at) for one in line.events]
