"""The shop from both sides: GraphQL clients through `handle`, shoppers and staff by name."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final

import graphql

from connectors.fakes.fronts import Request, Response
from connectors.fakes.vendure import orders
from connectors.fakes.vendure.execution import executed
from connectors.fakes.vendure.records import Fulfilment, Order
from connectors.fakes.vendure.resolvers import Caller, root_of
from connectors.fakes.vendure.shop import Shop, line_of

PATH: Final = "/admin-api"

BODY_BYTES_MAX: Final = 100 * 1024
"""Beyond it the server answers 500 without a word of why."""

API_KEY: Final = "fake-api-key-0123456789"
USERNAME: Final = "superadmin"
PASSWORD: Final = "fake-password"
ALL_RIGHTS: Final = frozenset({"ReadOrder", "ReadCatalog", "UpdateCatalog"})


class Vendure:
    """A storefront (connectors.fakes.fronts); ``now`` is everywhere the shop's own clock.

    ``late``: how long after its placing an order is seen. ``rights``: of the key and of the user.
    ``sessions``: the tokens that are good. ``schema``: the official one, where it is at hand.
    """

    def __init__(self, *, schema: graphql.GraphQLSchema | None = None) -> None:
        self.shop = Shop()
        self.schema = schema
        self.rights = set(ALL_RIGHTS)
        self.sessions: list[str] = []
        self.late = timedelta()

    def handle(self, request: Request, now: datetime) -> Response:
        headers = {"Date": format_datetime(now, usegmt=True), "Content-Type": "application/json"}
        if len(request.body) > BODY_BYTES_MAX:
            return _response(500, {"statusCode": 500, "message": "", "path": PATH}, headers)
        if request.path != PATH:
            return _response(404, {"statusCode": 404, "message": "Not Found"}, headers)
        asked = json.loads(request.body)
        caller = Caller(rights=self._rights(request), known=len(self.sessions))
        root = root_of(self.shop, caller, now, password=PASSWORD, username=USERNAME)
        status, told = executed(asked["query"], asked.get("variables") or {}, root, self.schema)
        if caller.logged_in:
            self.sessions.append(f"fake-session-{len(self.sessions)}")
            headers["vendure-auth-token"] = self.sessions[-1]
        return _response(status, told, headers)

    def _rights(self, request: Request) -> frozenset[str]:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        known = request.headers.get("vendure-api-key") == API_KEY or token in self.sessions
        return frozenset({"Authenticated", *self.rights}) if known else frozenset()

    # What shoppers do.

    def cart(self, units: Mapping[str, int], *, now: datetime) -> Order:
        return orders.open_cart(self.shop, units, now=now)

    def pay(self, order: Order, *, now: datetime, lost: bool = False) -> Order:
        orders.pay(self.shop, order, now=now, late=self.late, lost=lost)
        return order

    def sell(self, units: Mapping[str, int], *, now: datetime) -> Order:
        return self.pay(self.cart(units, now=now), now=now)

    # What staff do.

    def fulfil(
        self, order: Order, units: Mapping[str, int] | None = None, *, now: datetime
    ) -> Fulfilment:
        """Without ``units`` all that is left."""
        wanted = orders.left_to_fulfil(order) if units is None else units
        return orders.fulfil(self.shop, order, wanted, now=now)

    def move(self, order: Order, fulfilment: Fulfilment, *states: str, now: datetime) -> None:
        for state in states:
            orders.move(self.shop, order, fulfilment, state, now=now)

    def ship(
        self, order: Order, units: Mapping[str, int] | None = None, *, now: datetime
    ) -> Fulfilment:
        fulfilment = self.fulfil(order, units, now=now)
        self.move(order, fulfilment, "Shipped", now=now)
        return fulfilment

    def cancel(
        self, order: Order, units: Mapping[str, int] | None = None, *, now: datetime
    ) -> None:
        """Without ``units`` the whole order."""
        whole = {line.variant.sku: line.quantity for line in order.lines}
        wanted = {line_of(order, sku).id: one for sku, one in (units or whole).items()}
        orders.cancel(self.shop, order, wanted, now=now)

    def modify(self, order: Order, sku: str, quantity: int, *, now: datetime) -> None:
        orders.modify(self.shop, order, sku, quantity, now=now)

    def refund(
        self, order: Order, units: Mapping[str, int] | None = None, *, now: datetime
    ) -> None:
        orders.refund(order, units or {}, now=now)


def _response(status: int, told: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    return Response(status=status, headers=headers, body=json.dumps(told).encode())
