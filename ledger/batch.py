"""The rows of one page of orders, collected while it is planned and written together."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ledger.database import Row, Writing
from ledger.incidents import NewIncident, open_incidents
from ledger.instants import to_micros
from ledger.order_rows import (
    StoredLine,
    StoredOrder,
    line_row,
    next_id,
    order_row,
    save_lines,
    save_orders,
    save_positions,
)
from ledger.planner import Concern, LinePlan
from ledger.resolution import Components, KnownListing
from ledger.statements import LineState, Transfer
from ledger.store import insert_movements, movement_row, place_ids

_EXPLAINED = {
    Concern.EXCESS_RETURN: "{units} more units were refunded than were ever shipped; "
    "they were not booked: check the refund in the storefront",
    Concern.KEPT_BACK: "{units} units were refunded before shipping with 'do not restock'; "
    "they lie in damaged: judge them with `stockbook damage`",
    Concern.UNEXPLAINED: "{units} units that had left are no longer on the order; the goods were "
    "left where they are: settle it with `stockbook returns`",
}


@dataclass(frozen=True, slots=True)
class _Posting:
    """Transfers of one line, with the number of the last posting before them."""

    key: str
    line_ref: int
    number: int
    components: Components
    transfers: tuple[Transfer, ...]


@dataclass(slots=True)
class Batch:
    """Collects; ``write`` sends. ``channel`` is the name that movement keys begin with."""

    tx: Writing
    channel_id: int
    channel: str
    _orders: list[StoredOrder] = field(default_factory=list)
    _lines: list[tuple[StoredLine, int]] = field(default_factory=list)
    _postings: list[_Posting] = field(default_factory=list)
    _positions: list[tuple[int, str, int]] = field(default_factory=list)
    _packings: list[tuple[int, int, str, int, datetime]] = field(default_factory=list)
    _taken: Counter[int] = field(default_factory=Counter)
    _reserved: Counter[int] = field(default_factory=Counter)
    _touched: set[int] = field(default_factory=set)
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

    def touch(self, listing: KnownListing | None) -> None:
        """A newly stamped snapshot concerns this listing's stock key (push.md, "proved")."""
        if listing and listing.stock_key_id is not None:
            self._touched.add(listing.stock_key_id)

    def take(self, listing: KnownListing | None, *, taken: int, reserved: int) -> None:
        """What the platform itself took from the number we guard changed by so much."""
        if listing and listing.stock_key_id is not None and (taken or reserved):
            self._taken[listing.stock_key_id] += taken
            self._reserved[listing.stock_key_id] += reserved

    def post(
        self,
        order: StoredOrder,
        line: StoredLine,
        plan: LinePlan,
        *,
        before: LineState,
        at: datetime,
    ) -> int:
        """Take the plan's transfers and its new state; answers the line's new posting number."""
        components = line.components or ()
        subject = f"{self.channel}/{_part(order.order_id)}/{_part(line.line_id)}"
        self._postings.append(_Posting(subject, line.id, line.number, components, plan.transfers))
        self._positions += [
            (line.id, place, units) for place, units in _changed(before.posted, plan.state.posted)
        ]
        for location, units in _differences(before.packed, plan.state.packed):
            for item_id, per_unit in components:
                self._packings.append((line.id, item_id, location, units * per_unit, at))
        self._incidents += [
            NewIncident(kind=concern, subject=subject, text=_EXPLAINED[concern].format(units=units))
            for concern, units in plan.concerns.items()
        ]
        return line.number + len(plan.transfers) * len(components)

    def write(self) -> int:
        """Send everything; answers how many movements were posted."""
        tx = self.tx
        save_orders(tx, [order_row(order, self.channel_id) for order in self._orders])
        save_lines(tx, [line_row(line, order_ref) for line, order_ref in self._lines])
        names = {place for _, place, _ in self._positions}
        names |= {
            side for one in self._postings for move in one.transfers
            for side in (move.source, move.destination)
        }  # fmt: skip
        places = place_ids(tx, names)
        save_positions(tx, [(line, places[name], units) for line, name, units in self._positions])
        rows = [row for posting in self._postings for row in self._rows(posting, places)]
        if rows:
            insert_movements(tx, rows)
        self._write_packings()
        self._write_marks()
        open_incidents(tx, self._incidents)
        return len(rows)

    def _rows(self, posting: _Posting, places: Mapping[str, int]) -> list[Row]:
        """One movement a transfer and component, each with the line's next posting number."""
        steps = [(move, part) for move in posting.transfers for part in posting.components]
        return [
            movement_row(
                self.tx,
                key=f"{posting.key}/{number}",
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

    def _write_packings(self) -> None:
        if not self._packings:
            return
        tx = self.tx
        codes = {location for _, _, location, _, _ in self._packings}
        locations = tx.mapping("SELECT code, id FROM location WHERE code IN (?*)", codes)
        first = tx.take_sequences(len(self._packings))
        rows = [
            (first + i, line, item, locations[code], units, min(to_micros(at), tx.now_micros),
             tx.now_micros)
            for i, (line, item, code, units, at) in enumerate(self._packings)
        ]  # fmt: skip
        columns = ("sequence", "line_id", "item_id", "location_id", "delta", "occurred_at",
                   "recorded_at")  # fmt: skip
        tx.insert("packing", columns, rows)

    def _write_marks(self) -> None:
        """push.md, POST: every change of taken or reserved has a sequence and marks its key due."""
        tx = self.tx
        changes = sorted(
            key
            for key in self._taken.keys() | self._reserved.keys()
            if self._taken[key] or self._reserved[key]
        )
        first = tx.take_sequences(len(changes) + bool(self._touched))
        tx.insert(
            "taken_change",
            ("sequence", "stock_key_id", "taken", "reserved", "recorded_at"),
            [
                (first + i, key, self._taken[key], self._reserved[key], tx.now_micros)
                for i, key in enumerate(changes)
            ],
        )
        tx.run_among("UPDATE stock_key SET due = ? WHERE id IN (?*)", changes, (tx.sequence,))
        tx.run_among(
            "UPDATE stock_key SET touched = ? WHERE id IN (?*)", self._touched, (tx.sequence,)
        )


def _part(text: str) -> str:
    """Ids are joined by slashes in keys, so one inside an id is written otherwise."""
    return text.replace("%", "%25").replace("/", "%2F") if "/" in text or "%" in text else text


def _changed(before: Mapping[str, int], after: Mapping[str, int]) -> list[tuple[str, int]]:
    """What holds now, of every place where it is not what it was."""
    return [
        (place, after.get(place, 0))
        for place in before.keys() | after.keys()
        if before.get(place, 0) != after.get(place, 0)
    ]


def _differences(before: Mapping[str, int], after: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(key, after.get(key, 0) - before.get(key, 0)) for key, _ in _changed(before, after)]
