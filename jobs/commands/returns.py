"""`stockbook returns`."""

from typing import Any

import click

from jobs.app import App, pass_app
from jobs.goods.move_command import location_of
from jobs.goods.returns import ReturnsAnswer, RulingAnswer, read_returns, settle_return
from jobs.help_pages import Group
from jobs.options import NUMBER, UNITS, json_option, local_instant
from jobs.tables import print_table
from ledger.numbers import counted
from ledger.orders.planner import Outcome


@click.group(cls=Group, short_help="The inspection list: goods that wait for a decision.")
def command() -> None:
    """The inspection list: goods that wait for a decision."""


@command.command("list")
@json_option
@pass_app
def show(app: App) -> None:
    """What waits: refunded goods that may come back, and returned goods that nobody judged."""
    answer = read_returns(app.database)
    app.answer(answer, lambda: _show(answer))


@command.command("settle")
@click.argument("line", type=NUMBER)
@click.argument("outcome", type=click.Choice([one.value for one in Outcome]))
@click.argument("quantity", type=UNITS)
@click.option(
    "--location",
    metavar="LOCATION",
    help="Where the goods are; not needed when only one is configured.",
)
@click.option(
    "--at", metavar="INSTANT", help="When they arrived (in the location's zone); default: now."
)
@click.option(
    "--waiting",
    type=NUMBER,
    help="Only if just so many may still come back, so that the same command settles once.",
)
@json_option
@pass_app
def settle(app: App, /, line: int, outcome: str, quantity: int, **said: Any) -> None:
    """Decide about units of a line: LINE is its number in the list.

    sellable, damaged, inspection: the goods came (back) and go there. never_left: they were never
    shipped, and were there all the time. kept: the buyer keeps them, nothing moves.
    """
    site, at = location_of(app, said["location"]), said["at"]
    answer = settle_return(
        app.database,
        line,
        Outcome(outcome),
        quantity,
        location=site,
        at=local_instant(app, site, option="--at", text=at) if at else app.clock(),
        waiting=said["waiting"],
    )
    app.answer(answer, lambda: _told(answer))


def _show(answer: ReturnsAnswer) -> None:
    columns = ("id", "channel", "order_id", "line_id", "sku", "at_customer", "in_inspection")
    print_table(
        columns,
        [[getattr(one, name) for name in columns] for one in answer.waiting],
        nothing="nothing waits",
    )


def _told(answer: RulingAnswer) -> None:
    click.echo(f"{counted(answer.quantity, 'unit')} of line {answer.line}: {answer.outcome}")
