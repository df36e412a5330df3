"""Goods that wait for a person: the inspection list, and the rulings that settle it."""

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.orders.batch import Batch, Posting
from ledger.orders.planner import Ruling, rule_line
from ledger.orders.rows import StoredLine, StoredOrder, load_orders_of_lines
from ledger.values import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A line with goods to decide about. ``at_customer``: refunded or removed, perhaps coming back.

    ``in_inspection``: here, not judged yet. Both in units of the listing.
    """

    id: int
    channel: str
    order_id: str
    line_id: str
    sku: str
    at_customer: int
    in_inspection: int


def inspection_list(tx: Reading) -> list[Waiting]:
    """Every line that waits, oldest order first."""
    return [
        Waiting(
            id=line_id,
            channel=channel,
            order_id=order_id,
            line_id=name,
            sku=sku,
            at_customer=waiting,
            in_inspection=int(inspected),
        )
        for line_id, channel, order_id, name, sku, waiting, inspected in tx.rows(_WAITING)
    ]


def rule(tx: Writing, line_ref: int, ruling: Ruling) -> int:
    """Apply a person's decision to a line; answers how many movements it took.

    Raises Rejected for an unknown line, an instant in the future, and more units than are there.
    """
    if ruling.at > tx.now:
        raise Rejected([f"{ruling.at.isoformat()} lies in the future; say when the goods came"])
    order, line = _line(tx, line_ref)
    try:
        plan = rule_line(line.state, ruling)
    except ValueError as error:
        raise Rejected([f"line {line_ref}: {error}"]) from None
    batch = Batch(tx, channel_id=0, channel=_channel(tx, order))
    components = line.components or ()
    posting = Posting(order.order_id, line.line_id, line.id, line.number, components)
    number = batch.post(posting, plan, before=line.state, at=ruling.at)
    batch.keep_line(replace(line, state=plan.state, number=number), order)
    return batch.write()


def name_of_line(tx: Reading, line_ref: int) -> str:
    """As a person knows it: such as ``A-1 of order 1001 of shop``."""
    order, line = _line(tx, line_ref)
    return f"{line.sku} of order {order.order_id} of {_channel(tx, order)}"


_WAITING: Final = f"""
    SELECT order_line.id, channel.name, sales_order.order_id, order_line.line_id, order_line.sku,
           order_line.waiting, coalesce(sum(position.quantity), 0)
    FROM order_line
    JOIN sales_order ON sales_order.id = order_line.order_ref
    JOIN channel ON channel.id = sales_order.channel_id
    LEFT JOIN (
        SELECT position.line_id, position.quantity FROM position
        JOIN place ON place.id = position.place_id AND place.state = '{State.INSPECTION.value}'
    ) AS position ON position.line_id = order_line.id
    WHERE order_line.waiting > 0 OR position.quantity > 0
    GROUP BY order_line.id, channel.name, sales_order.order_id, order_line.line_id,
             order_line.sku, order_line.waiting, sales_order.placed_at
    ORDER BY sales_order.placed_at, order_line.id
"""


def _line(tx: Reading, line_ref: int) -> tuple[StoredOrder, StoredLine]:
    for order in load_orders_of_lines(tx, [line_ref]):
        for line in order.lines.values():
            if line.components is not None:
                return order, line
    raise Rejected([f"line {line_ref} is unknown; list what waits with `stockbook returns list`"])


def _channel(tx: Reading, order: StoredOrder) -> str:
    found: str = tx.rows(
        "SELECT name FROM channel JOIN sales_order ON channel_id = channel.id "
        "WHERE sales_order.id = ?",
        (order.id,),
    )[0][0]
    return found
