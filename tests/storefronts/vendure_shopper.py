"""Whoever calls a Vendure server's two APIs, and what shoppers do through theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests

ADDRESS: Final = {"fullName": "Ada Field", "streetLine1": "1 High St", "countryCode": "US"}
BUYER: Final = {"firstName": "Ada", "lastName": "Field", "emailAddress": "ada@buyers.example"}

RESULT: Final = "__typename ...on ErrorResult{errorCode message}"
"""Of what may be an error instead."""


class Caller:
    """One session with one of the server's two APIs."""

    def __init__(self, address: str, api: str) -> None:
        self._address = f"{address}/{api}-api"
        self._session = requests.Session()
        self._session.trust_env = False

    def __call__(self, document: str, **variables: Any) -> Any:
        """The value of the only field. Raises AssertionError for an error of any kind."""
        body = {"query": document, "variables": variables}
        answer = self._session.post(self._address, json=body, timeout=60)
        if token := answer.headers.get("vendure-auth-token"):
            self._session.headers["Authorization"] = f"Bearer {token}"
        told = answer.json()
        assert "errors" not in told, told["errors"]
        (value,) = told["data"].values()
        assert not (isinstance(value, dict) and "errorCode" in value), value
        return value


@dataclass(frozen=True, slots=True)
class Cart:
    """An order that nobody has paid yet."""

    order_id: str
    shop: Caller

    def pay(self) -> None:
        self.shop(
            "mutation($i:PaymentInput!){addPaymentToOrder(input:$i)"
            f"{{{RESULT}}}}}",
            i={"method": "always-succeeds", "metadata": {}},
        )  # fmt: skip


def fill_cart(address: str, units: Mapping[str, int]) -> Cart:
    """Units by variant id, at the payment step."""
    shop = Caller(address, "shop")
    order_id = ""
    for variant_id, quantity in units.items():
        order_id = shop(
            "mutation($v:ID!,$q:Int!){addItemToOrder(productVariantId:$v,quantity:$q)"
            f"{{{RESULT} ...on Order{{id}}}}}}",
            v=variant_id,
            q=quantity,
        )["id"]
    _check_out(shop)
    return Cart(order_id, shop)


def _check_out(shop: Caller) -> None:
    shop(f"mutation($i:CreateCustomerInput!){{setCustomerForOrder(input:$i){{{RESULT}}}}}", i=BUYER)
    shop(
        f"mutation($i:CreateAddressInput!){{setOrderShippingAddress(input:$i){{{RESULT}}}}}",
        i=ADDRESS,
    )
    methods = shop("{eligibleShippingMethods{id}}")
    shop(
        f"mutation($i:[ID!]!){{setOrderShippingMethod(shippingMethodId:$i){{{RESULT}}}}}",
        i=[methods[0]["id"]],
    )
    shop(
        'mutation{transitionOrderToState(state:"ArrangingPayment")'
        "{__typename ...on OrderStateTransitionError{errorCode transitionError}}}"
    )
