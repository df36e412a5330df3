"""A count file as text: its encoding, its delimiter and its heading row found, its limits kept.

Rows are numbered as a spreadsheet numbers them: the first one is 1, headings and blank rows count.
"""

import codecs
import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from ledger.counts import Problem
from reconcile.blocks import (
    Block,
    Layout,
    MisshapenError,
    blocks_of,
    opened,
    records,
    too_many,
)
from reconcile.headings import AmbiguousError, Column, columns_of, is_heading

FILE_BYTES_MAX: Final = 150_000_000
"""About five million lines."""

HEADING_ROWS_MAX: Final = 30
"""Titles and notes above the headings; whoever needs more room can remove them."""

PROBLEMS_MAX: Final = 1_000
"""A person mends the sheet long before reading more than this."""


class UnusableError(Exception):
    """The file cannot be read as a count sheet; ``problems`` say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(one.problem for one in problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSheet:
    """``headings``: as the sheet has them. ``blocks`` reads its rows, each time from the first."""

    digest: str
    headings: Mapping[Column, str]
    blocks: Callable[[], Iterator[Block]]


def read_text_sheet(path: Path) -> TextSheet:
    """Raises UnusableError with everything that is wrong with the file as a whole.

    So do its blocks, for rows that are none.
    """
    digest = _checked(path)
    layout = _layout(path, _encoding(path))
    headings = {column: layout.headings[place] for column, place in layout.columns.items()}
    return TextSheet(digest=digest, headings=headings, blocks=lambda: _blocks(path, layout))


def _checked(path: Path) -> str:
    """The SHA-256 of a file that may be a CSV."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            problem = _kind_problem(file.read(8), size)
            file.seek(0)
            digest = "" if problem else hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        problem = f"cannot be read ({error.strerror}); check its name"
    if problem:
        raise UnusableError(Problem(problem=f"{path.name} {problem}"))
    return digest


def _kind_problem(start: bytes, size: int) -> str:
    if not start:
        return "is empty; it needs a row of headings and a row for each item"
    if size > FILE_BYTES_MAX:
        return f"has {size} bytes; at most {FILE_BYTES_MAX} are read: split it"
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "is an Excel workbook, whatever its name; save it as 'CSV UTF-8'"
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        return "is no table of text; save the count as 'CSV UTF-8'"
    return ""


def _encoding(path: Path) -> str:
    """By its mark, or what it can be: UTF-8, else the Windows letters of western Europe."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start[1::2] == b"\0\0" or start[::2] == b"\0\0":
            return "utf-16-le" if start[1::2] == b"\0\0" else "utf-16-be"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk := file.read(_CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _layout(path: Path, encoding: str) -> Layout:
    """The first row that is a heading under any delimiter."""
    begins = {delimiter: _begin(path, encoding, delimiter) for delimiter in _DELIMITERS}
    for number in range(HEADING_ROWS_MAX):
        for delimiter, rows in begins.items():
            if number < len(rows) and is_heading(rows[number]):
                return _laid_out(encoding, delimiter, number + 1, rows[number])
    found = max((rows[0] for rows in begins.values() if rows), key=len, default=[])
    raise UnusableError(
        Problem(
            row=1,
            problem="no row of headings was found; it must name the SKU or the barcode, and the "
            f"quantity counted. The first row says: {_shortened(found)}",
        )
    )


def _laid_out(encoding: str, delimiter: str, heading_row: int, headings: list[str]) -> Layout:
    try:
        columns = columns_of(headings)
    except AmbiguousError as error:
        raise UnusableError(Problem(row=heading_row, problem=str(error))) from None
    return Layout(
        encoding=encoding,
        delimiter=delimiter,
        heading_row=heading_row,
        headings=headings,
        columns=columns,
    )


def _begin(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """The first rows, as far as they can be read under this delimiter."""
    rows = []
    with opened(path, encoding) as file, suppress(csv.Error, UnicodeDecodeError):
        for cells in islice(records(file, delimiter), HEADING_ROWS_MAX):
            rows.append(cells)  # noqa: PERF402  # what came before an error is kept
    return rows


def _blocks(path: Path, layout: Layout) -> Iterator[Block]:
    is_blank = True
    try:
        for block in blocks_of(path, layout):
            is_blank = False
            yield block
    except (MisshapenError, csv.Error, UnicodeDecodeError):
        problems = list(islice(_misshapen(path, layout), PROBLEMS_MAX))
        raise UnusableError(*problems or [_UNREADABLE]) from None
    if is_blank:
        raise UnusableError(Problem(problem=f"{path.name} has headings and no rows below them"))


def _misshapen(path: Path, layout: Layout) -> Iterator[Problem]:
    """Every row with more cells than headings, or what keeps the file from being read at all."""
    with opened(path, layout.encoding) as file:
        number = 0
        try:
            for number, cells in enumerate(records(file, layout.delimiter), 1):
                if number > layout.heading_row and too_many(cells, layout.width):
                    text = f"{len(cells)} cells under {layout.width} headings; quote the one with "
                    yield Problem(row=number, problem=f"{text}the {layout.delimiter!r}")
        except (csv.Error, UnicodeDecodeError) as error:
            yield Problem(row=number + 1, problem=f"cannot be read as a table ({error})")


def _shortened(cells: list[str]) -> str:
    return ", ".join(cells)[:200] or "nothing"


_UNREADABLE: Final = Problem(problem="the file cannot be read as a table; save it as 'CSV UTF-8'")
_DELIMITERS: Final = (",", ";", "\t", "|")
_CHUNK_BYTES: Final = 1 << 20
