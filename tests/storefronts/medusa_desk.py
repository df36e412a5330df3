"""Shoppers and staff of a Medusa server, through its own API: what the tests do to a shop."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.storefronts.medusa_caller import Caller

BUYER: Final = {
    "first_name": "Bartholomew",
    "last_name": "Fakebuyer",
    "address_1": "1 Invented Row",
    "city": "Austin",
    "country_code": "us",
    "province": "us-tx",
    "postal_code": "00000",
    "phone": "0005550199",
}
EMAIL: Final = "bartholomew@fakebuyer.invalid"

LOCATIONS: Final = ("Austin", "Boston")


@dataclass(slots=True)
class Desk:
    """``locations``: ids by name. ``variants`` and ``items``: ids of variants and inventory items
    by SKU.
    """

    admin: Caller
    store: Caller
    key: str
    channel: str
    region: str
    profile: str
    locations: dict[str, str]
    options: dict[str, str]
    variants: dict[str, str] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)

    # The shop and its goods.

    def add_product(self, sku: str, *stocked: int, managed: bool = True) -> None:
        """One variant with an inventory item, so many on hand at each location in turn."""
        self._add_variant(sku, {"manage_inventory": managed})
        if not managed:
            return
        self.items[sku] = self.admin("GET", "/admin/inventory-items", **{"sku[]": sku})[
            "inventory_items"
        ][0]["id"]
        create = [
            {
                "inventory_item_id": self.items[sku],
                "location_id": location,
                "stocked_quantity": units,
            }
            for location, units in zip(self.locations.values(), stocked, strict=False)
        ]
        self.admin("POST", "/admin/inventory-items/location-levels/batch", {"create": create})

    def add_kit(self, sku: str, parts: Mapping[str, int]) -> None:
        """A variant of several inventory items."""
        needed = [
            {"inventory_item_id": self.items[part], "required_quantity": units}
            for part, units in parts.items()
        ]
        self._add_variant(sku, {"manage_inventory": True, "inventory_items": needed})

    def _add_variant(self, sku: str, fields: Mapping[str, object]) -> None:
        variant = {
            "title": "One",
            "sku": sku,
            "options": {"Size": "One"},
            "prices": [{"currency_code": "usd", "amount": 10}],
            **fields,
        }
        made = self.admin(
            "POST",
            "/admin/products",
            {
                "title": f"Product {sku}",
                "status": "published",
                "shipping_profile_id": self.profile,
                "options": [{"title": "Size", "values": ["One"]}],
                "sales_channels": [{"id": self.channel}],
                "variants": [variant],
            },
        )["product"]
        self.products[sku] = made["id"]
        self.variants[sku] = made["variants"][0]["id"]

    def set_stocked(self, sku: str, units: float, *, at: str = LOCATIONS[0]) -> None:
        """Staff type a number."""
        path = f"/admin/inventory-items/{self.items[sku]}/location-levels/{self.locations[at]}"
        self.admin("POST", path, {"stocked_quantity": units})

    def level(self, sku: str, at: str = LOCATIONS[0]) -> tuple[float, float]:
        """Stocked and reserved."""
        path = f"/admin/inventory-items/{self.items[sku]}/location-levels"
        for one in self.admin("GET", path)["inventory_levels"]:
            if one["location_id"] == self.locations[at]:
                return one["stocked_quantity"], one["reserved_quantity"]
        raise KeyError(f"{sku} has no level at {at}")

    # Orders.

    def sell(self, units: Mapping[str, int]) -> str:
        """A shopper's checkout; answers the order's id."""
        return self.complete(self.cart(units))

    def complete(self, cart: str) -> str:
        """The shopper buys what lies in it; answers the order's id."""
        answer = self.store("POST", f"/store/carts/{cart}/complete")
        assert answer["type"] == "order", answer
        return str(answer["order"]["id"])

    def cart(self, units: Mapping[str, int]) -> str:
        """Ready to be completed."""
        order = {
            "region_id": self.region,
            "sales_channel_id": self.channel,
            "email": EMAIL,
            "shipping_address": BUYER,
            "billing_address": BUYER,
            "items": [
                {"variant_id": self.variants[sku], "quantity": quantity}
                for sku, quantity in units.items()
            ],
        }
        cart = self.store("POST", "/store/carts", order)["cart"]["id"]
        option = self.options[LOCATIONS[0]]
        self.store("POST", f"/store/carts/{cart}/shipping-methods", {"option_id": option})
        paying = self.store("POST", "/store/payment-collections", {"cart_id": cart})
        self.store(
            "POST",
            f"/store/payment-collections/{paying['payment_collection']['id']}/payment-sessions",
            {"provider_id": "pp_system_default"},
        )
        return str(cart)

    def draft(self, units: Mapping[str, int]) -> str:
        order = {
            "region_id": self.region,
            "sales_channel_id": self.channel,
            "email": EMAIL,
            "shipping_address": BUYER,
            "items": [
                {"variant_id": self.variants[sku], "quantity": quantity}
                for sku, quantity in units.items()
            ],
            "shipping_methods": [
                {"shipping_option_id": self.options[LOCATIONS[0]], "name": "Ground", "amount": 5}
            ],
        }
        return str(self.admin("POST", "/admin/draft-orders", order)["draft_order"]["id"])

    def convert(self, draft: str) -> None:
        """The draft becomes an order."""
        self.admin("POST", f"/admin/draft-orders/{draft}/convert-to-order")

    def order(self, order_id: str) -> Any:
        fields = "*items,*items.detail,*fulfillments,*fulfillments.items"
        return self.admin("GET", f"/admin/orders/{order_id}", fields=f"id,status,{fields}")["order"]

    def lines(self, order_id: str, units: Mapping[str, int]) -> list[dict[str, object]]:
        """Units by SKU as the API wants them: by line, the oldest where a SKU has several."""
        lines = sorted(self.order(order_id)["items"], key=lambda one: one["id"], reverse=True)
        line = {one["variant_sku"]: one["id"] for one in lines}
        return [{"id": line[sku], "quantity": quantity} for sku, quantity in units.items()]

    def fulfil(self, order_id: str, units: Mapping[str, int], *, at: str = LOCATIONS[0]) -> str:
        """Answers the fulfilment's id."""
        before = {one["id"] for one in self.order(order_id)["fulfillments"]}
        body = {"items": self.lines(order_id, units), "location_id": self.locations[at]}
        self.admin("POST", f"/admin/orders/{order_id}/fulfillments", body)
        (made,) = {one["id"] for one in self.order(order_id)["fulfillments"]} - before
        return str(made)

    def ship(self, order_id: str, fulfilment: str, units: Mapping[str, int]) -> None:
        path = f"/admin/orders/{order_id}/fulfillments/{fulfilment}/shipments"
        self.admin("POST", path, {"items": self.lines(order_id, units)})

    def deliver(self, order_id: str, fulfilment: str) -> None:
        path = f"/admin/orders/{order_id}/fulfillments/{fulfilment}/mark-as-delivered"
        self.admin("POST", path, {})

    def cancel_fulfilment(self, order_id: str, fulfilment: str) -> None:
        self.admin("POST", f"/admin/orders/{order_id}/fulfillments/{fulfilment}/cancel", {})

    def cancel(self, order_id: str) -> None:
        self.admin("POST", f"/admin/orders/{order_id}/cancel")

    def edit(
        self, order_id: str, units: Mapping[str, int], *, add: Mapping[str, int] | None = None
    ) -> None:
        """Lines are of so many units now; ``add`` makes new ones."""
        self.admin("POST", "/admin/order-edits", {"order_id": order_id})
        path = f"/admin/order-edits/{order_id}"
        for one in self.lines(order_id, units):
            self.admin("POST", f"{path}/items/item/{one['id']}", {"quantity": one["quantity"]})
        if add:
            items = [{"variant_id": self.variants[sku], "quantity": n} for sku, n in add.items()]
            self.admin("POST", f"{path}/items", {"items": items})
        self.admin("POST", f"{path}/request")
        self.admin("POST", f"{path}/confirm")

    # Returns, exchanges and claims.

    def request_return(
        self, order_id: str, units: Mapping[str, int], *, to: str = LOCATIONS[0]
    ) -> str:
        body = {"order_id": order_id, "location_id": self.locations[to]}
        made: str = self.admin("POST", "/admin/returns", body)["return"]["id"]
        lines = {"items": self.lines(order_id, units)}
        self.admin("POST", f"/admin/returns/{made}/request-items", lines)
        self.admin("POST", f"/admin/returns/{made}/request", {})
        return made

    def receive(
        self,
        order_id: str,
        return_id: str,
        *,
        good: Mapping[str, int] = {},
        damaged: Mapping[str, int] = {},
    ) -> None:
        """One receipt, confirmed."""
        path = f"/admin/returns/{return_id}"
        self.admin("POST", f"{path}/receive", {})
        for units, action in ((good, "receive-items"), (damaged, "dismiss-items")):
            if units:
                self.admin("POST", f"{path}/{action}", {"items": self.lines(order_id, units)})
        self.admin("POST", f"{path}/receive/confirm", {})

    def exchange(self, order_id: str, back: Mapping[str, int], sent: Mapping[str, int]) -> str:
        """Answers the id of the return that it makes."""
        made = self.admin("POST", "/admin/exchanges", {"order_id": order_id})["exchange"]["id"]
        path = f"/admin/exchanges/{made}"
        self.admin("POST", f"{path}/inbound/items", {"items": self.lines(order_id, back)})
        items = [{"variant_id": self.variants[sku], "quantity": n} for sku, n in sent.items()]
        self.admin("POST", f"{path}/outbound/items", {"items": items})
        self.admin("POST", f"{path}/request", {})
        return str(self.admin("GET", path)["exchange"]["return_id"])

    def claim(self, order_id: str, back: Mapping[str, int], sent: Mapping[str, int]) -> str:
        """A replacement claim; answers the id of the return that it makes, or nothing."""
        made = self.admin("POST", "/admin/claims", {"order_id": order_id, "type": "replace"})
        path = f"/admin/claims/{made['claim']['id']}"
        self.admin("POST", f"{path}/claim-items", {"items": self.lines(order_id, back)})
        self.admin("POST", f"{path}/inbound/items", {"items": self.lines(order_id, back)})
        items = [{"variant_id": self.variants[sku], "quantity": n} for sku, n in sent.items()]
        self.admin("POST", f"{path}/outbound/items", {"items": items})
        self.admin("POST", f"{path}/request", {})
        return str(self.admin("GET", path)["claim"]["return_id"])
