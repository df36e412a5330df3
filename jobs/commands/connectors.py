"""`stockbook connectors`."""

from typing import Final

import click

from jobs.app import App, pass_app
from jobs.options import json_option
from jobs.storefronts.connectors import ConnectorEntry, ConnectorsAnswer, read_connectors
from jobs.tables import print_table


@click.command(short_help="Which storefronts can be connected, and how.")
@json_option
@pass_app
def command(app: App) -> None:
    """Every installed connector: its settings, and what it was tested against."""
    answer = read_connectors()
    problems = any(one.problem for one in answer.connectors)
    app.answer(answer, lambda: _show(answer), problems=problems)


_WIDTH: Final = 100
"""Letters in a line of text; also in a pipe, so that it reads the same everywhere."""


def _show(answer: ConnectorsAnswer) -> None:
    for one in answer.connectors:
        _show_one(one)


def _show_one(one: ConnectorEntry) -> None:
    click.echo(f"{one.name}   ({one.distribution} {one.version}, {one.module})")
    tested = f"tested against: {one.tested_against or 'its author does not say'}"
    click.echo(click.wrap_text(tested, _WIDTH, initial_indent="  ", subsequent_indent="    "))
    if one.problem:
        click.echo(f"  {one.problem}")
    rows = [[f"  {each.name}", _kind(each.required, each.default), each.why]
            for each in one.settings]  # fmt: skip
    print_table(("  setting", "default", "why"), rows)
    click.echo()


def _kind(required: bool, default: object) -> str:  # a value that is shown
    if required:
        return "(required)"
    return ", ".join(default) if isinstance(default, tuple) else str(default or "-")
