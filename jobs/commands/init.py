"""`stockbook init`."""

import click

from jobs.app import App, pass_app
from jobs.init import initialise
from jobs.options import json_option


@click.command(short_help="Create or upgrade the database and check the configuration.")
@json_option
@pass_app
def command(app: App) -> None:
    """Create or upgrade the database and check the configuration.

    Safe to run again at any time: what is there stays.
    """
    answer = initialise(app.database, app.channel_config)
    app.answer(
        answer,
        lambda: click.echo(
            f"{answer.database} is ready: locations {', '.join(answer.locations)}; "
            f"channels {', '.join(answer.channels) or 'none yet'}"
        ),
    )
