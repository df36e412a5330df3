"""`stockbook items`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from jobs.app import App, pass_app
from jobs.exports import export_csv
from jobs.goods.barcode_cells import barcode_values, barcodes_from_words
from jobs.goods.item_files import SavedAnswer, export_items, import_items
from jobs.goods.items import CreatedAnswer, ItemsAnswer, create_item, read_items, set_recipe
from jobs.goods.movement_cells import cost_from_cell
from jobs.goods.recipe_cells import parts_from_words
from jobs.help_pages import Group
from jobs.options import FILE, INSTANT, UNITS, json_option
from jobs.progress import counting
from jobs.tables import print_table
from ledger.numbers import counted
from ledger.recipes import RecipeRecord
from ledger.said import Assembly, ItemChange

_ASSEMBLY: Final = (
    "components: never stocked itself, its components are shipped; kept: assembled beforehand and "
    "stocked; on_demand: stocked, and assembled when that runs out."
)

_WORDS: Final = {
    "components": "components (they are shipped; it has no stock of its own)",
    "kept": "kept (assembled beforehand and stocked)",
    "on_demand": "on_demand (stocked, and assembled when that runs out)",
}


@click.group(cls=Group, short_help="The item master: list, create, import and export.")
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
@click.option("--name", metavar="NAME", help="What people call it.")
@click.option("--category", metavar="CATEGORY", help="Your class of goods.")
@click.option("--supplier", metavar="SUPPLIER", help="Whom you buy it from, usually.")
@click.option("--pack-size", type=UNITS, help="Units in one case; default: 1.")
@click.option("--unit-cost", metavar="AMOUNT", help="What one unit costs, such as 12.50.")
@click.option(
    "--barcode",
    "barcodes",
    multiple=True,
    metavar="CODE[=UNITS]",
    help="May be given several times; with the units of a case that has a code of its own.",
)
@click.option(
    "--stocked/--not-stocked",
    default=None,
    help="Not stocked: a service, download or gift card; default: stocked.",
)
@click.option(
    "--assembly",
    type=click.Choice([one.value for one in Assembly]),
    help=f"How a kit comes to be; none: it is no kit, the default. {_ASSEMBLY}",
)
@json_option
@pass_app
def create(
    app: App,
    /,
    *,
    barcodes: tuple[str, ...],
    unit_cost: str | None,
    assembly: str | None,
    **said: object,
) -> None:
    """Create an item, or change a known one.

    Of a known item only what you say is changed; a barcode is added. --name '' takes a name away.
    """
    try:
        change = ItemChange(
            **said,  # type: ignore[arg-type]  # click has checked each option's type
            **barcode_values(barcodes_from_words(barcodes)),
            unit_cost=None if unit_cost is None else _cost(unit_cost),
            assembly=None if assembly is None else Assembly(assembly),
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    answer = create_item(app.database, change, actor=app.actor)
    app.answer(answer, lambda: _show_created(answer))


@command.command("recipe")
@click.argument("sku")
@click.argument("parts", nargs=-1, required=True, metavar="COMPONENT=QUANTITY...")
@click.option("--holds-from", type=INSTANT, help="Since when; default: now.")
@click.option(
    "--assembly",
    type=click.Choice([one.value for one in Assembly if one is not Assembly.NONE]),
    help=f"How the kit comes to be; default: as before, components if it was none. {_ASSEMBLY}",
)
@json_option
@pass_app
def recipe(
    app: App,
    sku: str,
    parts: tuple[str, ...],
    holds_from: datetime | None,
    assembly: str | None,
) -> None:
    """Say what a kit consists of, from an instant on.

    The recipe makes the item a kit: its components are shipped and it has no stock of its own,
    unless --assembly says that it is kept assembled, or assembled on demand. A component may be a
    kit that is kept assembled, and none that has no stock of its own.
    """
    try:
        contents = parts_from_words(parts)
        record = RecipeRecord(sku=sku, holds_from=holds_from or app.clock(), parts=contents)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    kind = None if assembly is None else Assembly(assembly)
    answer = set_recipe(app.database, record, assembly=kind, actor=app.actor)
    app.answer(
        answer, lambda: click.echo(f"recipe of {sku} saved; assembly: {_WORDS[answer.assembly]}")
    )


@command.command("import")
@click.argument("path", type=FILE, metavar="FILE")
@json_option
@pass_app
def import_file(app: App, path: Path) -> None:
    """Create or change items from a CSV: taken whole, or refused whole with all its problems.

    Column sku, and if you like name, category, supplier, pack_size, unit_cost, stocked, assembly,
    barcodes, recipe, recipe_from. Columns that are not there, and empty cells, leave what is
    known: a list of SKUs and costs changes costs.
    """
    with counting("Reading items") as progress:
        answer = import_items(app.database, path, actor=app.actor, progress=progress)
    app.answer(answer, lambda: _show_saved(answer))


@command.command("export")
@click.argument("path", type=FILE, required=False, metavar="[FILE]")
@json_option
@pass_app
def export_file(app: App, path: Path | None) -> None:
    """Write the item master as CSV, in the form that `items import` takes.

    Without FILE to standard output.
    """
    export_csv(app, path, lambda file: export_items(app.database, file))


def _cost(text: str) -> int:
    """Raises ValueError for what is no amount, nothing included."""
    cost = cost_from_cell(text)
    if cost is None:
        raise ValueError("--unit-cost: say what one unit costs, such as 12.50")
    return cost


def _show_created(answer: CreatedAnswer) -> None:
    if answer.created:
        click.echo(f"{answer.sku} created")
    elif answer.changed:
        click.echo(f"{answer.sku} was there already: {', '.join(answer.changed)} changed")
    else:
        click.echo(f"{answer.sku} was there already, and is just so; nothing changed")
    _warn(answer.warnings)


def _show_saved(answer: SavedAnswer) -> None:
    click.echo(
        f"{counted(answer.saved, 'item')} saved: {answer.created} created, {answer.changed} changed"
    )
    _warn(answer.warnings)


def _warn(warnings: Sequence[str]) -> None:
    for warning in warnings:
        click.echo(warning, err=True)


def _show(answer: ItemsAnswer) -> None:
    columns = (
        "sku",
        "name",
        "category",
        "supplier",
        "pack_size",
        "unit_cost",
        "stocked",
        "assembly",
    )
    print_table(
        columns,
        [[getattr(item, name) for name in columns] for item in answer.items],
        nothing="no items are known; create them with `stockbook items create SKU`",
    )
    for one in answer.recipes:
        parts = ", ".join(f"{units} x {sku}" for sku, units in one.parts.items())
        click.echo(f"{one.sku} is {parts} from {one.holds_from.isoformat()}")
