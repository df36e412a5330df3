"""`stockbook sync`."""

import threading
from collections.abc import Sequence

import click

from jobs.app import App, pass_app
from jobs.hands import hands_of, http_of
from jobs.options import json_option
from jobs.progress import Counting, counting
from jobs.signals import stopped_by_signals
from jobs.storefronts.channels import Channel, open_channels
from jobs.storefronts.shadow import ShadowAnswer, shadow
from jobs.storefronts.sync import Cycle, SyncAnswer, sync
from jobs.tables import print_table
from ledger.numbers import counted


@click.command(short_help="One cycle: orders in, quantities out.")
@click.argument("channels", nargs=-1, metavar="[CHANNEL]...")
@click.option("--pull-only", is_flag=True, help="Orders in, no quantities out.")
@click.option("--dry-run", is_flag=True, help="Read everything, write nothing: the shadow run.")
@click.option("--catalogue", is_flag=True, help="Read the catalogue anew: new and gone listings.")
@click.option("--audit", is_flag=True, help="Read every number that the channels show.")
@click.option("--confirm-vanished", is_flag=True, help="Yes, those orders were deleted there.")
@json_option
@pass_app
def command(
    app: App,
    channels: tuple[str, ...],
    *,
    pull_only: bool,
    dry_run: bool,
    catalogue: bool,
    audit: bool,
    confirm_vanished: bool,
) -> None:
    """One cycle of each channel: pull its orders, then push the quantities that are due.

    Without CHANNEL: of all. A channel that fails is told, and the others go on. SIGTERM and Ctrl-C
    end it after the page or batch that is begun; the next one goes on there.
    """
    cycle = Cycle(
        pushes=not pull_only, catalogue=catalogue, audit=audit, confirm_vanished=confirm_vanished
    )
    with counting("Orders and listings") as progress:
        answer: SyncAnswer | ShadowAnswer
        if dry_run:
            answer = shadow(app.database, _opened(app, channels, progress), progress=progress)
        else:
            with stopped_by_signals() as stop:
                opened = _opened(app, channels, progress, stop)
                answer = sync(
                    app.database, opened, cycle, hands_of(app, stop=stop), progress=progress
                )
    if isinstance(answer, ShadowAnswer):
        app.answer(answer, lambda: _show_shadow(answer))
    else:
        wrong = any(one.error or one.parked or one.refused for one in answer.channels)
        app.answer(answer, lambda: _show(answer), problems=wrong)


def _opened(
    app: App, names: Sequence[str], progress: Counting, stop: threading.Event | None = None
) -> list[Channel]:
    return open_channels(
        app.channel_config,
        names,
        http=lambda: http_of(app, waiting=progress.waits, stop=stop),
        clock=app.clock,
    )


def _show(answer: SyncAnswer) -> None:
    columns = ("channel", "orders", "movements", "parked", "pushed", "stale", "refused", "calls")
    print_table(columns, [[getattr(one, name) for name in columns] for one in answer.channels])
    for one in answer.channels:
        if one.error:
            click.echo(f"{one.channel}: {one.error}", err=True)
        if one.parked or one.refused:
            click.echo(f"{one.channel}: see why with `stockbook incidents list`", err=True)


def _show_shadow(answer: ShadowAnswer) -> None:
    columns = ("channel", "channel_sku", "sku", "location", "shown", "wanted")
    rows = []
    for change in answer.changes:
        rows.append([getattr(change, name) for name in columns])
        same = (change.channel, change.channel_sku, change.sku)
        rows += [[*same, part.location, part.shown, part.wanted] for part in change.parts]
    print_table(columns, rows, nothing="no number would be written")
    if rows:
        click.echo(f"{counted(len(answer.changes), 'number')} would be written; nothing was")
