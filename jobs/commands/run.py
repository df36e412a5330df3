"""`stockbook run`."""

import signal
from functools import partial

import click

from jobs.app import App, pass_app
from jobs.hands import hands_of, http_of
from jobs.logs import log_wait, seldom, show_log
from jobs.schedule import jobs_of, run_until
from jobs.signals import stopped_by_signals
from jobs.storefronts.channels import open_channels


@click.command(short_help="Sync day and night, until it is stopped.")
@click.argument("channels", nargs=-1, metavar="[CHANNEL]...")
@pass_app
def command(app: App, channels: tuple[str, ...]) -> None:
    """Sync day and night: pull, push and check on their own intervals.

    SIGTERM and Ctrl-C end it: what is begun is finished, and the next run goes on there. A second
    Ctrl-C ends it at once; the book stays whole then, too.
    """
    config = app.channel_config
    with stopped_by_signals(again=signal.SIG_DFL) as stop:
        tell = seldom(log_wait, clock=app.clock)
        opened = open_channels(
            config,
            channels,
            http=lambda: http_of(app, waiting=tell, stop=stop),
            clock=app.clock,
        )
        show_log()
        click.echo(f"working {', '.join(one.name for one in opened)}; Ctrl-C ends it", err=True)
        jobs = jobs_of(app.database, opened, config.schedule, hands_of(app, stop=stop))
        run_until(jobs, stop, clock=app.clock, tell=partial(click.echo, err=True))
    click.echo("stopped", err=True)
