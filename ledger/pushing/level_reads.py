"""The facts of the level rule for many stock keys at once: a handful of queries for a batch."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import msgspec

from ledger.channels import Parts
from ledger.database import Reading
from ledger.orders.resolution import Components
from ledger.pushing.levels import (
    FROM_COMPONENTS,
    OFFER_ALL,
    Component,
    ItemStock,
    Level,
    LevelFacts,
    LevelRule,
    level,
)
from ledger.pushing.stock_keys import GuardedKey, Handling
from ledger.said import Assembly


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What of our stock a channel is offered, and where it keeps its numbers.

    ``locations``: whose goods are offered. ``mapped``: for a channel with locations of its own,
    which of ours each of them is, by its own id; empty where it keeps one number. ``summed``: one
    number stands for all of these, and is shared out over them.
    """

    locations: tuple[str, ...]
    mapped: Mapping[str, str] = field(default_factory=dict)
    rule: LevelRule = OFFER_ALL
    summed: bool = False

    @property
    def channel_locations(self) -> tuple[str, ...]:
        """Where the numbers stand that we look after; "" names the only number there is."""
        return ("",) if self.summed or not self.mapped else tuple(self.mapped)

    def parts(self, whole: Level) -> Parts:
        """What each location of the channel should have of a level that is one number there."""
        if not self.summed:
            return ()
        at = dict(whole.parts)
        return tuple((own_id, at[code]) for own_id, code in self.mapped.items())


def wanted_levels(
    tx: Reading,
    keys: Sequence[GuardedKey],
    *,
    offer: Offer,
    paused: bool,
    show_negative: bool,
) -> dict[int, Level]:
    """The level of each stock key now, by its id; at a location of the channel its part of it.

    Only stock keys that the offer maps, and none in dispute. A kit without a recipe has no level.
    """
    items = _read_items(tx, {key.item_id for key in keys}, offer.locations)

    @cache
    def level_of(item_id: int, factor: int, *, shows_nothing: bool) -> Level:
        """Once for all locations of an inventory, so that their parts are of one whole."""
        return level(
            LevelFacts(
                stock=items.stocks[item_id],
                assembly=items.assemblies[item_id],
                components=items.components(item_id),
                rule=offer.rule,
                factor=factor,
                per_location=bool(offer.mapped),
                paused=shows_nothing,
                show_negative=show_negative,
            )
        )

    levels = {}
    for key in keys:
        if items.lacks_recipe(key.item_id):
            continue
        shows_nothing = paused or key.handling is Handling.PAUSED
        whole = level_of(key.item_id, key.factor, shows_nothing=shows_nothing)
        location = offer.mapped.get(key.stock_key.location)
        levels[key.id] = whole if location is None else whole.at(location)
    return levels


@dataclass(frozen=True, slots=True, kw_only=True)
class _Items:
    """What the level rule asks of items, by their ids: read for all stock keys at once."""

    assemblies: Mapping[int, Assembly]
    recipes: Mapping[int, Sequence[tuple[int, int]]]
    stocks: Mapping[int, ItemStock]
    skus: Mapping[int, str]

    def lacks_recipe(self, item_id: int) -> bool:
        """Nobody has said yet what the kit consists of, so no number is right for it."""
        return self.assemblies[item_id] in FROM_COMPONENTS and item_id not in self.recipes

    def components(self, item_id: int) -> tuple[Component, ...]:
        return tuple(
            Component(sku=self.skus[part], quantity=units, stock=self.stocks[part])
            for part, units in self.recipes.get(item_id, ())
        )


def _read_items(tx: Reading, items: set[int], locations: Collection[str]) -> _Items:
    found = tx.mapping("SELECT id, assembly FROM item WHERE id IN (?*)", items)
    assemblies = {item: Assembly(kind) for item, kind in found.items()}
    recipes = _recipes(tx, [item for item in items if assemblies[item] is not Assembly.NONE])
    parts = {part for recipe in recipes.values() for part, _ in recipe}
    return _Items(
        assemblies=assemblies,
        recipes=recipes,
        stocks=_stocks(tx, items | parts, locations),
        skus=tx.mapping("SELECT id, sku FROM item WHERE id IN (?*)", parts),
    )


_RECIPES: Final = """
    SELECT recipe.item_id, component_id, quantity FROM recipe_part
    JOIN recipe ON recipe.id = recipe_part.recipe_id
    WHERE recipe.item_id IN (?*) AND recipe.holds_from = (
        SELECT max(newer.holds_from) FROM recipe AS newer
        WHERE newer.item_id = recipe.item_id AND newer.holds_from <= ?
    )
    ORDER BY recipe.item_id, component_id
"""

_AVAILABLE: Final = """
    SELECT balance.item_id, location.code, balance.quantity FROM balance
    JOIN place ON place.id = balance.place_id AND place.state = 'available'
    JOIN location ON location.id = place.location_id
    WHERE balance.item_id IN (?*)
"""

_PARKED: Final = """
    SELECT components, unclear FROM order_line
    WHERE unclear > 0 AND components IS NOT NULL
"""


def _recipes(tx: Reading, items: Iterable[int]) -> Mapping[int, list[tuple[int, int]]]:
    """What each kit consists of now: the newest recipe that holds."""
    found: dict[int, list[tuple[int, int]]] = {}
    for item_id, part, units in tx.rows_among(_RECIPES, items, (tx.now_micros,)):
        found.setdefault(item_id, []).append((part, units))
    return found


def _stocks(
    tx: Reading, items: Collection[int], locations: Collection[str]
) -> dict[int, ItemStock]:
    available: dict[int, dict[str, int]] = {item: dict.fromkeys(locations, 0) for item in items}
    for item_id, location, units in tx.rows_among(_AVAILABLE, items):
        if location in locations:
            available[item_id][location] = units
    parked = _parked(tx)
    return {
        item: ItemStock(available=available[item], parked=max(0, parked[item])) for item in items
    }


def _parked(tx: Reading) -> Counter[int]:
    """Units that orders may owe though nobody can say so yet: they are not offered."""
    parked: Counter[int] = Counter()
    for components, units in tx.rows(_PARKED):
        for item_id, per_unit in msgspec.json.decode(components, type=Components):
            parked[item_id] += units * per_unit
    return parked
