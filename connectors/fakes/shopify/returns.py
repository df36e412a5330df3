"""Refunds, returns and exchanges: two ways in which goods come back, which may both tell of it."""

from collections.abc import Mapping
from datetime import datetime

from connectors.fakes.shopify.orders import add_line, release
from connectors.fakes.shopify.records import (
    Disposition,
    Line,
    Order,
    Refund,
    RefundLine,
    Return,
    ReverseLine,
)
from connectors.fakes.shopify.shop import Shop


def refund(
    shop: Shop,
    order: Order,
    units: Mapping[int, int],
    *,
    restock_type: str,
    location_id: int | None,
    shipped: bool,
    now: datetime,
) -> Refund:
    """Without a return; units by line id. ``shipped``: they had left."""
    rows = []
    restocks = restock_type != "NO_RESTOCK"
    for line in order.lines:
        quantity = units.get(line.id, 0)
        if not quantity:
            continue
        at = location_id
        if not shipped:
            held_at = release(shop, order, line, quantity, restock=False, now=now)
            at = location_id if location_id is not None else held_at
        if restocks:
            shop.move(line, at, available=quantity)
        line.current -= quantity
        rows.append(
            RefundLine(
                line=line,
                quantity=quantity,
                restock_type=restock_type,
                restocked=restocks and shop.is_counted(line),
                location_id=at if restocks else None,
            )
        )
    found = Refund(id=shop.next_id(), created=now, lines=rows)
    order.refunds.append(found)
    order.updated = now
    return found


def open_return(shop: Shop, order: Order, units: Mapping[int, int], *, now: datetime) -> Return:
    """Goods are on their way back; units by line id. The order's stamp does not move."""
    found = Return(
        id=shop.next_id(),
        reverse_id=shop.next_id(),
        created=now,
        lines=[
            ReverseLine(id=shop.next_id(), line=line, total=units[line.id])
            for line in order.lines
            if line.id in units
        ],
    )
    order.returns.append(found)
    order.return_status = "IN_PROGRESS"
    return found


def dispose(
    shop: Shop,
    line: ReverseLine,
    kind: str,
    quantity: int,
    *,
    location_id: int | None,
    now: datetime,
) -> None:
    """What became of units that were to come back. The order's stamp does not move."""
    line.dispositions.append(
        Disposition(
            id=shop.next_id(),
            type=kind,
            quantity=quantity,
            location_id=location_id,
            created=now,
        )
    )
    if kind == "RESTOCKED" and line.line is not None:
        shop.move(line.line, location_id, available=quantity)


def refund_return(
    shop: Shop, order: Order, one: Return, *, location_id: int | None, now: datetime
) -> Refund:
    """The money of a whole return. Its lines say `restocked` once dispositions did restock."""
    rows = []
    for back in one.lines:
        if back.line is None:
            continue
        restocked = any(each.type == "RESTOCKED" for each in back.dispositions)
        back.line.current -= back.total
        rows.append(
            RefundLine(
                line=back.line,
                quantity=back.total,
                restock_type="RETURN" if restocked else "NO_RESTOCK",
                restocked=restocked,
                location_id=location_id if restocked else None,
            )
        )
    found = Refund(id=shop.next_id(), created=now, lines=rows, return_id=one.id)
    order.refunds.append(found)
    order.updated = now
    return found


def close_return(order: Order, one: Return, *, now: datetime) -> None:
    one.status, one.closed = "CLOSED", now
    order.return_status = "RETURNED"


def exchange(shop: Shop, order: Order, sku: str, quantity: int, *, now: datetime) -> Line:
    """The new goods become a line of the order, with a fulfilment order; no refund tells of it."""
    order.updated = now
    return add_line(shop, order, sku, quantity, at=shop.home, now=now)
