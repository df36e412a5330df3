"""Staff of a Vendure server, through its own API: what the tests do to a shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tests.storefronts.vendure_shopper import RESULT, Caller, Cart, fill_cart

ADMIN: Final = "superadmin"
"""User and password of a server that was made for tests."""


@dataclass(slots=True)
class Desk:
    """``variants``: ids by SKU. ``locations``: ids of stock locations by name."""

    address: str
    admin: Caller = field(init=False)
    variants: dict[str, str] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    skus: int = 0

    def __post_init__(self) -> None:
        self.admin = Caller(self.address, "admin")
        self.admin(
            f"mutation($u:String!,$p:String!){{login(username:$u,password:$p){{{RESULT}}}}}",
            u=ADMIN,
            p=ADMIN,
        )
        found = self.admin("{stockLocations{items{id name}}}")["items"]
        self.locations = {one["name"]: one["id"] for one in found}

    def api_key(self, *permissions: str) -> str:
        """With these permissions, or without any with those of its maker."""
        roles = self.admin("{roles{items{id code}}}")["items"]
        ids = [one["id"] for one in roles if one["code"] == "__super_admin_role__"]
        if permissions:
            made = self.admin(
                "mutation($i:CreateRoleInput!){createRole(input:$i){id}}",
                i={"code": self.new_sku(), "description": "", "permissions": permissions},
            )
            ids = [made["id"]]
        key: str = self.admin(
            "mutation($i:CreateApiKeyInput!){createApiKey(input:$i){apiKey}}",
            i={"roleIds": ids, "translations": [{"languageCode": "en", "name": "sync"}]},
        )["apiKey"]
        return key

    def add_location(self, name: str) -> str:
        made = self.admin(
            "mutation($i:CreateStockLocationInput!){createStockLocation(input:$i){id}}",
            i={"name": name, "description": ""},
        )
        self.locations[name] = made["id"]
        return str(made["id"])

    def new_sku(self) -> str:
        """One that nobody sells yet."""
        self.skus += 1
        return f"SKU-{self.skus}"

    def add_product(self, sku: str, *stock: int, **fields: Any) -> str:
        """One variant, with so much on hand at each stock location in turn; answers its id."""
        product = self.admin(
            "mutation($i:CreateProductInput!){createProduct(input:$i){id}}",
            i={"enabled": True, "translations": [_named(f"Product {sku}", slug=sku.lower())]},
        )
        levels = [
            {"stockLocationId": location, "stockOnHand": quantity}
            for location, quantity in zip(self.locations.values(), stock, strict=False)
        ]
        variant = {
            "productId": product["id"],
            "sku": sku,
            "price": 1_000,
            "trackInventory": "TRUE",
            "stockLevels": levels,
            "translations": [_named(f"Product {sku}")],
            **fields,
        }
        (made,) = self.admin(
            "mutation($i:[CreateProductVariantInput!]!){createProductVariants(input:$i){id}}",
            i=[variant],
        )
        self.variants[sku] = made["id"]
        return str(made["id"])

    def cart(self, units: Mapping[str, int]) -> Cart:
        """A shopper's cart, at the payment step."""
        return fill_cart(
            self.address, {self.variants[sku]: quantity for sku, quantity in units.items()}
        )

    def sell(self, units: Mapping[str, int]) -> str:
        """A paid order; answers its id."""
        cart = self.cart(units)
        cart.pay()
        return cart.order_id

    def fulfil(self, order_id: str, units: Mapping[str, int] | None = None) -> str:
        """Without ``units`` all that is left; answers the fulfilment's id."""
        made = self.admin(
            f"mutation($i:FulfillOrderInput!){{addFulfillmentToOrder(input:$i){{{RESULT} "
            "...on Fulfillment{id}}}",
            i={"lines": self._lines(order_id, units), "handler": _HANDLER},
        )
        return str(made["id"])

    def move_fulfilment(self, fulfilment_id: str, *states: str) -> None:
        for state in states:
            self.admin(
                "mutation($f:ID!,$s:String!){transitionFulfillmentToState(id:$f,state:$s)"
                f"{{{RESULT}}}}}",
                f=fulfilment_id,
                s=state,
            )

    def ship(self, order_id: str, units: Mapping[str, int] | None = None) -> str:
        fulfilment_id = self.fulfil(order_id, units)
        self.move_fulfilment(fulfilment_id, "Shipped")
        return fulfilment_id

    def cancel(self, order_id: str, units: Mapping[str, int] | None = None) -> None:
        """Some units, or without ``units`` the whole order."""
        lines = None if units is None else self._lines(order_id, units)
        self.admin(
            f"mutation($i:CancelOrderInput!){{cancelOrder(input:$i){{{RESULT}}}}}",
            i={"orderId": order_id, "lines": lines, "reason": "test"},
        )

    def refund(self, order_id: str, units: Mapping[str, int] | None = None) -> None:
        """One unit of money, or these lines."""
        order = self.order(order_id)
        lines = [] if units is None else self._lines(order_id, units)
        amount = {"amount": 100} if units is None else {}
        self.admin(
            f"mutation($i:RefundOrderInput!){{refundOrder(input:$i){{{RESULT}}}}}",
            i={
                "paymentId": order["payments"][0]["id"],
                "lines": lines,
                "shipping": 0,
                "adjustment": 0,
                "reason": "test",
                **amount,
            },
        )

    def modify(self, order_id: str, sku: str, quantity: int) -> None:
        """The line is of so many units now; a new line where there was none."""
        self._to_state(order_id, "Modifying")
        order = self.order(order_id)
        line = {one["productVariant"]["sku"]: one["id"] for one in order["lines"]}.get(sku)
        change: dict[str, Any] = (
            {"adjustOrderLines": [{"orderLineId": line, "quantity": quantity}]}
            if line
            else {"addItems": [{"productVariantId": self.variants[sku], "quantity": quantity}]}
        )
        refund = {"paymentId": order["payments"][0]["id"], "amount": 0, "reason": "test"}
        made = self.admin(
            f"mutation($i:ModifyOrderInput!){{modifyOrder(input:$i){{{RESULT} "
            "...on Order{id modifications{id isSettled priceChange}}}}",
            i={"dryRun": False, "orderId": order_id, "refund": refund, **change},
        )
        self._settle(order_id, made["modifications"])

    def delete_variant(self, sku: str) -> None:
        self.admin("mutation($i:[ID!]!){deleteProductVariants(ids:$i){result}}",
                   i=[self.variants[sku]])  # fmt: skip

    def set_stock(self, sku: str, on_hand: int, *, location: str | None = None) -> None:
        """Staff type a number."""
        at = self.locations[location] if location else next(iter(self.locations.values()))
        level = {"stockLocationId": at, "stockOnHand": on_hand}
        self.admin(
            "mutation($i:[UpdateProductVariantInput!]!){updateProductVariants(input:$i){id}}",
            i=[{"id": self.variants[sku], "stockLevels": [level]}],
        )

    def levels(self, sku: str) -> dict[str, tuple[int, int]]:
        """On hand and allocated, by stock location id."""
        found = self.admin(
            "query($v:ID!){productVariant(id:$v)"
            "{stockLevels{stockLocationId stockOnHand stockAllocated}}}",
            v=self.variants[sku],
        )["stockLevels"]
        return {
            one["stockLocationId"]: (one["stockOnHand"], one["stockAllocated"]) for one in found
        }

    def free(self, sku: str) -> int:
        """What the shop may still sell."""
        return sum(on_hand - allocated for on_hand, allocated in self.levels(sku).values())

    def order(self, order_id: str) -> Any:
        return self.admin(
            "query($o:ID!){order(id:$o){id state active updatedAt orderPlacedAt totalWithTax "
            "payments{id} fulfillments{id state} "
            "lines{id quantity orderPlacedQuantity productVariant{sku}}}}",
            o=order_id,
        )

    def _lines(
        self, order_id: str, units: Mapping[str, int] | None
    ) -> Sequence[Mapping[str, object]]:
        return [
            {"orderLineId": line["id"], "quantity": quantity}
            for line in self.order(order_id)["lines"]
            for sku in (line["productVariant"]["sku"],)
            for quantity in (line["quantity"] if units is None else units.get(sku, 0),)
            if quantity
        ]

    def _to_state(self, order_id: str, state: str) -> None:
        self.admin(
            "mutation($o:ID!,$s:String!){transitionOrderToState(id:$o,state:$s)"
            "{__typename ...on OrderStateTransitionError{errorCode transitionError}}}",
            o=order_id,
            s=state,
        )

    def _settle(self, order_id: str, modifications: Sequence[Mapping[str, Any]]) -> None:
        """Out of the state in which an order is modified: what costs more is paid."""
        if all(one["isSettled"] for one in modifications):
            return self._to_state(order_id, "PaymentSettled")
        self._to_state(order_id, "ArrangingAdditionalPayment")
        self.admin(
            f"mutation($i:ManualPaymentInput!){{addManualPaymentToOrder(input:$i){{{RESULT}}}}}",
            i={"orderId": order_id, "method": "cash", "metadata": {}},
        )
        return self._to_state(order_id, "PaymentSettled")


_HANDLER: Final = {
    "code": "manual-fulfillment",
    "arguments": [{"name": "method", "value": "parcel"}, {"name": "trackingCode", "value": ""}],
}


def _named(name: str, **fields: str) -> dict[str, str]:
    return {"languageCode": "en", "name": name, "description": "", **fields} if fields else {
        "languageCode": "en", "name": name}  # fmt: skip
