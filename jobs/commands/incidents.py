"""`stockbook incidents`."""

import click

from jobs.app import App, pass_app
from jobs.help_pages import Group
from jobs.incidents import IncidentsAnswer, read_incidents, resolve
from jobs.options import NUMBER, json_option
from jobs.tables import print_table


@click.group(cls=Group, short_help="What needs a person.")
def command() -> None:
    """What needs a person: one line for each thing, however often it was seen."""


@command.command("list")
@json_option
@pass_app
def show(app: App) -> None:
    """The open incidents. Those without a number are seen in the book itself and end with it."""
    answer = read_incidents(app.database)
    app.answer(answer, lambda: _show(answer), problems=bool(answer.incidents))


@command.command("resolve")
@click.argument("incident", type=NUMBER)
@json_option
@pass_app
def resolve_one(app: App, incident: int) -> None:
    """Say that an incident has been dealt with."""
    answer = resolve(app.database, incident, actor=app.actor)
    app.answer(answer, lambda: click.echo(f"incident {answer.resolved} resolved"))


def _show(answer: IncidentsAnswer) -> None:
    columns = ("id", "kind", "subject", "times", "opened_at", "text")
    rows = [[getattr(one, name) for name in columns] for one in answer.incidents]
    print_table(columns, rows, nothing="nothing needs a person")
