"""`stockbook count report` and `measures`."""

import sys
from pathlib import Path

import click

from jobs.app import App, pass_app
from jobs.count_report import count_report
from jobs.count_screen import desk_of
from jobs.report_files import write_csv, write_report


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
