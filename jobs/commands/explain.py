"""`stockbook explain`."""

from datetime import datetime

import click

from jobs.app import App, pass_app
from jobs.options import INSTANT, json_option
from jobs.storefronts.explain import ExplainAnswer, ExplainedNumber, explain_number


@click.command(short_help="Why a channel shows the number that it shows.")
@click.argument("sku")
@click.option("--channel", metavar="CHANNEL", required=True, help="Where it is shown.")
@click.option(
    "--at", metavar="INSTANT", type=INSTANT, help="Why it was shown at this instant; default: now."
)
@json_option
@pass_app
def command(app: App, sku: str, channel: str, at: datetime | None) -> None:
    """Why CHANNEL shows that number of SKU: the level rule, the writes, and what it sold itself."""
    answer = explain_number(app.database, app.config, sku, channel, at=at)
    app.answer(answer, lambda: _show(answer))


def _show(answer: ExplainAnswer) -> None:
    click.echo(f"{answer.sku} on {answer.channel}, {answer.at.isoformat()}")
    for one in answer.numbers:
        _show_number(one)


def _show_number(one: ExplainedNumber) -> None:
    where = f" at {one.location}" if one.location else ""
    click.echo(f"\ninventory {one.inventory}{where}")
    for link in one.links:
        meaning = f"{link.factor} x {link.sku}" if link.sku else "no item"
        click.echo(f"  {link.channel_sku} means {meaning} since {link.since.isoformat()}")
    if one.wanted is not None:
        click.echo(f"  should show {one.wanted}: {'; '.join(one.reasons) or 'nothing is there'}")
    if one.standing is None:
        click.echo("  no number was ever accepted there")
    else:
        click.echo(f"  {one.standing} should stand there: the last number written, "
                   f"less {one.taken} that it sold itself since")  # fmt: skip
    for write in one.writes:
        click.echo(f"  {write.at.isoformat()}  {write.sent}  {write.outcome}"
                   f"  {write.detail or '; '.join(write.reasons)}")  # fmt: skip
