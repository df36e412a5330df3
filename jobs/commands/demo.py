"""`stockbook demo`."""

import tempfile
from pathlib import Path

import click

from jobs.app import App, pass_app


@click.command(short_help="A day of two shops that share one stock, on this machine.")
@pass_app
def command(app: App) -> None:
    """A day of two WooCommerce shops that share one stock, step by step.

    Over real HTTP on this machine's own loopback; nothing is left behind.
    """
    # Imported late: the fakes are needed by no other command.
    from jobs.demo import play

    with tempfile.TemporaryDirectory(prefix="stockbook-demo-") as folder:
        fine = play(Path(folder), clock=app.clock, tell=click.echo)
    app.problems = not fine
