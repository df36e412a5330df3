"""One walk through a shop and the answers that our connector reads on the way, raw.

Made on the fake and on a real server, so that the fake's answers can be held against the real ones.
"""

from typing import Any, Final

from connectors.http import Http
from connectors.medusa.shapes import ORDER_FIELDS
from connectors.medusa.stock import StockWriter
from ledger.channels import Push, StockKey

ALL_THAT_THE_FAKE_TELLS: Final = (
    f"{ORDER_FIELDS},email,shipping_address.*,items.quantity,items.variant.*,"
    "items.variant.product.title,returns.*,returns.items.*"
)
"""More than the connector asks for: the fake always tells it."""

BATCH: Final = "/inventory-items/location-levels/batch"


def walk(people: Any) -> str:
    """A kit and an item are sold, shipped from elsewhere, and come back in part, one damaged."""
    order_id: str = people.sell({"K": 1, "A": 4})
    sent = people.fulfil(order_id, {"K": 1, "A": 3}, at="Boston")
    people.ship(order_id, sent, {"K": 1, "A": 3})
    back = people.request_return(order_id, {"A": 2})
    people.receive(order_id, back, good={"A": 1}, damaged={"A": 1})
    return order_id


def answers(door: Http, order_id: str, key: StockKey) -> dict[str, Any]:
    """By what was asked."""
    order = {"fields": ALL_THAT_THE_FAKE_TELLS}
    lines = _get(door, f"/orders/{order_id}", order)["order"]["items"]
    levels = {"fields": "id,sku,title,*location_levels"}
    variants = {
        "fields": "id,sku,title,barcode,ean,upc,manage_inventory,*inventory_items,product.title"
    }
    row = {
        "inventory_item_id": key.inventory_id,
        "location_id": key.location,
        "stocked_quantity": 5,
    }
    return {
        "orders": _get(door, "/orders", {**order, "limit": 5}),
        "order": _get(door, f"/orders/{order_id}", order),
        "changes": _get(door, f"/orders/{order_id}/changes", {}),
        "reservations": _get(
            door, "/reservations", {"line_item_id[]": [one["id"] for one in lines]}
        ),
        "inventory items": _get(door, "/inventory-items", levels),
        "variants": _get(door, "/product-variants", variants),
        "stores": _get(door, "/stores", {"fields": "id,name"}),
        "stock locations": _get(door, "/stock-locations", {"fields": "id,name"}),
        "batch": door.request("POST", BATCH, body={"update": [row]}, decode=dict).value,
    }


def refusals(door: Http) -> list[str]:
    """The words in which a server refuses what it does not like."""
    unknown = Push(stock_key=StockKey("iitem_0", "sloc_0"), wanted=1, expected=0, key="walk")
    (refused,) = StockWriter(door).push([unknown])
    return [getattr(refused, "reason", "none").partition("/admin")[2]]


def _get(door: Http, path: str, query: dict[str, Any]) -> Any:
    return door.request("GET", path, query=query, decode=dict).value
