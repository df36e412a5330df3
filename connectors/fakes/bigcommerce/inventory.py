"""v3: the catalogue, what lies where, and absolute adjustments that are applied later."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from connectors.fakes.bigcommerce import shapes
from connectors.fakes.bigcommerce.records import Variant
from connectors.fakes.bigcommerce.refusals import Refusal
from connectors.fakes.bigcommerce.shapes import Json
from connectors.fakes.bigcommerce.shop import Adjustment, Hanger, Shop

ITEMS_MAX: Final = 2_000
QUANTITY_MAX: Final = 2_147_483_647

_IDENTITIES: Final = ("variant_id", "product_id", "sku")


def page(rows: Sequence[Any], query: Mapping[str, str], *, limit_max: int = 250) -> Json:
    """With how many pages there are; a limit that is too large is cut."""
    limit = min(int(query.get("limit", 50)), limit_max)
    number = int(query.get("page", 1))
    found = rows[(number - 1) * limit : number * limit]
    pagination = {
        "total": len(rows),
        "count": len(found),
        "per_page": limit,
        "current_page": number,
        "total_pages": -(-len(rows) // limit),
        "links": {"current": f"?page={number}&limit={limit}"},
    }
    return {"data": list(found), "meta": {"pagination": pagination}}


def products(shop: Shop) -> list[Json]:
    return [
        {"id": one.id, "name": one.name, "inventory_tracking": one.tracking}
        for one in shop.products.values()
    ]


def variants(shop: Shop) -> list[Json]:
    return [
        {
            "id": one.id,
            "product_id": one.product.id,
            "sku": one.sku,
            "upc": "",
            "gtin": "",
            "option_values": [{"label": one.label, "id": 1}] if one.label else [],
            "inventory_level": shop.numbers.get((one.hanger, 1), 0) if one.hanger else 0,
        }
        for one in shop.variants.values()
    ]


def items(shop: Shop, query: Mapping[str, str]) -> Json:
    """A page of everything that carries a number, narrowed to what is asked for."""
    carried: dict[Hanger, Variant] = {}
    for variant in shop.variants.values():
        if variant.hanger:
            carried.setdefault(variant.hanger, variant)
    found = [(one, carried[one]) for one in dict.fromkeys(one for one, _ in shop.numbers)]
    wanted = {name: _numbers(query.get(f"{name}:in", "")) for name in ("variant_id", "product_id")}
    if wanted["variant_id"]:
        found = [one for one in found if one[1].id in wanted["variant_id"]]
    if wanted["product_id"]:
        found = [one for one in found if one[1].product.id in wanted["product_id"]]
    told = page(found, query, limit_max=1_000)
    return told | {"data": [shapes.inventory_item(shop, *one) for one in told["data"]]}


def _numbers(text: str) -> set[int]:
    return {int(one) for one in text.split(",") if one}


def adjust(shop: Shop, body: Any, *, now: datetime) -> Json:
    """All rows or none, and not at once: what is answered is that it was accepted."""
    rows = body.get("items") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise Refusal(422, "Payload contains invalid fields")
    if len(rows) > ITEMS_MAX:
        raise Refusal(422, f"Payload length exceeds the limit of {ITEMS_MAX} items")
    numbers = {_carrier(shop, row): row["quantity"] for row in rows}
    if any(not 0 <= one <= QUANTITY_MAX for one in numbers.values()):
        raise Refusal(422, "Payload contains invalid fields: quantity")
    if numbers:
        shop.accepted.append(Adjustment(now + shop.manners.applied_after, numbers))
    return {"transaction_id": f"{shop.ids():08x}-0000-4000-8000-000000000000"}


def _carrier(shop: Shop, row: Json) -> tuple[Hanger, int]:
    given = [name for name in _IDENTITIES if name in row]
    if len(given) != 1 or row["location_id"] not in shop.locations:
        raise Refusal(422, "Payload contains invalid fields: identity or location_id")
    (name,) = given
    variant = _found(shop, name, row[name])
    if variant is None:
        raise Refusal(422, f"Items with identity: [{name} {row[name]}] not found")
    tracking = variant.product.tracking
    if variant.hanger is None:
        raise Refusal(422, f"[Item with {name} {row[name]} is not tracked]")
    if (tracking == "product") != (name == "product_id"):
        title = f"is tracked by {tracking}, please update stock by {tracking} id"
        raise Refusal(422, f"[Item with {name} {row[name]} {title}]")
    return variant.hanger, row["location_id"]


def _found(shop: Shop, name: str, value: Any) -> Variant | None:
    if name == "variant_id":
        return shop.variants.get(value)
    own = {"product_id": attrgetter("product.id"), "sku": attrgetter("sku")}[name]
    return next((one for one in shop.variants.values() if own(one) == value), None)
