"""`stockbook init`."""

import click

from jobs.app import App, pass_app
from jobs.hands import hands_of, http_of
from jobs.init import InitAnswer, initialise
from jobs.options import json_option
from jobs.progress import steps
from jobs.storefronts.channels import open_channels


@click.command(short_help="Create or upgrade the database and check the configuration.")
@json_option
@pass_app
def command(app: App) -> None:
    """Create or upgrade the database and check the configuration.

    Asks every channel who it is and whether the key has its rights. Safe to run again at any
    time: what is there stays.
    """
    config = app.channel_config
    with steps("Asking") as step:
        # A person waits: what does not answer twice is told at once.
        channels = open_channels(
            config,
            [],
            http=lambda: http_of(app, attempts_max=2, waiting=step.waits),
            clock=app.clock,
        )
        host = hands_of(app).host
        answer = initialise(app.database, config, channels, host=host, progress=step)
    app.answer(
        answer,
        lambda: _show(answer),
        problems=any(one.problems for one in answer.channels),
    )


def _show(answer: InitAnswer) -> None:
    click.echo(f"the book {answer.database} is ready; locations: {', '.join(answer.locations)}")
    for one in answer.channels:
        if one.platform:
            click.echo(f"{one.channel}: {one.name} on {one.platform}, time zone {one.time_zone}")
        for note in one.notes:
            click.echo(f"{one.channel}: {note}")
        for location in one.unmapped_locations:
            click.echo(f"{one.channel}: its location {location} is left alone")
        for problem in one.problems:
            click.echo(f"{one.channel}: {problem}")
