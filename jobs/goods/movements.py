"""`movements import`: facts of a file, taken whole or refused whole with all their problems."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from jobs.csv_files import Problems, read_rows
from jobs.goods.movement_cells import movement_from_cells
from ledger.counts.damage_found import DamageFound
from ledger.cutover import opened_after, opening_stock
from ledger.database import Database, Reading, Writing
from ledger.errors import KeyConflict, Rejected
from ledger.history import EXPORT_COLUMNS, instants_told
from ledger.items import create_missing_items
from ledger.locations import locations
from ledger.numbers import counted
from ledger.store import Posted, post
from ledger.takings import below_zero, is_guarded
from ledger.values import Movement

_REQUIRED: Final = EXPORT_COLUMNS[:6]
_OPTIONAL: Final = EXPORT_COLUMNS[6:]

_log: Final = logging.getLogger("stockbook.movements")

CHUNK: Final = 10_000
"""Movements posted at a time: fast, and memory stays flat for a file of millions."""

DOUBTS_SHOWN_MAX: Final = 20
"""All of them are incidents; a screen holds so many."""

Progress = Callable[[int], None]
"""Told how many more rows are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAnswer:
    """``known``: facts that the book had already. ``notes``: what to look at, in sentences."""

    posted: int
    known: int
    items_created: int
    notes: list[str]


def import_movements(
    database: Database, path: Path, *, actor: str, create_items: bool, progress: Progress
) -> ImportAnswer:
    """Post a file of movements, all or none. Raises Rejected with every problem of the file."""
    problems = Problems(path.name)
    posted = known = created = 0
    with database.writing() as tx:
        looked = _Looked(_openings(tx), tx.now, below_zero(tx))
        for rows, movements in _chunks(path, actor, problems):
            created += _create(tx, movements) if create_items else 0
            looked.at(tx, rows, movements, problems)
            outcome = _post(tx, rows, movements, problems)
            looked.damage.update({one.subject: one for one in outcome.damage})
            posted, known = posted + outcome.new, known + outcome.known
            progress(len(movements))
        looked.at_the_end(tx, problems)
        problems.refuse()
    _log.info("%s imported %s from %s", actor, counted(posted, "movement"), path.name)
    return ImportAnswer(posted=posted, known=known, items_created=created, notes=looked.notes())


@dataclass(slots=True)
class _Looked:
    """What only the rows together can tell.

    ``below``: what was below zero before, though it cannot be. ``takers``: the last row that took
    units of an item from a place where only what is there can be taken. ``damage``: what counts
    found of which rows say something.
    """

    openings: Mapping[str, datetime]
    now: datetime
    below: Mapping[tuple[str, str], int]
    takers: dict[tuple[str, str], int] = field(default_factory=dict)
    in_future: list[int] = field(default_factory=list)
    damage: dict[str, DamageFound] = field(default_factory=dict)

    def at(
        self, tx: Reading, rows: Sequence[int], movements: Sequence[Movement], problems: Problems
    ) -> None:
        """These rows, before they are posted."""
        told = list(zip(rows, movements, strict=True))
        self.takers.update(
            {(one.sku, one.source.name): row for row, one in told if is_guarded(one.source)}
        )
        future = _new(tx, [(row, one) for row, one in told if one.occurred_at > self.now])
        self.in_future += [row for row, _ in future]
        for row, text in _counted_twice(tx, told, self.openings):
            problems.add(row, text)

    def at_the_end(self, tx: Reading, problems: Problems) -> None:
        """Rows may come in any order, so what counts is what all of them lead to."""
        for (sku, name), units in below_zero(tx).items():
            if units < self.below.get((sku, name), 0):
                row = self.takers[sku, name]
                problems.add(
                    row, f"more of {sku} leave {name} than are there: {units} would be left"
                )

    def notes(self) -> list[str]:
        return [*self._future(), *self._doubtful()]

    def _future(self) -> Iterator[str]:
        if self.in_future:
            number = counted(len(self.in_future), "movement")
            yield (
                f"{number} of the future (the first in row {self.in_future[0]}): booked as of now, "
                "and the instant that the file says is kept beside; look at its dates"
            )

    def _doubtful(self) -> Iterator[str]:
        """Those of the first chunks may be over by the last one."""
        doubtful = [one.text for one in self.damage.values() if one.is_doubtful]
        yield from doubtful[:DOUBTS_SHOWN_MAX]
        if len(doubtful) > DOUBTS_SHOWN_MAX:
            more = len(doubtful) - DOUBTS_SHOWN_MAX
            yield f"and {more} more such; see `stockbook incidents list`"


def _openings(tx: Reading) -> dict[str, datetime]:
    return {code: site.opening_at for code, site in locations(tx).items() if site.opening_at}


_Told = tuple[int, Movement]
"""A row and its movement."""


def _new(tx: Reading, told: Sequence[_Told]) -> list[_Told]:
    known = instants_told(tx, [one.key for _, one in told])
    return [(row, one) for row, one in told if one.key not in known]


def _counted_twice(
    tx: Reading, told: Sequence[_Told], openings: Mapping[str, datetime]
) -> Iterator[tuple[int, str]]:
    """What moved before its location was opened, of items that were opened with stock."""
    newest = max(openings.values(), default=None)
    early = [pair for pair in told if newest and pair[1].occurred_at < newest]
    new = _new(tx, early)
    stock = opening_stock(tx, {one.sku for _, one in new})
    for row, one in new:
        later = opened_after((one.source, one.destination), one.occurred_at, openings)
        if later and (one.sku, later[0]) in stock:
            yield (
                row,
                f"{one.occurred_at.isoformat()} lies before {later[0]} came into the book, "
                f"{later[1].isoformat()}: what came or left before is in its opening stock of "
                f"{one.sku}; leave it out, or take the history into a book that is not opened yet",
            )


def _chunks(
    path: Path, actor: str, problems: Problems
) -> Iterator[tuple[list[int], list[Movement]]]:
    """Row numbers and movements of the file, CHUNK at a time; bad rows become problems."""
    rows: list[int] = []
    movements: list[Movement] = []
    for row, cells in read_rows(path, required=_REQUIRED, optional=_OPTIONAL, problems=problems):
        try:
            movements.append(movement_from_cells(cells, actor=actor))
            rows.append(row)
        except ValueError as error:
            problems.add(row, str(error))
        if len(movements) == CHUNK:
            yield rows, movements
            rows, movements = [], []
    yield rows, movements


def _create(tx: Writing, movements: Sequence[Movement]) -> int:
    return create_missing_items(tx, {movement.sku for movement in movements})


def _post(
    tx: Writing, rows: Sequence[int], movements: Sequence[Movement], problems: Problems
) -> Posted:
    """Post a chunk; when the ledger refuses it, find out which rows are to blame."""
    try:
        with tx.savepoint():
            return post(tx, movements)
    except (Rejected, KeyConflict):
        for row, movement in zip(rows, movements, strict=True):
            try:
                with tx.savepoint():
                    post(tx, [movement])
            except (Rejected, KeyConflict) as error:
                problems.add(row, str(error))
        return Posted(new=0, known=0)
