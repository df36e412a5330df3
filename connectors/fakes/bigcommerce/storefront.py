"""The store as its two sides see it: REST clients through `handle`, people through the desk."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from connectors.fakes.bigcommerce import inventory, order_lists
from connectors.fakes.bigcommerce.desk import Desk
from connectors.fakes.bigcommerce.records import StockRules
from connectors.fakes.bigcommerce.refusals import Refusal, not_found
from connectors.fakes.bigcommerce.shapes import Json
from connectors.fakes.fronts import Request, Response

STORE: Final = "fakestore7"
TOKEN: Final = "bc0fake0token0of0no0store0at0all"

SCOPES: Final = frozenset(
    {
        "store_v2_orders_read_only",
        "store_v2_transactions_read_only",
        "store_v2_products_read_only",
        "store_inventory_read_only",
        "store_inventory",
        "store_locations_read_only",
        "store_v2_information_read_only",
    }
)

_SCOPE_OF: Final = (
    ("/v2/orders", "store_v2_orders_read_only"),
    ("/v3/orders/payment_actions", "store_v2_transactions_read_only"),
    ("/v3/catalog", "store_v2_products_read_only"),
    ("/v3/inventory/adjustments", "store_inventory"),
    ("/v3/inventory/items", "store_inventory_read_only"),
    ("/v3/inventory/locations", "store_locations_read_only"),
    ("/v3/settings", "store_v2_information_read_only"),
)

_SUBRESOURCE: Final = re.compile(r"/v2/orders/(\d+)(?:/(products|shipments))?")


class BigCommerce(Desk):
    """A storefront (connectors.fakes.fronts). ``scopes``: what its only token may do."""

    scopes: frozenset[str] = SCOPES

    def handle(self, request: Request, now: datetime) -> Response:
        self.shop.apply(now)
        kind = "application/json"
        if self.quota.busy:
            self.quota.busy -= 1
            return Response(status=429, headers=_date(now), body=b"")
        if not self.quota.ask(now):
            return Response(status=429, headers={**_date(now), **self.quota.headers(now)})
        try:
            status, body = 200, self._answer(request, now)
        except Refusal as refusal:
            status, body, kind = refusal.status, refusal.body, refusal.content_type
        headers = {**_date(now), **self.quota.headers(now), "Content-Type": kind}
        if body == []:
            # v2 says of an empty list that there is no content.
            return Response(status=204, headers=headers)
        return Response(status=status, headers=headers, body=json.dumps(body).encode())

    def _answer(self, request: Request, now: datetime) -> Any:
        """A list from v2, an object from v3."""
        _, found, path = request.path.partition(f"/stores/{STORE}")
        if not found:
            raise not_found()
        self._check(request, path)
        query = dict(request.query)
        if (request.method, path) == ("PUT", "/v3/inventory/adjustments/absolute"):
            return inventory.adjust(self.shop, json.loads(request.body), now=now)
        if request.method != "GET":
            raise Refusal(405, "Method not allowed")
        if path in self._lists():
            return self._lists()[path](query)
        return self._of_an_order(path, query)

    def _of_an_order(self, path: str, query: Mapping[str, str]) -> Any:
        named = _SUBRESOURCE.fullmatch(path)
        if named is None:
            raise not_found(is_v2=path.startswith("/v2"))
        order_id, part = int(named[1]), named[2]
        if part == "products":
            return order_lists.products(self.shop, order_id, query)
        if part == "shipments":
            return order_lists.shipments(self.shop, order_id, query)
        return order_lists.order(self.shop, order_id, query)

    def _lists(self) -> Mapping[str, Callable[[Mapping[str, str]], Any]]:
        shop = self.shop
        return {
            "/v2/orders": lambda query: order_lists.orders(shop, query),
            "/v3/orders/payment_actions/refunds": lambda query: order_lists.refunds(shop, query),
            "/v3/catalog/products": lambda query: inventory.page(inventory.products(shop), query),
            "/v3/catalog/variants": lambda query: inventory.page(inventory.variants(shop), query),
            "/v3/inventory/items": lambda query: inventory.items(shop, query),
            "/v3/inventory/locations": lambda query: inventory.page(self._locations(), query),
            "/v3/settings/inventory": self._settings,
            "/v3/settings/store/profile": lambda _: {
                "data": {"store_name": "Fake store"},
                "meta": {},
            },
        }

    def _settings(self, query: Mapping[str, str]) -> Json:
        rules = self.shop.rules
        if "channel_id" in query:
            nothing = StockRules(when=None, edits=None, endings=None)
            rules = self.shop.channel_rules.get(int(query["channel_id"]), nothing)
        told = {
            "update_stock_behavior": rules.when,
            "edit_order_stock_adjustment": rules.edits,
            "refund_order_stock_adjustment": rules.endings,
        }
        return {"data": told, "meta": {}}

    def _locations(self) -> list[Json]:
        return [
            {
                "id": number,
                "code": f"BC-LOCATION-{number}",
                "label": name,
                "type_id": "PHYSICAL",
                "enabled": True,
                "time_zone": "America/Chicago",
            }
            for number, name in self.shop.locations.items()
        ]

    def _check(self, request: Request, path: str) -> None:
        is_v2 = path.startswith("/v2")
        if request.headers.get("x-auth-token") != TOKEN:
            raise Refusal(401, "Unauthorized", is_v2=is_v2)
        if "json" not in request.headers.get("accept", ""):
            raise Refusal(406, "v2 answers XML to who does not ask for JSON", is_v2=is_v2)
        needed = next((scope for start, scope in _SCOPE_OF if path.startswith(start)), "")
        if needed and needed not in self.scopes:
            title = "You don't have a required scope to access the endpoint"
            raise Refusal(403, title, is_v2=is_v2)


def _date(now: datetime) -> Mapping[str, str]:
    return {"Date": format_datetime(now.astimezone(UTC).replace(microsecond=0), usegmt=True)}
