"""Executing a document: on the official schema where it is given, else on our own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute_sync,
    parse,
    validate,
)

from connectors.fakes.shopify.nodes import FIRST_MAX, Node, Views, connection, text_of
from connectors.fakes.shopify.records import FulfilmentOrder, Order
from connectors.fakes.shopify.searches import Search, read_search
from connectors.fakes.shopify.shop import Shop

OBJECTS_MAX: Final = 25_000
"""How far one list can be paged."""

OLD: Final = timedelta(days=60)
"""Older orders are shown only to those with a right of its own."""

Changes = Mapping[str, Callable[..., Node]]


class Denied(GraphQLError):
    """A scope is missing."""

    def __init__(self, field_name: str, scope: str) -> None:
        text = f"Access denied for {field_name} field. Required access: `{scope}` access scope."
        super().__init__(text, extensions={"code": "ACCESS_DENIED"})


class Documents:
    """Documents are parsed and checked once each."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._known: dict[str, tuple[DocumentNode, list[GraphQLError]]] = {}

    def read(self, text: str) -> tuple[DocumentNode, list[GraphQLError]]:
        """Raises GraphQLError for what is no document."""
        if text not in self._known:
            document = parse(text)
            self._known[text] = (document, validate(self.schema, document))
        return self._known[text]

    def execute(
        self, document: DocumentNode, variables: Mapping[str, Any], root: Node
    ) -> ExecutionResult:
        return execute_sync(
            self.schema,
            document,
            root_value=root,
            variable_values=dict(variables),
            field_resolver=_resolve,
            type_resolver=lambda value, *_: value["__typename"],
        )


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    if info.field_name not in source:
        kind = info.parent_type.name
        raise GraphQLError(f"the fake knows nothing of {kind}.{info.field_name}")
    value = source[info.field_name]
    return value(**arguments) if callable(value) else value


@dataclass(slots=True, kw_only=True)
class Root:
    """What can be asked at ``now``. ``lag``: how late changes come to the search index.

    ``searches``: those that were made, for what is told beside the data.
    """

    shop: Shop
    now: datetime
    lag: timedelta = timedelta()
    objects_max: int = OBJECTS_MAX
    whole: bool = False
    searches: list[tuple[str, Search]] = field(default_factory=list)

    def queries(self, operations: Mapping[int, Node]) -> Node:
        views = Views(self.shop, whole=self.whole)
        return {
            "orders": self._orders,
            "fulfillmentOrders": self._fulfilment_orders,
            "ordersCount": self._count,
            "order": self._node,
            "node": self._node,
            "nodes": self._nodes,
            "productVariants": connection(
                sorted(self.shop.variants.values(), key=lambda one: one.id),
                views.variant,
                key=lambda one: f"{one.id:012}",
            ),
            "locations": connection(list(self.shop.locations.values()), views.location),
            "shop": {
                "id": "gid://shopify/Shop/1",
                "name": self.shop.name,
                "ianaTimezone": "Europe/Berlin",
            },
            "currentAppInstallation": {
                "accessScopes": [{"handle": one} for one in sorted(self.shop.scopes)]
            },
            "bulkOperation": lambda **asked: operations.get(_number(asked["id"])),
        }

    def found(self, query: str | None, path: str = "orders") -> list[Order]:
        """Sorted by stamp; what the index has not seen yet is not there."""
        search = read_search(query)
        self.searches.append((path, search))
        if "read_orders" not in self.shop.scopes:
            raise Denied("orders", "read_orders")
        return sorted(
            (
                one
                for one in self.shop.orders.values()
                if search.finds(one.updated, one.return_status)
                and self._is_indexed(one.updated)
                and self._may_see(one)
            ),
            key=lambda one: (one.updated, one.id),
        )

    def _orders(self, query: str | None = None, **asked: Any) -> Node:
        views = Views(self.shop, whole=self.whole)
        rows = self.found(query)
        return self._paged(rows, views.order, lambda one: (one.updated, one.id), asked)

    def _fulfilment_orders(self, query: str | None = None, **asked: Any) -> Node:
        search = read_search(query)
        self.searches.append(("fulfillmentOrders", search))
        found = (one for order in self.shop.orders.values() for one in order.fulfilment_orders)
        rows = sorted(
            (one for one in found if search.finds(one.updated) and self._is_indexed(one.updated)),
            key=lambda one: (one.updated, one.id),
        )
        views = Views(self.shop)
        return self._paged(rows, views.fulfilment_order, _stamped, asked)

    def _paged(
        self,
        rows: list[Any],
        view: Callable[[Any], Node],
        key: Callable[[Any], tuple[datetime, int]],
        asked: Mapping[str, Any],
    ) -> Node:
        def cursor(one: Any) -> str:
            stamp, number = key(one)
            return f"{text_of(stamp)} {number:012}"

        after = asked.get("after")
        if after is not None and sum(cursor(one) <= after for one in rows) >= self.objects_max:
            raise GraphQLError("pagination ends here; narrow your search")
        return connection(rows, view, key=cursor, whole=self.whole)(**asked)

    def _count(self, query: str | None = None, limit: int = 10_000) -> Node:
        return {"count": min(limit, len(self.found(query, "ordersCount")))}

    def _nodes(self, ids: list[str]) -> list[Node | None]:
        if len(ids) > FIRST_MAX:
            raise GraphQLError(f"ids cannot exceed {FIRST_MAX}")
        return [self._node(one) for one in ids]

    def _node(self, id: str) -> Node | None:
        views = Views(self.shop, whole=self.whole)
        kind, number = id.split("/")[-2], _number(id)
        if kind == "InventoryItem":
            variants = self.shop.variants_of(number)
            return views.item(variants[0]) if variants else None
        if kind == "Order":
            order = self.shop.orders.get(number)
            return views.order(order) if order and self._may_see(order) else None
        return _part(self.shop, views, kind, number)

    def _may_see(self, order: Order) -> bool:
        return "read_all_orders" in self.shop.scopes or order.created > self.now - OLD

    def _is_indexed(self, stamp: datetime) -> bool:
        return stamp <= self.now - self.lag


def _stamped(one: FulfilmentOrder) -> tuple[datetime, int]:
    return one.updated, one.id


def _number(id: str) -> int:
    return int(id.rpartition("/")[2].partition("?")[0])


def _part(shop: Shop, views: Views, kind: str, number: int) -> Node | None:
    """A part of an order, found the slow way."""
    for order in shop.orders.values():
        parts: Mapping[str, tuple[list[Any], Callable[[Any], Node]]] = {
            "FulfillmentOrder": (order.fulfilment_orders, views.fulfilment_order),
            "Fulfillment": (order.fulfilments, views.fulfilment),
            "Refund": (order.refunds, views.refund),
            "Return": (order.returns, views.return_),
        }
        if kind == "ReverseFulfillmentOrder":
            for back in order.returns:
                if back.reverse_id == number:
                    return views.reverse_order(back)
            continue
        rows, view = parts[kind]
        for one in rows:
            if one.id == number:
                return view(one)
    return None
