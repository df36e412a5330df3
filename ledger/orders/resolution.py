"""What a listing means in items: its components and their units, as frozen on a line.

A listing sells ``factor`` base units of one item; a kit sells its components instead. A line
keeps the answer of the day it was first booked, so relinking or a new recipe changes no old order.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import msgspec

from ledger.database import Reading
from ledger.said import Assembly

Components = tuple[tuple[int, int], ...]
"""(item id, units in one unit of the listing); empty for what is not stocked."""


class KnownListing(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """``inventory_id`` None: the channel keeps no number. ``item_id`` None: not linked yet."""

    inventory_id: str | None
    item_id: int | None
    factor: int
    stocked: bool
    recipes: tuple[tuple[int, Components], ...] = ()

    def components(self, placed_at: int) -> Components | None:
        """None while the listing is not linked. The recipe is the one that held at that instant."""
        if self.item_id is None:
            return None
        if not self.stocked:
            return ()
        if not self.recipes:
            return ((self.item_id, self.factor),)
        held = [parts for holds_from, parts in self.recipes if holds_from <= placed_at]
        parts = held[-1] if held else self.recipes[0][1]
        return tuple((item_id, units * self.factor) for item_id, units in parts)


def known_listings(
    tx: Reading, channel_id: int, listing_ids: Collection[str]
) -> dict[str, KnownListing]:
    rows = tx.rows_among(_LISTINGS, listing_ids, (channel_id,))
    kits = {item_id for *_, item_id, _, _, assembly in rows if assembly == Assembly.COMPONENTS}
    recipes = _recipes(tx, kits)
    return {
        listing_id: KnownListing(
            inventory_id=inventory_id,
            item_id=item_id,
            factor=factor,
            stocked=stocked != 0,
            recipes=recipes.get(item_id, ()),
        )
        for listing_id, inventory_id, item_id, factor, stocked, _ in rows
    }


_LISTINGS: Final = """
    SELECT listing_id, inventory_id, item_id, factor, item.stocked, item.assembly
    FROM listing LEFT JOIN item ON item.id = listing.item_id
    WHERE listing_id IN (?*) AND channel_id = ?
"""

_PARTS: Final = """
    SELECT item_id, holds_from, component_id, quantity
    FROM recipe_part JOIN recipe ON recipe.id = recipe_part.recipe_id
    WHERE item_id IN (?*) ORDER BY item_id, holds_from, component_id
"""


def _recipes(tx: Reading, kits: Iterable[int]) -> Mapping[int, tuple[tuple[int, Components], ...]]:
    found: dict[int, dict[int, list[tuple[int, int]]]] = {}
    for item_id, holds_from, component_id, units in tx.rows_among(_PARTS, kits):
        found.setdefault(item_id, {}).setdefault(holds_from, []).append((component_id, units))
    return {
        item_id: tuple((at, tuple(parts)) for at, parts in by_instant.items())
        for item_id, by_instant in found.items()
    }
