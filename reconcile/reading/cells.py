"""What one cell of a count must hold, and what to say of one that does not.

A column of a million cells says the same few things over and over, so each different text is read
once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

import numpy as np

from ledger.instants import instant_from_text, to_micros
from ledger.values import text_problem
from reconcile.arrays import Integers, narrowed
from reconcile.reading.dates import DateReader, day_counted
from reconcile.reading.no_values import short, spreadsheet_error
from reconcile.reading.texts import Coded

BIN_LENGTH_MAX: Final = 255
"""Labels of shelves are short; a longer text is another column by mistake."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """``integers``: one a cell, 0 where it has none. ``problems``: (place, what is wrong)."""

    integers: Integers
    problems: list[tuple[int, str]]


def parsed(column: Coded, read: Callable[[str], int], *, problems_max: int) -> Parsed:
    """Every cell of a column; ``read`` raises ValueError for a text that is no such."""
    values = np.zeros(len(column.texts), dtype=np.int64)
    wrong: dict[int, str] = {}
    for code, text in enumerate(column.texts):
        try:
            values[code] = read(text)
        except ValueError as error:
            wrong[code] = str(error)
    codes = column.codes
    places = np.flatnonzero(np.isin(codes, list(wrong)))[:problems_max] if wrong else ()
    return Parsed(
        narrowed(values[codes]), [(int(place), wrong[int(codes[place])]) for place in places]
    )


def bin_of(text: str) -> int:
    """Nothing but a text that can be kept; 0."""
    if problem := text_problem("bin", text, length_max=BIN_LENGTH_MAX):
        raise ValueError(f"cannot be kept: {problem}")
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantReader:
    """Instants of a sheet in microseconds UTC. ``zone``: of texts without an offset.

    None may lie before ``opening`` or after ``now``. An empty text means ``default``. ``dates``:
    how they are written.
    """

    zone: tzinfo
    opening: datetime
    now: datetime
    default: datetime | None
    dates: DateReader = field(default_factory=DateReader)

    def __call__(self, text: str) -> int:
        if text:
            if error := spreadsheet_error(text):
                raise ValueError(error)
            if (day := day_counted(text)) is not None:
                raise ValueError(
                    f"{short(text)} is a day as a spreadsheet counts them; if {day.isoformat(' ')} "
                    "is meant, write that, or give the column the format of a date"
                )
            return self.checked(instant_from_text(self.dates(text), zone=self.zone))
        if self.default is None:
            raise ValueError("is empty, and the sheet as a whole has no instant (--counted-at)")
        return to_micros(self.default)

    def checked(self, instant: datetime) -> int:
        """Raises ValueError for one that cannot be compared with the book."""
        if instant > self.now:
            raise ValueError(f"{instant.isoformat()} lies in the future; say when it was counted")
        if instant < self.opening:
            raise ValueError(
                f"{instant.isoformat()} lies before the opening of the book there "
                f"({self.opening.isoformat()}), so there is nothing to compare it with; "
                "correct it, or count again"
            )
        return to_micros(instant)
