"""A workbook as a sheet: the one worksheet that has headings, and the rows below them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from ledger.counts.facts import Problem
from reconcile.reading.blocks import BLOCK_ROWS, Block, block_of
from reconcile.reading.headings import Column
from reconcile.reading.layouts import (
    HEADING_ROWS_MAX,
    Asked,
    Heading,
    TextSheet,
    UnusableError,
    digest_as_read,
    filled,
    heading_at,
    said_columns,
)
from reconcile.reading.records import CELL_LETTERS_MAX
from reconcile.reading.unheaded import unheaded
from reconcile.reading.workbooks import Worksheet, opened_workbook, text_of
from reconcile.reading.worksheet_scan import BadWorkbookError, Place, Value


def read_book_sheet(path: Path, digest: str, asked: Asked) -> TextSheet:
    """Raises UnusableError for a workbook that cannot be read, or holds no one sheet of a count."""
    if asked.encoding is not None:
        raise UnusableError(Problem(problem=f"{path.name} is a workbook; leave --encoding out"))
    try:
        with opened_workbook(path) as worksheets:
            names, worksheet = _chosen(path, worksheets, asked)
    except BadWorkbookError as error:
        raise UnusableError(Problem(problem=f"{path.name} {error}")) from None
    heading = _heading(_begin(worksheet), asked)
    assert heading is not None
    return TextSheet(
        digest=digest_as_read(digest, asked, heading),
        heading=heading,
        source=worksheet,
        blocks=lambda: filled(path, heading, _blocks(path, worksheet, heading)),
        notes=tuple(_notes(worksheet, heading, among=len(names))),
        manner=asked.manner(heading),
        scans=asked.known.scans,
    )


def _notes(worksheet: Worksheet, heading: Heading, *, among: int) -> Iterator[str]:
    """What the uploader may not see: which worksheet it is, and what of it is hidden."""
    if among > 1:
        yield f"read of worksheet {worksheet.name!r}"
    rows = sorted(row + 1 for row in worksheet.hidden.rows if row >= heading.row)
    if rows:
        more = f" and {len(rows) - _ROWS_TOLD} more" if len(rows) > _ROWS_TOLD else ""
        yield f"hidden rows are read as well: {', '.join(map(str, rows[:_ROWS_TOLD]))}{more}"
    for place in sorted(set(heading.columns.values()) & worksheet.hidden.columns):
        yield f"the column {heading.headings[place]!r} is hidden, and read as well"


def _chosen(
    path: Path, worksheets: Iterable[Worksheet], asked: Asked
) -> tuple[list[str], Worksheet]:
    """All names, and the worksheet that is meant: a visible one, where there is one."""
    names, found, begins = [], [], []
    for worksheet in worksheets:
        names.append(worksheet.name)
        if asked.worksheet in {None, worksheet.name}:
            begin = _begin(worksheet)
            begins.append(begin)
            if _may_be(begin, asked):
                found.append(worksheet)
    found = [one for one in found if one.visible] or found
    if not found:
        if asked.worksheet is not None and asked.worksheet not in names:
            text = f"{path.name} has no worksheet {asked.worksheet!r}; it has {_listed(names)}"
            raise UnusableError(Problem(problem=text))
        raise unheaded(begins, asked)
    if len(found) > 1:
        text = f"{_listed([one.name for one in found])} may each be the sheet; say --sheet NAME"
        raise UnusableError(Problem(problem=f"{path.name}: {text}"))
    return names, found[0]


def _begin(worksheet: Worksheet) -> list[list[str]]:
    return list(worksheet.rows(HEADING_ROWS_MAX))


def _may_be(begin: Sequence[list[str]], asked: Asked) -> bool:
    """Whether there are headings, be it ones that leave a question."""
    if asked.columns:
        return any(map(any, begin))
    try:
        return _heading(begin, asked) is not None
    except UnusableError:
        return True


def _heading(begin: Sequence[list[str]], asked: Asked) -> Heading | None:
    """Raises UnusableError for headings that leave a question."""
    if asked.columns:
        return said_columns(begin[0], asked)
    rows = (heading_at(cells, number, asked) for number, cells in enumerate(begin, 1))
    return next(filter(None, rows), None)


def spread_values(worksheet: Worksheet, heading: Heading) -> Iterator[list[Value]]:
    """A bin or a person that spans several rows is said of each of them; a quantity never is."""
    places = [place for column, place in heading.columns.items() if column in _SPREADS]
    others = [place for place in heading.columns.values() if place not in places]
    begins = frozenset(worksheet.merged.values())
    above: dict[Place, Value] = {}
    for row, cells in enumerate(worksheet.values()):
        if begins and any(place < len(cells) and cells[place] != "" for place in others):
            for place in places:
                begin = worksheet.merged.get((row, place))
                if begin is not None:
                    # A row of an XLS ends with the last cell that is filled in itself.
                    cells.extend([""] * (place + 1 - len(cells)))
                    cells[place] = above.get(begin, "")
        above |= {(row, place): cells[place] for place in places
                  if (row, place) in begins and place < len(cells)}  # fmt: skip
        yield cells


def _blocks(path: Path, worksheet: Worksheet, heading: Heading) -> Iterator[Block]:
    try:
        yield from _read_blocks(worksheet, heading)
    except BadWorkbookError as error:
        raise UnusableError(Problem(problem=f"{path.name} {error}")) from None


def _read_blocks(worksheet: Worksheet, heading: Heading) -> Iterator[Block]:
    rows_of_text = (
        [text_of(one)[:CELL_LETTERS_MAX] for one in cells]
        for cells in spread_values(worksheet, heading)
    )
    numbered = enumerate(rows_of_text, 1)
    for _ in islice(numbered, heading.row):
        pass
    while rows := list(islice(numbered, BLOCK_ROWS)):
        block = block_of(
            [number for number, _ in rows],
            {
                column: [cells[place] if place < len(cells) else "" for _, cells in rows]
                for column, place in heading.columns.items()
            },
        )
        if len(block.row):
            yield block


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:_NAMES_MAX]))


_SPREADS: Final = frozenset([
    Column.BIN, Column.LOCATION, Column.STATE, Column.LOT, Column.EXPIRY, Column.COUNTED_AT,
    Column.TIME, Column.COUNTED_BY,
])  # fmt: skip
_ROWS_TOLD: Final = 5
_NAMES_MAX = 20
"""Of a workbook of hundreds of worksheets a person reads no more."""
