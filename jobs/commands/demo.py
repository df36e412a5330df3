"""`stockbook demo`."""

import tempfile
from pathlib import Path

import click

from jobs.app import App, pass_app
from jobs.signals import stopped_by_signals


@click.command(short_help="A day of two shops that share one stock, on this machine.")
@click.option("--shop", is_flag=True, help="Instead: keep one shop open, to try things by hand.")
@pass_app
def command(app: App, *, shop: bool) -> None:
    """A day of two WooCommerce shops that share one stock, step by step.

    Over real HTTP on this machine's own loopback; nothing is left behind.
    """
    # Imported late: the fakes are needed by no other command.
    if shop:
        from jobs.demo_shop import keep_open

        with stopped_by_signals() as stop:
            keep_open(stop.wait, clock=app.clock, tell=click.echo)
        return
    from jobs.demo import play

    with tempfile.TemporaryDirectory(prefix="stockbook-demo-") as folder:
        fine = play(Path(folder), clock=app.clock, tell=click.echo)
    app.problems = not fine
