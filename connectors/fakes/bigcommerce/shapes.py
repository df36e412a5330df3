"""Records as the API tells them. Addresses hold a buyer whom nobody else may ever see."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from connectors.fakes.bigcommerce.records import Line, Order, Refund, Shipment, Variant
from connectors.fakes.bigcommerce.shop import Hanger, Shop

Json = dict[str, Any]

BUYER: Final = {
    "first_name": "Bartholomew",
    "last_name": "Fakebuyer",
    "street_1": "17 Nowhere Lane",
    "city": "Unseentown",
    "zip": "ZX99 9QQ",
    "phone": "+1-555-0155-778",
    "email": "bartholomew@fakebuyer.invalid",
}

_LABELS: Final = {
    0: "Incomplete",
    1: "Pending",
    2: "Shipped",
    3: "Partially Shipped",
    4: "Refunded",
    5: "Cancelled",
    6: "Declined",
    7: "Awaiting Payment",
    8: "Awaiting Pickup",
    9: "Awaiting Shipment",
    10: "Completed",
    11: "Awaiting Fulfillment",
    12: "Manual Verification Required",
    13: "Disputed",
    14: "Partially Refunded",
}


def order(one: Order, *, lines_max: int | None) -> Json:
    """``lines_max``: how many lines are carried along; None: only where they can be asked for."""
    lines = [line(each, one) for each in one.lines]
    return {
        "id": one.id,
        "date_created": rfc_2822(one.created),
        "date_modified": rfc_2822(one.modified),
        "date_shipped": rfc_2822(one.shipped_at) if one.shipped_at else "",
        "status_id": one.status,
        "status": _LABELS.get(one.status, "A status of tomorrow"),
        "custom_status": "What the merchant calls it",
        "items_total": sum(each.quantity for each in one.lines),
        "items_shipped": sum(each.shipped for each in one.lines),
        "refunded_amount": "0.0000",
        "payment_status": "",
        "customer_message": f"Please ring {BUYER['phone']}",
        "billing_address": {**BUYER, "company": "", "country_iso2": "US", "form_fields": []},
        "channel_id": one.channel,
        "order_source": one.source,
        "is_deleted": one.is_archived,
        "products": _resource(one, "products"),
        "consignments": (
            _resource(one, "consignments")
            if lines_max is None
            else _consignments(one, lines[:lines_max])
        ),
    }


def line(one: Line, of: Order) -> Json:
    """A custom product and a gift certificate have no variant."""
    told: Json = {
        "id": one.id,
        "order_id": of.id,
        "product_id": one.variant.product.id if one.variant else 0,
        "name": one.variant.product.name if one.variant else one.name,
        "sku": one.variant.sku if one.variant else one.sku,
        "type": one.kind,
        "quantity": one.quantity,
        "quantity_shipped": one.shipped,
        "quantity_refunded": one.refunded,
        "is_refunded": one.refunded >= one.quantity,
        "refund_amount": "0.0000",
        "total_ex_tax": f"{one.quantity * 10}.0000",
        "return_id": 0,
        "order_pickup_method_id": one.location if one.is_pickup else 0,
        "parent_order_product_id": one.parent,
        "is_bundled_product": one.parent is not None,
    }
    return told | ({"variant_id": one.variant.id} if one.variant else {})


def shipment(one: Shipment, of: Order) -> Json:
    return {
        "id": one.id,
        "order_id": of.id,
        "date_created": rfc_2822(one.at),
        "tracking_number": "",
        "shipping_address": dict(BUYER),
        "items": [
            {"order_product_id": line_id, "product_id": 0, "quantity": units}
            for line_id, units in one.units.items()
        ],
    }


def refund(one: Refund, of: Order) -> Json:
    """No word of restocking, of a location, or of what became of the goods."""
    goods = [
        {"item_type": "PRODUCT", "item_id": line_id, "quantity": units, "requested_amount": 10.0}
        for line_id, units in one.units.items()
    ]
    off = {"item_type": "ORDER", "item_id": of.id, "requested_amount": one.amount}
    return {
        "id": one.id,
        "order_id": of.id,
        "user_id": 1,
        "created": one.at.isoformat(),
        "reason": "",
        "total_amount": one.amount,
        "total_tax": 0.0,
        "items": goods + ([off] if one.amount else []),
        "payments": [{"id": 1, "provider_id": "custom", "amount": one.amount, "offline": True}],
    }


def inventory_item(shop: Shop, hanger: Hanger, variant: Variant) -> Json:
    """``variant``: the first of those whose number it is."""
    return {
        "identity": {
            "sku": variant.sku,
            "product_id": variant.product.id,
            "variant_id": variant.id,
        },
        "locations": [
            _level(shop, hanger, location, name)
            for location, name in shop.locations.items()
            if (hanger, location) in shop.numbers
        ],
    }


def _level(shop: Shop, hanger: Hanger, location: int, name: str) -> Json:
    on_hand = shop.numbers[hanger, location]
    safety = shop.safety.get((hanger, location), 0)
    return {
        "location_id": location,
        "location_code": f"BC-LOCATION-{location}",
        "location_name": name,
        "available_to_sell": on_hand - safety,
        "total_inventory_onhand": on_hand,
        "location_enabled": True,
        "settings": {
            "safety_stock": safety,
            "is_in_stock": on_hand > safety,
            "warning_level": 0,
            "bin_picking_number": "",
        },
    }


def _consignments(one: Order, lines: list[Json]) -> Json:
    shipped = [each for each in lines if not each["order_pickup_method_id"]]
    sites = sorted({each["order_pickup_method_id"] for each in lines} - {0})
    return {
        "pickups": [
            {
                "id": one.id * 10 + site,
                "pickup_method_id": site,
                "pickup_method_display_name": "Pick up",
                "location": {"id": site, "name": f"Location {site}", "email": BUYER["email"]},
                "line_items": [each for each in lines if each["order_pickup_method_id"] == site],
            }
            for site in sites
        ],
        "shipping": [{"id": one.id * 10, **BUYER, "line_items": shipped}] if shipped else [],
        "downloads": [],
        "email": {"gift_certificates": []},
    }


def _resource(one: Order, name: str) -> Json:
    path = f"/orders/{one.id}/{name}"
    return {"url": f"https://api.bigcommerce.com/stores/fake/v2{path}", "resource": path}


def rfc_2822(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC))
