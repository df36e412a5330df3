"""Orders and their lines as rows: what a page of snapshots is compared with, and what is kept.

A page is loaded with three queries and written with a handful, however many orders it holds.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from ledger.database import Reading, Row, Writing
from ledger.orders.line_state import LineState
from ledger.orders.resolution import Components
from ledger.snapshots import EventKind, Held, LineSnapshot


class StoredLine(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """``components`` None: parked, and ``parked_as`` is its newest snapshot.

    ``held``: what the stock keys of its listing were told of. ``reserved_in``: the inventory in
    which the platform reserved it, and where that stays when the listing moves to another; None
    while nothing is reserved.
    """

    id: int
    line_id: str
    listing_id: str
    sku: str
    components: Components | None
    parked_as: LineSnapshot | None
    state: LineState
    unclear: int
    held: tuple[Held, ...]
    number: int
    reserved_in: str | None = None


class StoredOrder(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Instants in microseconds."""

    id: int
    order_id: str
    status: str
    placed_at: int
    stamp: int | None
    read_at: int
    answered_at: int
    digest: str
    lines: Mapping[str, StoredLine] = {}


def load_orders(tx: Reading, channel_id: int, order_ids: Collection[str]) -> dict[str, StoredOrder]:
    """The orders of one channel with their lines and positions."""
    rows = tx.rows_among(
        f"SELECT {_ORDER_COLUMNS} FROM sales_order WHERE order_id IN (?*) AND channel_id = ?",
        order_ids,
        (channel_id,),
    )
    lines = load_lines(tx, "order_ref", [row[0] for row in rows])
    return {row[1]: _order(row, lines.get(row[0], [])) for row in rows}


def load_orders_of_lines(tx: Reading, line_ids: Collection[int]) -> list[StoredOrder]:
    """The orders that hold these lines, with just these."""
    refs = tx.rows_among("SELECT DISTINCT order_ref FROM order_line WHERE id IN (?*)", line_ids)
    rows = tx.rows_among(
        f"SELECT {_ORDER_COLUMNS} FROM sales_order WHERE id IN (?*)", [ref for (ref,) in refs]
    )
    lines = load_lines(tx, "id", line_ids)
    return [_order(row, lines.get(row[0], [])) for row in rows]


def load_lines(tx: Reading, column: str, ids: Collection[int]) -> dict[int, list[StoredLine]]:
    """Lines whose ``column`` is among the ids, by order."""
    rows = tx.rows_among(f"SELECT {_LINE_COLUMNS} FROM order_line WHERE {column} IN (?*)", ids)
    posted: dict[int, dict[str, int]] = {}
    positions = tx.rows_among(_POSITIONS, [row[0] for row in rows])
    for line_id, place, quantity in positions:
        posted.setdefault(line_id, {})[place] = quantity
    found: dict[int, list[StoredLine]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(_line(row, posted.get(row[0], {})))
    return found


def next_id(tx: Reading, table: str) -> int:
    """Ids are ours to number: this transaction is the only writer."""
    found: int = tx.rows(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")[0][0]
    return found


def order_row(order: StoredOrder, channel_id: int) -> Row:
    return (
        order.id,
        channel_id,
        order.order_id,
        order.status,
        order.placed_at,
        order.stamp,
        order.read_at,
        order.answered_at,
        order.digest,
    )


def line_row(line: StoredLine, order_ref: int) -> Row:
    return (
        line.id,
        order_ref,
        line.line_id,
        line.listing_id,
        line.sku,
        None if line.components is None else _encode(line.components),
        None if line.parked_as is None else _encode(line.parked_as),
        line.unclear,
        _encode_state(line.state),
        line.number,
        line.state.waiting,
        _encode_held(line),
    )


def save_orders(tx: Writing, rows: Sequence[Row]) -> None:
    tx.run_many(
        """
        INSERT INTO sales_order (id, channel_id, order_id, status, placed_at, stamp, read_at,
                                 answered_at, digest)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, stamp = excluded.stamp,
            read_at = excluded.read_at, answered_at = excluded.answered_at,
            digest = excluded.digest, missing_since = NULL
        """,
        rows,
    )


def save_lines(tx: Writing, rows: Sequence[Row]) -> None:
    tx.run_many(
        """
        INSERT INTO order_line (id, order_ref, line_id, listing_id, sku, components, parked_as,
                                unclear, state, number, waiting, held)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET components = excluded.components,
            parked_as = excluded.parked_as, unclear = excluded.unclear, state = excluded.state,
            number = excluded.number, waiting = excluded.waiting, held = excluded.held
        """,
        rows,
    )


def save_positions(tx: Writing, rows: Iterable[tuple[int, int, int]]) -> None:
    """(line id, place id, units that are posted there now) of every place that changed."""
    rows = list(rows)
    tx.run_many(
        "INSERT INTO position VALUES (?, ?, ?) ON CONFLICT (line_id, place_id) "
        "DO UPDATE SET quantity = excluded.quantity",
        [row for row in rows if row[2]],
    )
    tx.run_many(
        "DELETE FROM position WHERE line_id = ? AND place_id = ?",
        [row[:2] for row in rows if not row[2]],
    )


_ORDER_COLUMNS: Final = "id, order_id, status, placed_at, stamp, read_at, answered_at, digest"
_LINE_COLUMNS: Final = (
    "id, order_ref, line_id, listing_id, sku, components, parked_as, unclear, state, number, "
    "waiting, held"
)
_POSITIONS: Final = """
    SELECT position.line_id, place.name, position.quantity
    FROM position JOIN place ON place.id = position.place_id WHERE position.line_id IN (?*)
"""


class _Remembered(msgspec.Struct, omit_defaults=True):
    """A line's state as JSON; what is posted lies in its own table."""

    stated: list[tuple[EventKind, str, int]] = []
    packed: dict[str, int] = {}
    ruled: int = 0
    kept: int = 0
    unexplained: int = 0
    excess: int = 0


class _Reserved(msgspec.Struct):
    """What is held where an inventory is to be remembered with it; else it is a list alone."""

    held: tuple[Held, ...]
    inventory: str


_encoder: Final = msgspec.json.Encoder()
_components: Final = msgspec.json.Decoder(Components)
_parked: Final = msgspec.json.Decoder(LineSnapshot)
_held: Final = msgspec.json.Decoder(tuple[Held, ...] | _Reserved)
_remembered: Final = msgspec.json.Decoder(_Remembered)


def _encode(value: Any) -> str:
    return _encoder.encode(value).decode()


def _encode_held(line: StoredLine) -> str | None:
    if not line.held:
        return None
    if line.reserved_in is None:
        return _encode(line.held)
    return _encode(_Reserved(line.held, line.reserved_in))


def _decode_held(text: str | None) -> tuple[tuple[Held, ...], str | None]:
    if text is None:
        return (), None
    found = _held.decode(text)
    return (found.held, found.inventory) if isinstance(found, _Reserved) else (found, None)


def _encode_state(state: LineState) -> str:
    if not (state.stated or state.packed):
        return "{}"
    return _encode(
        _Remembered(
            stated=[(kind, location, units) for (kind, location), units in state.stated.items()],
            packed=dict(state.packed),
            ruled=state.ruled,
            kept=state.kept,
            unexplained=state.unexplained,
            excess=state.excess,
        )
    )


def _order(row: Row, lines: Iterable[StoredLine]) -> StoredOrder:
    order_ref, order_id, status, placed_at, stamp, read_at, answered_at, digest = row
    return StoredOrder(
        id=order_ref,
        order_id=order_id,
        status=status,
        placed_at=placed_at,
        stamp=stamp,
        read_at=read_at,
        answered_at=answered_at,
        digest=digest,
        lines={line.line_id: line for line in lines},
    )


def _line(row: Row, posted: Mapping[str, int]) -> StoredLine:
    (
        line_ref, _, line_id, listing_id, sku, components, parked_as, unclear, state, number,
        waiting, held,
    ) = row  # fmt: skip
    kept = _remembered.decode(state)
    told, reserved_in = _decode_held(held)
    return StoredLine(
        id=line_ref,
        line_id=line_id,
        listing_id=listing_id,
        sku=sku,
        components=None if components is None else _components.decode(components),
        parked_as=None if parked_as is None else _parked.decode(parked_as),
        state=LineState(
            posted=posted,
            stated={(kind, location): units for kind, location, units in kept.stated},
            packed=kept.packed,
            ruled=kept.ruled,
            kept=kept.kept,
            waiting=waiting,
            unexplained=kept.unexplained,
            excess=kept.excess,
        ),
        unclear=unclear,
        held=told,
        number=number,
        reserved_in=reserved_in,
    )
