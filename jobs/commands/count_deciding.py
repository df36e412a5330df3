"""`stockbook count approve`, `recount`, `confirm` and `declare`."""

from typing import Final

import click

from jobs.app import App, pass_app
from jobs.counts.deciding import approve_count, confirm_count, recount_lines
from jobs.counts.declaring import declare_count
from jobs.counts.screen import desk_of, tell
from jobs.options import DIFFERENCE, NUMBER, json_option
from jobs.progress import steps

COUNTED: Final = click.Choice(["counted", "not-counted"])
"""Whether such goods lay in the counted area; nothing said is nothing known."""


def as_said(counted: str | None) -> bool | None:
    return None if counted is None else counted == "counted"


@click.command("approve")
@click.argument("count", type=NUMBER)
@click.argument("skus", nargs=-1, metavar="[SKU]...")
@click.option(
    "--reason",
    "reason_code",
    metavar="CODE",
    default="",
    help="Why it differed: see counts.reasons.",
)
@json_option
@pass_app
def approve(app: App, count: int, skus: tuple[str, ...], reason_code: str) -> None:
    """Accept what was counted: these lines, or all that wait.

    What is worth more than counts.second_person_above takes two people, who did not count it.
    """
    tell(app, approve_count(desk_of(app), count, skus, reason_code=reason_code))


@click.command("recount")
@click.argument("count", type=NUMBER)
@click.argument("skus", nargs=-1, metavar="SKU...", required=True)
@json_option
@pass_app
def recount(app: App, count: int, skus: tuple[str, ...]) -> None:
    """Leave these lines out of this count; another person counts them again on another sheet.

    That sheet is uploaded with --recount-of COUNT: what differs from the book alike is settled.
    """
    tell(app, recount_lines(desk_of(app), count, skus))


@click.command("confirm")
@click.argument("count", type=NUMBER)
@click.option("--differing", type=NUMBER, required=True, help="How many lines differ.")
@click.option("--units", type=DIFFERENCE, required=True, help="By how many units in sum.")
@json_option
@pass_app
def confirm(app: App, count: int, *, differing: int, units: int) -> None:
    """Say that a count which looks like a mistake is true, and repeat its figures.

    It holds as long as the figures are these; `count show` tells them.
    """
    tell(app, confirm_count(desk_of(app), count, differing=differing, units=units))


@click.command("declare")
@click.argument("count", type=NUMBER)
@click.option("--packed", type=COUNTED, help="Did packed goods lie in the counted area?")
@click.option("--damaged", type=COUNTED, help="Did damaged goods lie in the counted area?")
@json_option
@pass_app
def declare(app: App, count: int, *, packed: str | None, damaged: str | None) -> None:
    """Correct whether packed or damaged goods lay in the area of an open count.

    The count goes on under a new number, and its lines are decided again. No file is needed.
    """
    if packed is None and damaged is None:
        raise click.UsageError("say --packed or --damaged")
    with steps("Count") as step:
        answer = declare_count(
            desk_of(app, step), count, packed=as_said(packed), damaged=as_said(damaged)
        )
    tell(app, answer)
