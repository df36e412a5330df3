"""What the fake's records are in GraphQL: every field that a client of ours may ask for.

Instants are shown to the millisecond, whatever the database keeps.
"""

from datetime import UTC, datetime
from typing import Any, Final

from connectors.fakes.vendure.records import Change, Entry, Fulfilment, Line, Order, Variant
from connectors.fakes.vendure.shop import Shop

PRICE: Final = 1_000
"""Of everything, in hundredths."""

BUYER: Final = {
    "firstName": "Bartholomew",
    "lastName": "Fakebuyer",
    "emailAddress": "bartholomew@fakebuyer.invalid",
}
"""Obviously nobody: a test may look for it where no buyer's data may be."""


def shown(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def variant_shape(variant: Variant) -> dict[str, Any]:
    return {
        "id": str(variant.id),
        "createdAt": shown(variant.created),
        "updatedAt": shown(variant.created),
        "sku": variant.sku,
        "name": f"Variant {variant.sku}",
        "trackInventory": variant.track,
        "outOfStockThreshold": variant.threshold,
        "stockLevels": [
            {
                "stockLocationId": str(location),
                "stockOnHand": level.on_hand,
                "stockAllocated": level.allocated,
            }
            for location, level in variant.levels.items()
        ],
    }


def order_shape(order: Order) -> dict[str, Any]:
    return {
        "id": str(order.id),
        "state": order.state,
        "active": order.active,
        "createdAt": shown(order.created),
        "updatedAt": shown(order.updated),
        "orderPlacedAt": shown(order.placed),
        "customer": BUYER,
        "lines": [_line(line) for line in order.lines],
        "fulfillments": [_fulfilment(one) for one in order.fulfilments],
        "modifications": [_change(one) for one in order.modifications],
        "payments": [{"refunds": [_change(one) for one in order.refunds]}],
        "history": lambda info, options: {"items": _history(order, options)},
    }


def locations_shape(shop: Shop) -> dict[str, Any]:
    return {"items": [{"id": str(one), "name": name} for one, name in shop.locations.items()]}


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "quantity": line.quantity,
        "orderPlacedQuantity": line.placed,
        "proratedLinePrice": PRICE * line.quantity,
        "productVariant": variant_shape(line.variant),
    }


def _fulfilment(one: Fulfilment) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "state": one.state,
        "updatedAt": shown(one.updated),
        "lines": _units(one.lines),
    }


def _change(one: Change) -> dict[str, Any]:
    return {"createdAt": shown(one.created), "state": one.state, "lines": _units(one.lines)}


def _units(lines: dict[int, int]) -> list[dict[str, Any]]:
    return [{"orderLineId": str(line), "quantity": units} for line, units in lines.items()]


def _history(order: Order, options: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = options["filter"]["type"]["in"]
    entries: list[Entry] = sorted(order.history, key=lambda one: (one.created, one.id))
    return [
        {"createdAt": shown(one.created), "type": one.type, "data": one.data}
        for one in entries
        if one.type in kinds
    ]
