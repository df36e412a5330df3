"""What lay on a location's shelves at the instant of each line, as the book knows it now."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ledger.count_blocks import Columns
from ledger.database import Reading
from ledger.shelf import PACKED, shelf_changes, shelf_levels
from ledger.values import ON_HAND_STATES, State
from reconcile.arrays import Integers, integers_of

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


def book_frames(
    tx: Reading, location_id: int, lines: Lines, *, everything: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Levels of now (item, state, units), and what changed since (item, at, state, units).

    ``everything``: changes of all items, not only of those that were counted.
    """
    since = int(lines.counted_from.min())
    items = None if everything else lines.item.tolist()
    changes = shelf_changes(tx, location_id, since=since, items=items)
    levels = shelf_levels(tx, location_id)
    return (
        pd.DataFrame(levels, columns=["item", "state", "units"]),
        pd.DataFrame(changes, columns=["item", "at", "state", "units"]),
    )


def shelf_at(lines: Lines, levels: pd.DataFrame, changes: pd.DataFrame) -> Shelf:
    """Levels of now less what changed after each line's instant. Pure."""
    here = _placed(lines, levels)
    later = _placed(lines, changes)
    after = later[later["at"] > lines.counted_at[later["place"]]]
    found = {}
    for state in STATES:
        units = np.zeros(len(lines.item), dtype=np.int64)
        for frame, sign in ((here, 1), (after, -1)):
            of_state = frame[frame["state"] == state]
            np.add.at(units, of_state["place"], sign * of_state["units"].to_numpy(dtype=np.int64))
        found[state] = units
    return Shelf(levels=found, moved=_moved(lines, later))


def _placed(lines: Lines, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of items that were counted, each with the ``place`` of its line."""
    items = frame["item"].to_numpy(dtype=np.int64)
    places = np.searchsorted(lines.item, items)
    places[places == len(lines.item)] = 0
    placed: pd.DataFrame = frame.assign(place=places)[lines.item[places] == items]
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
