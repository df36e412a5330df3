"""Records as the API tells them; a buyer's data stands among them, as it does there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from connectors.fakes.medusa.shop import (
    Fulfilment,
    Json,
    Level,
    Line,
    Order,
    Reservation,
    Return,
    Shop,
    Variant,
)

EMAIL: Final = "bartholomew@fakebuyer.invalid"
BUYER: Final = {
    "first_name": "Bartholomew",
    "last_name": "Fakebuyer",
    "address_1": "1 Invented Row",
    "phone": "0005550199",
}
"""Obviously nobody: a test may look for it where no buyer's data may be."""


def order(one: Order) -> Json:
    return {
        "id": one.id,
        "status": one.status,
        "version": one.version,
        "email": EMAIL,
        "shipping_address": BUYER,
        "created_at": told(one.created),
        "updated_at": told(one.updated),
        "items": [_line(line) for line in one.lines],
        "fulfillments": [_fulfilment(fulfilment) for fulfilment in one.fulfilments],
        "returns": [_return(back) for back in one.returns],
    }


def _line(one: Line) -> Json:
    counted = {
        "quantity": one.quantity,
        "fulfilled_quantity": one.fulfilled,
        "shipped_quantity": one.shipped,
        "delivered_quantity": 0,
        "return_requested_quantity": one.requested,
        "return_received_quantity": one.received,
        "return_dismissed_quantity": one.dismissed,
        "written_off_quantity": one.dismissed,
    }
    raw = {f"raw_{name}": {"value": str(n), "precision": 20} for name, n in counted.items()}
    return {
        "id": one.id,
        "variant_id": one.variant.id if one.variant else None,
        "variant_sku": one.variant.sku if one.variant else None,
        "quantity": one.quantity,
        "detail": {**counted, **raw},
        "variant": variant(one.variant) if one.variant else None,
    }


def variant(one: Variant) -> Json:
    needed = [
        {"inventory_item_id": item, "required_quantity": units} for item, units in one.needs.items()
    ]
    return {
        "id": one.id,
        "sku": one.sku,
        "title": "One",
        "barcode": None,
        "ean": None,
        "upc": None,
        "manage_inventory": bool(one.needs),
        "product": {"title": f"Product {one.sku}"},
        "inventory_items": needed,
    }


def _fulfilment(one: Fulfilment) -> Json:
    return {
        "id": one.id,
        "location_id": one.location,
        "created_at": told(one.created),
        "packed_at": told(one.created),
        "shipped_at": told(one.shipped),
        "delivered_at": told(one.delivered),
        "canceled_at": told(one.canceled),
        "items": [
            {"line_item_id": line, "inventory_item_id": item or None, "quantity": units}
            for line, item, units in one.rows
        ],
    }


def _return(one: Return) -> Json:
    return {
        "id": one.id,
        "location_id": one.location,
        "status": one.status,
        "updated_at": told(one.updated),
        "items": [
            {
                "item_id": line,
                "quantity": requested,
                "received_quantity": received,
                "damaged_quantity": damaged,
            }
            for line, (requested, received, damaged) in one.counters.items()
        ],
    }


def reservation(one: Reservation) -> Json:
    return {
        "id": one.id,
        "line_item_id": one.line,
        "inventory_item_id": one.item,
        "location_id": one.location,
        "quantity": one.quantity,
    }


def inventory_item(shop: Shop, item: str) -> Json:
    return {
        "id": item,
        "sku": shop.items[item],
        "title": "One",
        "location_levels": list(_levels(shop, item)),
    }


def _levels(shop: Shop, item: str) -> Iterator[Json]:
    for location in shop.locations:
        if one := shop.levels.get((item, location)):
            yield level(item, location, one, available=one.stocked - one.reserved)


def level(item: str, location: str, one: Level, *, available: float) -> Json:
    return {
        "inventory_item_id": item,
        "location_id": location,
        "stocked_quantity": one.stocked,
        "reserved_quantity": one.reserved,
        "incoming_quantity": 0,
        "available_quantity": available,
    }


def told(instant: datetime | None) -> str | None:
    """UTC, to the millisecond."""
    if instant is None:
        return None
    in_utc = instant.astimezone(UTC)
    return in_utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{in_utc.microsecond // 1000:03d}Z"
