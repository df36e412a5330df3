"""The item master: what is stocked, by its one SKU, with its barcodes and the recipes of kits."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Final

from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.instants import from_micros, to_micros
from ledger.store import mark_items_due
from ledger.values import QUANTITY_MAX, sku_problem, text_problem

BARCODE_LENGTH_MAX: Final = 128
RECIPE_PARTS_MAX: Final = 200
"""Parts of one kit; the platforms themselves allow far fewer (Shopify: 30)."""


class Assembly(StrEnum):
    """Where a kit's units come from.

    ``none``: no kit. ``components``: never stocked itself, its components are shipped. ``kept``:
    assembled beforehand and stocked. ``on_demand``: stocked, and assembled when that runs out.
    """

    NONE = "none"
    COMPONENTS = "components"
    KEPT = "kept"
    ON_DEMAND = "on_demand"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """``unit_cost`` is in millionths. ``stocked`` False: a service or gift card, never counted.

    ``barcode_units``: of those barcodes that stand for a number of units of their own.
    """

    sku: str
    name: str = ""
    category: str = ""
    pack_size: int = 1
    unit_cost: int | None = None
    stocked: bool = True
    assembly: Assembly = Assembly.NONE
    barcodes: tuple[str, ...] = ()
    barcode_units: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = [problem for problem in _record_problems(self) if problem]
        if problems:
            raise ValueError("; ".join(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipeRecord:
    """Units of each component, by SKU, in one kit from ``holds_from`` on."""

    sku: str
    holds_from: datetime
    parts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < len(self.parts) <= RECIPE_PARTS_MAX:
            raise ValueError(f"a recipe has 1 to {RECIPE_PARTS_MAX} parts, not {len(self.parts)}")
        if self.sku in self.parts:
            raise ValueError(f"kit {self.sku} cannot contain itself")
        if any(not 0 < units <= QUANTITY_MAX for units in self.parts.values()):
            raise ValueError(f"recipe of {self.sku}: every part needs a quantity of at least 1")


def save_items(tx: Writing, records: Sequence[ItemRecord]) -> None:
    """Create items, or replace the master data of known ones; a SKU itself never changes.

    Barcodes are added and moved to no other item. Raises Rejected with every conflict.
    """
    problems = [*_given_twice(records), *_foreign_barcodes(tx, records), *_nested(tx, records)]
    if problems:
        raise Rejected(problems)
    skus = [record.sku for record in records]
    before = {sku: kind for sku, *kind in tx.rows_among(_KINDS, skus)}
    tx.run_many(_SAVE_ITEM, [_item_values(record, tx.now_micros) for record in records])
    ids = tx.mapping(_IDS, skus)
    codes = [
        (code, ids[record.sku], record.barcode_units.get(code))
        for record in records
        for code in record.barcodes
    ]
    tx.run_many(_SAVE_BARCODE, codes)
    changed = [one for one in records if before.get(one.sku, _kind(one)) != _kind(one)]
    _levels_changed(tx, [ids[one.sku] for one in changed])


def create_missing_items(tx: Writing, skus: Iterable[str]) -> int:
    """Items with a SKU and nothing else, for those not known yet; how many were new."""
    now = tx.now_micros
    wanted = set(skus)
    known = {sku for sku, _ in tx.rows_among(_IDS, wanted)}
    new = [ItemRecord(sku=sku) for sku in sorted(wanted - known)]
    tx.run_many(_SAVE_ITEM, [_item_values(record, now) for record in new])
    return len(new)


def save_recipe(tx: Writing, recipe: RecipeRecord) -> None:
    """A kit's contents from an instant on.

    Raises Rejected for unknown items, kits in kits, and a second recipe from the same instant.
    """
    rows = tx.rows_among(
        "SELECT sku, id, assembly FROM item WHERE sku IN (?*)", [recipe.sku, *recipe.parts]
    )
    known = {sku: (item_id, assembly) for sku, item_id, assembly in rows}
    problems = [
        f"SKU {sku!r} is unknown" for sku in (recipe.sku, *recipe.parts) if sku not in known
    ]
    problems += [
        f"{sku} is a kit itself; list its components instead"
        for sku in recipe.parts
        if known.get(sku, (0, "none"))[1] == Assembly.COMPONENTS
    ]
    if problems:
        raise Rejected(problems)
    kit_id = known[recipe.sku][0]
    recipe_id = _new_recipe(tx, kit_id, recipe)
    tx.run_many(
        "INSERT INTO recipe_part VALUES (?, ?, ?)",
        [(recipe_id, known[sku][0], units) for sku, units in sorted(recipe.parts.items())],
    )
    _levels_changed(tx, [kit_id])


def list_items(tx: Reading) -> Iterator[ItemRecord]:
    """All items by SKU, one by one: there may be a million."""
    for item, rows in groupby(tx.stream(_ALL_ITEMS), key=lambda row: row[:7]):
        sku, name, category, pack_size, unit_cost, stocked, assembly = item
        barcodes = {code: units for *_, code, units in rows if code is not None}
        yield ItemRecord(
            sku=sku,
            name=name,
            category=category,
            pack_size=pack_size,
            unit_cost=unit_cost,
            stocked=bool(stocked),
            assembly=Assembly(assembly),
            barcodes=tuple(barcodes),
            barcode_units={code: units for code, units in barcodes.items() if units is not None},
        )


def list_recipes(tx: Reading) -> list[RecipeRecord]:
    recipes: dict[tuple[str, int], dict[str, int]] = {}
    for sku, holds_from, component, units in tx.rows(_ALL_RECIPES):
        recipes.setdefault((sku, holds_from), {})[component] = units
    return [
        RecipeRecord(sku=sku, holds_from=from_micros(at), parts=parts)
        for (sku, at), parts in recipes.items()
    ]


def barcode_skus(tx: Reading, codes: Iterable[str]) -> dict[str, str]:
    """SKU by barcode, for the codes that are known."""
    query = "SELECT code, sku FROM barcode JOIN item ON item.id = item_id WHERE code IN (?*)"
    return dict(tx.rows_among(query, codes))


_IDS: Final = "SELECT sku, id FROM item WHERE sku IN (?*)"
_KINDS: Final = "SELECT sku, stocked, assembly FROM item WHERE sku IN (?*)"

_SAVE_ITEM: Final = """
    INSERT INTO item (sku, name, category, pack_size, unit_cost, stocked, assembly, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (sku) DO UPDATE SET name = excluded.name, category = excluded.category,
        pack_size = excluded.pack_size, unit_cost = excluded.unit_cost,
        stocked = excluded.stocked, assembly = excluded.assembly
"""

_SAVE_BARCODE: Final = """
    INSERT INTO barcode (code, item_id, units) VALUES (?, ?, ?)
    ON CONFLICT (code) DO UPDATE SET units = excluded.units
"""

_ALL_ITEMS: Final = """
    SELECT sku, name, category, pack_size, unit_cost, stocked, assembly, code, units
    FROM item LEFT JOIN barcode ON barcode.item_id = item.id ORDER BY sku, code
"""

_ALL_RECIPES: Final = """
    SELECT kit.sku, recipe.holds_from, component.sku, part.quantity
    FROM recipe_part AS part
    JOIN recipe ON recipe.id = part.recipe_id
    JOIN item AS kit ON kit.id = recipe.item_id
    JOIN item AS component ON component.id = part.component_id
    ORDER BY kit.sku, recipe.holds_from, component.sku
"""


_NESTED: Final = """
    SELECT component.sku, min(kit.sku)
    FROM recipe_part AS part
    JOIN recipe ON recipe.id = part.recipe_id
    JOIN item AS kit ON kit.id = recipe.item_id
    JOIN item AS component ON component.id = part.component_id
    WHERE component.sku IN (?*) GROUP BY component.sku ORDER BY component.sku
"""


def _kind(record: ItemRecord) -> list[object]:
    """What of the master data a level depends on, as ``_KINDS`` reads it."""
    return [int(record.stocked), record.assembly.value]


def _levels_changed(tx: Writing, item_ids: Collection[int]) -> None:
    """A number of its own, so that a push which read before it does not take the mark away."""
    if item_ids:
        tx.take_sequences(1)
        mark_items_due(tx, item_ids)


def _new_recipe(tx: Writing, kit_id: int, recipe: RecipeRecord) -> int:
    values = (kit_id, to_micros(recipe.holds_from))
    if tx.rows("SELECT id FROM recipe WHERE item_id = ? AND holds_from = ?", values):
        raise Rejected(
            [
                f"{recipe.sku} has a recipe from {recipe.holds_from.isoformat()} on already; "
                "let the new one hold from another instant"
            ]
        )
    tx.run("INSERT INTO recipe (item_id, holds_from) VALUES (?, ?)", values)
    found: int = tx.rows("SELECT max(id) FROM recipe")[0][0]
    return found


def _item_values(record: ItemRecord, now: int) -> tuple[object, ...]:
    return (
        record.sku,
        record.name,
        record.category,
        record.pack_size,
        record.unit_cost,
        int(record.stocked),
        record.assembly.value,
        now,
    )


def _record_problems(record: ItemRecord) -> Iterator[str | None]:
    yield sku_problem(record.sku)
    yield text_problem("name", record.name)
    yield text_problem("category", record.category)
    if not 0 < record.pack_size <= QUANTITY_MAX:
        yield f"pack size {record.pack_size} is not a whole number of at least 1"
    if record.unit_cost is not None and record.unit_cost < 0:
        yield f"unit cost {record.unit_cost} is below zero"
    for code in record.barcodes:
        yield text_problem("barcode", code, length_max=BARCODE_LENGTH_MAX)
        if not code.strip():
            yield f"barcode {code!r} is empty"
    for code, units in record.barcode_units.items():
        if code not in record.barcodes or not 0 < units <= QUANTITY_MAX:
            yield f"barcode {code!r} cannot stand for {units} units; write CODE=UNITS, from 1 on"


def _given_twice(records: Sequence[ItemRecord]) -> Iterator[str]:
    times = Counter(record.sku for record in records)
    codes = Counter(code for record in records for code in set(record.barcodes))
    yield from (f"SKU {sku!r} is given {n} times" for sku, n in times.items() if n > 1)
    yield from (f"barcode {code!r} is given to {n} items" for code, n in codes.items() if n > 1)


def _foreign_barcodes(tx: Writing, records: Sequence[ItemRecord]) -> Iterator[str]:
    owners = barcode_skus(tx, [code for record in records for code in record.barcodes])
    for record in records:
        for code in record.barcodes:
            if owners.get(code, record.sku) != record.sku:
                yield f"barcode {code!r} of {record.sku} belongs to {owners[code]} already"


def _nested(tx: Writing, records: Sequence[ItemRecord]) -> Iterator[str]:
    """Components of kits that would become kits without a stock of their own."""
    kits = [one.sku for one in records if one.assembly is Assembly.COMPONENTS]
    for sku, kit in tx.rows_among(_NESTED, kits):
        yield f"{sku} is a component of {kit}, so it cannot be a kit that is never stocked itself"
