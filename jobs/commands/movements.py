"""`stockbook movements`."""

from pathlib import Path

import click

from jobs.app import App, pass_app
from jobs.exports import export_csv
from jobs.goods.movement_export import export_movements
from jobs.goods.movements import ImportAnswer, import_movements
from jobs.help_pages import Group
from jobs.options import FILE, json_option
from jobs.progress import counting
from ledger.numbers import counted


@click.group(cls=Group, short_help="All movements, out of the book and into it.")
def command() -> None:
    """All movements, out of the book and into it: the book is never locked in."""


@command.command("import")
@click.argument("path", type=FILE, metavar="FILE")
@click.option("--create-items", is_flag=True, help="Create items for SKUs that are unknown.")
@json_option
@pass_app
def import_file(app: App, path: Path, create_items: bool) -> None:
    """Book a CSV of movements: taken whole, or refused whole with all its problems.

    Columns: key, occurred_at, sku, quantity, source, destination; and if you like unit_cost, lot,
    expiry, reason, reference. `movements export` writes the same.
    """
    with counting("Reading movements") as progress:
        answer = import_movements(
            app.database, path, actor=app.actor, create_items=create_items, progress=progress
        )
    app.answer(answer, lambda: _show(answer), problems=bool(answer.notes))


@command.command("export")
@click.argument("path", type=FILE, required=False, metavar="[FILE]")
@click.option(
    "--for-another-book",
    is_flag=True,
    help="What became of the goods, without the promises to orders.",
)
@json_option
@pass_app
def export_file(app: App, *, path: Path | None, for_another_book: bool) -> None:
    """Write every movement as CSV, to a file or to standard output.

    This book knows each of them again. Another book takes them with --for-another-book: goods
    promised to orders count as available until they leave.
    """
    with counting("Writing movements") as progress:
        export_csv(
            app,
            path,
            lambda file: export_movements(
                app.database, file, for_another_book=for_another_book, progress=progress
            ),
        )


def _show(answer: ImportAnswer) -> None:
    click.echo(
        f"{counted(answer.posted, 'movement')} booked, {answer.known} known already, "
        f"{counted(answer.items_created, 'item')} created"
    )
    for note in answer.notes:
        click.echo(note)
