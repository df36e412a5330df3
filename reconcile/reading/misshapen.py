"""What is wrong with the rows of a text file that are none, and what to do about each."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ledger.counts.facts import Problem
from reconcile.reading.headings import PROBLEM_HEADING
from reconcile.reading.records import (
    CELL_LETTERS_MAX,
    Layout,
    WrappingError,
    is_endless,
    is_split,
    is_wrapped,
    opened,
    records_or_errors,
    swallows,
    too_many,
)


def misshapen_rows(path: Path, layout: Layout) -> Iterator[Problem]:
    """Every row with more cells than headings, and what keeps others from being read at all."""
    ours = PROBLEM_HEADING in layout.headings
    with opened(path, layout.encoding) as file:
        number = 0
        try:
            rows = records_or_errors(file, layout.delimiter, wrapped=layout.wrapped)
            for number, cells in enumerate(rows, 1):
                if isinstance(cells, csv.Error):
                    yield Problem(row=number, problem=unread(cells))
                elif number > layout.heading_row and too_many(cells, layout.width):
                    yield Problem(
                        row=number,
                        problem=_TOO_MANY.format(
                            len(cells) - ours, layout.width - ours, layout.delimiter
                        ),
                    )
                elif number > layout.heading_row and is_split(cells, layout):
                    yield Problem(row=number, problem=_SPLIT.format(layout.delimiter))
                elif number > layout.heading_row and swallows(cells, layout):
                    yield Problem(row=number, problem=_SWALLOWS)
                elif number > layout.heading_row and is_wrapped(cells, layout):
                    yield Problem(row=number, problem=_WRAPPED)
        except UnicodeError as error:
            yield Problem(row=number + 1, problem=unread(error))


def unread(error: csv.Error | UnicodeError) -> str:
    """Why a row is none, and what to do."""
    if isinstance(error, UnicodeDecodeError):
        letter = error.object[error.start : error.start + 1].hex()
        return _NO_LETTER.format(error.encoding, letter)
    if isinstance(error, UnicodeError):
        return f"cannot be read ({error}); leave --encoding out, or name another"
    if isinstance(error, WrappingError):
        return str(error)
    if is_endless(error):
        return _ENDLESS
    return _HALF_QUOTED if "expected after" in str(error) else f"cannot be read ({error})"


_NO_LETTER: Final = (
    "cannot be read as {0}, which has no letter {1}; say --encoding, or leave it out, or save the "
    "sheet as 'CSV UTF-8'"
)
_SPLIT: Final = (
    "has three digits without a heading right of its quantity, which may be its end, as of "
    "1{0}234; quote such a number, or give that column a heading"
)
_SWALLOWS: Final = (
    "is several rows in one, by a quote in the first that is closed in the last; remove both, or "
    'write a quote twice within a quoted cell ("12"" pipe")'
)
_TOO_MANY: Final = (
    "{0} cells under {1} headings; quote the one with {2!r}, or give each column a heading"
)
_WRAPPED: Final = (
    "is quoted as a whole, so it is one cell; remove the quotes around it, or let every row, the "
    "headings too, have them"
)
_ENDLESS: Final = (
    f"has a quote that is never closed, or a cell of more than {CELL_LETTERS_MAX} letters; remove "
    'the quote, or write it twice within a quoted cell ("12"" pipe")'
)
_HALF_QUOTED: Final = (
    "has a cell that goes on behind its closing quote; write a quote twice within a quoted cell "
    '("12"" pipe"), or let a spreadsheet save the file'
)
