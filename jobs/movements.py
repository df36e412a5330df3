"""`movements import` and `export`: the book is never locked in.

An import is taken whole or refused whole with all its problems.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Final

from jobs.csv_files import Problems, read_rows, write_rows
from jobs.movement_cells import cells_from_cost, movement_from_cells
from ledger.database import Database, Writing
from ledger.errors import KeyConflict, Rejected
from ledger.history import (
    EXPORT_COLUMNS,
    RecordedMovement,
    all_movements,
    available_if_committed,
)
from ledger.items import create_missing_items
from ledger.store import Posted, post
from ledger.values import Movement

_REQUIRED: Final = EXPORT_COLUMNS[:6]
_OPTIONAL: Final = EXPORT_COLUMNS[6:]

_log: Final = logging.getLogger("stockbook.movements")

OTHER_BOOK: Final = "other-book"
"""Begins the keys of movements that were exported for another book."""

CHUNK: Final = 10_000
"""Movements posted at a time: fast, and memory stays flat for a file of millions."""

Progress = Callable[[int], None]
"""Told how many more rows are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportAnswer:
    """``known``: facts that the book had already."""

    posted: int
    known: int
    items_created: int


def import_movements(
    database: Database, path: Path, *, actor: str, create_items: bool, progress: Progress
) -> ImportAnswer:
    """Post a file of movements, all or none. Raises Rejected with every problem of the file."""
    problems = Problems(path.name)
    posted = known = created = 0
    with database.writing() as tx:
        for rows, movements in _chunks(path, actor, problems):
            created += _create(tx, movements) if create_items else 0
            outcome = _post(tx, rows, movements, problems)
            posted, known = posted + outcome.new, known + outcome.known
            progress(len(movements))
        problems.refuse()
    _log.info("%s imported %d movements from %s", actor, posted, path.name)
    return ImportAnswer(posted=posted, known=known, items_created=created)


def export_movements(
    database: Database, file: IO[str], *, for_another_book: bool, progress: Progress
) -> int:
    """Write every movement as CSV, oldest record first; answers how many.

    ``for_another_book``: as a book without these orders can take them, see `_without_promises`.
    """

    def rows() -> Iterator[dict[str, object]]:
        for count, recorded in enumerate(all_movements(tx), 1):
            movement = _without_promises(recorded) if for_another_book else recorded
            if movement is not None:
                yield {**asdict(movement), "unit_cost": cells_from_cost(movement.unit_cost)}
            if not count % CHUNK:
                progress(CHUNK)

    with database.reading() as tx:
        return write_rows(file, EXPORT_COLUMNS, rows())


def _without_promises(movement: RecordedMovement) -> RecordedMovement | None:
    """What became of the goods alone: those promised to an order are available until they leave.

    Under a key of its own: an order of that book may one day ask for the first.
    """
    source, destination = (
        available_if_committed(name) for name in (movement.source, movement.destination)
    )
    if source == destination:
        return None
    return replace(
        movement, key=f"{OTHER_BOOK}/{movement.key}", source=source, destination=destination
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
