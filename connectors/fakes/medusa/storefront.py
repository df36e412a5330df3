"""The server as its two sides see it: REST clients through `handle`, people through the desk."""

import json
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from connectors.fakes.fronts import Request, Response
from connectors.fakes.medusa import listing, shapes
from connectors.fakes.medusa.desk import Desk
from connectors.fakes.medusa.listing import Query
from connectors.fakes.medusa.shop import Json, Level, Order
from connectors.fakes.medusa.stock import Refusal

KEY: Final = "sk_0fake0key0of0no0server0at0all"

BATCH: Final = "/admin/inventory-items/location-levels/batch"
_ROW: Final = frozenset(
    {"inventory_item_id", "location_id", "stocked_quantity", "incoming_quantity"}
)

_BEARER: Final = (
    "A secret API key was passed as a Bearer token. Secret API keys must be sent using HTTP Basic "
    "authentication instead (Authorization: Basic <secret-api-key>)."
)


class Medusa(Desk):
    """A storefront (connectors.fakes.fronts)."""

    def handle(self, request: Request, now: datetime) -> Response:
        try:
            status, body = 200, self._answer(request, now)
        except Refusal as refusal:
            status = refusal.status
            body = {"type": refusal.kind, "message": refusal.message}
            body = {name: told for name, told in body.items() if told}
        date = format_datetime(now.astimezone(UTC).replace(microsecond=0), usegmt=True)
        headers = {"Date": date, "Content-Type": "application/json; charset=utf-8"}
        if body == {}:
            return Response(
                status=404, headers={**headers, "Content-Type": "text/html"}, body=_PAGE
            )
        return Response(
            status=status, headers=headers, body=json.dumps(body, default=_json).encode()
        )

    def _answer(self, request: Request, now: datetime) -> Json:
        """Empty where there is no such route: then a web page comes."""
        _check_key(request.headers.get("authorization", ""))
        query: dict[str, list[str]] = {}
        for name, value in request.query:
            query.setdefault(name, []).append(value)
        if (request.method, request.path) == ("POST", BATCH):
            return self._write(json.loads(request.body))
        if request.method != "GET":
            return {}
        if read := self._lists().get(request.path):
            return _as_asked(read(query, now), query)
        _, _, order_path = request.path.partition("/admin/orders/")
        order_id, _, part = order_path.partition("/")
        if not order_id or part not in {"", "changes"}:
            return {}
        order = self._seen(order_id, now)
        if part:
            return {"order_changes": self.shop.orders[order_id].changes}
        return _as_asked({"order": _details_as_asked(order, query, alone=True)}, query)

    def _lists(self) -> Mapping[str, Callable[[Query, datetime], Json]]:
        shop = self.shop
        return {
            "/admin/orders": lambda query, now: listing.orders(
                [
                    _details_as_asked(told, query, alone=False)
                    for one in shop.orders.values()
                    if (told := _told(one, now))
                ],
                query,
            ),
            "/admin/reservations": lambda query, _: listing.strict(
                "reservations",
                map(shapes.reservation, shop.reservations.values()),
                query,
                filters=("line_item_id",),
            ),
            "/admin/inventory-items": lambda query, _: listing.strict(
                "inventory_items",
                (
                    shapes.inventory_item(shop, one)
                    for one in query.get("id[]", shop.items)
                    if one in shop.items
                ),
                query,
            ),
            "/admin/product-variants": lambda query, _: listing.strict(
                "variants", map(shapes.variant, shop.variants.values()), query
            ),
            "/admin/stores": lambda query, _: listing.strict(
                "stores", [{"id": "store_01", "name": "Fake store"}], query
            ),
            "/admin/stock-locations": lambda query, _: listing.strict(
                "stock_locations",
                [{"id": own, "name": name} for own, name in shop.locations.items()],
                query,
            ),
        }

    def _seen(self, order_id: str, now: datetime) -> Json:
        order = self.shop.orders.get(order_id)
        if order is None or (told := _told(order, now)) is None:
            raise Refusal(404, "not_found", f"Order id not found: {order_id}")
        return told

    def _write(self, body: Any) -> Json:
        """All rows or none. What is said to be available then is what was before."""
        if not isinstance(body, dict):
            raise Refusal(400, "invalid_data", "Unexpected token is not valid JSON")
        rows = body.get("update", [])
        found = [(row, self._level_of(row)) for row in rows]
        written = []
        for row, level in found:
            before = level.stocked - level.reserved
            level.stocked = row["stocked_quantity"]
            keys = (row["inventory_item_id"], row["location_id"])
            written.append(shapes.level(*keys, level, available=before))
        return {"created": [], "updated": written, "deleted": []}

    def _level_of(self, row: Json) -> Level:
        if unknown := row.keys() - _ROW:
            message = f"Invalid request: Unrecognized fields: '{min(unknown)}'"
            raise Refusal(400, "invalid_data", message)
        if row["stocked_quantity"] < 0:
            raise Refusal(400, "invalid_data", "Invalid request: stocked_quantity too small")
        item, location = row["inventory_item_id"], row["location_id"]
        if (item, location) not in self.shop.levels:
            raise Refusal(404, "not_found", f"Item {item} is not stocked at location {location}")
        return self.shop.levels[item, location]


_PAGE: Final = (
    b"<!DOCTYPE html>\n<html><head><title>Error</title></head><body>Cannot GET</body></html>"
)


def _as_asked(body: Json, query: Query) -> Json:
    """Parts of a record that nobody named are left out; that of a batch is told whole."""
    fields = ",".join(query.get("fields", ()))
    (name, told), *rest = body.items()
    rows = told if isinstance(told, list) else [told]
    asked = [
        {part: value for part, value in row.items() if part not in _PARTS or part in fields}
        for row in rows
    ]
    return {name: asked if isinstance(told, list) else asked[0], **dict(rest)}


def _details_as_asked(order: Json, query: Query, *, alone: bool) -> Json:
    """Of a line's detail what is named one by one; a star is enough in the list only."""
    named = set(",".join(query.get("fields", ())).split(","))
    names = {one.removeprefix("items.detail.") for one in named if "items.detail." in one} - {"*"}
    if not names and not alone:
        return order
    items = [
        {**item, "detail": {name: item["detail"][name] for name in names if name in item["detail"]}}
        for item in order["items"]
    ]
    return {**order, "items": items}


_PARTS: Final = frozenset({"fulfillments", "returns", "location_levels", "inventory_items"})
"""Told only where they are asked for by name."""


def _told(order: Order, now: datetime) -> Json | None:
    return shapes.order(order) if now >= order.visible else order.told


def _check_key(header: str) -> None:
    scheme, _, told = header.partition(" ")
    if scheme == "Bearer" and told.startswith("sk_"):
        raise Refusal(401, "", _BEARER)
    try:
        key = b64decode(told, validate=True).decode().partition(":")[0]
    except (Error, UnicodeDecodeError):
        key = told
    if scheme != "Basic" or key != KEY:
        raise Refusal(401, "", "Unauthorized")


def _json(value: object) -> str | None:
    if isinstance(value, datetime):
        return shapes.told(value)
    raise TypeError(f"{value!r} is not told")
