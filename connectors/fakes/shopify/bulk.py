"""Bulk operations: a document run over everything at once, its rows in a file."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from graphql import FieldNode, GraphQLError, SelectionSetNode

from connectors.fakes.shopify.answers import Documents, Root
from connectors.fakes.shopify.nodes import Node, gid
from connectors.fakes.shopify.shop import Shop

RUNNING_MAX: Final = 5

CONNECTIONS_MAX: Final = 5
NESTED_MAX: Final = 2
"""Connections within a connection within the first."""


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
        document, errors = self._documents.read(query)
        if errors:
            return _refused("INVALID", errors[0].message)
        asked = document.definitions[0].selection_set  # type: ignore[attr-defined]
        if problem := _too_much(list(_connections(asked, []))):
            return _refused("INVALID", problem)
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


def _too_much(paths: list[list[str]]) -> str:
    """What no bulk operation takes; each path is of a connection: those that it lies in, itself,
    and "" for every plain field between them.
    """
    if not 1 <= len(paths) <= CONNECTIONS_MAX:
        return f"a bulk query has one to {CONNECTIONS_MAX} connections"
    if any(len(path) > NESTED_MAX + 1 for path in paths):
        return f"connections are nested {NESTED_MAX} deep at most"
    return "a connection cannot lie in a list" if any("" in path for path in paths) else ""


def _connections(asked: SelectionSetNode | None, above: list[str]) -> Iterator[list[str]]:
    for one in asked.selections if asked else ():
        assert isinstance(one, FieldNode), "the document has no fragments"
        name = one.name.value
        below = [*above, name if _has_edges(one) else ""]
        if _has_edges(one):
            yield below
        yield from _connections(one.selection_set, above if name in {"edges", "node"} else below)


def _has_edges(one: FieldNode) -> bool:
    selected = one.selection_set.selections if one.selection_set else ()
    return any(isinstance(each, FieldNode) and each.name.value == "edges" for each in selected)


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
