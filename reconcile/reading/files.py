"""A count file as text: its encoding, its delimiter and its heading row found, its limits kept.

Rows are numbered as a spreadsheet numbers them: the first one is 1, headings and blank rows count.
"""

import csv
import hashlib
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from ledger.counts.facts import Problem
from reconcile.reading.blocks import Block, MisshapenError, blocks_of, shapely_blocks_of
from reconcile.reading.book_sheets import read_book_sheet
from reconcile.reading.encodings import Encoding, encoding_of, said_encoding
from reconcile.reading.formulas import armed
from reconcile.reading.headings import PROBLEM_HEADING, is_heading
from reconcile.reading.layouts import (
    HEADING_ROWS_MAX,
    NOTHING_ASKED,
    PROBLEMS_MAX,
    Asked,
    Heading,
    MisshapenRowsError,
    TextSheet,
    UnusableError,
    digest_as_read,
    filled,
    heading_at,
    said_columns,
    shortened,
)
from reconcile.reading.misshapen import misshapen_rows, unread
from reconcile.reading.records import (
    Layout,
    opened,
    records,
    too_many,
)
from reconcile.reading.unheaded import unheaded
from reconcile.reading.workbooks import is_workbook

FILE_BYTES_MAX: Final = 150_000_000
"""About five million lines."""

COLUMNS_MAX: Final = 16_384
"""As many as a spreadsheet has."""


def read_text_sheet(path: Path, asked: Asked = NOTHING_ASKED) -> TextSheet:
    """Raises UnusableError with everything that is wrong with the file as a whole.

    So do its blocks, for rows that are none.
    """
    digest, start = _checked(path)
    if is_workbook(start):
        return read_book_sheet(path, digest, asked)
    if asked.worksheet is not None:
        raise UnusableError(Problem(problem=f"{path.name} is no workbook; leave --sheet out"))
    encoding = _encoding(path, asked)
    heading, cut = _heading(path, encoding.name, asked)
    if heading.width > COLUMNS_MAX:
        text = f"has {heading.width} columns; at most {COLUMNS_MAX} are read: remove some"
        raise UnusableError(Problem(row=heading.row or None, problem=f"{path.name} {text}"))
    layout = Layout(
        encoding=encoding.name,
        delimiter=cut.delimiter,
        heading_row=heading.row,
        headings=heading.headings,
        columns=heading.columns,
        wrapped=cut.wrapped,
    )
    return TextSheet(
        digest=digest_as_read(digest, asked, heading),
        heading=heading,
        source=layout,
        blocks=lambda: filled(path, heading, _blocks(path, layout)),
        notes=(_ASSUMED.format(encoding.name),) if encoding.assumed else (),
        manner=asked.manner(heading),
        scans=asked.known.scans,
    )


def _checked(path: Path) -> tuple[str, bytes]:
    """The SHA-256 of a file that may be a sheet, and how it begins."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            problem = "is no file of a disk, which is read more than once; save it, and name that"
            raise UnusableError(Problem(problem=f"{path.name} {problem}"))
        with path.open("rb") as file:
            start = file.read(_START_BYTES)
            problem = _kind_problem(start, about.st_size)
            file.seek(0)
            digest = "" if problem else hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error}); check its name and your rights"
    if problem:
        raise UnusableError(Problem(problem=f"{path.name} {problem}"))
    return digest, start


def _kind_problem(start: bytes, size: int) -> str:
    if not start:
        return "is empty; it needs a row of headings and a row for each item"
    if size > FILE_BYTES_MAX:
        return f"has {size} bytes; at most {FILE_BYTES_MAX} are read: split it"
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return "is a web page or XML, whatever its name; save it as XLSX or 'CSV UTF-8'"
    if start.startswith(_NO_TABLES):
        return "is no table of text; save the count as 'CSV UTF-8'"
    return ""


def _encoding(path: Path, asked: Asked) -> Encoding:
    if asked.encoding is None:
        return encoding_of(path)
    try:
        return said_encoding(path, asked.encoding)
    except ValueError as error:
        raise UnusableError(Problem(problem=f"{path.name} {error}")) from None


class _Cut(NamedTuple):
    """How rows are cut into cells; ``wrapped``: each is quoted as a whole."""

    delimiter: str
    wrapped: bool


_Begins = Mapping[_Cut, list[list[str]]]
"""The first rows, as each would cut them."""


def _heading(path: Path, encoding: str, asked: Asked) -> tuple[Heading, _Cut]:
    """The first row that is a heading however it is cut, and how that was."""
    whole = _begins(path, encoding, wrapped=False)
    found = None if asked.columns else _found_heading(whole, asked)
    if found:
        return found
    inside = _begins(path, encoding, wrapped=True)
    if asked.columns:
        return _said_heading(whole, inside, asked)
    found = _found_heading(inside, asked)
    if found is None:
        raise unheaded([*whole.values(), *inside.values()], asked)
    return found


def _begins(path: Path, encoding: str, *, wrapped: bool) -> _Begins:
    delimiters = _DELIMITERS_OF.get(path.suffix.lower(), _DELIMITERS)
    cuts = [_Cut(one, wrapped) for one in delimiters]
    return {cut: _begin(path, encoding, cut) for cut in cuts}


def _said_heading(whole: _Begins, inside: _Begins, asked: Asked) -> tuple[Heading, _Cut]:
    """Of a file without headings, as --columns says."""
    # A colon stands in times, and two of its like in notes: only what nothing else cuts is theirs.
    usual = {cut: rows for cut, rows in whole.items() if cut.delimiter in _USUAL}
    begins = usual if any(map(_is_cut, usual.values())) else {**whole, **inside}
    width = len(asked.columns)
    if top := next((rows[0] for rows in begins.values() if rows and is_heading(rows[0])), None):
        said_columns(top, asked)
    cut = max(begins, key=lambda one: _fitting(begins[one], width))  # of equals the first
    first_row = next(iter(begins[cut]), [])
    if not _fitting(begins[cut], width):
        names = f"--columns names {width} columns, and no row has as many cells"
        all_of_them = f"name them all, - for one to pass over: {shortened(_widest(begins))}"
        raise UnusableError(Problem(row=1, problem=f"{names}; {all_of_them}"))
    return said_columns(first_row, asked), cut


def _is_cut(rows: Sequence[Sequence[str]]) -> bool:
    """Whether every row that says something has several cells."""
    filled = [cells for cells in rows if any(cells)]
    return bool(filled) and all(len(cells) > 1 for cells in filled)


def _widest(begins: _Begins) -> list[str]:
    """The first row, as it is cut most often."""
    return max((rows[0] for rows in begins.values() if rows), key=len, default=[])


def _found_heading(begins: _Begins, asked: Asked) -> tuple[Heading, _Cut] | None:
    for number in range(HEADING_ROWS_MAX):
        for cut, rows in begins.items():
            if number < len(rows) and (heading := heading_at(rows[number], number + 1, asked)):
                return heading, cut
    return None


def _fitting(rows: list[list[str]], width: int) -> int:
    """How many rows have just so many cells; one empty cell at the end is none."""
    return sum(len(cells) >= width and not too_many(cells, width) for cells in rows)


def _begin(path: Path, encoding: str, cut: _Cut) -> list[list[str]]:
    """The first rows, as far as they can be cut like this.

    Raises UnusableError where no row can be read in this encoding.
    """
    rows = []
    with opened(path, encoding) as file:
        try:
            for cells in islice(
                records(file, cut.delimiter, wrapped=cut.wrapped), HEADING_ROWS_MAX
            ):
                rows.append(cells)  # noqa: PERF402  # what came before an error is kept
        except csv.Error:
            pass
        except UnicodeError as error:
            if not rows:
                raise UnusableError(Problem(row=1, problem=unread(error))) from None
    return rows


def _blocks(path: Path, layout: Layout) -> Iterator[Block]:
    try:
        for block in blocks_of(path, layout):
            yield block if PROBLEM_HEADING not in layout.headings else _as_it_was(block)
    except (MisshapenError, csv.Error):
        problems = list(islice(misshapen_rows(path, layout), PROBLEMS_MAX))
        raise MisshapenRowsError(*problems, others=partial(_others, path, layout)) from None
    except UnicodeError as error:
        problems = list(islice(misshapen_rows(path, layout), PROBLEMS_MAX))
        raise UnusableError(*problems or [Problem(problem=unread(error))]) from None


def _others(path: Path, layout: Layout) -> Iterator[Block]:
    """What can be read beside rows that are misshapen, as far as the file is a table."""
    with suppress(UnicodeError):
        for block in shapely_blocks_of(path, layout):
            yield block if PROBLEM_HEADING not in layout.headings else _as_it_was(block)


def _as_it_was(block: Block) -> Block:
    """Of an annotated copy, in which what a spreadsheet would work out is disarmed."""
    return Block(block.row, {column: armed(texts) for column, texts in block.cells.items()})


_ASSUMED: Final = "read as {}, which nothing in it proves; if letters look wrong, say --encoding"
_DELIMITERS: Final = (",", ";", "\t", "|", "^", "~", ":")
_USUAL: Final = _DELIMITERS[:4]
_DELIMITERS_OF: Final = dict.fromkeys(
    (".tsv", ".tab"), ("\t", *(one for one in _DELIMITERS if one != "\t"))
)
"""A name only says what is tried first."""

_NO_TABLES: Final = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"{\\rtf", b'[{"', b'{"',
)  # fmt: skip
"""How PDF, pictures, archives, RTF and JSON begin."""

_START_BYTES: Final = 64
