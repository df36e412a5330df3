"""`stockbook count bins` and `bin-gone`."""

import click

from jobs.app import App, pass_app
from jobs.counts.bins import BinsAnswer, forget_bin, read_bins
from jobs.goods.move_command import location_of
from jobs.options import at_location, json_option
from jobs.tables import print_table


@click.command("bins")
@click.argument("skus", nargs=-1, metavar="[SKU]...")
@at_location
@click.option(
    "--bin", "bins", metavar="BIN", multiple=True, help="Only this bin; may be given several times."
)
@json_option
@pass_app
def show_bins(app: App, skus: tuple[str, ...], location: str | None, bins: tuple[str, ...]) -> None:
    """In which bins items were last found, by counts that name bins."""
    answer = read_bins(app.database, location_of(app, location), skus=skus, bins=bins)
    app.answer(answer, lambda: _show(answer))


@click.command("bin-gone")
@click.argument("bin_code", metavar="BIN")
@click.argument("skus", nargs=-1, metavar="[SKU]...")
@at_location
@json_option
@pass_app
def bin_gone(app: App, bin_code: str, skus: tuple[str, ...], location: str | None) -> None:
    """Say that BIN no longer holds these items, or is empty: nobody is asked to count there.

    Lines of open counts that waited for that bin wait for it no longer.
    """
    answer = forget_bin(
        app.database, location_of(app, location), bin_code, skus=skus, actor=app.actor
    )
    items = ", ".join(answer.skus) or "nothing"
    app.answer(answer, lambda: click.echo(f"forgotten in {answer.bin}: {items}"))


def _show(answer: BinsAnswer) -> None:
    columns = ("bin", "sku", "counted", "counted_at", "count")
    print_table(
        columns,
        [[getattr(one, name) for name in columns] for one in answer.bins],
        nothing="no count has named a bin for it",
    )
