"""What kits consist of: recipes, each from an instant on. A recipe makes its item a kit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ledger.database import Reading, Writing
from ledger.errors import Rejected
from ledger.instants import from_micros, to_micros
from ledger.items import KnownItem, bare_kit_problems, known_items, levels_changed
from ledger.said import Assembly
from ledger.unknown import unknown_skus
from ledger.values import QUANTITY_MAX

RECIPE_PARTS_MAX: Final = 200
"""Parts of one kit; the platforms themselves allow far fewer (Shopify: 30)."""


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


def save_recipe(tx: Writing, recipe: RecipeRecord, *, assembly: Assembly | None = None) -> Assembly:
    """A kit's contents from an instant on; answers how the kit comes to be from now on.

    ``assembly`` None leaves that of a kit, and makes anything else one whose components are
    shipped. The same recipe again is known. Raises Rejected for unknown items and those that are
    not stocked, kits in kits, circles, a second recipe from the same instant, and when nobody
    says what becomes of goods of the kit's own.
    """
    known = known_items(tx, [recipe.sku, *recipe.parts])
    becomes = assembly or _assembly(known, recipe.sku)
    problems = [
        *unknown_skus(tx, {recipe.sku, *recipe.parts} - known.keys()).values(),
        *_wrong_parts(tx, known, recipe),
        *_wrong_kit(tx, known, recipe, said=assembly, becomes=becomes),
    ]
    if problems:
        raise Rejected(problems)
    kit = known[recipe.sku]
    is_new = _add(tx, kit.id, recipe, known)
    tx.run("UPDATE item SET assembly = ? WHERE id = ?", (becomes.value, kit.id))
    if is_new or becomes is not kit.assembly:
        levels_changed(tx, [kit.id])
    return becomes


def list_recipes(tx: Reading) -> list[RecipeRecord]:
    recipes: dict[tuple[str, int], dict[str, int]] = {}
    for sku, holds_from, component, units in tx.rows(_ALL_RECIPES):
        recipes.setdefault((sku, holds_from), {})[component] = units
    return [
        RecipeRecord(sku=sku, holds_from=from_micros(at), parts=parts)
        for (sku, at), parts in recipes.items()
    ]


_ALL_RECIPES: Final = """
    SELECT kit.sku, recipe.holds_from, component.sku, part.quantity
    FROM recipe_part AS part
    JOIN recipe ON recipe.id = part.recipe_id
    JOIN item AS kit ON kit.id = recipe.item_id
    JOIN item AS component ON component.id = part.component_id
    ORDER BY kit.sku, recipe.holds_from, component.sku
"""

_CONTAIN: Final = """
    WITH RECURSIVE inside (part, item_id) AS (
        SELECT sku, id FROM item WHERE sku IN (?*)
        UNION
        SELECT inside.part, component_id FROM recipe_part
        JOIN recipe ON recipe.id = recipe_part.recipe_id
        JOIN inside ON inside.item_id = recipe.item_id
    )
    SELECT part FROM inside JOIN item ON item.id = inside.item_id WHERE item.sku = ?
"""

_OWN_GOODS: Final = """
    SELECT 1 FROM balance JOIN place ON place.id = balance.place_id
    WHERE item_id = ? AND place.location_id IS NOT NULL AND quantity <> 0
"""


_Items = Mapping[str, KnownItem]
"""By SKU, those that are known."""


def _assembly(known: _Items, sku: str) -> Assembly:
    """What a kit is, and what else becomes when it gets a recipe."""
    is_kit = sku in known and known[sku].assembly is not Assembly.NONE
    return known[sku].assembly if is_kit else Assembly.COMPONENTS


def _wrong_parts(tx: Reading, known: _Items, recipe: RecipeRecord) -> Iterator[str]:
    circular = {part for (part,) in tx.rows_among(_CONTAIN, recipe.parts, (recipe.sku,))}
    for sku in recipe.parts:
        if sku in known and not known[sku].stocked:
            yield f"{sku} is not stocked, so nothing of it goes into a kit; leave it out"
        elif sku in known and known[sku].assembly is Assembly.COMPONENTS:
            yield f"{sku} is a kit itself; list its components instead"
        elif sku in circular:
            yield f"{sku} contains {recipe.sku}, so it cannot be a part of it"


def _wrong_kit(
    tx: Reading, known: _Items, recipe: RecipeRecord, *, said: Assembly | None, becomes: Assembly
) -> Iterator[str]:
    sku = recipe.sku
    if sku not in known:
        return
    if not known[sku].stocked:
        yield (
            f"{sku} is not stocked, so no component of it would be shipped; say "
            f"`stockbook items create {sku} --stocked` first"
        )
    if becomes is Assembly.COMPONENTS:
        yield from bare_kit_problems(tx, [sku]).values()
    is_kit = said is not None or known[sku].assembly is not Assembly.NONE
    if not is_kit and tx.rows(_OWN_GOODS, (known[sku].id,)):
        yield (
            f"{sku} has goods of its own in the book; say whether they are sold: --assembly kept "
            "or on_demand (assembled beforehand), or components (never stocked itself)"
        )


def _add(tx: Writing, kit_id: int, recipe: RecipeRecord, known: _Items) -> bool:
    """Whether it is new. Raises Rejected when another one holds from the same instant."""
    values = (kit_id, to_micros(recipe.holds_from))
    found = tx.rows("SELECT id FROM recipe WHERE item_id = ? AND holds_from = ?", values)
    parts = {known[sku].id: units for sku, units in recipe.parts.items()}
    if found:
        _require_same(tx, found[0][0], recipe, parts)
        return False
    tx.run("INSERT INTO recipe (item_id, holds_from) VALUES (?, ?)", values)
    recipe_id = tx.rows("SELECT max(id) FROM recipe")[0][0]
    tx.run_many(
        "INSERT INTO recipe_part VALUES (?, ?, ?)",
        [(recipe_id, part, units) for part, units in sorted(parts.items())],
    )
    return True


def _require_same(
    tx: Reading, recipe_id: int, recipe: RecipeRecord, parts: Mapping[int, int]
) -> None:
    query = "SELECT component_id, quantity FROM recipe_part WHERE recipe_id = ?"
    if dict(tx.rows(query, (recipe_id,))) != parts:
        raise Rejected(
            [
                f"{recipe.sku} has another recipe from {recipe.holds_from.isoformat()} on already; "
                "let the new one hold from another instant"
            ]
        )
