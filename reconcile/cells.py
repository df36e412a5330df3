"""What one cell of a count must hold, and what to say of one that does not.

A column of a million cells says the same few things over and over, so each different text is read
once.
"""

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

import numpy as np

from ledger.instants import instant_from_text, to_micros
from ledger.values import QUANTITY_MAX
from reconcile.arrays import Integers, narrowed
from reconcile.texts import Coded


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


def quantity_of(text: str) -> int:
    """A whole number of at least 0: ``7``, or ``7.0`` as spreadsheets write it."""
    if not text:
        raise ValueError("is empty; write 0 where none was found, or remove the row")
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{_short(text)} is not a whole number of at least 0")
    quantity = int(text.partition(".")[0])
    if quantity > QUANTITY_MAX:
        raise ValueError(f"{_short(text)} is more than {QUANTITY_MAX}; is it another column?")
    return quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantReader:
    """Instants of a sheet in microseconds UTC. ``zone``: of texts without an offset.

    None may lie before ``opening`` or after ``now``. An empty text means ``default``.
    """

    zone: tzinfo
    opening: datetime
    now: datetime
    default: datetime | None

    def __call__(self, text: str) -> int:
        if text:
            return self.checked(instant_from_text(text, zone=self.zone))
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
                f"({self.opening.isoformat()}), so there is nothing to compare it with"
            )
        return to_micros(instant)


_SHOWN_MAX: Final = 60
_WHOLE: Final = re.compile(r"[0-9]{1,18}(\.0{1,6})?")


def _short(text: str) -> str:
    return repr(textwrap.shorten(text, _SHOWN_MAX, placeholder="…"))
