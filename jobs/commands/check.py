"""`stockbook check`."""

import click

from jobs.app import App, pass_app
from jobs.check import CheckAnswer, check_ledger
from jobs.options import json_option
from jobs.progress import steps
from ledger.numbers import counted


@click.command(short_help="Prove the ledger against itself.")
@json_option
@pass_app
def command(app: App) -> None:
    """Prove the ledger against itself: balances, committed goods, order lines, triggers."""
    with steps("Proving") as step:
        answer = check_ledger(app.database, progress=step)
    app.answer(answer, lambda: _show(answer), problems=not answer.ok)


def _show(answer: CheckAnswer) -> None:
    for problem in answer.problems:
        click.echo(problem)
    click.echo("the book is in order" if answer.ok else counted(len(answer.problems), "problem"))
