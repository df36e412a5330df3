"""`stockbook count report` and `measures`."""

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import click

from jobs.app import App, pass_app
from jobs.count_measures import MeasuresAnswer, measure_counts
from jobs.count_report import count_report
from jobs.count_screen import desk_of
from jobs.move_command import location_of
from jobs.options import INSTANT, json_option
from jobs.report_files import write_csv, write_report
from jobs.tables import print_table

LOOKS_BACK: Final = timedelta(days=365)
"""In a year every shelf should have been counted once."""

ITEMS_SHOWN_MAX: Final = 20
"""Items that a person reads on a terminal."""


@click.command("report")
@click.argument("count", type=int)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@pass_app
def report(app: App, count: int, path: Path | None) -> None:
    """A count for the auditor: .csv, .xlsx or .html (a page to print) by the ending of PATH.

    Who, when, before, after, decisions and reasons, and what was learnt since. Without PATH the
    lines as CSV on standard output.
    """
    with app.database.reading() as tx:
        answer = count_report(tx, desk_of(app), count)
        if path is None:
            write_csv(answer, sys.stdout)
        else:
            write_report(answer, path)


@click.command("measures")
@click.option("--location", help="Of one location only.")
@click.option("--since", type=INSTANT, help="Counts that were true then or later; a year ago.")
@click.option("--until", type=INSTANT, help="Counts that were true before then; now.")
@json_option
@pass_app
def measures(
    app: App, *, location: str | None, since: datetime | None, until: datetime | None
) -> None:
    """How right the book is: record accuracy, shrinkage, coverage, and who agrees with whom.

    From posted counts only.
    """
    now = app.clock()
    if location is not None:
        location = location_of(app, location)
    answer = measure_counts(
        app.database,
        location=location,
        since=since or now - LOOKS_BACK,
        until=until or now,
    )
    app.answer(answer, lambda: _show(answer))


def _show(answer: MeasuresAnswer) -> None:
    found, groups = answer.accuracy, answer.shrinkage
    click.echo(f"{answer.counts} counts from {answer.since:%Y-%m-%d} until {answer.until:%Y-%m-%d}")
    print_table(
        ("accuracy by", "of", "wrong", "percent right"),
        [
            ("lines", found.lines, found.lines - found.lines_within_tolerance, found.lines_percent),
            ("units", found.units, found.units_off, found.units_percent),
            ("value", found.value, found.value_off, found.value_percent),
        ],
    )
    _show_shrinkage("reason", groups.by_reason)
    _show_shrinkage("location", groups.by_location)
    _show_shrinkage("month", groups.by_month)
    _show_shrinkage("item", groups.by_item[:ITEMS_SHOWN_MAX])
    columns = ("location", "items", "counted", "percent")
    _show_table("coverage", columns, answer.coverage)
    _show_table("agreement", ("first", "second", "lines", "agreed", "percent"), answer.agreement)


def _show_shrinkage(by: str, entries: Sequence[object]) -> None:
    columns = ("key", "units", "units_lost", "units_found", "value")
    _show_table(f"shrinkage by {by}", columns, entries)


def _show_table(title: str, columns: Sequence[str], entries: Sequence[object]) -> None:
    if entries:
        click.echo(f"\n{title}")
        print_table(columns, [[getattr(one, name) for name in columns] for one in entries])
