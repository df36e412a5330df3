"""`stockbook allow`."""

import click

from jobs.app import App, pass_app
from jobs.options import json_option
from jobs.storefronts.switches import allow, told


@click.command(short_help="Let numbers be written to a channel; also releases the brake.")
@click.argument("channel")
@json_option
@pass_app
def command(app: App, channel: str) -> None:
    """Let numbers be written to a channel; also releases the brake.

    Look at `stockbook sync CHANNEL --dry-run` first.
    """
    answer = allow(app.database, channel, actor=app.actor)
    app.answer(answer, lambda: click.echo(told(answer)))
