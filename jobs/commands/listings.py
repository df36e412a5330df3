"""`stockbook listings`."""

import click

from jobs.app import App, pass_app
from jobs.help_pages import Group
from jobs.options import UNITS, json_option
from jobs.storefronts.listings import ListingsAnswer, link, read_listings
from jobs.tables import print_table
from ledger.numbers import counted


@click.group(cls=Group, short_help="What is mapped, due, parked, refused; and links.")
def command() -> None:
    """What each channel sells, what it should show, and what stands in the way."""


@command.command("list")
@click.argument("channels", nargs=-1, metavar="[CHANNEL]...")
@json_option
@pass_app
def show(app: App, channels: tuple[str, ...]) -> None:
    """Every listing with its number: wanted, sent last, and expected to stand there."""
    answer = read_listings(app.database, app.config, channels)
    app.answer(answer, lambda: _show(answer))


@command.command("link")
@click.argument("channel")
@click.argument("listing", metavar="CHANNEL_SKU")
@click.argument("sku")
@click.option("--factor", default=1, type=UNITS, help="Base units in one listing.")
@click.option("--relink", is_flag=True, help="Also listings that are linked to something else.")
@json_option
@pass_app
def link_one(app: App, channel: str, listing: str, sku: str, *, factor: int, relink: bool) -> None:
    """Link a listing, named by the channel's SKU or its id, to the item SKU.

    A six-pack has --factor 6.
    """
    answer = link(
        app.database, channel, listing, sku, factor=factor, relink=relink, actor=app.actor
    )
    app.answer(
        answer,
        lambda: click.echo(
            f"{counted(answer.listings, 'listing')} linked; "
            f"{counted(answer.movements, 'movement')} had waited for it"
        ),
    )


def _show(answer: ListingsAnswer) -> None:
    columns = (
        "channel",
        "listing",
        "channel_sku",
        "sku",
        "factor",
        "wanted",
        "sent",
        "expected",
        "state",
        "problem",
    )
    print_table(
        columns,
        [[getattr(one, name) for name in columns] for one in answer.listings],
        nothing="no listings are known; read a catalogue with `stockbook adopt CHANNEL`",
    )
