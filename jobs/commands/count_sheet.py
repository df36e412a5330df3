"""`stockbook count sheet`."""

from pathlib import Path
from typing import Any

import click

from jobs.app import App, pass_app
from jobs.commands.count_plan import selection_of, selection_options
from jobs.counts.plan import Selection
from jobs.counts.sheet import SheetAnswer, print_sheet
from jobs.options import FILE, json_option
from ledger.numbers import counted


@click.command("sheet")
@click.argument("path", type=FILE, metavar="FILE")
@click.argument("skus", nargs=-1, metavar="[SKU]...")
@selection_options
@json_option
@pass_app
def sheet(app: App, /, path: Path, skus: tuple[str, ...], **said: Any) -> None:
    """A blank sheet of what `count plan` asks for with these options, or of named SKUs.

    FILE ends in .csv, .xlsx or .html (a page to print, with codes to scan). Without expected
    quantities, sorted by bin. With --bin: every bin of the items in it, since a count of some of an
    item's bins says nothing of the item. Filled in, .csv and .xlsx go to `count upload`.
    """
    selection = selection_of(app, **said)
    if skus and selection != Selection(location=selection.location):
        raise click.UsageError("name SKUs, or say what to select; not both")
    rules = app.config.count_plan.rules()
    answer = print_sheet(app.database, path, selection, rules, skus=skus)
    app.answer(answer, lambda: _show(answer))


def _show(answer: SheetAnswer) -> None:
    click.echo(
        f"{answer.path}: {counted(answer.rows, 'row')}, {answer.items} of {answer.selected} items "
        f"at {answer.location}"
    )
