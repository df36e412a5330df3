"""`items`: the item master, by hand. What nobody says is left as it is."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from jobs.goods.barcode_warnings import barcode_warnings
from jobs.goods.movement_cells import cells_from_cost
from ledger.database import Database
from ledger.items import list_items, save_items
from ledger.recipes import RecipeRecord, list_recipes, save_recipe
from ledger.said import Assembly, ItemChange, ItemRecord

_log: Final = logging.getLogger("stockbook.items")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry:
    """``unit_cost``: a decimal number as text. What nobody said is null.

    ``barcode_units``: of barcodes for which somebody said for how many units they stand.
    """

    sku: str
    name: str | None
    category: str | None
    supplier: str | None
    pack_size: int
    unit_cost: str | None
    stocked: bool
    assembly: str
    barcodes: list[str]
    barcode_units: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeEntry:
    sku: str
    holds_from: datetime
    parts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsAnswer:
    items: list[ItemEntry]
    recipes: list[RecipeEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedAnswer:
    """``created`` False: it was there already. ``changed``: what is other than before.

    ``warnings``: of what was saved as it is, but may not be what was meant.
    """

    sku: str
    created: bool
    changed: list[str]
    warnings: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeAnswer:
    """``assembly``: how the kit comes to be from now on."""

    sku: str
    assembly: str


def read_items(database: Database) -> ItemsAnswer:
    with database.reading() as tx:
        items = [_entry(record) for record in list_items(tx)]
        recipes = [
            RecipeEntry(sku=one.sku, holds_from=one.holds_from, parts=dict(one.parts))
            for one in list_recipes(tx)
        ]
    return ItemsAnswer(items=items, recipes=recipes)


def create_item(database: Database, said: ItemChange, *, actor: str) -> CreatedAnswer:
    """Raises Rejected with every conflict."""
    with database.writing() as tx:
        saved = save_items(tx, [said])
        warnings = barcode_warnings(tx, [said])
    created, changed = said.sku in saved.created, saved.changed.get(said.sku, [])
    if created or changed:
        done = "created" if created else f"changed {', '.join(changed)} of"
        _log.info("%s %s item %s", actor, done, said.sku)
    return CreatedAnswer(sku=said.sku, created=created, changed=changed, warnings=warnings)


def set_recipe(
    database: Database, recipe: RecipeRecord, *, assembly: Assembly | None, actor: str
) -> RecipeAnswer:
    """``assembly`` None: a kit stays what it is. Raises Rejected as `save_recipe`."""
    with database.writing() as tx:
        becomes = save_recipe(tx, recipe, assembly=assembly)
    since = recipe.holds_from.isoformat()
    _log.info("%s gave %s a recipe from %s on (%s)", actor, recipe.sku, since, becomes.value)
    return RecipeAnswer(sku=recipe.sku, assembly=becomes.value)


def _entry(record: ItemRecord) -> ItemEntry:
    return ItemEntry(
        sku=record.sku,
        name=record.name or None,
        category=record.category or None,
        supplier=record.supplier or None,
        pack_size=record.pack_size,
        unit_cost=cells_from_cost(record.unit_cost) or None,
        stocked=record.stocked,
        assembly=record.assembly.value,
        barcodes=list(record.barcodes),
        barcode_units=dict(record.barcode_units),
    )
