"""`stockbook adopt`."""

import click

from jobs.app import App, pass_app
from jobs.hands import hands_of, http_of
from jobs.options import json_option
from jobs.progress import counting
from jobs.storefronts.adopt import AdoptAnswer, adopt
from jobs.storefronts.channels import open_channels
from jobs.storefronts.same_shop import hold_to_shop
from jobs.storefronts.sync import work_on_channel
from ledger.numbers import counted


@click.command(short_help="Take over a channel's catalogue and link its listings.")
@click.argument("channel")
@click.option("--confirm", is_flag=True, help="Link what is proposed: listings of equal SKU.")
@click.option("--create-items", is_flag=True, help="Create items for SKUs that are unknown.")
@click.option("--same-shop", is_flag=True, help="The shop has moved: it is the same one.")
@json_option
@pass_app
def command(app: App, channel: str, *, confirm: bool, create_items: bool, same_shop: bool) -> None:
    """Take over a channel's catalogue and link its listings.

    Proposes links of equal SKUs; nothing is linked before --confirm, and nothing is guessed.
    """
    with counting("Listings") as progress:
        (opened,) = open_channels(
            app.channel_config,
            [channel],
            http=lambda: http_of(app, waiting=progress.waits),
            clock=app.clock,
        )
        with work_on_channel(app.database, opened, hands_of(app)) as work:
            hold_to_shop(work, opened.settings, same_shop=same_shop)
            answer = adopt(
                work,
                mapped=opened.settings.locations,
                confirm=confirm,
                create_items=create_items,
                actor=app.actor,
                progress=progress,
            )
    app.answer(answer, lambda: _show(answer), problems=bool(answer.unlinked))


def _show(answer: AdoptAnswer) -> None:
    click.echo(
        f"{answer.channel} is {answer.platform} with {counted(answer.listings, 'listing')}; "
        f"{counted(answer.items_created, 'item')} created, "
        f"{counted(answer.linked, 'listing')} linked"
    )
    for one in answer.unmapped_locations:
        click.echo(f"  left alone: its location {one}")
    for one in answer.proposed:
        click.echo(f"  proposed: {one}")
    for one in answer.unlinked:
        click.echo(f"  needs you: {one}")
    if answer.unlinked:
        click.echo(
            f"make items of their SKUs with `stockbook adopt {answer.channel} --create-items "
            f"--confirm`, or link them with `stockbook listings link {answer.channel} CHANNEL_SKU "
            "SKU`"
        )
    if answer.proposed:
        click.echo(f"link what is proposed with `stockbook adopt {answer.channel} --confirm`")
