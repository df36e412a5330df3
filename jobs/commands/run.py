"""`stockbook run`."""

import click

from jobs.app import App, pass_app
from jobs.hands import hands_of, http_of
from jobs.logs import show_log
from jobs.schedule import jobs_of, run_until
from jobs.signals import stopped_by_signals
from jobs.storefronts.channels import open_channels


@click.command(short_help="Sync day and night, until it is stopped.")
@click.argument("channels", nargs=-1, metavar="[CHANNEL]...")
@pass_app
def command(app: App, channels: tuple[str, ...]) -> None:
    """Sync day and night: pull, push and check on their own intervals.

    SIGTERM and Ctrl-C end it: what is begun is finished, and the next run goes on there.
    """
    config = app.channel_config
    opened = open_channels(config, channels, http=lambda: http_of(app), clock=app.clock)
    show_log()
    with stopped_by_signals() as stop:
        click.echo(f"working {', '.join(one.name for one in opened)}; Ctrl-C ends it", err=True)
        hands = hands_of(app, stopping=stop.is_set)
        run_until(jobs_of(app.database, opened, config.schedule, hands), stop, clock=app.clock)
    click.echo("stopped", err=True)
