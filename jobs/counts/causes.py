"""`count causes`: why the lines of a count differ, as far as the data tells."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from jobs.counts.desk import Desk, lines_of_count
from ledger.counts.facts import WAITING, LineStatus
from ledger.counts.files import FileRows, files_of
from ledger.counts.rows import StoredCount, load_count
from ledger.errors import Rejected
from reconcile.causes.facts import Cause, CauseKind, Evidence
from reconcile.causes.mends import look_again
from reconcile.causes.rank import Explained, explain

LOOK_AT: Final = (*WAITING, LineStatus.REOPENED)

LIKELIHOOD_MAX: Final = 0.99
"""Nothing is certain before somebody has looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseEntry:
    """``likelihood``: from 0 to 1, beside the other causes and chance. ``command`` would mend it.

    ``command`` null: the count is posted or withdrawn, and only a new one can tell.
    """

    kind: CauseKind
    likelihood: float
    evidence: str
    command: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedLine:
    """``causes``: the likeliest first; empty when the data supports none. ``row``: of ``file``.

    ``next``: what to do where there is none: have it counted again, or look at its movements if
    the count is posted or withdrawn. Null where a cause tells what to do.
    """

    sku: str
    file: str | None
    row: int | None
    expected: int
    counted: int
    difference: int
    status: LineStatus
    causes: list[CauseEntry]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CausesAnswer:
    """``lines``: those beyond the tolerance, or the SKUs that were asked for; the largest first."""

    count: int
    location: str
    lines: list[ExplainedLine]


def explain_count(desk: Desk, count_id: int, skus: Collection[str] = ()) -> CausesAnswer:
    """Raises Rejected for an unknown count and for SKUs that do not differ in it."""
    # Imported late: it loads pandas, for which no other command of `count` should wait.
    from reconcile.causes.read import read_evidence

    desk.step("comparing it with the book")
    with desk.database.reading() as tx:
        count = load_count(tx, count_id)
        variances = lines_of_count(tx, desk, count)
        desk.step("looking for causes")
        evidence = read_evidence(
            tx, count, variances, lines_of=lambda other: lines_of_count(tx, desk, other)
        )
        rows = FileRows(files_of(tx, count_id))
    _require_known(evidence, skus)
    return CausesAnswer(
        count=count_id,
        location=count.sheet.location,
        lines=[_line(one, count, rows) for one in explain(evidence, skus)],
    )


def _require_known(evidence: Evidence, skus: Collection[str]) -> None:
    unknown = sorted(set(skus) - {line.sku for line in evidence.lines})
    if unknown:
        number = evidence.count.id
        raise Rejected([f"{sku} does not differ in count {number}" for sku in unknown])


def _line(explained: Explained, count: StoredCount, rows: FileRows) -> ExplainedLine:
    variance = explained.line.variance
    file, row = rows.place(variance.row)
    return ExplainedLine(
        sku=variance.sku,
        file=file,
        row=row,
        expected=variance.expected,
        counted=variance.counted,
        difference=variance.difference,
        status=variance.status,
        causes=[_entry(one) for one in explained.causes],
        next=None if explained.causes else look_again(count, variance.sku),
    )


def _entry(cause: Cause) -> CauseEntry:
    return CauseEntry(
        kind=cause.kind,
        likelihood=min(round(cause.likelihood, 2), LIKELIHOOD_MAX),
        evidence=cause.evidence,
        command=cause.command,
    )
