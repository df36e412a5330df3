"""A copy of a sheet with its problems in a last column, in the file's own format.

It is written for people to mend and to upload as it is. Nothing in it is a formula, and no file is
ever written over. A sheet without headings gets them, so that the copy can be read by itself.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import IO, Any, Final

from ledger.counts.facts import Problem
from reconcile.reading.book_sheets import spread_values
from reconcile.reading.formulas import disarmed, rearmed
from reconcile.reading.headings import PROBLEM_HEADING
from reconcile.reading.layouts import Heading, TextSheet
from reconcile.reading.marked_workbook import Marked, write_workbook
from reconcile.reading.records import Layout, opened, records
from reconcile.reading.workbooks import Worksheet

COPIES_MAX: Final = 100
"""Beside one sheet; whoever has as many is asked to tidy up."""


class NoCopyError(Exception):
    """Why there is no annotated copy."""


def copy_suffix(path: Path, text: TextSheet) -> str:
    """What the name of a copy ends with."""
    return ".xlsx" if isinstance(text.source, Worksheet) else path.suffix


def write_beside(path: Path, text: TextSheet, problems: Sequence[Problem]) -> Path:
    """Under the next free name next to the sheet. Raises NoCopyError where none can be written."""
    stem = path.stem.partition(_MIDDLE)[0]
    for number in range(1, COPIES_MAX + 1):
        again = f"-{number}" if number > 1 else ""
        target = path.with_name(f"{stem}{_MIDDLE}{again}{copy_suffix(path, text)}")
        if not target.exists():
            write_annotated(path, text, problems, target=target)
            return target
    raise NoCopyError(f"{path.parent} holds {COPIES_MAX} copies of it already; remove some")


def write_annotated(
    path: Path, text: TextSheet, problems: Sequence[Problem], *, target: Path
) -> None:
    """Raises NoCopyError when it cannot be written; nothing half-written is left behind."""
    rows = _marked(_source_rows(path, text), text.heading, _by_row(problems, text.heading))
    try:
        with target.open("xb") as file:
            try:
                _write(file, path, text, rows)
            except BaseException:
                target.unlink()
                raise
    except FileExistsError:
        raise NoCopyError(f"{target} is there already, and nothing is written over") from None
    except OSError as error:
        raise NoCopyError(f"{target} cannot be written ({error.strerror})") from None
    except (csv.Error, UnicodeError):
        raise NoCopyError("the sheet is no table from its first row to its last") from None


def _source_rows(path: Path, text: TextSheet) -> Iterator[Sequence[Any]]:
    if isinstance(text.source, Worksheet):
        yield from spread_values(text.source, text.heading)
        return
    with opened(path, text.source.encoding) as file:
        for cells in records(file, text.source.delimiter, wrapped=text.source.wrapped):
            # Those of an earlier copy are disarmed already.
            yield cells if text.heading.problem_place is None else [rearmed(one) for one in cells]


def _by_row(problems: Iterable[Problem], heading: Heading) -> dict[int, list[Problem]]:
    """What concerns the sheet as a whole stands on its first row."""
    by_row: dict[int, list[Problem]] = {}
    for one in problems:
        by_row.setdefault(one.row or heading.row + 1, []).append(one)
    return by_row


def _marked(
    rows: Iterator[Sequence[Any]], heading: Heading, by_row: Mapping[int, Sequence[Problem]]
) -> Iterator[Marked]:
    """Every row with its problems behind it, in place of those that an earlier copy told."""
    place = heading.problem_place
    width = heading.width if place is None else place
    if not heading.row:
        yield Marked([*heading.headings, PROBLEM_HEADING], is_heading=True)
    for number, cells in zip(count(1), rows, strict=False):
        problems = by_row.get(number, ())
        kept = [*cells[:width], *[""] * (width - len(cells))]
        beyond = _beyond(cells, width, place)
        is_heading = number == heading.row
        said = [PROBLEM_HEADING] if is_heading else [_said(problems)] if problems else [""]
        yield Marked(
            [*kept, *said, *beyond] if number >= heading.row else list(cells),
            wrong=_places(problems, heading),
            is_heading=is_heading,
            told=width if problems else None,
        )


def _beyond(cells: Sequence[Any], width: int, place: int | None) -> Sequence[Any]:
    """Cells under no heading, which are a problem of their own, unless they are blank.

    They stand behind it: who empties them has mended the row.
    """
    beyond = cells[width if place is None else width + 1 :]
    return beyond if any(str(one).strip() for one in beyond) else ()


def _said(problems: Sequence[Problem]) -> str:
    texts = [f"{one.column}: {one.problem}" if one.column else one.problem for one in problems]
    return "; ".join(texts)[:_SAID_MAX]


def _places(problems: Sequence[Problem], heading: Heading) -> frozenset[int]:
    """Where the cells stand that are named."""
    named = {text: heading.columns[column] for column, text in heading.named.items()}
    return frozenset(named[one.column] for one in problems if one.column in named)


def _write(file: IO[bytes], path: Path, text: TextSheet, rows: Iterator[Marked]) -> None:
    if isinstance(text.source, Worksheet):
        write_workbook(file, rows, name=text.source.name)
    else:
        _write_csv(file, path, text.source, rows)


def _write_csv(file: IO[bytes], path: Path, layout: Layout, rows: Iterator[Marked]) -> None:
    """With the delimiter, the letters and the line ends of the original."""
    encoding, line_end = _manner(path, layout)
    lines = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    writer = csv.writer(lines, delimiter=layout.delimiter, lineterminator=line_end)
    writer.writerows([disarmed(str(cell)) for cell in row.cells] for row in rows)
    lines.flush()
    lines.detach()


def _manner(path: Path, layout: Layout) -> tuple[str, str]:
    """Its encoding, with a mark where it has one, and its line end."""
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    line_end = "\r\n" if "\r\n" in start.decode(layout.encoding, errors="ignore") else "\n"
    unmarked = layout.encoding == "utf-8-sig" and not start.startswith(codecs.BOM_UTF8)
    return "utf-8" if unmarked else layout.encoding, line_end


_MIDDLE: Final = ".problems"
_SAID_MAX: Final = 1_000
"""Of one row; nobody reads more of it at once."""

_START_BYTES: Final = 1 << 16
