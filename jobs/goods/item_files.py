"""`items import` and `export`: the item master as a CSV, taken whole or refused whole.

A column that is not there, and a cell that is empty, say nothing: what is known stays.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from jobs.column_words import named_columns, yes_or_no
from jobs.csv_files import Problems, held, read_rows, write_rows
from jobs.goods.barcode_cells import barcode_values, barcodes_from_cell, cell_from_barcodes
from jobs.goods.barcode_warnings import barcode_warnings
from jobs.goods.movement_cells import cells_from_cost, cost_from_cell, quantity_from_cell
from jobs.goods.recipe_cells import cell_from_parts, parts_from_cell
from ledger.database import Database, Writing
from ledger.errors import Rejected
from ledger.instants import instant_from_text
from ledger.items import SavedItems, create_missing_items, item_problems, list_items, save_items
from ledger.recipes import RecipeRecord, list_recipes, save_recipe
from ledger.said import Assembly, ItemChange

_log: Final = logging.getLogger("stockbook.items")

COLUMNS: Final = (
    "sku",
    "name",
    "category",
    "supplier",
    "pack_size",
    "unit_cost",
    "stocked",
    "assembly",
    "barcodes",
    "recipe",
    "recipe_from",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer:
    """``saved`` rows: items that are new, that are other than before, or that were just so.

    ``warnings``: of what was saved as it is, but may not be what was meant.
    """

    saved: int
    created: int
    changed: int
    warnings: list[str]


def import_items(
    database: Database, path: Path, *, actor: str, progress: Callable[[int], None]
) -> SavedAnswer:
    """Create or change items, and give kits their recipes, from now on where no instant is said.

    Raises Rejected with every problem of the file.
    """
    problems = Problems(path.name)
    file = _read(path, problems, progress)
    with database.writing() as tx:
        saved = _save(tx, file, problems)
        _save_contents(tx, file.contents, problems)
        problems.refuse()
        warnings = barcode_warnings(tx, file.said)
    answer = SavedAnswer(
        saved=len(file.said),
        created=len(saved.created),
        changed=len(saved.changed),
        warnings=warnings,
    )
    _log.info(
        "%s imported items from %s: %d created, %d changed, %d recipes said",
        actor, path.name, answer.created, answer.changed, len(file.contents),
    )  # fmt: skip
    return answer


def export_items(database: Database, file: IO[str]) -> int:
    """Write the item master as CSV in the form that the import takes; answers how many.

    Of a kit's recipes it is the newest one that goes along; what is no kit any more takes none.
    """

    def rows() -> Iterator[dict[str, object]]:
        for record in list_items(tx):
            yield {
                "sku": record.sku,
                "name": record.name,
                "category": record.category,
                "supplier": record.supplier,
                "pack_size": record.pack_size,
                "unit_cost": cells_from_cost(record.unit_cost),
                "stocked": "yes" if record.stocked else "no",
                "assembly": record.assembly.value,
                "barcodes": cell_from_barcodes(record),
                **_recipe_cells(record.assembly, newest.get(record.sku)),
            }

    with database.reading() as tx:
        newest = _newest(list_recipes(tx))
        return write_rows(file, COLUMNS, rows())


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a row says of a kit; ``holds_from`` None: from now on."""

    row: int
    sku: str
    parts: Mapping[str, int]
    holds_from: datetime | None


@dataclass(slots=True)
class _File:
    """What could be read; ``rows`` are those of ``said``."""

    said: list[ItemChange] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    contents: list[_Contents] = field(default_factory=list)


def _read(path: Path, problems: Problems, progress: Callable[[int], None]) -> _File:
    """A cell that cannot be read is a problem, and the rest of its row is looked at still."""
    file = _File()
    read = read_rows(
        path, required=COLUMNS[:1], optional=COLUMNS[1:], problems=problems, named=named_columns
    )
    for row, cells in held(read, path, rest="import it in parts"):
        try:
            values = _values(row, cells, problems)
            file.said.append(ItemChange(**values))
            file.rows.append(row)
            file.contents += _contents(row, cells)
        except ValueError as error:
            problems.add(row, str(error))
        progress(1)
    return file


def _values(row: int, cells: Mapping[str, str], problems: Problems) -> dict[str, Any]:
    """What the row says of its item."""
    values: dict[str, Any] = {"sku": cells["sku"]}
    wrong = []
    for name, read in _CELLS.items():
        text = cells.get(name, "").strip()
        try:
            if text:
                values[name] = read(text)
        except ValueError as error:
            wrong.append(f"{name}: {error}")
    if wrong:
        problems.add(row, "; ".join(wrong))
    return values | barcode_values(values.pop("barcodes", {}))


def _contents(row: int, cells: Mapping[str, str]) -> Iterator[_Contents]:
    """One, or none for what is no kit. Raises ValueError for cells that say no recipe."""
    recipe, since = cells.get("recipe", "").strip(), cells.get("recipe_from", "").strip()
    if not recipe:
        if since:
            raise ValueError("recipe_from: there is no recipe in this row")
        return
    if cells.get("assembly", "").strip() == Assembly.NONE:
        raise ValueError("recipe: what is assembled in no way has none; leave one of both away")
    at = instant_from_text(since, zone=UTC) if since else None
    yield _Contents(row, cells["sku"], parts_from_cell(recipe), at)


def _save(tx: Writing, file: _File, problems: Problems) -> SavedItems:
    """Save what is without conflict, so that the recipes can be looked at in any case."""
    found = item_problems(tx, file.said)
    for index, text in found:
        problems.add(file.rows[index], text)
    wrong = {index for index, _ in found}
    saved = save_items(tx, [one for index, one in enumerate(file.said) if index not in wrong])
    create_missing_items(tx, [one.sku for one in file.said])
    return saved


def _save_contents(tx: Writing, contents: Sequence[_Contents], problems: Problems) -> None:
    """What is known already is passed over."""
    newest = _newest(list_recipes(tx)) if contents else {}
    for one in contents:
        known = newest.get(one.sku)
        since = known.holds_from if known and known.parts == one.parts else tx.now
        try:
            save_recipe(
                tx,
                RecipeRecord(sku=one.sku, holds_from=one.holds_from or since, parts=one.parts),
            )
        except (ValueError, Rejected) as error:
            for text in str(error).splitlines():
                problems.add(one.row, text)


def _newest(recipes: Iterable[RecipeRecord]) -> dict[str, RecipeRecord]:
    """By SKU."""
    return {one.sku: one for one in sorted(recipes, key=lambda one: one.holds_from)}


def _recipe_cells(assembly: Assembly, recipe: RecipeRecord | None) -> dict[str, str]:
    if assembly is Assembly.NONE or recipe is None:
        return {}
    since = recipe.holds_from.isoformat()
    return {"recipe": cell_from_parts(recipe.parts), "recipe_from": since}


def _assembly(text: str) -> Assembly:
    try:
        return Assembly(text)
    except ValueError:
        raise ValueError(f"{text!r} is none of {', '.join(Assembly)}") from None


_CELLS: Final[Mapping[str, Callable[[str], Any]]] = {
    "name": str,
    "category": str,
    "supplier": str,
    "pack_size": quantity_from_cell,
    "unit_cost": cost_from_cell,
    "stocked": yes_or_no,
    "assembly": _assembly,
    "barcodes": barcodes_from_cell,
}
