"""`stockbook stock`."""

from datetime import datetime

import click

from jobs.app import App, pass_app
from jobs.goods.stock import StockAnswer, read_stock
from jobs.options import INSTANT, json_option
from jobs.tables import print_table
from ledger.balances import View


@click.command(short_help="Book stock by SKU, location and state.")
@click.argument("skus", nargs=-1, metavar="[SKU]...")
@click.option("--location", metavar="LOCATION", help="Of one location only.")
@click.option("--as-of", type=INSTANT, help="True in the world at this instant.")
@click.option("--known-at", type=INSTANT, help="As the book knew it at this instant.")
@json_option
@pass_app
def command(
    app: App,
    skus: tuple[str, ...],
    *,
    location: str | None,
    as_of: datetime | None,
    known_at: datetime | None,
) -> None:
    """Book stock by SKU, location and state.

    Without SKU: of every item that was ever booked.
    """
    view = View(as_of=as_of, known_at=known_at)
    answer = read_stock(app.database, skus, view, location=location)
    app.answer(answer, lambda: _show(answer))


def _show(answer: StockAnswer) -> None:
    columns = (
        "sku",
        "location",
        "available",
        "committed",
        "packed",
        "inspection",
        "damaged",
        "incoming",
        "in_transit",
        "on_hand",
    )
    print_table(
        columns,
        [[getattr(item, name) for name in columns] for item in answer.items],
        nothing="nothing was booked by then",
    )
