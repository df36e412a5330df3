"""A Corner to test against: it keeps its orders and numbers, with the manners of the real one."""

import json
from datetime import datetime
from typing import Any

from connectors.fakes.fronts import Request, Response

TOKEN = "a-token-of-the-corner"
BUYER = {"name": "Ada Aschenbach", "mail": "ada@post.example"}


class CornerShop:
    """Anything with ``handle`` is a fake; the rest is what shoppers and staff do."""

    def __init__(self) -> None:
        self.listings: dict[int, dict[str, Any]] = {}
        self.orders: dict[int, dict[str, Any]] = {}
        self.answered: dict[str, dict[str, Any]] = {}
        self.sold = 0

    def handle(self, request: Request, now: datetime) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _said(401, {"code": "bad_token", "message": "Who are you?"})
        body = self._answer(request, now)
        return _said(404 if isinstance(body, dict) and "code" in body else 200, body)

    def _answer(self, request: Request, now: datetime) -> object:
        query = dict(request.query)
        match request.method, request.path.removeprefix("/api/").split("/"):
            case "GET", ["shop"]:
                return {"name": "Corner", "version": "7", "zone": "UTC", "may_write": True}
            case "GET", ["listings"]:
                return self._listed(query.get("ids"))
            case "GET", ["orders"]:
                return self._changed(query, now)
            case "GET", ["orders", order_id]:
                return self.orders.get(int(order_id), {"code": "no_such_order"})
            case "POST", ["stock"]:
                return [self._written(row) for row in json.loads(request.body)]
        return {"code": "no_such_route"}

    def _listed(self, ids: str | None) -> list[dict[str, Any]]:
        wanted = self.listings if ids is None else [int(one) for one in ids.split(",")]
        return [self.listings[one] for one in wanted if one in self.listings]

    def _changed(self, query: dict[str, str], now: datetime) -> dict[str, Any]:
        after = datetime.fromisoformat(query["changed_after"])
        found = [
            order
            for order_id, order in sorted(self.orders.items())
            if order_id > int(query["id_after"])
            and datetime.fromisoformat(order["changed"]) > after
        ]
        return {"now": now.isoformat(), "orders": found[: int(query["limit"])]}

    def _written(self, row: dict[str, Any]) -> dict[str, Any]:
        """A key that was answered is answered the same again."""
        if row["key"] not in self.answered:
            self.answered[row["key"]] = {"id": row["id"]} | self._write(row)
        return self.answered[row["key"]]

    def _write(self, row: dict[str, Any]) -> dict[str, Any]:
        listing = self.listings.get(row["id"])
        if listing is None:
            return {"error": "no such listing"}
        if listing["stock"] != row["from"]:
            return {"stands": listing["stock"]}
        listing["stock"] = row["to"]
        return {}

    def add_listing(self, sku: str, stock: int) -> None:
        number = 10 + len(self.listings)
        self.listings[number] = {"id": number, "sku": sku, "title": sku, "stock": stock}

    def listing(self, sku: str) -> dict[str, Any]:
        return next(one for one in self.listings.values() if one["sku"] == sku)

    def sell(self, sku: str, quantity: int, now: datetime) -> int:
        self.sold += 1
        line = {"id": 1, "listing": self.listing(sku)["id"], "sku": sku, "taken": 0}
        self.orders[self.sold] = {
            "id": self.sold,
            "status": "open",
            "placed": now.isoformat(),
            "buyer": BUYER,
            "lines": [line | {"quantity": quantity}],
        }
        self._settle(self.sold, now)
        return self.sold

    def edit(self, order_id: int, quantity: int, now: datetime) -> None:
        self.orders[order_id]["lines"][0]["quantity"] = quantity
        self._settle(order_id, now)

    def cancel(self, order_id: int, now: datetime) -> None:
        self.orders[order_id]["status"] = "cancelled"
        self._settle(order_id, now)

    def ship(self, order_id: int, now: datetime) -> None:
        self.orders[order_id] |= {"status": "shipped", "shipped": now.isoformat()}
        self._settle(order_id, now)

    def _settle(self, order_id: int, now: datetime) -> None:
        """Take from the number what the order needs now."""
        order = self.orders[order_id]
        order["changed"] = now.isoformat()
        for line in order["lines"]:
            needed = 0 if order["status"] == "cancelled" else line["quantity"]
            self.listings[line["listing"]]["stock"] -= needed - line["taken"]
            line["taken"] = needed


def _said(status: int, body: object) -> Response:
    headers = {"Content-Type": "application/json"}
    return Response(status=status, headers=headers, body=json.dumps(body).encode())
