"""What lay on a location's shelves at the instant of each line, as the book knows it now."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ledger.count_blocks import Columns
from ledger.database import Reading
from ledger.joined import Items
from ledger.shelf import PACKED, packed_levels, shelf_changes, shelf_levels, shelf_places
from ledger.values import ON_HAND_STATES, State
from reconcile.arrays import Integers, integers_of, integers_of_text

STATES: Final = (*(state.value for state in ON_HAND_STATES), PACKED)


@dataclass(frozen=True, slots=True)
class Lines:
    """A count as arrays of int64, one place a line; see ledger.count_blocks.Columns.

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

    ``moved``: units that came or went between the line's two instants.
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


@dataclass(frozen=True, slots=True)
class Book:
    """``levels``: of now, by state and packed: items and their units, arrays of int64.

    ``changes``: what happened since, a frame of int64 ``item``, ``at``, ``units`` and of ``state``.
    """

    levels: dict[str, tuple[Integers, Integers]]
    changes: pd.DataFrame

    @property
    def items(self) -> Integers:
        """Every item that is named, some of them more than once."""
        changed = self.changes["item"].to_numpy(dtype=np.int64)
        return np.concatenate([changed, *(items for items, _ in self.levels.values())])


def read_book(tx: Reading, location_id: int, items: Items, *, since: int) -> Book:
    """``since``, in microseconds: changes from then on are told one by one."""
    places = shelf_places(tx, location_id)
    item, place, units = map(integers_of_text, shelf_levels(tx, places, items))
    packed, packed_units = map(integers_of_text, packed_levels(tx, location_id, items))
    levels = {state: (item[place == one], units[place == one]) for one, state in places.items()}
    changes = shelf_changes(tx, location_id, items, since=since)
    return Book(
        levels=levels | {PACKED: (packed, packed_units)},
        changes=pd.DataFrame(changes, columns=["item", "at", "state", "units"]),
    )


def shelf_at(lines: Lines, book: Book) -> Shelf:
    """Levels of now less what changed after each line's instant. Pure."""
    changes = _placed(lines, book.changes)
    after = changes[changes["at"] > lines.counted_at[changes["place"]]]
    levels = {}
    for state in STATES:
        units = np.zeros(len(lines.item), dtype=np.int64)
        items, standing = book.levels[state]
        places, known = _places(lines, items)
        units[places[known]] = standing[known]
        since = after[after["state"] == state]
        np.subtract.at(units, since["place"], since["units"].to_numpy(dtype=np.int64))
        levels[state] = units
    return Shelf(levels=levels, moved=_moved(lines, changes))


def _places(lines: Lines, items: Integers) -> tuple[Integers, npt.NDArray[np.bool_]]:
    """Where each item's line is, and whether it has one."""
    if not len(lines.item):
        return np.zeros(len(items), dtype=np.int64), np.zeros(len(items), dtype=np.bool_)
    places = np.searchsorted(lines.item, items)
    places[places == len(lines.item)] = 0
    return places, lines.item[places] == items


def _placed(lines: Lines, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of items that were counted, each with the ``place`` of its line."""
    places, known = _places(lines, frame["item"].to_numpy(dtype=np.int64))
    placed: pd.DataFrame = frame.assign(place=places)[known]
    return placed


def _moved(lines: Lines, changes: pd.DataFrame) -> Integers:
    """Units that changed on hand while a line was counted; a reservation moves nothing."""
    moved = np.zeros(len(lines.item), dtype=np.int64)
    place = changes["place"].to_numpy()
    at = changes["at"].to_numpy()
    while_counted = (at > lines.counted_from[place]) & (at <= lines.counted_at[place])
    on_hand = changes[while_counted & (changes["state"] != PACKED).to_numpy()]
    net = on_hand.groupby(["place", "at"])["units"].sum().abs().groupby("place").sum()
    moved[net.index.to_numpy(dtype=np.int64)] = net.to_numpy(dtype=np.int64)
    return moved


PARTS: Final = (State.COMMITTED.value, PACKED, State.INSPECTION.value, State.DAMAGED.value)
"""What a counter may have taken for something else, or left out: see reconcile.decide."""
