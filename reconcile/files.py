"""A count file as text: its encoding, its delimiter and its heading row found, its limits kept.

Rows are numbered as a spreadsheet numbers them: the first one is 1, headings and blank rows count.
"""

import codecs
import csv
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Final

import pandas as pd

from ledger.counts import Problem
from reconcile.headings import AmbiguousError, Column, columns_of, is_heading

FILE_BYTES_MAX: Final = 150_000_000
"""About five million lines. Read whole, it needs some ten times its size in memory."""

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
    """``cells``: a frame of text, one column for each of ``columns`` by the same name, its index
    the row numbers; blank rows are left out. ``headings``: as the sheet has them.
    """

    digest: str
    headings: dict[Column, str]
    cells: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a file is to be read; ``heading_row`` is its number."""

    encoding: str
    delimiter: str
    heading_row: int
    headings: list[str]


def read_text_sheet(path: Path) -> TextSheet:
    """Raises UnusableError with everything that is wrong with the file as a whole."""
    digest = _checked(path)
    layout = _layout(path, _encoding(path))
    try:
        columns = columns_of(layout.headings)
    except AmbiguousError as error:
        raise UnusableError(Problem(row=layout.heading_row, problem=str(error))) from None
    cells = _cells(path, layout)
    frame = pd.DataFrame(
        # A row that is too short has no cells at its end.
        {column: cells[place].fillna("").str.strip() for column, place in columns.items()}
    )
    frame.index = frame.index + layout.heading_row + 1
    is_blank = (frame == "").all(axis="columns")
    if is_blank.all():
        raise UnusableError(Problem(problem=f"{path.name} has headings and no rows below them"))
    headings = {column: layout.headings[place] for column, place in columns.items()}
    return TextSheet(digest=digest, headings=headings, cells=frame[~is_blank])


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


def _layout(path: Path, encoding: str) -> _Layout:
    """The first row that is a heading under any delimiter."""
    begins = {delimiter: _begin(path, encoding, delimiter) for delimiter in _DELIMITERS}
    for number in range(HEADING_ROWS_MAX):
        for delimiter, rows in begins.items():
            if number < len(rows) and is_heading(rows[number]):
                return _Layout(encoding, delimiter, number + 1, rows[number])
    found = max((rows[0] for rows in begins.values() if rows), key=len, default=[])
    raise UnusableError(
        Problem(
            row=1,
            problem="no row of headings was found; it must name the SKU or the barcode, and the "
            f"quantity counted. The first row says: {_shortened(found)}",
        )
    )


def _begin(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """The first rows, as far as they can be read under this delimiter."""
    rows = []
    with _opened(path, encoding) as file, suppress(csv.Error, UnicodeDecodeError):
        for cells in islice(_records(file, delimiter), HEADING_ROWS_MAX):
            rows.append(cells)  # noqa: PERF402  # what came before an error is kept
    return rows


def _cells(path: Path, layout: _Layout) -> pd.DataFrame:
    """All cells below the headings as text, by place."""
    width = len(layout.headings)
    try:
        frame: pd.DataFrame = pd.read_csv(
            path,
            encoding=layout.encoding,
            sep=layout.delimiter,
            header=None,
            # Of a first row that is too long pandas would drop what is too much, unsaid.
            names=range(width + 1),
            index_col=False,
            skiprows=layout.heading_row,
            skip_blank_lines=False,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            on_bad_lines="error",
        )
    except pd.errors.EmptyDataError:
        return pd.DataFrame(columns=range(width), dtype=str)
    except (pd.errors.ParserError, UnicodeDecodeError):
        raise _unusable(path, layout) from None
    beyond = frame[width].fillna("")
    if any(cell.strip() for cell in beyond[beyond != ""]):
        raise _unusable(path, layout)
    return frame


def _unusable(path: Path, layout: _Layout) -> UnusableError:
    problems = list(islice(_misshapen(path, layout), PROBLEMS_MAX))
    return UnusableError(*problems or [_UNREADABLE])


def _misshapen(path: Path, layout: _Layout) -> Iterator[Problem]:
    """Every row with more cells than headings, or what keeps the file from being read at all.

    One empty cell at the end is none: some spreadsheets write it.
    """
    width = len(layout.headings)
    with _opened(path, layout.encoding) as file:
        number = 0
        try:
            for number, cells in enumerate(_records(file, layout.delimiter), 1):
                too_many = len(cells) > width + 1 or any(cell.strip() for cell in cells[width:])
                if number > layout.heading_row and too_many:
                    text = f"{len(cells)} cells under {width} headings; quote the one with the "
                    yield Problem(row=number, problem=f"{text}{layout.delimiter!r}")
        except (csv.Error, UnicodeDecodeError) as error:
            yield Problem(row=number + 1, problem=f"cannot be read as a table ({error})")


def _opened(path: Path, encoding: str) -> IO[str]:
    return path.open(encoding=encoding, newline="")


def _records(file: IO[str], delimiter: str) -> Iterator[list[str]]:
    return csv.reader(file, delimiter=delimiter, strict=True)


def _shortened(cells: list[str]) -> str:
    return ", ".join(cells)[:200] or "nothing"


_UNREADABLE: Final = Problem(problem="the file cannot be read as a table; save it as 'CSV UTF-8'")
_DELIMITERS: Final = (",", ";", "\t", "|")
_CHUNK_BYTES: Final = 1 << 20
