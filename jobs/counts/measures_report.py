"""Measures as a report for the auditor: a table of each, and all of it as rows of figures."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from jobs.counts.measures import MeasuresAnswer
from jobs.counts.report_files import Cell, Report, Table


def measures_report(answer: MeasuresAnswer) -> Report:
    shrinkage = answer.shrinkage
    tables = [
        _table("accuracy", [answer.accuracy]),
        _table("shrinkage by reason", shrinkage.by_reason),
        _table("shrinkage by location", shrinkage.by_location),
        _table("shrinkage by month", shrinkage.by_month),
        _table("shrinkage by item", shrinkage.by_item),
        _table("coverage", answer.coverage),
        _table("coverage by class", answer.coverage_by_class),
        _table("agreement", answer.agreement),
    ]
    figures = [row for table in tables for row in _figures(table)]
    where = answer.location or "all locations"
    return Report(
        title=f"counts of {where} from {answer.since.isoformat()} until {answer.until.isoformat()}",
        before=tables,
        main=Table(name="figures", columns=_COLUMNS, rows=figures, size=len(figures)),
        after=[],
    )


_COLUMNS: Final = ("measure", "of", "figure", "number")
_NAMES: Final = ("key", "location", "abc_class", "first", "second")
"""What an entry is of; its other fields are figures."""


def _table(name: str, entries: Sequence[Any]) -> Table:
    rows = [asdict(one) for one in entries]
    columns = list(rows[0]) if rows else ["nothing"]
    return Table(
        name=name,
        columns=columns,
        rows=[[_cell(column, row[column]) for column in columns] for row in rows],
        size=len(rows),
    )


def _cell(column: str, value: Any) -> Cell:
    if column in _NAMES or value is None:
        return str(value or "")
    return Decimal(str(value))


def _figures(table: Table) -> Iterator[Sequence[Cell]]:
    for row in table.rows:
        named = dict(zip(table.columns, row, strict=True))
        of = " / ".join(str(named[name]) for name in _NAMES if name in named)
        for column, cell in named.items():
            if column not in _NAMES:
                yield (table.name, of, column, cell)
