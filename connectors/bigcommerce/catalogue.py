"""BigCommerce's catalogue: variants, and which id carries their number at each location.

A product that is tracked as a whole has one number for all of its variants: they are listings of
one inventory, and only the product's id may be written. The number is what lies there; the safety
stock that the store keeps back from it is the store's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from connectors.bigcommerce.catalogue_shapes import (
    Item,
    Items,
    Product,
    Products,
    Variant,
    Variants,
)
from connectors.bigcommerce.pages import v3_pages
from connectors.http import Http
from ledger.channels import Listing, Shown, StockKey

ITEMS_PATH: Final = "v3/inventory/items"

ITEMS_MAX: Final = 1_000
"""The most inventory items in one answer."""

IDS_ASKED: Final = 500
"""Ids in one address: about 4,000 characters, and proxies refuse over 8,000."""

VARIANT: Final = "variant"
PRODUCT: Final = "product"
"""What a number hangs on, as `inventory_tracking` says it and an inventory id begins."""


@dataclass(frozen=True, slots=True)
class CatalogueReader:
    http: Http

    def listings(self) -> Iterator[Listing]:
        products = {
            one.id: one
            for one in v3_pages(
                self.http,
                "v3/catalog/products",
                Products,
                query={"include_fields": "name,inventory_tracking"},
            )
        }
        numbers = _numbers(v3_pages(self.http, ITEMS_PATH, Items, limit=ITEMS_MAX))
        for variant in v3_pages(self.http, "v3/catalog/variants", Variants):
            product = products.get(variant.product_id)
            if product is not None:
                yield _listing(variant, product, numbers)

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterator[Shown]:
        """Five hundred in a call, at all locations."""
        found: dict[str, Mapping[str, int]] = {}
        asked = dict.fromkeys(key.inventory_id for key in stock_keys)
        for kind in (VARIANT, PRODUCT):
            ids = [one.removeprefix(f"{kind}/") for one in asked if one.startswith(f"{kind}/")]
            for start in range(0, len(ids), IDS_ASKED):
                query = {f"{kind}_id:in": ",".join(ids[start : start + IDS_ASKED])}
                items = v3_pages(self.http, ITEMS_PATH, Items, query=query, limit=ITEMS_MAX)
                numbers = _numbers(items)
                # What was asked for as a variant says nothing of the product as a whole.
                found |= {one: levels for one, levels in numbers.items() if one.startswith(kind)}
        for key in stock_keys:
            yield Shown(key, found.get(key.inventory_id, {}).get(key.location))


def _numbers(items: Iterator[Item]) -> dict[str, Mapping[str, int]]:
    """By what the number may hang on: the item does not say whether it is variant or product.

    A product of several items is none: its variants are.
    """
    found: dict[str, Mapping[str, int]] = {}
    several: set[str] = set()
    for item in items:
        levels = {str(one.location_id): one.total_inventory_onhand for one in item.locations or ()}
        if item.identity.variant_id:
            found[f"{VARIANT}/{item.identity.variant_id}"] = levels
        if item.identity.product_id:
            product = f"{PRODUCT}/{item.identity.product_id}"
            several.update({product} & found.keys())
            found[product] = levels
    return {key: levels for key, levels in found.items() if key not in several}


def _listing(
    variant: Variant, product: Product, numbers: Mapping[str, Mapping[str, int]]
) -> Listing:
    inventory_id, options = _inventory_id(variant, product), variant.option_values or ()
    levels = numbers.get(inventory_id, {})
    return Listing(
        listing_id=str(variant.id),
        sku=variant.sku or "",
        title=" ".join(filter(None, [product.name, *(one.label for one in options)])),
        barcode=variant.upc or variant.gtin or "",
        numbers=tuple(
            Shown(StockKey(inventory_id, location), number)
            for location, number in sorted(levels.items())
        ),
    )


def _inventory_id(variant: Variant, product: Product) -> str:
    """Of a product that is not tracked, one that no number hangs on."""
    if product.inventory_tracking == VARIANT:
        return f"{VARIANT}/{variant.id}"
    if product.inventory_tracking == PRODUCT:
        return f"{PRODUCT}/{product.id}"
    return ""
