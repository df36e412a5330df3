"""At a terminal `count upload` asks what the columns of a sheet are that do not say it themselves.

What is answered is what `--columns`, `--map` and `--scans` would say; in a pipe nobody is asked.
"""

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from jobs.app import App
from jobs.counts.reading import HowToRead
from jobs.tables import print_table, shown
from reconcile.reading.headings import Column, columns_of, make_a_count, plain
from reconcile.reading.layouts import Asked
from reconcile.reading.looks import looks_like
from reconcile.reading.unheaded import UnheadedError, widest_row

ROWS_SHOWN: Final = 5
LETTERS_SHOWN: Final = 40
"""Of a cell or a heading: enough to know it by."""

COLUMNS_MAX: Final = 30
"""Of a wider sheet a person would answer for ever; its headings are named by option."""

PASSED_OVER: Final = "-"


def may_ask(app: App) -> bool:
    """Whether a person sits there who sees the question and can answer it."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return is_terminal and not app.as_json and not app.environment.get("CI")


def asked_person(path: Path, error: UnheadedError, reading: HowToRead) -> HowToRead | None:
    """As they say; None where that makes no count, or options have said something else already."""
    table = _Table([[cell.strip() for cell in cells] for cells in error.rows])
    is_said = reading.asked.columns or reading.asked.known.said
    if is_said or not table.width or table.width > COLUMNS_MAX:
        return None
    click.echo(f"{path.name} does not say what its columns are. It begins:\n", err=True)
    print_table(["row", *map(str, range(1, table.width + 1))], table.shown())
    row = _heading_row(table, error)
    known = _known(table, row, error)
    is_scans = reading.asked.known.scans
    answered = _answered(table, row, known, scans=is_scans)
    columns = [*known.values(), *answered.values()]
    is_scans = is_scans or _are_scans(columns)
    if not make_a_count(columns, scans=is_scans):
        click.echo("that makes no count: it takes a quantity, and a SKU or barcode", err=True)
        return None
    asked = _as_said(table, row, answered, reading.asked)
    asked = replace(asked, known=replace(asked.known, scans=is_scans))
    click.echo(f"\nwithout questions: the same command with `{_options(asked)}`\n", err=True)
    return replace(reading, asked=asked)


@dataclass(frozen=True, slots=True)
class _Table:
    """The first rows of the file."""

    rows: Sequence[Sequence[str]]

    @property
    def width(self) -> int:
        return max(
            (place for row in self.rows for place, cell in enumerate(row, 1) if cell), default=0
        )

    def shown(self) -> list[list[object]]:
        filled = [(number, row) for number, row in enumerate(self.rows, 1) if any(row)]
        return [
            [number, *(cell[:LETTERS_SHOWN] for cell in self._cells(row))]
            for number, row in filled[:ROWS_SHOWN]
        ]

    def _cells(self, row: Sequence[str]) -> list[str]:
        return [*row, *[""] * self.width][: self.width]

    def column(self, place: int, *, below: int) -> list[str]:
        return [self._cells(row)[place] for row in self.rows[below:]]

    def headings(self, row: int) -> list[str]:
        return self._cells(self.rows[row - 1]) if row else [""] * self.width

    def likely_heading(self) -> int:
        """The row that says most, if no cell of it has a digit; else none."""
        row = widest_row(self.rows)
        return 0 if any(letter.isdigit() for letter in "".join(self.rows[row - 1])) else row


def _heading_row(table: _Table, error: UnheadedError) -> int:
    row: int = click.prompt(
        "\nwhich row has the headings (0: none)",
        type=click.IntRange(0, len(table.rows)),
        default=error.nearest.row if error.nearest else table.likely_heading(),
        err=True,
    )
    return row


def _known(table: _Table, row: int, error: UnheadedError) -> dict[int, Column]:
    """What the headings say themselves, by place."""
    if not row:
        return {}
    found = columns_of(table.headings(row), error.known)
    return {place: column for column, place in found.items()}


def _answered(
    table: _Table, row: int, known: Mapping[int, Column], *, scans: bool
) -> dict[int, Column]:
    """What a person says of the others; a heading twice or not there can be named by no option."""
    headings = table.headings(row)
    places = [
        place for place, heading in enumerate(headings)
        if place not in known and (not row or _is_alone(heading, headings))
    ]  # fmt: skip
    likely = looks_like({place: table.column(place, below=row) for place in places})
    without = {*known.values(), *([Column.QUANTITY] if scans else [])}
    left = [one for one in Column if one not in without]
    click.echo(f"\nsay of each column which it is, or {PASSED_OVER} to pass over:", err=True)
    click.echo(", ".join(left), err=True)
    answered: dict[int, Column] = {}
    for place in places:
        name = headings[place] or _samples(table.column(place, below=row))
        question = f"column {place + 1}, {shown(name[:LETTERS_SHOWN])}"
        answer = _column(question, left, likely=likely.get(place))
        if answer is not None:
            answered[place] = answer
            left.remove(answer)
    return answered


def _column(question: str, left: Sequence[Column], *, likely: Column | None) -> Column | None:
    answer = click.prompt(
        question,
        type=click.Choice([*(one.value for one in left), PASSED_OVER]),
        default=likely.value if likely and likely in left else PASSED_OVER,
        show_choices=False,
        err=True,
    )
    return None if answer == PASSED_OVER else Column(answer)


def _is_alone(heading: str, headings: Sequence[str]) -> bool:
    return bool(plain(heading)) and [plain(one) for one in headings].count(plain(heading)) == 1


def _samples(cells: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, cells))) or "empty"


def _are_scans(columns: Sequence[Column]) -> bool:
    if make_a_count(columns) or not make_a_count(columns, scans=True):
        return False
    question = "no column says how many were counted; is each row one scan, of one unit or case"
    return click.confirm(question, default=False, err=True)


def _as_said(table: _Table, row: int, answered: Mapping[int, Column], asked: Asked) -> Asked:
    """As the options would say it."""
    if not row:
        return replace(asked, columns=tuple(answered.get(place) for place in range(table.width)))
    headings = table.headings(row)
    said = {column: headings[place] for place, column in answered.items()}
    return replace(asked, known=replace(asked.known, said=said))


def _options(asked: Asked) -> str:
    options = ["--scans"] if asked.known.scans else []
    if asked.columns:
        options += ["--columns", ",".join(one or PASSED_OVER for one in asked.columns)]
    for column, heading in asked.known.said.items():
        options += ["--map", f"{column}={heading}"]
    return shlex.join(options)
