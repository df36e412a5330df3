"""What lay on a location's shelves at the instant of each line, as the book knows it now."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ledger.counts.blocks import Columns
from ledger.counts.shelf import (
    PACKED,
    packed_levels,
    shelf_changes,
    shelf_levels,
    shelf_parts,
    shelf_places,
)
from ledger.database import Reading
from ledger.joined import Items
from ledger.values import ON_HAND_STATES, State
from reconcile.arrays import Integers, integers_of, integers_of_text, runs

STATES: Final = (*(state.value for state in ON_HAND_STATES), PACKED)


@dataclass(frozen=True, slots=True)
class Lines:
    """A count as arrays of int64, one place a line; see ledger.counts.blocks.Columns.

    ``number``: of the line. Sorted by item.
    """

    number: Integers
    item: Integers
    counted: Integers
    row: Integers
    counted_from: Integers
    counted_at: Integers


@dataclass(frozen=True, slots=True)
class Shelf:
    """Units as of each line's instant, by state and packed: arrays of int64, one place a line.

    ``moved``: units that came or went between the line's two instants, where people looked.
    """

    levels: dict[str, Integers]
    moved: Integers

    @property
    def on_hand(self) -> Integers:
        return sum(
            (self.levels[state.value] for state in ON_HAND_STATES),
            start=np.zeros_like(self.moved),
        )


def lines_of(columns: Columns) -> Lines:
    """The lines that stand on the sheet."""
    first = columns.first_line
    return Lines(
        number=np.arange(first, first + len(columns), dtype=np.int64),
        item=integers_of(columns.item),
        counted=integers_of(columns.counted),
        row=integers_of(columns.row),
        counted_from=integers_of(columns.counted_from),
        counted_at=integers_of(columns.counted_at),
    )


CHANGE: Final = np.dtype([("item", np.int64), ("at", np.int64), ("state", "U16"),
                         ("units", np.int64)])  # fmt: skip
"""In microseconds UTC; the state is one of STATES."""


@dataclass(frozen=True, slots=True)
class Book:
    """``levels``: of now, by state and packed: items and their units, arrays of int64.

    ``changes``: what happened since, an array with the fields of CHANGE.
    """

    levels: dict[str, tuple[Integers, Integers]]
    changes: npt.NDArray[np.void]

    @property
    def items(self) -> Integers:
        """Every item that is named, some of them more than once."""
        items = (items for items, _ in self.levels.values())
        return np.concatenate([self.changes["item"], *items])


def read_book(tx: Reading, location_id: int, items: Items, *, since: int) -> Book:
    """``since``, in microseconds: changes from then on are told one by one."""
    places = shelf_places(tx, location_id)
    told = shelf_levels(tx, places, items)
    shelves, units = integers_of_text(told.others).reshape(-1, 2).T
    item, place = shelf_parts(shelves, places)
    levels = {state: _at(item, units, place == one) for one, state in places.items()}
    available = integers_of_text(told.available)
    levels[State.AVAILABLE] = _at(_ids(told.items), available, available != 0)
    packed, packed_units = map(integers_of_text, packed_levels(tx, location_id, items))
    changes = shelf_changes(tx, location_id, items, since=since)
    return Book(
        levels=levels | {PACKED: (packed, packed_units)},
        changes=np.fromiter(changes, dtype=CHANGE),
    )


def _ids(items: str | Items) -> Integers:
    if isinstance(items, str):
        return integers_of_text(items)
    if isinstance(items, range):
        return np.arange(items.start, items.stop, dtype=np.int64)
    return np.array(sorted(items), dtype=np.int64)


def _at(item: Integers, units: Integers, there: npt.NDArray[np.bool_]) -> tuple[Integers, Integers]:
    return (item, units) if there.all() else (item[there], units[there])


def shelf_at(lines: Lines, book: Book, *, elsewhere: Collection[str] = ()) -> Shelf:
    """Levels of now less what changed after each line's instant. Pure.

    ``elsewhere``: of STATES, what did not lie where people looked.
    """
    levels = {state: _standing(lines, *book.levels[state]) for state in STATES}
    places, known = _places(lines, book.changes["item"])
    places, changes = places[known], book.changes[known]
    is_after = changes["at"] > lines.counted_at[places]
    for state, units in levels.items():
        since = is_after & (changes["state"] == state)
        np.subtract.at(units, places[since], changes["units"][since])
    moved = _moved(lines, places, changes, _seen(changes, elsewhere))
    return Shelf(levels=levels, moved=moved)


def _standing(lines: Lines, items: Integers, standing: Integers) -> Integers:
    if np.array_equal(items, lines.item):
        return standing.copy()
    units = np.zeros(len(lines.item), dtype=np.int64)
    places, known = _places(lines, items)
    units[places[known]] = standing[known]
    return units


def _places(lines: Lines, items: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Where each item's line is, and whether it has one."""
    if not len(lines.item):
        return np.zeros(len(items), dtype=np.int64), np.zeros(len(items), dtype=np.bool_)
    places = np.searchsorted(lines.item, items)
    places[places == len(lines.item)] = 0
    return places, lines.item[places] == items


def _seen(changes: npt.NDArray[np.void], elsewhere: Collection[str]) -> Integers:
    """By how much each change is one of what lay where people looked.

    What is packed is a part of on hand, so there packing alone takes it away.
    """
    if not len(changes):
        return np.zeros(0, dtype=np.int64)
    away = np.isin(changes["state"], [state for state in elsewhere if state != PACKED])
    packing = changes["state"] == PACKED
    seen: Integers = np.where(away | packing, 0, changes["units"])
    return seen - changes["units"] * packing if PACKED in elsewhere else seen


def _moved(
    lines: Lines, places: Integers, changes: npt.NDArray[np.void], seen: Integers
) -> Integers:
    """Units that came or went while a line was counted; a reservation moves nothing.

    What came and went at the same instant did not move either.
    """
    moved = np.zeros(len(lines.item), dtype=np.int64)
    at = changes["at"]
    while_counted = (at > lines.counted_from[places]) & (at <= lines.counted_at[places])
    place, at, units = places[while_counted], at[while_counted], seen[while_counted]
    order = np.lexsort((at, place))
    begins = np.flatnonzero(runs(place[order], at[order]))
    if len(begins):
        net = np.add.reduceat(units[order], begins)
        np.add.at(moved, place[order][begins], np.abs(net))
    return moved


PARTS: Final = (State.COMMITTED.value, PACKED, State.INSPECTION.value, State.DAMAGED.value)
"""What a counter may have taken for something else, or left out: see reconcile.decide."""
