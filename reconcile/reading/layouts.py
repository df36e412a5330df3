"""Where the cells of a sheet stand, in a file of any kind, and what is said of how to read it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from ledger.counts.facts import Problem
from reconcile.reading.blocks import Block
from reconcile.reading.dates import DateOrder
from reconcile.reading.headings import (
    NAME_HEADING,
    NOTHING_KNOWN,
    PROBLEM_HEADING,
    AmbiguousError,
    Column,
    Understanding,
    columns_of,
    heading_set,
    is_heading,
    plain,
)
from reconcile.reading.numbers import DecimalMark
from reconcile.reading.records import Layout
from reconcile.reading.workbooks import Worksheet

HEADING_ROWS_MAX: Final = 30
"""Titles and notes above the headings; whoever needs more room can remove them."""

PROBLEMS_MAX: Final = 100_000
"""All of a sheet that can be mended; one with more is another kind of file."""


class UnusableError(Exception):
    """The file cannot be read as a count sheet; ``problems`` say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(one.problem for one in problems))
        self.problems = list(problems)


class MisshapenRowsError(UnusableError):
    """Some rows have more cells than there are headings; ``others`` reads all the others."""

    def __init__(self, *problems: Problem, others: "Callable[[], Iterator[Block]]") -> None:
        super().__init__(*problems)
        self.others = others


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a sheet writes its quantities and dates, as far as somebody says."""

    decimal: DecimalMark | None = None
    dates: DateOrder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a file is to be read, as far as its uploader says; the rest is found out.

    ``columns``: of a file without headings, in order; None stands for one to pass over.
    ``manners``: what was said before of sheets with just these headings, by the set of them.
    """

    encoding: str | None = None
    worksheet: str | None = None
    decimal: DecimalMark | None = None
    dates: DateOrder | None = None
    columns: tuple[Column | None, ...] = ()
    known: Understanding = NOTHING_KNOWN
    manners: Mapping[frozenset[str], Manner] = field(default_factory=dict)

    def before(self, heading: "Heading") -> Manner:
        """What was said before of such headings."""
        return self.manners.get(heading_set(heading.words), NO_MANNER) if heading.row else NO_MANNER

    def manner(self, heading: "Heading") -> Manner:
        """What is said, else what was said before."""
        before = self.before(heading)
        return Manner(
            decimal=self.decimal or before.decimal,
            dates=self.dates or before.dates,
        )


NOTHING_ASKED: Final = Asked()
NO_MANNER: Final = Manner()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """``row``: its number, 0 where there is none. ``columns``: where those stand that are known."""

    row: int
    headings: list[str]
    columns: Mapping[Column, int]

    @property
    def width(self) -> int:
        return len(self.headings)

    @property
    def words(self) -> list[str]:
        return [plain(text) for text in self.headings]

    @property
    def named(self) -> dict[Column, str]:
        """The headings of the columns that are read."""
        return {column: self.headings[place] for column, place in self.columns.items()}

    @property
    def not_read(self) -> list[str]:
        """The other headings, but for those that only our own sheets and copies have."""
        read, ours = set(self.columns.values()), {PROBLEM_HEADING, NAME_HEADING}
        return [
            text
            for place, text in enumerate(self.headings)
            if place not in read and text.strip() and text.strip() not in ours
        ]

    @property
    def problem_place(self) -> int | None:
        """Where an annotated copy tells its problems."""
        texts = [text.strip() for text in self.headings]
        return texts.index(PROBLEM_HEADING) if PROBLEM_HEADING in texts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSheet:
    """``digest``: of the file, and of what was said of it. ``headings``: as the sheet has them.

    ``blocks`` reads its rows, each time from the first. ``source``: how its file is read.
    ``notes``: what had to be assumed or chosen for that. ``scans``: each row is one scan.
    """

    digest: str
    heading: Heading
    source: Layout | Worksheet
    blocks: Callable[[], Iterator[Block]]
    notes: tuple[str, ...] = ()
    manner: Manner = NO_MANNER
    scans: bool = False

    @property
    def headings(self) -> Mapping[Column, str]:
        return self.heading.named


def digest_as_read(digest: str, asked: Asked, heading: Heading) -> str:
    """The file's own; read in another way, as somebody said, it is another sheet."""
    manner = asked.manner(heading)
    said = [asked.encoding, asked.worksheet, manner.decimal and manner.decimal.value]
    if manner.dates is not None:  # sheets of before, of which nobody could say so, keep theirs
        said.append(manner.dates.value)
    if asked.known.scans:
        said.append("scans")
    if asked.columns or asked.known.of(heading.words):
        said += [f"{column} {place}" for column, place in sorted(heading.columns.items())]
    if not any(said):
        return digest
    return hashlib.sha256(repr((digest, said)).encode()).hexdigest()


def heading_at(cells: Sequence[str], number: int, asked: Asked) -> Heading | None:
    """The headings that this row is, if it is. Raises UnusableError where they leave a question."""
    if not is_heading(cells, asked.known):
        return None
    try:
        columns = columns_of(cells, asked.known)
    except AmbiguousError as error:
        raise UnusableError(Problem(row=number, problem=str(error))) from None
    return Heading(row=number, headings=list(cells), columns=columns)


def said_columns(first_row: Sequence[str], asked: Asked) -> Heading:
    """Of a file without headings. Raises UnusableError when there are some after all."""
    if is_heading(first_row, Understanding(scans=asked.known.scans)):
        text = "is a row of headings, so --columns is not needed; or remove it"
        raise UnusableError(Problem(row=1, problem=f"{shortened(first_row)} {text}"))
    return Heading(
        row=0,
        headings=[column.value if column else "" for column in asked.columns],
        columns={column: place for place, column in enumerate(asked.columns) if column},
    )


def filled(path: Path, heading: Heading, blocks: Iterator[Block]) -> Iterator[Block]:
    """The same blocks, without headings that come again. Raises UnusableError where none is left.

    Sheets are printed and pasted page by page.
    """
    is_blank = True
    for block in blocks:
        rows = _without_headings(block, heading)
        if len(rows.row):
            is_blank = False
            yield rows
    if is_blank:
        has = "has headings and no rows below them" if heading.row else "has no rows"
        has += "; write what was counted, a row for each item"
        raise UnusableError(Problem(problem=f"{path.name} {has}"))


def _without_headings(block: Block, heading: Heading) -> Block:
    """All columns that are read must say their heading."""
    named = heading.named
    column = Column.QUANTITY if Column.QUANTITY in named else next(iter(named))
    texts, words = block.cells[column], {one: plain(text) for one, text in named.items()}
    # No number begins like a word, so hardly any cell is looked at.
    begins_so = texts.content[texts.begin] > ord("9")
    likely = begins_so & (texts.length <= 2 * len(named[column].encode()))
    again = [
        place
        for place in np.flatnonzero(likely).tolist()
        if all(plain(block.cells[one][place]) == word for one, word in words.items())
    ]
    return block.among(~np.isin(np.arange(len(block.row)), again)) if again else block


def shortened(cells: Sequence[str]) -> str:
    return ", ".join(cells)[:200] or "nothing"
