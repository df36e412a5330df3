"""`stockbook opening`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from jobs.app import App, pass_app
from jobs.goods.move_command import location_of
from jobs.goods.opening import OnHand, OpeningAnswer, on_hand_from_file, open_location
from jobs.options import FILE, at_location, json_option, local_instant
from ledger.numbers import counted

if TYPE_CHECKING:
    from jobs.storefronts.channel_opening import ChannelStock


ORDERS_TOLD: Final = 10
"""As many as a person looks at; --json has all of them."""


@click.command(short_help="Book opening stock from a file or a channel.")
@click.argument("path", type=FILE, required=False, metavar="[FILE]")
@at_location
@click.option("--at", metavar="INSTANT", help="When this stock was there (in the location's zone).")
@click.option("--empty", is_flag=True, help="Nothing lay there; the book begins at zero.")
@click.option(
    "--from-channel",
    "channel",
    metavar="CHANNEL",
    help="What this channel shows and holds, as of now.",
)
@click.option("--create-items", is_flag=True, help="Create items for SKUs that are unknown.")
@click.option(
    "--leave-out-unread",
    is_flag=True,
    help="Go on without the units of orders that cannot be understood.",
)
@json_option
@pass_app
def command(
    app: App,
    path: Path | None,
    location: str | None,
    *,
    at: str | None,
    empty: bool,
    channel: str | None,
    create_items: bool,
    leave_out_unread: bool,
) -> None:
    """Book opening stock: a CSV of sku and quantity, all that lay on hand at one instant.

    Packed and promised goods lie on hand too. What was shipped before that instant is in the
    count, what was shipped later is booked from its order.
    """
    if sum((empty, path is not None, channel is not None)) != 1:
        raise click.UsageError("name a file, or say --empty, or --from-channel")
    if (channel is None) == (at is None):
        raise click.UsageError("say --at with a file or --empty; --from-channel is as of now")
    if leave_out_unread and channel is None:
        raise click.UsageError("--leave-out-unread is for --from-channel: a file has no orders")
    site = location_of(app, location)
    unread: list[str] = []
    if channel is not None:
        found = _of_channel(app, channel, site, leave_out_unread=leave_out_unread)
        on_hand, instant = OnHand(found.units), found.at
        unread = [one.order_id for one in found.unread]
    else:
        on_hand = on_hand_from_file(path) if path else OnHand({})
        instant = local_instant(app, site, option="--at", text=str(at))
    answer = open_location(
        app.database,
        site,
        on_hand,
        at=instant,
        actor=app.actor,
        create_items=create_items,
    )
    answer = replace(answer, unread=unread)
    app.answer(answer, lambda: _show(answer), problems=bool(unread))


def _of_channel(app: App, name: str, site: str, *, leave_out_unread: bool) -> "ChannelStock":
    """Imported late: only this way needs the network."""
    from jobs.hands import hands_of, http_of
    from jobs.progress import counting
    from jobs.storefronts.channel_opening import on_hand_of_channel
    from jobs.storefronts.channels import open_channels
    from jobs.storefronts.same_shop import hold_to_shop
    from jobs.storefronts.sync import work_on_channel

    with counting("Orders") as progress:
        (channel,) = open_channels(
            app.channel_config,
            [name],
            http=lambda: http_of(app, waiting=progress.waits),
            clock=app.clock,
        )
        with work_on_channel(app.database, channel, hands_of(app)) as work:
            hold_to_shop(work, channel.settings)
            return on_hand_of_channel(
                work,
                channel.offer,
                site,
                lookback=channel.backfill,
                leave_out_unread=leave_out_unread,
                progress=progress,
            )


def _show(answer: OpeningAnswer) -> None:
    click.echo(
        f"{answer.location} is in the book from {answer.opening_at.isoformat()}: "
        f"{counted(answer.units, 'unit')} of {counted(answer.items, 'item')}"
    )
    if answer.unread:
        click.echo(
            f"left out: what {counted(len(answer.unread), 'order')} that cannot be understood "
            f"({', '.join(answer.unread[:ORDERS_TOLD])}"
            f"{', …' if answer.unread[ORDERS_TOLD:] else ''}) holds; count those items"
        )
