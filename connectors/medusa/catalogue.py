"""Medusa's catalogue: the listing is the inventory item, which carries the numbers.

A variant takes one inventory item, or as a kit several; several variants may share one. A variant
without any, or whose inventory is not managed, is a listing without a number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from connectors.errors import Unintelligible
from connectors.http import Http
from connectors.medusa.shapes import whole_below
from connectors.medusa.stock_shapes import (
    InventoryItem,
    InventoryItems,
    SoldVariant,
    Variants,
)
from ledger.channels import Listing, Shown, StockKey

PAGE_SIZE: Final = 200
PAGES_MAX: Final = 10_000
"""Two million inventory items; a catalogue that goes on longer repeats itself."""

KEYS_ASKED: Final = 100
"""Ids in one address: about 4,000 characters, and proxies refuse over 8,000."""

_ITEM_FIELDS: Final = "id,sku,title,location_levels.location_id,location_levels.stocked_quantity"
_VARIANT_FIELDS: Final = (
    "id,sku,title,barcode,ean,upc,manage_inventory,product.title,"
    "inventory_items.inventory_item_id,inventory_items.required_quantity"
)

Row = TypeVar("Row", InventoryItem, SoldVariant)


@dataclass(frozen=True, slots=True)
class CatalogueReader:
    http: Http

    def listings(self) -> Iterator[Listing]:
        """Variants without a number first; then every inventory item, sold at present or not."""
        sold: dict[str, SoldVariant] = {}
        for variant in self._variants():
            needed = variant.inventory_items or []
            if not needed or not variant.manage_inventory:
                yield _unmanaged(variant)
            if len(needed) == 1:
                sold.setdefault(needed[0].inventory_item_id, variant)
        for item in self._items():
            yield _listing(item, sold)

    def shown(self, stock_keys: Sequence[StockKey]) -> Iterator[Shown]:
        """One call for a hundred inventory items, whatever the number of locations."""
        ids = list(dict.fromkeys(key.inventory_id for key in stock_keys))
        numbers: dict[StockKey, int | None] = {}
        for start in range(0, len(ids), KEYS_ASKED):
            asked = ids[start : start + KEYS_ASKED]
            query = {"id[]": asked, "limit": KEYS_ASKED, "fields": _ITEM_FIELDS}
            answer = self.http.request(
                "GET", "/inventory-items", query=query, decode=InventoryItems
            )
            for item in answer.value.inventory_items:
                numbers |= {one.stock_key: one.quantity for one in _numbers(item)}
        for key in stock_keys:
            yield Shown(key, numbers.get(key))

    def _items(self) -> Iterator[InventoryItem]:
        last_id = ""
        for page in range(PAGES_MAX):
            query = _page(page, _ITEM_FIELDS)
            answer = self.http.request(
                "GET", "/inventory-items", query=query, decode=InventoryItems
            )
            found = answer.value.inventory_items
            yield from _newer(found, last_id)
            if len(found) < PAGE_SIZE:
                return
            last_id = found[-1].id
        raise Unintelligible("the server's list of inventory items does not end")

    def _variants(self) -> Iterator[SoldVariant]:
        last_id = ""
        for page in range(PAGES_MAX):
            query = _page(page, _VARIANT_FIELDS)
            answer = self.http.request("GET", "/product-variants", query=query, decode=Variants)
            found = answer.value.variants
            yield from _newer(found, last_id)
            if len(found) < PAGE_SIZE:
                return
            last_id = found[-1].id
        raise Unintelligible("the server's list of variants does not end")


def _page(number: int, fields: str) -> dict[str, object]:
    """By id, which is the only stable order."""
    return {"limit": PAGE_SIZE, "offset": number * PAGE_SIZE, "order": "id", "fields": fields}


def _newer(rows: Sequence[Row], last_id: str) -> Iterator[Row]:
    """Raises Unintelligible for a page that comes again."""
    for row in rows:
        if row.id <= last_id:
            raise Unintelligible("the server lists its catalogue out of order")
        last_id = row.id
        yield row


def _listing(item: InventoryItem, sold: Mapping[str, SoldVariant]) -> Listing:
    """A title and barcode of the variant that sells this item alone, where there is one."""
    variant = sold.get(item.id)
    return Listing(
        listing_id=item.id,
        sku=item.sku or (variant.sku if variant else None) or "",
        title=_title(variant) if variant else item.title or "",
        barcode=_barcode(variant) if variant else "",
        numbers=tuple(_numbers(item)),
    )


def _unmanaged(variant: SoldVariant) -> Listing:
    return Listing(
        listing_id=variant.id,
        sku=variant.sku or "",
        title=_title(variant),
        barcode=_barcode(variant),
    )


def _title(variant: SoldVariant) -> str:
    product = variant.product.title if variant.product else None
    return " ".join(part for part in (product, variant.title) if part)


def _barcode(variant: SoldVariant) -> str:
    return variant.barcode or variant.ean or variant.upc or ""


def _numbers(item: InventoryItem) -> Iterator[Shown]:
    """What lies there, in whole units: the platform takes fractions of one."""
    for level in sorted(item.location_levels, key=lambda one: one.location_id):
        yield Shown(StockKey(item.id, level.location_id), whole_below(level.stocked_quantity))
