"""`stockbook explain`."""

from datetime import datetime

import click

from jobs.app import App, pass_app
from jobs.options import INSTANT, json_option
from jobs.storefronts.explain import ExplainAnswer, ExplainedNumber, explain_number
from ledger.pushing.stock_keys import ACCEPTED


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
    click.echo(f"\n{_where(one)}")
    for link in one.links:
        meaning = f"{link.factor} x {link.sku}" if link.sku else "no item"
        click.echo(f"  {link.channel_sku} means {meaning} since {link.since.isoformat()}")
    if one.wanted is not None:
        click.echo(f"  should show {one.wanted}: {'; '.join(one.reasons) or 'nothing is there'}")
    for part in one.parts:
        click.echo(f"    {part.wanted} of it at {part.location} ({part.ours})")
    click.echo(f"  {_standing(one)}")
    if one.reserved:
        click.echo(
            f"  that number is of all that lies there: {one.reserved} of it are reserved for "
            "the channel's own orders, and the rest is for sale"
        )
    if gap := _gap(one):
        click.echo(f"  {gap}")
    for write in one.writes:
        over = "" if write.compared is None else f" over {write.compared}"
        click.echo(f"  {write.at.isoformat()}  {write.sent}{over}  {write.outcome}"
                   f"  {write.detail or '; '.join(write.reasons)}")  # fmt: skip


def _where(one: ExplainedNumber) -> str:
    if not one.location:
        return f"inventory {one.inventory}"
    ours = f"our {one.ours}" if one.ours else "none of ours, and left alone"
    return f"inventory {one.inventory} at the channel's location {one.location}, {ours}"


def _standing(one: ExplainedNumber) -> str:
    if one.standing is not None:
        return (
            f"{one.standing} should stand there: the last number written, "
            f"less {one.taken} that it sold itself since"
        )
    if one.expected is not None:
        return (
            f"{one.expected} should stand there: the channel's own number, as it was read last and "
            "less what it sold itself since; nothing was ever written over it"
        )
    written = any(write.outcome == ACCEPTED for write in one.writes)
    none = "no number is written there any more" if written else "no number was ever accepted there"
    return f"{none}: what stands there is the channel's own"


def _gap(one: ExplainedNumber) -> str:
    """Why what should stand there is not what should be shown: empty where it is, or is unknown."""
    standing = one.expected if one.standing is None else one.standing
    if one.wanted is None or standing is None or standing == one.wanted + one.reserved:
        return ""
    units = standing - one.reserved - one.wanted
    more = f"{units} more" if units > 0 else f"{-units} fewer"
    return (
        f"that is {more} than it should show: the next cycle writes it, or it waits, since another "
        "number was found there than expected; until an order explains that, or is known not to, "
        "it only moves by what changes here"
    )
