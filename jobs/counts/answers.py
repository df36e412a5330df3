"""What the commands of `count` answer with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from jobs.counts.classes import ClassesEntry, classes_entry
from jobs.counts.learnt import LearntEntry
from jobs.counts.offers import OfferEntry
from jobs.counts.scope import ScopeEntry, scope_of
from jobs.counts.states import MisplacedEntry
from jobs.goods.movement_cells import amount_text
from ledger.counts.classes import Classes
from ledger.counts.facts import Problem, Variance
from ledger.counts.files import FileRows, SheetFile, files_of
from ledger.counts.rows import StoredCount, expected_lines
from ledger.database import Reading
from ledger.numbers import counted
from reconcile.reading.layouts import PROBLEMS_MAX
from reconcile.reading.sheet import Declared


class VarianceEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """``difference``: counted less expected. ``row``: of ``file``; null when it is on no sheet.

    ``reason``: why a person must decide; null where none must. ``counted_at`` is in UTC.
    ``value``: what the difference is worth, a decimal number as text; null when nobody knows.
    ``reason_code``: why it differed, as somebody said. ``first_difference``: what the count before
    differed by, when this one counts the line again. ``counted_again_in``: the count that counts a
    line again that was sent back; null: none yet. ``abc_class``: A, B or C, where the count is
    judged by them. ``offers``: what would explain a surplus,
    each with the command that books it. ``learnt``: of a reopened line, what waits for a ruling.
    """

    sku: str
    expected: int
    counted: int
    difference: int
    status: str
    file: str | None
    row: int | None
    counted_at: datetime
    reason: str | None
    value: str | None
    reason_code: str | None
    first_difference: int | None
    counted_again_in: int | None
    abc_class: str | None
    offers: Sequence[OfferEntry]
    learnt: Sequence[LearntEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSheet:
    """What every command says when it exits with 2."""

    what: str
    which: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFileEntry:
    """A file of a count. ``first_count``: with which it was first uploaded."""

    file: str
    counted_by: str
    first_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAnswer:
    """``count`` null: the sheet was refused for its ``problems``, and nothing was kept of it.

    ``counted_at``: when the last line was true, in UTC. ``lines``: items. ``scope``: what it says
    of items that it does not name. ``packed_counted``, ``damaged_counted``: whether such goods lay
    in the counted area; null when nobody said. ``variances``: the lines that are not simply as
    expected; with ``--all`` those too. ``recount_of``: the count whose lines this one counts again.
    ``doubts``: why it is not posted before somebody confirms it. ``goes_on_as``: the newest number
    of a count that got more files or was declared anew. ``classes``: null where no tolerance is by
    class. ``misplaced``: goods that were found in another state than the book has them.
    ``not_used``: headings of the sheet that were passed over. ``notes``: how it was read, where
    that had to be chosen. ``annotated``: the copy of a refused sheet that tells its problems row
    by row.
    """

    count: int | None
    location: str
    counted_at: datetime | None
    status: str
    lines: int
    scope: ScopeEntry
    packed_counted: bool | None
    damaged_counted: bool | None
    problems: list[Problem]
    variances: list[VarianceEntry]
    recount_of: int | None
    doubts: list[str]
    goes_on_as: int | None = None
    classes: ClassesEntry | None = None
    files: list[CountFileEntry] = field(default_factory=list)
    misplaced: list[MisplacedEntry] = field(default_factory=list)
    not_used: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    annotated: str | None = None
    error: RefusedSheet | msgspec.UnsetType = msgspec.UNSET


def count_answer(
    count: StoredCount,
    lines: Sequence[Variance],
    *,
    waiting: bool,
    doubts: Sequence[str],
    offers: Mapping[int, list[OfferEntry]],
    learnt: Mapping[int, list[LearntEntry]],
    recount_of: int | None,
    counted_again_in: Mapping[int, int],
    files: Sequence[SheetFile],
    misplaced: Sequence[MisplacedEntry],
    goes_on_as: int | None,
    classes: Classes | None,
) -> CountAnswer:
    sheet = count.sheet
    told = _Told(FileRows(files), classes, offers, learnt, counted_again_in)
    return CountAnswer(
        count=count.id,
        location=sheet.location,
        counted_at=sheet.counted_at,
        status=count.status(waiting=waiting),
        lines=sheet.lines,
        scope=scope_of(sheet),
        packed_counted=sheet.packed_counted,
        damaged_counted=sheet.damaged_counted,
        problems=[],
        variances=[told.entry(one) for one in sorted(lines, key=_by_row)],
        recount_of=recount_of,
        doubts=list(doubts),
        goes_on_as=goes_on_as,
        files=[_file(one, count) for one in files],
        misplaced=list(misplaced),
        classes=classes_entry(classes),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of lines beside themselves: the last three by line."""

    rows: FileRows
    classes: Classes | None
    offers: Mapping[int, Sequence[OfferEntry]] = field(default_factory=dict)
    learnt: Mapping[int, Sequence[LearntEntry]] = field(default_factory=dict)
    counted_again_in: Mapping[int, int] = field(default_factory=dict)

    def entry(self, line: Variance) -> VarianceEntry:
        file, row = self.rows.place(line.row)
        return VarianceEntry(
            sku=line.sku,
            expected=line.expected,
            counted=line.counted,
            difference=line.difference,
            status=line.status,
            file=file,
            row=row,
            counted_at=line.counted_at,
            reason=line.reason or None,
            value=None if line.unit_cost is None else amount_text(line.value),
            reason_code=line.reason_code or None,
            first_difference=line.first_difference,
            counted_again_in=self.counted_again_in.get(line.line),
            abc_class=None if self.classes is None else self.classes.of(line.item),
            offers=self.offers.get(line.line, ()),
            learnt=self.learnt.get(line.line, ()),
        )


def _file(one: SheetFile, count: StoredCount) -> CountFileEntry:
    first = one.first_count or count.id
    return CountFileEntry(file=one.name, counted_by=one.counted_by, first_count=first)


def every_entry(
    tx: Reading, answer: CountAnswer, classes: Classes | None = None
) -> Iterator[VarianceEntry]:
    """Those of the answer, and the lines that are as expected, in the order of the sheet.

    They are made while they are read: there may be millions. The answer is of this transaction.
    """
    assert answer.count is not None
    odd = {one.sku: one for one in answer.variances}
    told = _Told(FileRows(files_of(tx, answer.count)), classes)
    for line in expected_lines(tx, answer.count, instead={}):
        yield odd.pop(line.sku) if line.sku in odd else told.entry(line)
    yield from odd.values()


def refused_answer(
    declared: Declared, problems: Sequence[Problem], *, annotated: Path | None = None
) -> CountAnswer:
    which = f"count of {declared.site.code}"
    return CountAnswer(
        count=None,
        location=declared.site.code,
        counted_at=declared.counted_at,
        status="refused",
        lines=0,
        scope=scope_of(declared),
        packed_counted=declared.packed_counted,
        damaged_counted=declared.damaged_counted,
        problems=list(problems),
        variances=[],
        annotated=None if annotated is None else str(annotated),
        recount_of=None,
        doubts=[],
        error=RefusedSheet(
            what=f"the sheet has {_many(problems)}",
            which=which,
            next="nothing was kept; mend them all and upload it again",
        ),
    )


def _many(problems: Sequence[Problem]) -> str:
    more = "at least " if len(problems) >= PROBLEMS_MAX else ""  # no more are looked for
    return f"{more}{counted(len(problems), 'problem')}"


_ROWS_MAX: Final = 1 << 40
"""No sheet has so many."""


def _by_row(line: Variance) -> int:
    """As the sheet has them; last what it does not name."""
    return line.row or _ROWS_MAX + line.line
