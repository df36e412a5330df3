"""The queries and mutations that the fake answers, and the right that each of them needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.fakes.vendure.lists import listed
from connectors.fakes.vendure.records import Level, Order, Variant
from connectors.fakes.vendure.shapes import locations_shape, order_shape, variant_shape
from connectors.fakes.vendure.shop import Shop, ShopError

Resolver = Callable[..., Any]


@dataclass(slots=True)
class Caller:
    """Who asks. ``logged_in``: this request did."""

    rights: frozenset[str]
    known: int = 0
    logged_in: bool = False

    def require(self, right: str) -> None:
        if right not in self.rights:
            raise ShopError("You are not currently authorized to perform this action", "FORBIDDEN")


def root_of(
    shop: Shop, caller: Caller, now: datetime, *, username: str, password: str
) -> Mapping[str, Resolver]:
    def needing(right: str, answer: Callable[..., Any]) -> Resolver:
        def resolver(info: object, **given: Any) -> Any:
            caller.require(right)
            return answer(**given)

        return resolver

    def log_in(info: object, **given: Any) -> Mapping[str, str]:
        caller.logged_in = (given["username"], given["password"]) == (username, password)
        if caller.logged_in:
            return {"__typename": "CurrentUser"}
        return {
            "__typename": "InvalidCredentialsError",
            "errorCode": "INVALID_CREDENTIALS_ERROR",
            "message": "The provided credentials are invalid",
        }

    return {
        "login": log_in,
        "globalSettings": lambda info: {"trackInventory": shop.track_inventory},
        "activeChannel": needing("Authenticated", lambda: {"code": "__default_channel__"}),
        "stockLocations": needing("ReadCatalog", lambda options: locations_shape(shop)),
        "productVariants": needing("ReadCatalog", lambda options: _variants(shop, options)),
        "orders": needing("ReadOrder", lambda options: _orders(shop, options, now)),
        "order": needing("ReadOrder", lambda **given: _order(shop, given["id"])),
        "updateProductVariants": needing(
            "UpdateCatalog", lambda **given: _update(shop, given["input"])
        ),
    }


def _orders(shop: Shop, options: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
    """Carts and drafts too; an order that was just paid is seen a little later."""
    rows = [
        {
            "id": str(order.id),
            "state": order.state,
            "active": order.active,
            "type": order.type,
            "updatedAt": order.updated,
            "orderPlacedAt": order.placed if _is_seen(order, now) else None,
            "order": order,
        }
        for order in shop.orders.values()
    ]
    found = listed(rows, options)
    return {"totalItems": len(rows), "items": [order_shape(row["order"]) for row in found]}


def _is_seen(order: Order, now: datetime) -> bool:
    return order.visible is not None and order.visible <= now


def _order(shop: Shop, order_id: str) -> Mapping[str, Any] | None:
    order = shop.orders.get(int(order_id)) if order_id.isdigit() else None
    return None if order is None else order_shape(order)


def _variants(shop: Shop, options: Mapping[str, Any]) -> Mapping[str, Any]:
    rows = [
        {"id": str(one.id), "sku": one.sku, "createdAt": one.created, "variant": one}
        for one in shop.variants.values()
        if not one.deleted
    ]
    found = listed(rows, options)
    return {"totalItems": len(rows), "items": [variant_shape(row["variant"]) for row in found]}


def _update(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """One transaction: the first bad row undoes all."""
    changes = [(_known(shop, row), _levels(shop, row)) for row in rows]
    for variant, levels in changes:
        for location, on_hand in levels.items():
            variant.levels.setdefault(location, Level()).on_hand = on_hand
    return [variant_shape(variant) for variant, _ in changes]


def _known(shop: Shop, row: Mapping[str, Any]) -> Variant:
    variant = shop.variants.get(int(row["id"]))
    if variant is None or variant.deleted:
        text = f'No ProductVariant with the id "{row["id"]}" could be found'
        raise ShopError(text, "ENTITY_NOT_FOUND")
    return variant


def _levels(shop: Shop, row: Mapping[str, Any]) -> Mapping[int, int]:
    """An unknown stock location is the database's complaint, which has no code."""
    levels = {int(one["stockLocationId"]): one["stockOnHand"] for one in row["stockLevels"]}
    if not levels.keys() <= shop.locations.keys():
        raise ShopError('insert or update on table "stock_level" violates foreign key constraint')
    return levels
