"""`stockbook items`."""

import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click

from jobs.app import App, pass_app
from jobs.barcode_cells import barcode_values, barcodes_from_words
from jobs.csv_files import new_text_file
from jobs.items import (
    ItemsAnswer,
    SavedAnswer,
    create_item,
    export_items,
    import_items,
    read_items,
    set_recipe,
)
from jobs.movement_cells import cost_from_cell
from jobs.options import INSTANT, json_option
from jobs.progress import counting
from jobs.recipe_cells import parts_from_words
from jobs.tables import print_table
from ledger.items import Assembly, ItemRecord, RecipeRecord


@click.group(short_help="The item master: list, create, import and export.")
def command() -> None:
    """The item master: what is stocked, by its one SKU."""


@command.command("list")
@json_option
@pass_app
def show(app: App) -> None:
    """All items and recipes."""
    answer = read_items(app.database)
    app.answer(answer, lambda: _show(answer))


@command.command("create")
@click.argument("sku")
@click.option("--name", default="")
@click.option("--category", default="", help="Your class of goods.")
@click.option("--pack-size", default=1, type=click.IntRange(min=1), help="Units in one case.")
@click.option("--unit-cost", default="", help="What one unit costs, such as 12.50.")
@click.option(
    "--barcode",
    "barcodes",
    multiple=True,
    metavar="CODE[=UNITS]",
    help="May be given several times; with the units of a case that has a code of its own.",
)
@click.option("--not-stocked", is_flag=True, help="A service, download or gift card.")
@click.option(
    "--assembly",
    type=click.Choice([one.value for one in Assembly]),
    default=Assembly.NONE.value,
    help="How a kit comes to be.",
)
@json_option
@pass_app
def create(
    app: App,
    /,
    *,
    barcodes: tuple[str, ...],
    unit_cost: str,
    not_stocked: bool,
    assembly: str,
    **said: object,
) -> None:
    """Create an item, or replace the master data of a known one."""
    try:
        record = ItemRecord(
            **said,  # type: ignore[arg-type]  # click has checked each option's type
            **barcode_values(barcodes_from_words(barcodes)),
            unit_cost=cost_from_cell(unit_cost),
            stocked=not not_stocked,
            assembly=Assembly(assembly),
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    answer = create_item(app.database, record)
    app.answer(answer, lambda: _show_saved(answer, record.sku))


@command.command("recipe")
@click.argument("sku")
@click.argument("parts", nargs=-1, required=True, metavar="COMPONENT=QUANTITY...")
@click.option("--holds-from", type=INSTANT, help="Since when; default: now.")
@json_option
@pass_app
def recipe(app: App, sku: str, parts: tuple[str, ...], holds_from: datetime | None) -> None:
    """Say what a kit consists of, from an instant on."""
    try:
        contents = parts_from_words(parts)
        record = RecipeRecord(sku=sku, holds_from=holds_from or app.clock(), parts=contents)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    answer = set_recipe(app.database, record)
    app.answer(answer, lambda: click.echo(f"recipe of {sku} saved"))


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@json_option
@pass_app
def import_file(app: App, path: Path) -> None:
    """Create or replace items from a CSV: taken whole, or refused whole with all its problems."""
    with counting("Reading items") as progress:
        answer = import_items(app.database, path, progress=progress)
    app.answer(answer, lambda: _show_saved(answer, f"{answer.saved} items"))


@command.command("export")
@click.option("--output", type=click.Path(path_type=Path), help="A file; else standard output.")
@pass_app
def export_file(app: App, output: Path | None) -> None:
    """Write the item master as CSV, in the form that `items import` takes."""
    with ExitStack() as stack:
        export_items(
            app.database, stack.enter_context(new_text_file(output)) if output else sys.stdout
        )


def _show_saved(answer: SavedAnswer, what: str) -> None:
    click.echo(f"{what} saved")
    for warning in answer.warnings:
        click.echo(warning, err=True)


def _show(answer: ItemsAnswer) -> None:
    columns = ("sku", "name", "category", "pack_size", "unit_cost", "stocked", "assembly")
    print_table(columns, [[getattr(item, name) for name in columns] for item in answer.items])
    for one in answer.recipes:
        parts = ", ".join(f"{units} x {sku}" for sku, units in one.parts.items())
        click.echo(f"{one.sku} is {parts} from {one.holds_from.isoformat()}")
