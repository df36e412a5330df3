"""A workbook as a sheet: the one worksheet that has headings, and the rows below them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from ledger.counts import Problem
from reconcile.blocks import BLOCK_ROWS, Block, block_of
from reconcile.layouts import (
    HEADING_ROWS_MAX,
    Asked,
    Heading,
    TextSheet,
    UnusableError,
    digest_as_read,
    filled,
    heading_at,
    no_heading,
    said_columns,
)
from reconcile.workbook_parts import BadWorkbookError
from reconcile.workbooks import Worksheet, opened_workbook


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
        notes=(f"read of worksheet {worksheet.name!r}",) if len(names) > 1 else (),
        decimal=asked.decimal,
        dates=asked.dates,
    )


def _chosen(
    path: Path, worksheets: Iterable[Worksheet], asked: Asked
) -> tuple[list[str], Worksheet]:
    """All names, and the worksheet that is meant: a visible one, where there is one."""
    names, found, first_row = [], [], list[str]()
    for worksheet in worksheets:
        names.append(worksheet.name)
        if asked.worksheet in {None, worksheet.name}:
            begin = _begin(worksheet)
            first_row = first_row or next((row for row in begin if any(row)), [])
            if _may_be(begin, asked):
                found.append(worksheet)
    found = [one for one in found if one.visible] or found
    if not found:
        if asked.worksheet is not None and asked.worksheet not in names:
            text = f"{path.name} has no worksheet {asked.worksheet!r}; it has {_listed(names)}"
            raise UnusableError(Problem(problem=text))
        raise no_heading(first_row, asked)
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


def _blocks(path: Path, worksheet: Worksheet, heading: Heading) -> Iterator[Block]:
    try:
        yield from _read_blocks(worksheet, heading)
    except BadWorkbookError as error:
        raise UnusableError(Problem(problem=f"{path.name} {error}")) from None


def _read_blocks(worksheet: Worksheet, heading: Heading) -> Iterator[Block]:
    numbered = enumerate(worksheet.rows(), 1)
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


_NAMES_MAX = 20
"""Of a workbook of hundreds of worksheets a person reads no more."""
