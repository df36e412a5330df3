"""`stockbook pause`."""

import click

from jobs.app import App, pass_app
from jobs.options import json_option
from jobs.storefronts.switches import switch_channel, switch_listing, told
from ledger.pushing.stock_keys import Handling


@click.command(short_help="Show 0 on a channel or a listing, or leave the listing alone.")
@click.argument("channel")
@click.argument("listing_sku", required=False, metavar="[CHANNEL_SKU]")
@click.option("--leave-alone", is_flag=True, help="Never touch this listing's number.")
@json_option
@pass_app
def command(app: App, channel: str, listing_sku: str | None, *, leave_alone: bool) -> None:
    """Show 0 on a whole channel, or on the listing with this SKU of the channel's."""
    if listing_sku is None:
        if leave_alone:
            raise click.UsageError("name the listing that shall be left alone")
        answer = switch_channel(app.database, channel, paused=True, actor=app.actor)
    else:
        handling = Handling.LEFT_ALONE if leave_alone else Handling.PAUSED
        answer = switch_listing(app.database, channel, listing_sku, handling, actor=app.actor)
    app.answer(answer, lambda: click.echo(told(answer)))
