"""The rows of one page of orders, collected while it is planned and written together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from ledger.channels import StockKey
from ledger.database import Row, Writing
from ledger.incidents import NewIncident, open_incidents
from ledger.instants import to_micros
from ledger.movement_rows import line_subject, movement_row
from ledger.numbers import counted
from ledger.orders.line_state import LineState, Transfer, committed
from ledger.orders.planner import Concern, LinePlan
from ledger.orders.resolution import Components, KnownListing
from ledger.orders.rows import (
    StoredLine,
    StoredOrder,
    line_row,
    next_id,
    order_row,
    save_lines,
    save_orders,
    save_positions,
)
from ledger.orders.taken_back import dated_as_left, parcels
from ledger.pushing.stock_keys import ensure_stock_keys, stock_key_ids
from ledger.snapshots import Held
from ledger.store import insert_movements, mark_items_due, place_ids
from ledger.values import CUSTOMER

_EXPLAINED = {
    Concern.EXCESS_RETURN: "{units} refunded or returned beyond what was ever shipped from your "
    "locations, and not booked: check that in the storefront; if goods that somebody else shipped "
    "for you lie with you now, book them with `stockbook receive`",
    Concern.KEPT_BACK: "{units} refunded before shipping with 'do not restock', and in damaged "
    "now: judge them with `stockbook damage`",
    Concern.UNEXPLAINED: "{units} that had left taken from the order, and the goods left where "
    "they are: settle it with `stockbook returns list`",
}


class Posting(msgspec.Struct, frozen=True, gc=False):
    """What a line's movements are called and multiplied by; ``number``: its last one before."""

    order_id: str
    line_id: str
    line_ref: int
    number: int
    components: Components


Step = tuple[Transfer, tuple[int, int]]
"""What moves, and the item and its units that it moves: a transfer of one component."""

_Packing = tuple[int, int, str, int, datetime]
"""Line, item and location, units that are packed from an instant on."""

_KeyName = tuple[str, str]
"""Inventory id and channel location of a stock key."""

_UNCHANGED: Final = (0, 0)
"""Of taken and of reserved."""


@dataclass(slots=True)
class Batch:
    """Collects; ``write`` sends. ``channel`` is the name that movement keys begin with."""

    tx: Writing
    channel_id: int
    channel: str
    _orders: list[StoredOrder] = field(default_factory=list)
    _lines: list[tuple[StoredLine, int]] = field(default_factory=list)
    _postings: list[tuple[str, Posting, Sequence[Step]]] = field(default_factory=list)
    _positions: list[tuple[int, str, int]] = field(default_factory=list)
    _packings: list[_Packing] = field(default_factory=list)
    _changes: dict[_KeyName, tuple[int, int]] = field(default_factory=dict)
    _touched: set[str] = field(default_factory=set)
    _incidents: list[NewIncident] = field(default_factory=list)
    _next_order: int = 0
    _next_line: int = 0

    def new_order_id(self) -> int:
        self._next_order = (self._next_order or next_id(self.tx, "sales_order") - 1) + 1
        return self._next_order

    def new_line_id(self) -> int:
        self._next_line = (self._next_line or next_id(self.tx, "order_line") - 1) + 1
        return self._next_line

    def keep_order(self, order: StoredOrder) -> None:
        self._orders.append(order)

    def keep_line(self, line: StoredLine, order: StoredOrder) -> None:
        self._lines.append((line, order.id))

    def hold(
        self, listing: KnownListing | None, before: StoredLine, after: tuple[Held, ...]
    ) -> tuple[tuple[Held, ...], str | None]:
        """What the platform holds for a line; answers what the stock keys are told of by then.

        A newly stamped snapshot concerns every stock key of the listing's inventory (push.md,
        "proved"). Those of a listing that nobody knows yet are told once it is known. What is
        reserved stays where it was reserved when the listing moves to another inventory; the
        second answer says where.
        """
        now_in = listing.inventory_id if listing else None
        inventory = before.reserved_in or now_in
        if inventory is None:
            return before.held, None
        self._touched.add(inventory)
        if now_in is not None and now_in != inventory:
            self._touched.add(now_in)
        if after != before.held:
            for sign, helds in ((1, after), (-1, before.held)):
                for one in helds:
                    name = (inventory, one.location)
                    taken, reserved = self._changes.get(name, _UNCHANGED)
                    change = (taken + sign * one.taken, reserved + sign * one.reserved)
                    self._changes[name] = change
        stays = after and (before.reserved_in or any(one.reserved for one in after))
        return after, inventory if stays else None

    def post(self, posting: Posting, plan: LinePlan, *, before: LineState, at: datetime) -> int:
        """Take the plan's transfers and its new state; answers the line's new posting number."""
        subject = line_subject(self.channel, posting.order_id, posting.line_id)
        steps = self._steps(subject, posting, plan.transfers)
        self._postings.append((subject, posting, steps))
        for place, units in _changed(before.posted, plan.state.posted):
            self._positions.append((posting.line_ref, place, units))
        self._packings += _packed_again(posting.line_ref, steps, until=at)
        left = [*_left(plan.transfers, away=before.posted.get(CUSTOMER.name, 0))]
        for location, change in _differences(before.packed, plan.state.packed):
            for units, when in _packed_when(location, change, left, otherwise=at):
                self._packings += [
                    (posting.line_ref, item_id, location, units * per_unit, when)
                    for item_id, per_unit in posting.components
                ]
        for concern, units in plan.concerns.items():
            text = _EXPLAINED[concern].format(units=counted(units, "unit"))
            self._incidents.append(NewIncident(kind=concern, subject=subject, text=text))
        return posting.number + len(steps)

    def write(self) -> int:
        """Send everything; answers how many movements were posted."""
        tx = self.tx
        save_orders(tx, [order_row(order, self.channel_id) for order in self._orders])
        save_lines(tx, [line_row(line, order_ref) for line, order_ref in self._lines])
        # A posted place that ends as it began is in no position, but its transfers name it.
        names = {place for _, place, _ in self._positions}
        for _, _, steps in self._postings:
            names.update(*((move.source, move.destination) for move, _ in steps))
        places = place_ids(tx, names)
        save_positions(tx, [(line, places[name], units) for line, name, units in self._positions])
        rows = [row for posting in self._postings for row in self._rows(*posting, places)]
        packings = self._packing_rows()
        if rows or packings:
            insert_movements(tx, rows, packings=packings, mark_due=False)
        self._write_marks()
        # After the marks: most of these stock keys are marked by then and need no second write.
        moved = [one.components for _, one, steps in self._postings if steps]
        mark_items_due(tx, {item_id for components in moved for item_id, _ in components})
        open_incidents(tx, self._incidents)
        return len(rows)

    def _steps(
        self, subject: str, posting: Posting, transfers: tuple[Transfer, ...]
    ) -> Sequence[Step]:
        if not any(move.takes_back for move in transfers):
            return [(move, part) for move in transfers for part in posting.components]
        keys = [f"{subject}/{number}" for number in range(1, posting.number + 1)]
        return [
            (move, part)
            for part in posting.components
            for move in dated_as_left(transfers, parcels(self.tx, posting.line_ref, keys, part))
        ]

    def _rows(
        self,
        subject: str,
        posting: Posting,
        steps: Sequence[Step],
        places: Mapping[str, int],
    ) -> list[Row]:
        """One movement a step, each with the line's next posting number."""
        return [
            movement_row(
                self.tx,
                key=f"{subject}/{number}",
                item_id=item_id,
                quantity=move.quantity * per_unit,
                source_id=places[move.source],
                destination_id=places[move.destination],
                occurred_at=to_micros(move.occurred_at),
                earliest_at=to_micros(move.earliest_at) if move.earliest_at else None,
                line_id=posting.line_ref,
            )
            for number, (move, (item_id, per_unit)) in enumerate(steps, posting.number + 1)
        ]

    def _packing_rows(self) -> list[Row]:
        tx = self.tx
        codes = {location for _, _, location, _, _ in self._packings}
        locations = tx.mapping("SELECT code, id FROM location WHERE code IN (?*)", codes)
        return [
            (0, line, item, locations[code], units, min(to_micros(at), tx.now_micros),
             tx.now_micros)
            for line, item, code, units, at in self._packings
        ]  # fmt: skip

    def _write_marks(self) -> None:
        """push.md, POST: every change of taken or reserved has a sequence and marks its key due."""
        tx = self.tx
        real = sorted(one for one in self._changes.items() if one[1] != _UNCHANGED)
        ids = self._key_ids([name for name, _ in real])
        changes = [(ids[name], *change) for name, change in real]
        first = tx.take_sequences(len(changes) + bool(self._touched))
        tx.insert(
            "taken_change",
            ("sequence", "stock_key_id", "taken", "reserved", "recorded_at"),
            [
                (first + i, key, taken, reserved, tx.now_micros)
                for i, (key, taken, reserved) in enumerate(changes)
            ],
        )
        changed = {key for key, _, _ in changes}
        marks = (
            ("due = ?, touched = ?", changed, (tx.sequence, tx.sequence)),
            ("touched = ?", set(ids.values()) - changed, (tx.sequence,)),
        )
        for columns, keys, sequences in marks:
            tx.run_among(f"UPDATE stock_key SET {columns} WHERE id IN (?*)", keys, sequences)

    def _key_ids(self, names: Sequence[_KeyName]) -> dict[_KeyName, int]:
        """Every stock key that is touched. A location that held nothing before may lack one."""
        ids = stock_key_ids(self.tx, self.channel_id, self._touched)
        if missing := [StockKey(*name) for name in names if name not in ids]:
            ensure_stock_keys(self.tx, self.channel_id, missing)
            ids = stock_key_ids(self.tx, self.channel_id, self._touched)
        return ids


def _changed(before: Mapping[str, int], after: Mapping[str, int]) -> list[tuple[str, int]]:
    """What holds now, of every place where it is not what it was."""
    if not before:
        return [*after.items()]
    return [
        (place, after.get(place, 0))
        for place in before.keys() | after.keys()
        if before.get(place, 0) != after.get(place, 0)
    ]


def _packed_when(
    location: str, change: int, transfers: Iterable[Transfer], *, otherwise: datetime
) -> Iterator[tuple[int, datetime]]:
    """What left the promised goods is packed no more since then, however late that is read."""
    for move in transfers if change < 0 else ():
        units = min(-change, move.quantity) if move.source == committed(location) else 0
        if units:
            change += units
            yield -units, move.occurred_at
    if change:
        yield change, otherwise


def _packed_again(line_ref: int, steps: Iterable[Step], *, until: datetime) -> Iterator[_Packing]:
    """A packed parcel that never left stayed packed until that was found out."""
    for move, (item, per_unit) in steps:
        if move.packed:
            location, units = move.destination.partition(":")[0], move.packed * per_unit
            yield line_ref, item, location, units, move.occurred_at
            yield line_ref, item, location, -units, until


def _left(transfers: Sequence[Transfer], *, away: int) -> Iterator[Transfer]:
    """Without what never left by the word of the same reading that tells of its leaving."""
    never = max(0, sum(move.quantity for move in transfers if move.takes_back) - away)
    for move in transfers:
        if move.destination == CUSTOMER.name and never:
            units = min(never, move.quantity)
            never -= units
            if move.quantity > units:
                yield replace(move, quantity=move.quantity - units)
        else:
            yield move


def _differences(before: Mapping[str, int], after: Mapping[str, int]) -> list[tuple[str, int]]:
    if before == after:
        return []
    return [(key, after.get(key, 0) - before.get(key, 0)) for key, _ in _changed(before, after)]
