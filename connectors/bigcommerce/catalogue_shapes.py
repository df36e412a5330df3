"""The fields of the catalogue, of inventory and of the store itself that are read."""

from typing import Final

import msgspec

from connectors.bigcommerce.shapes import Meta

NO_TRACKING: Final = "none"


class Product(msgspec.Struct):
    """``inventory_tracking``: none, product or variant; it decides which id carries the number."""

    id: int
    name: str | None = ""
    inventory_tracking: str | None = NO_TRACKING


class Products(msgspec.Struct):
    data: list[Product]
    meta: Meta | None = None


class OptionValue(msgspec.Struct):
    label: str | None = ""


class Variant(msgspec.Struct):
    """Every product has at least one."""

    id: int
    product_id: int
    sku: str | None = ""
    upc: str | None = ""
    gtin: str | None = ""
    option_values: list[OptionValue] | None = None


class Variants(msgspec.Struct):
    data: list[Variant]
    meta: Meta | None = None


class Identity(msgspec.Struct):
    variant_id: int | None = None
    product_id: int | None = None


class StockSettings(msgspec.Struct):
    safety_stock: int | None = 0


class Level(msgspec.Struct):
    """What lies there; ``available_to_sell`` is that less the safety stock."""

    location_id: int
    total_inventory_onhand: int
    settings: StockSettings | None = None


class Item(msgspec.Struct):
    identity: Identity
    locations: list[Level] | None = None


class Items(msgspec.Struct):
    data: list[Item]
    meta: Meta | None = None


class Location(msgspec.Struct):
    id: int
    label: str | None = ""
    time_zone: str | None = ""


class Locations(msgspec.Struct):
    data: list[Location]
    meta: Meta | None = None


class Profile(msgspec.Struct):
    store_name: str | None = ""


class ProfileAnswer(msgspec.Struct):
    data: Profile
