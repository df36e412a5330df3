"""`movements export`: every movement as CSV, so that the book is never locked in."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import IO, Final

from jobs.csv_files import write_rows
from jobs.goods.movement_cells import cells_from_cost
from ledger.database import Database
from ledger.history import (
    EXPORT_COLUMNS,
    RecordedMovement,
    all_movements,
    available_if_committed,
)

OTHER_BOOK: Final = "other-book"
"""Begins the keys of movements that were exported for another book."""

TOLD_EVERY: Final = 10_000
"""Movements, after which a person is told again how many are done."""

Progress = Callable[[int], None]
"""Told how many more rows are done."""


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
            if not count % TOLD_EVERY:
                progress(TOLD_EVERY)

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
