"""CSV files of ours, in and out: UTF-8, a heading row, every problem told with its row.

Spreadsheets in half of Europe part the cells of a CSV by semicolons: the heading shows by what.
Rows are numbered as a spreadsheet numbers them: the heading is row 1.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import IO, Final

from ledger.errors import Rejected
from ledger.numbers import counted

FILE_BYTES_MAX: Final = 1_000_000_000
"""About ten million movements; more is taken in parts."""

LINE_LENGTH_MAX: Final = 1_000_000
"""No row of ours is as long; a file without line ends would else be read whole."""

ROWS_HELD_MAX: Final = 100_000
"""Of a file whose rows are held until all are read: some 100 MB."""

PROBLEMS_MAX: Final = 1_000
"""A person mends the file long before reading more than this."""


Row = tuple[int, dict[str, str]]
"""The row's number and its cells by column."""


@dataclass(slots=True)
class Problems:
    """Collects what is wrong with a file, and refuses it as a whole, row by row.

    What is not of a file has row 0, and its problems are told without one.
    """

    file: str
    _texts: list[tuple[int, str]] = field(default_factory=list)
    _unread: int = 0

    def add(self, row: int, text: str) -> None:
        if len(self._texts) < PROBLEMS_MAX:
            self._texts.append((row, f"{self.file}, row {row}: {text}" if row else text))
        else:
            self._unread += 1

    def refuse(self) -> None:
        """Raises Rejected with all of them, if there are any."""
        if self._texts:
            by_row = sorted(self._texts, key=itemgetter(0))
            more = [f"and {counted(self._unread, 'problem')} more"] if self._unread else []
            raise Rejected([*(text for _, text in by_row), *more])


def read_rows(
    path: Path,
    *,
    required: Sequence[str],
    optional: Sequence[str],
    problems: Problems,
    named: Callable[[Sequence[str], Sequence[str]], list[str]] | None = None,
) -> Iterator[Row]:
    """(row number, cells by column) of a CSV file; absent columns and cells are empty text.

    ``named``: which of the known columns each heading means; None: those of our own names.

    Raises Rejected at once for a file that is no UTF-8 CSV with these columns; a row with too
    many or too few cells becomes a problem and is left out.
    """
    with _opened(path) as file:
        try:
            lines = _lines(path, file)
            first = next(lines, "")
            reader = csv.reader(chain([first], lines), delimiter=_delimiter(first), strict=True)
            heading = (named or _named_as_ours)(next(reader, []), [*required, *optional])
            columns = _columns(path, heading, required, optional)
            for cells in reader:
                if len(cells) == len(columns):
                    yield reader.line_num, dict(zip(columns, cells, strict=True))
                elif cells:
                    problems.add(
                        reader.line_num, f"{len(cells)} cells under {len(columns)} headings"
                    )
            if reader.line_num <= 1:
                raise Rejected([f"{path} has a heading and no rows; nothing is in it to take"])
        except csv.Error as error:
            raise Rejected([f"{path}, row {reader.line_num}: not CSV ({error})"]) from None
        except UnicodeDecodeError:
            raise Rejected([f"{path} is not UTF-8 text; save it as 'CSV UTF-8'"]) from None


def held(rows: Iterable[Row], path: Path, *, rest: str) -> Iterator[Row]:
    """The rows of a file that is held in memory; raises Rejected where they are too many."""
    for count, row in enumerate(rows, 1):
        if count > ROWS_HELD_MAX:
            raise Rejected([f"{path} has more than {ROWS_HELD_MAX} rows; {rest}"])
        yield row


def write_rows(file: IO[str], columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> int:
    """Write CSV; None becomes an empty cell. Answers the number of rows."""
    writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def new_text_file(path: Path) -> IO[str]:
    """A file to write to; raises Rejected when it cannot be made."""
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise Rejected([f"{path} cannot be written ({error.strerror})"]) from None


def _named_as_ours(heading: Sequence[str], _known: Sequence[str]) -> list[str]:
    return [name.strip().lower() for name in heading]


_DELIMITERS: Final = ";\t|"
"""Of spreadsheets in countries where the comma parts decimals, and of exports of databases."""


def _delimiter(heading: str) -> str:
    """By what the first line is parted; no name of a column holds any of them."""
    return next((one for one in _DELIMITERS if one in heading and "," not in heading), ",")


def _opened(path: Path) -> IO[str]:
    try:
        size = path.stat().st_size
        with path.open("rb") as raw:
            start = raw.read(4)
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Rejected([f"{path} cannot be read ({error.strerror}); check its name"]) from None
    problem = _file_problem(size, start)
    if problem:
        file.close()
        raise Rejected([f"{path} {problem}"])
    return file


def _file_problem(size: int, start: bytes) -> str | None:
    if size == 0:
        return "is empty"
    if size > FILE_BYTES_MAX:
        return f"is larger than {FILE_BYTES_MAX} bytes; split it"
    if start.startswith(b"PK"):
        return "is a spreadsheet (XLSX), not CSV; save it as 'CSV UTF-8'"
    if start == b"\xd0\xcf\x11\xe0":
        return "is a spreadsheet (XLS), not CSV; save it as 'CSV UTF-8'"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start:
        return "is UTF-16, not UTF-8; save it as 'CSV UTF-8'"
    return None


def _lines(path: Path, file: IO[str]) -> Iterator[str]:
    while line := file.readline(LINE_LENGTH_MAX + 1):
        if len(line) > LINE_LENGTH_MAX:
            raise Rejected(
                [f"{path} has a line of more than {LINE_LENGTH_MAX} characters; it is no CSV"]
            )
        yield line


def _columns(
    path: Path, heading: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> list[str]:
    columns, known = list(heading), [*required, *optional]
    problems = [f"{path}: column {name!r} is missing" for name in required if name not in columns]
    problems += [
        f"{path}: column {name!r} is unknown; known are {', '.join(known)}"
        for name in columns
        if name not in known
    ]
    problems += [
        f"{path}: column {name!r} is there twice"
        for name in sorted(set(columns))
        if columns.count(name) > 1
    ]
    if problems:
        raise Rejected(problems)
    return columns
