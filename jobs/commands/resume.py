"""`stockbook resume`."""

import click

from jobs.app import App, pass_app
from jobs.options import json_option
from jobs.storefronts.switches import switch_channel, switch_listing, told
from ledger.pushing.stock_keys import Handling


@click.command(short_help="End a pause: the level is shown again.")
@click.argument("channel")
@click.argument("listing_sku", required=False, metavar="[CHANNEL_SKU]")
@json_option
@pass_app
def command(app: App, channel: str, listing_sku: str | None) -> None:
    """End the pause of a channel, or of the listing with this SKU of the channel's.

    Also ends what a second drift paused: the number is read anew, then pushed.
    """
    if listing_sku is None:
        answer = switch_channel(app.database, channel, paused=False, actor=app.actor)
    else:
        answer = switch_listing(
            app.database, channel, listing_sku, Handling.MANAGED, actor=app.actor
        )
    app.answer(answer, lambda: click.echo(told(answer)))
