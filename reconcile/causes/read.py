"""What the book knows around the lines of a count that differ, gathered once.

Everything is asked of these lines only, and of all of them at once, so that a count of a million
lines costs little more to explain than to compare.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final

import numpy as np
import pandas as pd

from ledger.counts.blocks import Columns
from ledger.counts.cause_reads import (
    ExpectedReturn,
    OwingOrder,
    Supply,
    expected_returns,
    master_data,
    moves_on_the_way,
    owing_orders,
    own_locations,
    receipts,
    supplies,
)
from ledger.counts.facts import Variance
from ledger.counts.lots import states_found
from ledger.counts.rows import StoredCount, counted_columns
from ledger.counts.ruled_later import RULED_AFTER_MICROS
from ledger.counts.shelf import PACKED
from ledger.database import Reading
from ledger.errors import Rejected
from ledger.instants import to_micros
from ledger.values import State
from reconcile.arrays import Integers, integers_of
from reconcile.bins import Memory, bins_of_count, bins_then, read_memory, units_left_out
from reconcile.causes.facts import Change, Differing, Evidence, OtherCount, OtherSheet
from reconcile.causes.other_counts import LinesOf, counts_elsewhere, sheets_beside
from reconcile.causes.timing import DAYS_AROUND
from reconcile.shelf import PARTS, Book, Lines, Shelf, read_book, shelf_at

LINES_MAX: Final = 100_000
"""So many are explained in half a minute; of a count that differs more the sheet is the cause."""

RECEIVED_DAYS: Final = 30
"""A receipt that was booked under the wrong item is found by the next count or not at all."""

LOCATIONS_MAX: Final = 20
"""A seller's own sites; in more of them any quantity is found somewhere by chance."""


def read_evidence(
    tx: Reading, count: StoredCount, variances: Sequence[Variance], *, lines_of: LinesOf
) -> Evidence:
    """``variances``: the lines of the count that are not simply as expected.

    Raises Rejected for more than LINES_MAX that differ.
    """
    differing = sorted((one for one in variances if one.difference), key=lambda one: one.item)
    if len(differing) > LINES_MAX:
        raise Rejected(
            [
                f"{len(differing)} lines of count {count.id} differ, and of so many no causes are "
                f"looked for; is it the sheet of {count.sheet.location}, and its instant?"
            ]
        )
    if not differing:
        return Evidence(count, ())
    around = _around(tx, count, differing, lines_of)
    lines = tuple(_line(around, i, one) for i, one in enumerate(differing))
    return Evidence(count, lines, states=states_found(tx, count.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """``lines``, ``parts`` and ``elsewhere`` by place, the others by item."""

    lines: Lines
    parts: Mapping[int, Mapping[str, int]]
    elsewhere: Mapping[str, Integers]
    master: Mapping[int, tuple[str, int]]
    moves: Mapping[int, Mapping[str, int]]
    changes: Mapping[int, tuple[Change, ...]]
    incoming: Mapping[int, tuple[Supply, ...]]
    in_transit: Mapping[int, tuple[Supply, ...]]
    returns: Mapping[int, tuple[ExpectedReturn, ...]]
    orders: Mapping[int, tuple[OwingOrder, ...]]
    received: Mapping[int, tuple[tuple[int, int], ...]]
    other_sheets: Mapping[int, tuple[OtherSheet, ...]]
    other_counts: Mapping[int, tuple[OtherCount, ...]]
    bins: Mapping[int, tuple[str, ...]]
    missed_bins: Mapping[int, Mapping[str, int]]


def _around(
    tx: Reading, count: StoredCount, differing: Sequence[Variance], lines_of: LinesOf
) -> _Around:
    here, items = count.location_id, frozenset(one.item for one in differing)
    lines = _lines(counted_columns(tx, count.id), differing)
    since = int(lines.counted_from.min()) - _AROUND_MICROS
    book = read_book(tx, here, lines.item.tolist(), since=since)
    memory = read_memory(tx, here, sorted(items))
    month_before = count.sheet.counted_from - timedelta(days=RECEIVED_DAYS)
    return _Around(
        lines=lines,
        parts=_parts(shelf_at(lines, book)),
        elsewhere=dict(_elsewhere(tx, here, lines)),
        master=master_data(tx, items),
        changes=_changes(book, lines, posted=count.posted is not None),
        moves=moves_on_the_way(tx, here, items),
        incoming=supplies(tx, here, State.INCOMING, items),
        in_transit=supplies(tx, here, State.IN_TRANSIT, items),
        returns=expected_returns(tx, items),
        orders=owing_orders(tx, here, items),
        received=receipts(tx, here, items, since=to_micros(month_before)),
        other_sheets=sheets_beside(tx, count, items),
        other_counts=counts_elsewhere(tx, count, items, lines_of),
        bins={**_last_bins(memory, count), **bins_of_count(memory, count.id)},
        missed_bins=units_left_out(memory, count.id, counted_at=to_micros(count.sheet.counted_at)),
    )


def _last_bins(memory: Memory, count: StoredCount) -> dict[int, tuple[str, ...]]:
    """By item: where it lay when it was counted, as far as anybody remembers."""
    found: dict[int, tuple[str, ...]] = {}
    for item, code in bins_then(memory, until=to_micros(count.sheet.counted_at)):
        found[item] = (*found.get(item, ()), code)
    return found


def _line(around: _Around, place: int, variance: Variance) -> Differing:
    item, at = variance.item, int(around.lines.counted_at[place])
    name, pack_size = around.master[item]
    return Differing(
        variance=variance,
        name=name,
        pack_size=pack_size,
        counted_from=int(around.lines.counted_from[place]),
        counted_at=at,
        parts=around.parts.get(place, _NO_PARTS),
        moves=around.moves.get(item, _NO_MOVES),
        changes=around.changes.get(item, ()),
        incoming=around.incoming.get(item, ()),
        in_transit=around.in_transit.get(item, ()),
        returns=around.returns.get(item, ()),
        orders=around.orders.get(item, ()),
        received=tuple(one for one in around.received.get(item, ()) if one[0] <= at),
        elsewhere={code: int(on_hand[place]) for code, on_hand in around.elsewhere.items()},
        other_sheets=around.other_sheets.get(item, ()),
        other_counts=around.other_counts.get(item, ()),
        bins=around.bins.get(item, ()),
        missed_bins=around.missed_bins.get(item, {}),
    )


_NO_PARTS: Final[Mapping[str, int]] = {}
_NO_MOVES: Final[Mapping[str, int]] = {State.INCOMING: 0, State.IN_TRANSIT: 0}


def _parts(shelf: Shelf) -> dict[int, dict[str, int]]:
    """By place; of most lines there are none."""
    found: dict[int, dict[str, int]] = {}
    for part in PARTS:
        units = shelf.levels[part]
        for place in np.flatnonzero(units).tolist():
            found.setdefault(place, {})[part] = int(units[place])
    return found


def _lines(columns: Columns, differing: Sequence[Variance]) -> Lines:
    """Just the lines that differ; what a complete sheet does not name began when it was true."""
    item = np.array([one.item for one in differing], dtype=np.int64)
    counted_at = np.array([to_micros(one.counted_at) for one in differing], dtype=np.int64)
    on_sheet = integers_of(columns.item)
    places = np.minimum(np.searchsorted(on_sheet, item), len(on_sheet) - 1)
    began = integers_of(columns.counted_from)[places]
    return Lines(
        number=np.array([one.line for one in differing], dtype=np.int64),
        item=item,
        counted=np.array([one.counted for one in differing], dtype=np.int64),
        row=np.array([one.row or 0 for one in differing], dtype=np.int64),
        counted_from=np.where(on_sheet[places] == item, began, counted_at),
        counted_at=counted_at,
    )


_AROUND_MICROS: Final = DAYS_AROUND * 86_400 * 1_000_000


def _changes(book: Book, lines: Lines, *, posted: bool) -> dict[int, tuple[Change, ...]]:
    """Of on hand, some days around each line; a reservation changes nothing.

    At the instant of a line that is ``posted`` the book has its adjustment, which is no cause, and
    just behind it what people ruled to have happened after: of that nobody wonders any more.
    """
    began = pd.Series(lines.counted_from, index=lines.item)
    ended = pd.Series(lines.counted_at, index=lines.item)
    moved = pd.DataFrame(book.changes)
    moved = moved[moved["state"] != PACKED]
    moved = moved[moved["item"].isin(lines.item)]
    item = moved["item"].to_numpy(dtype=np.int64)
    at = moved["at"].to_numpy(dtype=np.int64)
    since_began = at - began.loc[item].to_numpy()
    since_ended = at - ended.loc[item].to_numpy()
    near = moved[
        (since_began >= -_AROUND_MICROS)
        & (since_ended <= _AROUND_MICROS)
        & ~(posted & (since_ended >= 0) & (since_ended <= RULED_AFTER_MICROS))
    ]
    net = near.groupby(["item", "at"], sort=True)["units"].sum()
    net = net[net != 0]
    found: dict[int, list[Change]] = {}
    for item_id, when, units in zip(
        net.index.get_level_values("item").tolist(),
        net.index.get_level_values("at").tolist(),
        net.tolist(),
        strict=True,
    ):
        found.setdefault(item_id, []).append(Change(at=when, units=units))
    return {item_id: tuple(changes) for item_id, changes in found.items()}


def _elsewhere(tx: Reading, here: int, lines: Lines) -> Iterator[tuple[str, Integers]]:
    others = ((number, code) for number, code in own_locations(tx) if number != here)
    for number, code in islice(others, LOCATIONS_MAX):
        book = read_book(tx, number, lines.item.tolist(), since=int(lines.counted_from.min()))
        yield code, shelf_at(lines, book).on_hand
