"""`stockbook history`."""

import click

from jobs.app import App, pass_app
from jobs.goods.history import HistoryAnswer, read_history
from jobs.options import UNITS, json_option
from jobs.tables import print_table


@click.command(short_help="The movements of one item.")
@click.argument("sku")
@click.option("--last", default=50, show_default=True, type=UNITS, help="How many.")
@click.option("--all", "everything", is_flag=True, help="All of them.")
@json_option
@pass_app
def command(app: App, sku: str, last: int, everything: bool) -> None:
    """The movements of one item, oldest first."""
    answer = read_history(app.database, sku, limit=None if everything else last)
    app.answer(answer, lambda: _show(answer))


def _show(answer: HistoryAnswer) -> None:
    columns = ("occurred_at", "quantity", "source", "destination", "reason", "reference", "key")
    print_table(
        columns,
        [[getattr(one, name) for name in columns] for one in answer.movements],
        nothing="it never moved",
    )
