"""What the commands of `count` answer with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from ledger.count_rows import StoredCount
from ledger.counts import Problem, Variance
from reconcile.sheet import Declared


class VarianceEntry(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """``difference``: counted less expected. ``row``: of the sheet; null when it is not on it.

    ``reason``: why a person must decide; null where none must. ``counted_at`` is in UTC.
    """

    sku: str
    expected: int
    counted: int
    difference: int
    status: str
    row: int | None
    counted_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedSheet:
    """What every command says when it exits with 2."""

    what: str
    which: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAnswer:
    """``count`` null: the sheet was refused for its ``problems``, and nothing was kept of it.

    ``counted_at``: when the last line was true, in UTC. ``lines``: items. ``variances``: the lines
    that are not simply as expected; with ``--all`` those too. ``not_used``: headings of the sheet
    that were passed over. ``notes``: how it was read, where that had to be chosen. ``annotated``:
    the copy of a refused sheet that tells its problems row by row.
    """

    count: int | None
    location: str
    counted_at: datetime | None
    status: str
    lines: int
    problems: list[Problem]
    variances: list[VarianceEntry]
    not_used: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    annotated: str | None = None
    error: RefusedSheet | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class CountEntry:
    """A count in the list; instants in UTC."""

    count: int
    location: str
    counted_at: datetime
    file: str
    lines: int
    status: str
    uploaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountList:
    """The newest first. A count that is not posted is open until `count show` says otherwise."""

    counts: list[CountEntry]


def count_answer(count: StoredCount, lines: Sequence[Variance], *, waiting: bool) -> CountAnswer:
    return CountAnswer(
        count=count.id,
        location=count.sheet.location,
        counted_at=count.sheet.counted_at,
        status=count.status(waiting=waiting),
        lines=count.sheet.lines,
        problems=[],
        variances=[_entry(one) for one in sorted(lines, key=_by_row)],
    )


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
        problems=list(problems),
        variances=[],
        annotated=None if annotated is None else str(annotated),
        error=RefusedSheet(
            what=f"the sheet has {len(problems)} problems",
            which=which,
            next="nothing was kept; mend them all and upload it again",
        ),
    )


def listed(counts: Sequence[StoredCount]) -> CountList:
    return CountList(
        counts=[
            CountEntry(
                count=one.id,
                location=one.sheet.location,
                counted_at=one.sheet.counted_at,
                file=one.file_name,
                lines=one.sheet.lines,
                status=one.status(waiting=False),
                uploaded_by=one.uploaded.actor,
            )
            for one in counts
        ]
    )


def _by_row(line: Variance) -> tuple[bool, int]:
    """As the sheet has them; last what it does not name."""
    return (line.row is None, line.row or line.line)


def _entry(line: Variance) -> VarianceEntry:
    return VarianceEntry(
        sku=line.sku,
        expected=line.expected,
        counted=line.counted,
        difference=line.difference,
        status=line.status,
        row=line.row,
        counted_at=line.counted_at,
        reason=line.reason or None,
    )
