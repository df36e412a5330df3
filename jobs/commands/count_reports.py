"""`stockbook count export`, `report` and `measures`."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

import click
from msgspec import structs

from jobs.app import App, pass_app
from jobs.counts.desk import every_line_of
from jobs.counts.measures import AccuracyEntry, MeasuresAnswer, measure_counts
from jobs.counts.measures_report import measures_report
from jobs.counts.report import count_report
from jobs.counts.report_files import write_csv, write_report
from jobs.counts.screen import desk_of
from jobs.csv_files import write_rows
from jobs.exports import answer_written, export_csv, require_answer
from jobs.goods.move_command import location_of
from jobs.options import FILE, INSTANT_THERE, NUMBER, json_option, shared_zone
from jobs.progress import counting, told
from jobs.tables import print_table
from ledger.counts.facts import Variance
from ledger.counts.files import FileRows, files_of
from ledger.numbers import counted

LOOKS_BACK: Final = timedelta(days=365)
"""In a year every shelf should have been counted once."""

ITEMS_SHOWN_MAX: Final = 20
"""Items that a person reads on a terminal."""


@click.command("report")
@click.argument("count", type=NUMBER)
@click.argument("path", type=FILE, required=False, metavar="[FILE]")
@json_option
@pass_app
def report(app: App, count: int, path: Path | None) -> None:
    """A count for the auditor: .csv, .xlsx or .html (a page to print) by the ending of FILE.

    Who, when, before, after, decisions and reasons, and what was learnt since. Without FILE the
    lines as CSV on standard output. Foreign text stays text in a spreadsheet.
    """
    require_answer(app, path)
    with app.database.reading() as tx, counting("Writing lines") as progress:
        answer = count_report(tx, desk_of(app), count)
        lines = replace(answer.main, rows=told(answer.main.rows, progress))
        answer = replace(answer, main=lines)
        if path is None:
            write_csv(answer, sys.stdout)
        else:
            write_report(answer, path)
            answer_written(app, path, lines.size)


@click.command("export")
@click.argument("count", type=NUMBER)
@click.argument("path", type=FILE, required=False, metavar="[FILE]")
@json_option
@pass_app
def export(app: App, count: int, path: Path | None) -> None:
    """All lines of a count as CSV, to a file or to standard output.

    Exact, for programs: a SKU that begins as a formula does stays as it is. For a spreadsheet
    take `count report`.
    """
    with app.database.reading() as tx, counting("Writing lines") as progress:
        lines = told(every_line_of(tx, desk_of(app), count), progress)
        rows = FileRows(files_of(tx, count))
        cells = (_exported(one, rows) for one in lines)
        export_csv(app, path, lambda file: write_rows(file, _EXPORTED, cells))


@click.command("measures")
@click.option("--location", metavar="LOCATION", is_eager=True, help="Of one location only.")
@click.option(
    "--since",
    type=INSTANT_THERE,
    help="Counts that were true then (in the location's zone) or later; default: a year ago.",
)
@click.option(
    "--until", type=INSTANT_THERE, help="Counts that were true before then; default: now."
)
@click.option(
    "--report",
    "path",
    type=FILE,
    metavar="FILE",
    help="All of it, every item too, as .csv, .xlsx or .html.",
)
@json_option
@pass_app
def measures(
    app: App,
    *,
    location: str | None,
    since: datetime | None,
    until: datetime | None,
    path: Path | None,
) -> None:
    """How right the book is: record accuracy, shrinkage, coverage, and who agrees with whom.

    From posted counts only.
    """
    now, desk = app.clock(), desk_of(app)
    if location is not None:
        location = location_of(app, location)
    answer = measure_counts(
        app.database,
        location=location,
        since=since or now - LOOKS_BACK,
        until=until or now,
        rules=desk.rules,
        class_rules=desk.class_rules,
        every_item=path is not None,
    )
    if path is not None:
        write_report(measures_report(answer), path)
    local = shared_zone(app, location) or UTC
    app.answer(answer, lambda: _show(answer, path, local))


_EXPORTED: Final = ("line", "file", "row", "sku", "counted_at", "expected", "counted", "difference",
                    "status", "reason")  # fmt: skip


def _exported(line: Variance, rows: FileRows) -> dict[str, object]:
    file, row = rows.place(line.row)
    exact = {"difference": line.difference, "counted_at": line.counted_at.isoformat()}
    return structs.asdict(line) | exact | {"file": file, "row": row}


def _show(answer: MeasuresAnswer, path: Path | None, local: tzinfo) -> None:
    """``local``: the zone in which the time is told, which begins and ends as people said it."""
    groups = answer.shrinkage
    since, until = (
        f"{one.astimezone(local):%Y-%m-%d %H:%M %Z}" for one in (answer.since, answer.until)
    )
    click.echo(f"{counted(answer.counts, 'count')} from {since} until {until}")
    _show_accuracy(answer.accuracy)
    _show_shrinkage("reason", groups.by_reason)
    _show_shrinkage("location", groups.by_location)
    _show_shrinkage("month", groups.by_month)
    _show_shrinkage("item", groups.by_item[:ITEMS_SHOWN_MAX])
    columns = ("location", "items", "counted", "percent")
    _show_table("coverage", columns, answer.coverage)
    by_class = ("location", "abc_class", "items", "counted", "percent")
    _show_table("coverage by class", by_class, answer.coverage_by_class)
    _show_table("agreement", ("first", "second", "lines", "agreed", "percent"), answer.agreement)
    if path is not None:
        click.echo(f"\nall of it, every item too, is in {path}")


def _show_accuracy(found: AccuracyEntry) -> None:
    differing, beyond = found.lines - found.lines_exact, found.lines - found.lines_within_tolerance
    print_table(
        ("accuracy by", "of", "wrong", "percent right"),
        [
            ("lines exactly", found.lines, differing, found.lines_exact_percent),
            ("lines within tolerance", found.lines, beyond, found.lines_percent),
            ("units", found.units, found.units_off, found.units_percent),
            ("value", found.value, found.value_off, found.value_percent),
        ],
    )
    if found.lines_without_cost:
        without = counted(found.lines_without_cost, "line")
        click.echo(f"{without} of items without a unit cost: in no value")


def _show_shrinkage(by: str, entries: Sequence[object]) -> None:
    columns = ("key", "units", "units_lost", "units_found", "value")
    _show_table(f"shrinkage by {by}", columns, entries)


def _show_table(title: str, columns: Sequence[str], entries: Sequence[object]) -> None:
    if entries:
        click.echo(f"\n{title}")
        titles = [_TITLES.get(name, name) for name in columns]
        print_table(titles, [[getattr(one, name) for name in columns] for one in entries])


_TITLES: Final = {"abc_class": "class"}
"""Of columns that a person reads under another name."""
