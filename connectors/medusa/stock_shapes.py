"""The fields of the catalogue, of its numbers and of the server itself that are read."""

import msgspec

from connectors.medusa.shapes import Needed, Number


class Level(msgspec.Struct):
    """``stocked_quantity`` is what lies there; the answer of a batch holds a stale
    ``available_quantity``, so that is not read.
    """

    location_id: str
    stocked_quantity: Number
    inventory_item_id: str = ""


class InventoryItem(msgspec.Struct):
    id: str
    sku: str | None = None
    title: str | None = None
    location_levels: list[Level] = []


class InventoryItems(msgspec.Struct):
    inventory_items: list[InventoryItem]


class Product(msgspec.Struct):
    title: str | None = None


class SoldVariant(msgspec.Struct):
    id: str
    sku: str | None = None
    title: str | None = None
    barcode: str | None = None
    ean: str | None = None
    upc: str | None = None
    manage_inventory: bool = True
    product: Product | None = None
    inventory_items: list[Needed] | None = None


class Variants(msgspec.Struct):
    variants: list[SoldVariant]


class Written(msgspec.Struct):
    """What a batch says it wrote."""

    updated: list[Level] = []


class Named(msgspec.Struct):
    id: str
    name: str = ""


class Stores(msgspec.Struct):
    stores: list[Named]


class StockLocations(msgspec.Struct):
    stock_locations: list[Named]
