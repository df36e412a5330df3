"""Shopify's catalogue: what is sold, and the number of each inventory item at each location.

A listing is known by its inventory item, which outlives its variant and may stand behind several.
A bundle carries no number: orders hold its components. Only active levels count; a number written
at an inactive one would sell nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import msgspec

from connectors.errors import Refused, Unintelligible
from connectors.places import Places
from connectors.shopify.documents_shop import LEVELS, MORE_LEVELS, VARIANTS
from connectors.shopify.graph import Graph
from connectors.shopify.shapes import gid_of, number_of
from connectors.shopify.shapes_shop import Found, InventoryItem, Level, More, Rows, Variant
from ledger.channels import Listing, Shown, StockKey

AT_FIRST: Final = 20
AT_MOST: Final = 250
"""Rows of one connection, and ids of one question."""

LEVELS_AT_FIRST: Final = 5
"""Locations of an item that come along; most shops have no more."""

PAGES_MAX: Final = 2_000_000
"""Of one variant each; a catalogue that goes on longer repeats itself."""

LEVEL_PAGES_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class CatalogueReader:
    graph: Graph
    places: Places

    def listings(self) -> Iterator[Listing]:
        """Every variant, by its id; of those that share an inventory item the first."""
        require_mapping(self.places)
        told: set[str] = set()
        for variant in self._variants():
            item = variant.inventory_item
            number = number_of(item.id)
            if number in told:
                continue
            told.add(number)
            yield Listing(
                listing_id=number,
                sku=variant.sku or "",
                title=variant.display_name,
                barcode=variant.barcode or "",
                numbers=() if _is_uncounted(variant) else tuple(self._numbers(item)),
            )

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterator[Shown]:
        """None for an item that is gone, and for a level that is not active."""
        items = list(dict.fromkeys(one.inventory_id for one in stock_keys))
        numbers: dict[StockKey, int | None] = {}
        remaining = [one for one in items if one.isdigit()]
        while remaining:
            found, size = self.graph.ask_fitting(
                LEVELS,
                partial(_asked, remaining),
                Found,
                at_first=AT_FIRST,
                most=min(AT_MOST, len(remaining)),
            )
            remaining = remaining[size:]
            for raw in found.nodes:
                numbers |= {one.stock_key: one.quantity for one in self._levels(raw)}
        for key in stock_keys:
            yield Shown(key, numbers.get(key))

    def _levels(self, raw: msgspec.Raw) -> Iterator[Shown]:
        """Nothing for an id behind which there is no item."""
        try:
            item = msgspec.json.decode(raw, type=InventoryItem | None)
        except msgspec.ValidationError as error:
            raise Unintelligible(f"an inventory item is not as it should be ({error})") from None
        if item is not None:
            yield from self._numbers(item)

    def _numbers(self, item: InventoryItem) -> Iterator[Shown]:
        number = number_of(item.id)
        for level in self._all_levels(item):
            location = number_of(level.location.id)
            if self.places.code(location) is not None and level.quantities:
                yield Shown(StockKey(number, location), level.quantities[0].quantity)

    def _all_levels(self, item: InventoryItem) -> Iterator[Level]:
        page, after = item.inventory_levels, None
        for _ in range(LEVEL_PAGES_MAX):
            yield from page.nodes
            after = page.page_info.following(after)
            if after is None:
                return
            more, _ = self.graph.ask_fitting(
                MORE_LEVELS,
                partial(_more_of, item, after),
                More[Level],
                at_first=AT_FIRST,
                most=AT_MOST,
            )
            if more.node is None:
                return
            page = more.node.page
        raise Unintelligible(f"inventory item {number_of(item.id)} has levels without an end")

    def _variants(self) -> Iterator[Variant]:
        after: str | None = None
        for _ in range(PAGES_MAX):
            found, _ = self.graph.ask_fitting(
                VARIANTS,
                partial(_page, after),
                Rows[Variant],
                at_first=AT_FIRST,
                most=AT_MOST,
            )
            yield from found.rows.nodes
            after = found.rows.page_info.following(after)
            if after is None:
                return
        raise Unintelligible(f"the catalogue goes on for more than {PAGES_MAX} pages")


def require_mapping(places: Places) -> None:
    """Raises Refused where nothing in the shop is ours: it would look empty."""
    if not places.mapped:
        raise Refused(
            "none of the shop's locations is mapped to one of ours; `stockbook init` names them, "
            "write the ids under `locations`"
        )


def _is_uncounted(variant: Variant) -> bool:
    return variant.requires_components or not variant.inventory_item.tracked


def _page(after: str | None, size: int) -> dict[str, Any]:
    return {"first": size, "after": after, "levels": LEVELS_AT_FIRST}


def _asked(numbers: Sequence[str], size: int) -> dict[str, Any]:
    ids = [gid_of("InventoryItem", one) for one in numbers[:size]]
    return {"ids": ids, "levels": LEVELS_AT_FIRST}


def _more_of(item: InventoryItem, after: str, size: int) -> dict[str, Any]:
    return {"id": item.id, "first": size, "after": after}
