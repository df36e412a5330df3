"""Records as the API shows them: each a mapping of fields, nested ones made only when asked for.

A function in a mapping is called with the field's arguments.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from connectors.fakes.shopify.records import (
    Disposition,
    Fulfilment,
    FulfilmentOrder,
    Line,
    Location,
    Order,
    Refund,
    Return,
    ReverseLine,
    Variant,
)
from connectors.fakes.shopify.shop import Shop

Node = Mapping[str, Any]

FIRST_MAX = 250
"""Rows of one connection."""


def gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


def text_of(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant else None


def connection(
    rows: Sequence[Any],
    view: Callable[[Any], Node],
    *,
    key: Callable[[Any], str] | None = None,
    whole: bool = False,
) -> Callable[..., Node]:
    """``whole``: a bulk operation asks without sizes. A cursor is the key of the row before."""

    def page(first: int | None = None, after: str | None = None, **_: Any) -> Node:
        if first is None and not whole:
            raise GraphQLError("you must provide one of first or last")
        if first is not None and first > FIRST_MAX:
            raise GraphQLError(f"first cannot exceed {FIRST_MAX}")
        keys = [key(row) if key else f"{place:09}" for place, row in enumerate(rows)]
        start = 0 if after is None else _place_after(keys, after)
        found = rows[start : None if first is None else start + first]
        end = start + len(found)
        return {
            "nodes": [view(row) for row in found],
            "edges": [{"node": view(row)} for row in found] if whole else [],
            "pageInfo": {
                "hasNextPage": end < len(rows),
                "endCursor": keys[end - 1] if found else None,
            },
        }

    return page


def _place_after(keys: Sequence[str], after: str) -> int:
    """By value where the list is sorted, as the real ones are, else by the row itself."""
    if after in keys:
        return keys.index(after) + 1
    return next((place for place, key in enumerate(keys) if key > after), len(keys))


class Views:
    """``whole``: for a bulk operation, whose connections have no sizes."""

    def __init__(self, shop: Shop, *, whole: bool = False) -> None:
        self._shop = shop
        self._whole = whole

    def _rows(self, rows: Sequence[Any], view: Callable[[Any], Node]) -> Callable[..., Node]:
        return connection(rows, view, whole=self._whole)

    def order(self, order: Order) -> Node:
        seen = [one for one in order.fulfilment_orders if self._may_see(one)]
        return {
            "__typename": "Order",
            "id": gid("Order", order.id),
            "createdAt": text_of(order.created),
            "updatedAt": text_of(order.updated),
            "cancelledAt": text_of(order.cancelled),
            "email": order.email,
            "test": order.is_test,
            "confirmed": order.is_confirmed,
            "edited": order.is_edited,
            "returnStatus": order.return_status,
            "displayFulfillmentStatus": _display(order),
            "lineItems": self._rows(order.lines, self.line),
            "fulfillmentOrders": self._rows(seen, self.fulfilment_order),
            "fulfillments": _listed(order.fulfilments, self.fulfilment),
            "refunds": _listed(order.refunds, self.refund),
            "returns": self._rows(order.returns, self.return_),
        }

    def line(self, line: Line) -> Node:
        variant = self._shop.variants.get(line.variant_id or 0)
        return {
            "__typename": "LineItem",
            "id": gid("LineItem", line.id),
            "sku": line.sku,
            "vendor": line.vendor,
            "quantity": line.quantity,
            "currentQuantity": line.current,
            "isGiftCard": line.is_gift_card,
            "requiresShipping": line.requires_shipping,
            "variant": self.variant(variant) if variant else None,
        }

    def fulfilment_order(self, one: FulfilmentOrder) -> Node:
        return {
            "__typename": "FulfillmentOrder",
            "id": gid("FulfillmentOrder", one.id),
            "status": one.status,
            "createdAt": text_of(one.created),
            "updatedAt": text_of(one.updated),
            "assignedLocation": {"location": self._location(one.location_id)},
            "order": lambda: self.order(self._shop.orders[one.order_id]),
            "lineItems": self._rows(
                one.lines,
                lambda held: {
                    "id": gid("FulfillmentOrderLineItem", held.id),
                    "totalQuantity": held.total,
                    "remainingQuantity": held.remaining,
                    "inventoryItemId": gid("InventoryItem", held.line.item_id)
                    if held.line.item_id
                    else None,
                    "lineItem": self.line(held.line),
                },
            ),
        }

    def fulfilment(self, one: Fulfilment) -> Node:
        return {
            "__typename": "Fulfillment",
            "id": gid("Fulfillment", one.id),
            "status": one.status,
            "createdAt": text_of(one.created),
            "updatedAt": text_of(one.updated),
            "location": self._location(one.location_id),
            "fulfillmentLineItems": self._rows(
                one.lines,
                lambda each: {
                    "id": gid("FulfillmentLineItem", each.id),
                    "quantity": each.quantity,
                    "lineItem": self.line(each.line),
                },
            ),
        }

    def refund(self, one: Refund) -> Node:
        return {
            "__typename": "Refund",
            "id": gid("Refund", one.id),
            "createdAt": text_of(one.created),
            "processedAt": text_of(one.created),
            "updatedAt": text_of(one.created),
            "return": {"id": gid("Return", one.return_id)} if one.return_id else None,
            "refundLineItems": self._rows(
                one.lines,
                lambda each: {
                    "quantity": each.quantity,
                    "restockType": each.restock_type,
                    "restocked": each.restocked,
                    "location": self._location(each.location_id),
                    "lineItem": self.line(each.line),
                },
            ),
        }

    def return_(self, one: Return) -> Node:
        return {
            "__typename": "Return",
            "id": gid("Return", one.id),
            "status": one.status,
            "createdAt": text_of(one.created),
            "closedAt": text_of(one.closed),
            "reverseFulfillmentOrders": self._rows([one], self.reverse_order),
        }

    def reverse_order(self, one: Return) -> Node:
        return {
            "__typename": "ReverseFulfillmentOrder",
            "id": gid("ReverseFulfillmentOrder", one.reverse_id),
            "lineItems": self._rows(one.lines, self._reverse_line),
        }

    def _reverse_line(self, back: ReverseLine) -> Node:
        return {
            "id": gid("ReverseFulfillmentOrderLineItem", back.id),
            "totalQuantity": back.total,
            "fulfillmentLineItem": {"lineItem": self.line(back.line)} if back.line else None,
            "dispositions": [self._disposition(one) for one in back.dispositions],
        }

    def _disposition(self, one: Disposition) -> Node:
        return {
            "type": one.type,
            "quantity": one.quantity,
            "createdAt": text_of(one.created),
            "location": self._location(one.location_id),
        }

    def variant(self, variant: Variant) -> Node:
        return {
            "__typename": "ProductVariant",
            "id": gid("ProductVariant", variant.id),
            "sku": variant.sku,
            "barcode": variant.barcode or None,
            "displayName": variant.title,
            "requiresComponents": bool(variant.components),
            "inventoryItem": lambda: self.item(variant),
        }

    def item(self, variant: Variant) -> Node:
        levels = self._shop.levels_of(variant.item_id)

        def pages(includeInactive: bool = False, **asked: Any) -> Node:
            shown = [one for one in levels if one[1].is_active or includeInactive]
            return self._rows(shown, self._level)(**asked)

        return {
            "__typename": "InventoryItem",
            "id": gid("InventoryItem", variant.item_id),
            "tracked": variant.is_tracked,
            "inventoryLevels": pages,
        }

    def _level(self, one: tuple[int, Any]) -> Node:
        location_id, level = one
        return {
            "location": self._location(location_id),
            "isActive": level.is_active,
            "quantities": lambda names: [
                {"name": name, "quantity": getattr(level, name)} for name in names
            ],
        }

    def location(self, one: Location) -> Node:
        return {
            "__typename": "Location",
            "id": gid("Location", one.id),
            "name": one.name,
            "isFulfillmentService": one.is_service,
        }

    def _location(self, location_id: int | None) -> Node | None:
        """Null once it is deleted."""
        found = self._shop.locations.get(location_id or 0)
        return self.location(found) if found else None

    def _may_see(self, one: FulfilmentOrder) -> bool:
        """Each scope shows its own kind; without it they are not there, and no error says so."""
        location = self._shop.locations.get(one.location_id or 0)
        kind = "third_party" if location and location.is_service else "merchant_managed"
        return f"read_{kind}_fulfillment_orders" in self._shop.scopes


def _listed(rows: Sequence[Any], view: Callable[[Any], Node]) -> Callable[..., list[Node]]:
    """A plain list: cut off, without a word of what is left."""
    return lambda first=None, **_: [view(row) for row in rows[:first]]


def _display(order: Order) -> str:
    if order.is_nothing_to_fulfil:
        return "FULFILLMENT_NOT_REQUIRED"
    left = sum(
        held.remaining for one in order.fulfilment_orders if one.is_open for held in one.lines
    )
    shipped = any(one.status == "SUCCESS" for one in order.fulfilments)
    if not shipped:
        return "UNFULFILLED"
    return "PARTIALLY_FULFILLED" if left else "FULFILLED"
