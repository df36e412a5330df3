"""`items`: the item master, by hand and by file. A file is taken whole or refused whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from jobs.barcode_cells import (
    barcode_values,
    barcodes_from_cell,
    cell_from_barcodes,
)
from jobs.barcode_warnings import barcode_warnings
from jobs.csv_files import Problems, held, read_rows, write_rows
from jobs.movement_cells import cells_from_cost, cost_from_cell, quantity_from_cell
from jobs.recipe_cells import cell_from_parts, parts_from_cell
from ledger.database import Database, Writing
from ledger.errors import Rejected
from ledger.instants import instant_from_text
from ledger.items import (
    Assembly,
    ItemRecord,
    RecipeRecord,
    list_items,
    list_recipes,
    save_items,
    save_recipe,
)

COLUMNS: Final = (
    "sku",
    "name",
    "category",
    "pack_size",
    "unit_cost",
    "stocked",
    "assembly",
    "barcodes",
    "recipe",
    "recipe_from",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry:
    """``unit_cost``: a decimal number as text. What nobody said is null.

    ``barcode_units``: of barcodes for which somebody said for how many units they stand.
    """

    sku: str
    name: str | None
    category: str | None
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
class SavedAnswer:
    """``warnings``: of what was saved as it is, but may not be what was meant."""

    saved: int
    warnings: list[str]


def read_items(database: Database) -> ItemsAnswer:
    with database.reading() as tx:
        items = [_entry(record) for record in list_items(tx)]
        recipes = [
            RecipeEntry(sku=one.sku, holds_from=one.holds_from, parts=dict(one.parts))
            for one in list_recipes(tx)
        ]
    return ItemsAnswer(items=items, recipes=recipes)


def create_item(database: Database, record: ItemRecord) -> SavedAnswer:
    with database.writing() as tx:
        save_items(tx, [record])
        return SavedAnswer(saved=1, warnings=barcode_warnings(tx, [record]))


def set_recipe(database: Database, recipe: RecipeRecord) -> SavedAnswer:
    with database.writing() as tx:
        save_recipe(tx, recipe)
    return SavedAnswer(saved=1, warnings=[])


def import_items(database: Database, path: Path, *, progress: Callable[[int], None]) -> SavedAnswer:
    """Create or replace items, and give kits their recipes, from now on where no instant is said.

    An empty cell of a recipe leaves what is known. Raises Rejected with every problem of the file.
    """
    problems = Problems(path.name)
    records: list[ItemRecord] = []
    contents: list[_Contents] = []
    read = read_rows(path, required=COLUMNS[:1], optional=COLUMNS[1:], problems=problems)
    for row, cells in held(read, path, rest="import it in parts"):
        try:
            records.append(_record(cells))
            contents += _contents(cells)
        except ValueError as error:
            problems.add(row, str(error))
        progress(1)
    problems.refuse()
    with database.writing() as tx:
        save_items(tx, records)
        _save_contents(tx, contents)
        return SavedAnswer(saved=len(records), warnings=barcode_warnings(tx, records))


def export_items(database: Database, file: IO[str]) -> int:
    """Write the item master as CSV in the form that the import takes; answers how many.

    Of a kit's recipes it is the newest one that goes along.
    """

    def rows() -> Iterator[dict[str, object]]:
        for record in list_items(tx):
            yield {
                "sku": record.sku,
                "name": record.name,
                "category": record.category,
                "pack_size": record.pack_size,
                "unit_cost": cells_from_cost(record.unit_cost),
                "stocked": "yes" if record.stocked else "no",
                "assembly": record.assembly.value,
                "barcodes": cell_from_barcodes(record),
                **_recipe_cells(newest.get(record.sku)),
            }

    with database.reading() as tx:
        newest = _newest(list_recipes(tx))
        return write_rows(file, COLUMNS, rows())


def _entry(record: ItemRecord) -> ItemEntry:
    return ItemEntry(
        sku=record.sku,
        name=record.name or None,
        category=record.category or None,
        pack_size=record.pack_size,
        unit_cost=cells_from_cost(record.unit_cost) or None,
        stocked=record.stocked,
        assembly=record.assembly.value,
        barcodes=list(record.barcodes),
        barcode_units=dict(record.barcode_units),
    )


def _record(cells: Mapping[str, str]) -> ItemRecord:
    """Raises ValueError with every problem of the row. An empty cell means the default."""
    values: dict[str, Any] = {"sku": cells["sku"]}
    problems = []
    for name, read in _CELLS.items():
        try:
            if cells.get(name, "").strip():
                values[name] = read(cells[name].strip())
        except ValueError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise ValueError("; ".join(problems))
    barcodes = barcode_values(values.pop("barcodes", {}))
    return ItemRecord(**values, **barcodes)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a file says of a kit; ``holds_from`` None: from now on."""

    sku: str
    parts: Mapping[str, int]
    holds_from: datetime | None


def _contents(cells: Mapping[str, str]) -> Iterator[_Contents]:
    """One, or none for what is no kit. Raises ValueError for cells that say no recipe."""
    recipe, since = cells.get("recipe", "").strip(), cells.get("recipe_from", "").strip()
    if recipe:
        at = instant_from_text(since, zone=UTC) if since else None
        yield _Contents(cells["sku"], parts_from_cell(recipe), at)
    elif since:
        raise ValueError("recipe_from: there is no recipe in this row")


def _save_contents(tx: Writing, contents: Sequence[_Contents]) -> None:
    """What is known already is passed over. Raises Rejected with every problem."""
    recipes = list_recipes(tx) if contents else []
    known, newest = {(one.sku, one.holds_from): one.parts for one in recipes}, _newest(recipes)
    problems: list[str] = []
    for one in contents:
        undated = newest.get(one.sku) if one.holds_from is None else None
        holds_from = undated.holds_from if undated else one.holds_from or tx.now
        if known.get((one.sku, holds_from)) == one.parts:
            continue
        try:
            recipe = RecipeRecord(sku=one.sku, holds_from=one.holds_from or tx.now, parts=one.parts)
            save_recipe(tx, recipe)
        except (ValueError, Rejected) as error:
            problems += str(error).splitlines()
    if problems:
        raise Rejected(problems)


def _newest(recipes: Iterable[RecipeRecord]) -> dict[str, RecipeRecord]:
    """By SKU."""
    return {one.sku: one for one in sorted(recipes, key=lambda one: one.holds_from)}


def _recipe_cells(recipe: RecipeRecord | None) -> dict[str, str]:
    if recipe is None:
        return {}
    since = recipe.holds_from.isoformat()
    return {"recipe": cell_from_parts(recipe.parts), "recipe_from": since}


def _yes_or_no(text: str) -> bool:
    known = {"yes": True, "no": False}
    if text.lower() not in known:
        raise ValueError(f"{text!r} is neither yes nor no")
    return known[text.lower()]


def _assembly(text: str) -> Assembly:
    try:
        return Assembly(text)
    except ValueError:
        raise ValueError(f"{text!r} is none of {', '.join(Assembly)}") from None


_CELLS: Final[Mapping[str, Callable[[str], Any]]] = {
    "name": str,
    "category": str,
    "pack_size": quantity_from_cell,
    "unit_cost": cost_from_cell,
    "stocked": _yes_or_no,
    "assembly": _assembly,
    "barcodes": barcodes_from_cell,
}
