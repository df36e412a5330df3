"""The rows of a text file as cells, and which of them are none: torn, cut or joined by a quote."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final

from reconcile.reading.headings import Column

CELL_LETTERS_MAX: Final = 131_072
"""Of a cell: as many as the csv module reads, and four times those of a spreadsheet's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is to be read.

    ``heading_row`` is its number, ``headings`` are all of them, and ``columns`` says where those
    stand that are known. ``wrapped``: each row is quoted as a whole.
    """

    encoding: str
    delimiter: str
    heading_row: int
    headings: list[str]
    columns: Mapping[Column, int]
    wrapped: bool = False

    @property
    def width(self) -> int:
        return len(self.headings)

    @property
    def split_place(self) -> int | None:
        """Where the end of a quantity may stand that was cut in two: right of it, unnamed."""
        place = self.columns.get(Column.QUANTITY, self.width) + 1
        is_unnamed = place < self.width and not self.headings[place].strip()
        return place if is_unnamed and self.delimiter == "," else None


def opened(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, newline="")


class WrappingError(csv.Error):
    """A row is not quoted as a whole, as the others are."""


def records(file: Iterable[str], delimiter: str, *, wrapped: bool = False) -> Iterator[list[str]]:
    rows = csv.reader(file, delimiter=delimiter, strict=True)
    return map(partial(_unwrapped, delimiter=delimiter), rows) if wrapped else rows


def _unwrapped(cells: Sequence[str], *, delimiter: str) -> list[str]:
    """Of a row that was quoted as a whole, so that it is one cell."""
    if any(cell.strip() for cell in cells[1:]):
        raise WrappingError(_NOT_WRAPPED)
    return next(records(cells[:1], delimiter), [])


def records_or_errors(
    file: IO[str], delimiter: str, *, wrapped: bool
) -> Iterator[list[str] | csv.Error]:
    """In the place of a row that cannot be read its error; nothing follows one that has no end."""
    rows = records(file, delimiter, wrapped=wrapped)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield error
            if is_endless(error):
                return


def is_endless(error: csv.Error) -> bool:
    """Whether a cell never ends, or not before it is too long to be one."""
    return str(error).startswith(_ENDLESS)


def too_many(cells: Sequence[str], width: int) -> bool:
    """One empty cell at the end is none: some spreadsheets write it."""
    return len(cells) > width + 1 or any(cell.strip() for cell in cells[width:])


def is_misshapen(cells: Sequence[str], layout: Layout) -> bool:
    width = layout.width
    if len(cells) > width and too_many(cells, width):
        return True
    return is_split(cells, layout) or swallows(cells, layout) or is_wrapped(cells, layout)


def is_split(cells: Sequence[str], layout: Layout) -> bool:
    """Whether an unquoted 1,234 became two cells, of which no heading names the other."""
    place = layout.split_place
    if place is None or place >= len(cells):
        return False
    return bool(_HEAD.fullmatch(cells[place - 1]) and _GROUP.fullmatch(cells[place]))


def swallows(cells: Sequence[str], layout: Layout) -> bool:
    """Whether a quote that was closed in another row made one of both, and of those between them.

    Then its first and its last line have each as many cells as the headings, and a quantity.
    """
    place = layout.columns.get(Column.QUANTITY)
    if place is None or not any("\n" in cell for cell in cells):
        return False
    lines = layout.delimiter.join(cells).splitlines()
    rows = [line.split(layout.delimiter) for line in (lines[0], lines[-1])]
    return all(len(row) == layout.width and _DIGITS.fullmatch(row[place]) for row in rows)


def is_wrapped(cells: Sequence[str], layout: Layout) -> bool:
    """Whether it was quoted as a whole, as the others are not: its one cell is such a row."""
    place = layout.columns.get(Column.QUANTITY)
    if place is None or not cells or layout.delimiter not in cells[0]:
        return False
    inner = cells[0].split(layout.delimiter)
    is_alone = not any(cell.strip() for cell in cells[1:])
    return is_alone and len(inner) == layout.width and bool(_DIGITS.fullmatch(inner[place]))


_NOT_WRAPPED: Final = (
    "is not quoted as a whole, as the rows above it are; quote it too, or let a spreadsheet save "
    "the file"
)
_HEAD: Final = re.compile(r"\s*[1-9][0-9]{0,2}")
_GROUP: Final = re.compile(r"[0-9]{3}\s*")
_DIGITS: Final = re.compile(r"\s*[0-9][0-9.,' ]*\s*")
_ENDLESS: Final = ("field larger than", "unexpected end of data")
"""What the csv module says of them."""
