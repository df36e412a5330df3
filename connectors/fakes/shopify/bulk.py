"""Bulk operations: a document run over everything at once, its rows in a file."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from graphql import GraphQLError

from connectors.fakes.shopify.answers import Documents, Root
from connectors.fakes.shopify.nodes import Node, gid
from connectors.fakes.shopify.shop import Shop

RUNNING_MAX: Final = 5


@dataclass(slots=True, kw_only=True)
class Operation:
    """``content`` is made when it is first looked at after it is done."""

    id: int
    text: str
    grouped: bool
    done_at: datetime
    status: str = "RUNNING"
    content: bytes = b""


class Bulk:
    """``takes``: how long each runs; ``ends``: with which state. ``groups``: as it is asked to;
    ``keeps``: its files, which last only some days.
    """

    def __init__(self, shop: Shop, documents: Documents) -> None:
        self._shop = shop
        self._documents = documents
        self.takes = timedelta(seconds=40)
        self.ends = "COMPLETED"
        self.groups = True
        self.keeps = True
        self.operations: dict[int, Operation] = {}

    def run(self, query: str, *, grouped: bool, now: datetime) -> Node:
        running = [one for one in self.operations.values() if one.status == "RUNNING"]
        if len(running) >= RUNNING_MAX:
            return _refused("LIMIT_REACHED", "too many")
        _, errors = self._documents.read(query)
        if errors:
            return _refused("INVALID", errors[0].message)
        one = Operation(
            id=self._shop.next_id(), text=query, grouped=grouped, done_at=now + self.takes
        )
        self.operations[one.id] = one
        return {"bulkOperation": {"id": gid("BulkOperation", one.id)}, "userErrors": []}

    def seen(self, address: str, now: datetime) -> dict[int, Node]:
        """Every operation as it stands now."""
        return {one.id: self._view(one, address, now) for one in self.operations.values()}

    def file(self, number: int) -> bytes | None:
        one = self.operations.get(number)
        return one.content if self.keeps and one and one.content else None

    def _view(self, one: Operation, address: str, now: datetime) -> Node:
        if one.status == "RUNNING" and now >= one.done_at:
            one.status = self.ends
            if one.status == "COMPLETED":
                rows = list(self._rows(one, now))
                if not (one.grouped and self.groups):
                    random.Random(one.id).shuffle(rows)  # noqa: S311  # an order, no secret
                one.content = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        has_file = bool(one.content)
        return {
            "id": gid("BulkOperation", one.id),
            "status": one.status,
            "errorCode": "INTERNAL_SERVER_ERROR" if one.status == "FAILED" else None,
            "url": f"{address}/files/{one.id}?signature=secret-signature" if has_file else None,
        }

    def _rows(self, one: Operation, now: datetime) -> Iterator[dict[str, Any]]:
        document, _ = self._documents.read(one.text)
        root = Root(shop=self._shop, now=now, whole=True)
        result = self._documents.execute(document, {}, root.queries({}))
        if result.errors or result.data is None:
            raise GraphQLError(str(result.errors))
        for found in result.data.values():
            yield from _flat(found, None)


def _refused(code: str, message: str) -> Node:
    error = {"code": code, "message": message, "field": ["query"]}
    return {"bulkOperation": None, "userErrors": [error]}


def _flat(connection: Any, parent: str | None) -> Iterator[dict[str, Any]]:
    """Rows of their own for every connection below; each names its parent."""
    for edge in connection["edges"]:
        node = edge["node"]
        own = {name: value for name, value in node.items() if not _is_connection(value)}
        yield own | ({"__parentId": parent} if parent else {})
        for value in node.values():
            if _is_connection(value):
                yield from _flat(value, node["id"])


def _is_connection(value: Any) -> bool:
    return isinstance(value, dict) and "edges" in value
