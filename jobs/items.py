"""`items`: the item master, by hand and by file. A file is taken whole or refused whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from jobs.csv_files import Problems, held, read_rows, write_rows
from jobs.movement_cells import cells_from_cost, cost_from_cell, quantity_from_cell
from ledger.database import Database
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
)
BARCODE_SEPARATOR: Final = " "
"""Between the codes of one cell; no barcode holds a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry:
    """``unit_cost``: a decimal number as text. What nobody said is null."""

    sku: str
    name: str | None
    category: str | None
    pack_size: int
    unit_cost: str | None
    stocked: bool
    assembly: str
    barcodes: list[str]


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
    saved: int


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
    return SavedAnswer(saved=1)


def set_recipe(database: Database, recipe: RecipeRecord) -> SavedAnswer:
    with database.writing() as tx:
        save_recipe(tx, recipe)
    return SavedAnswer(saved=1)


def parts_from_words(words: Iterable[str]) -> dict[str, int]:
    """Of ``COMPONENT=QUANTITY`` each. Raises ValueError for what is none, and a part said twice."""
    parts: dict[str, int] = {}
    for word in words:
        sku, _, units = word.rpartition("=")
        if not sku or not units.isascii() or not units.isdigit():
            raise ValueError(f"{word!r} is no part of a kit; write COMPONENT=QUANTITY")
        if sku in parts:
            raise ValueError(f"{sku} is said twice; add its units up")
        parts[sku] = int(units)
    return parts


def import_items(database: Database, path: Path, *, progress: Callable[[int], None]) -> SavedAnswer:
    """Create or replace items. Raises Rejected with every problem of the file."""
    problems = Problems(path.name)
    records = []
    read = read_rows(path, required=COLUMNS[:1], optional=COLUMNS[1:], problems=problems)
    for row, cells in held(read, path, rest="import it in parts"):
        try:
            records.append(_record(cells))
        except ValueError as error:
            problems.add(row, str(error))
        progress(1)
    problems.refuse()
    with database.writing() as tx:
        save_items(tx, records)
    return SavedAnswer(saved=len(records))


def export_items(database: Database, file: IO[str]) -> int:
    """Write the item master as CSV in the form that the import takes; answers how many."""

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
                "barcodes": BARCODE_SEPARATOR.join(record.barcodes),
            }

    with database.reading() as tx:
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
    return ItemRecord(**values)


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
    "barcodes": lambda text: tuple(text.split(BARCODE_SEPARATOR)),
}
