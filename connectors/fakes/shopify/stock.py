"""Setting quantities: all rows of a call or none, compared first, and once for each key."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graphql import GraphQLError

from connectors.fakes.shopify.nodes import Node
from connectors.fakes.shopify.shop import Shop

INPUTS_MAX: Final = 250
QUANTITY_MAX: Final = 1_000_000_000
REASONS: Final = frozenset({"correction", "cycle_count_available", "restock", "received", "other"})


class Quantities:
    """``names_rows``: errors say in which row they are; some servers do not."""

    def __init__(self, shop: Shop, *, names_rows: bool = True) -> None:
        self._shop = shop
        self.names_rows = names_rows
        self._answered: dict[str, tuple[str, Node]] = {}

    def write(self, given: Mapping[str, Any], key: str | None) -> Node:
        """Raises GraphQLError where the call itself is wrong."""
        if not key:
            raise GraphQLError(
                "The @idempotent directive is required for this mutation but was not provided.",
                extensions={"code": "BAD_REQUEST"},
            )
        rows = given["quantities"]
        _check_inputs(rows)
        asked = json.dumps(given, sort_keys=True)
        if key in self._answered:
            return self._again(key, asked)
        errors = list(self._errors(given, rows))
        answer: Node = {"userErrors": errors}
        self._answered[key] = (asked, answer)
        for row in rows if not errors else ():
            level = self._shop.level(*_place(row))
            level.available = row["quantity"]
        return answer

    def _again(self, key: str, asked: str) -> Node:
        before, answer = self._answered[key]
        if before != asked:
            return _one("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "other parameters with this key")
        if answer["userErrors"]:
            return _one("IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED", "retry with a new key")
        return answer

    def _errors(self, given: Mapping[str, Any], rows: Sequence[Any]) -> Iterator[Node]:
        if given["name"] not in {"available", "on_hand"}:
            yield _error("INVALID_NAME", "no such quantity", ["input", "name"])
        if given["reason"] not in REASONS:
            yield _error("INVALID_REASON", "no such reason", ["input", "reason"])
        seen: set[tuple[int, int]] = set()
        for index, row in enumerate(rows):
            wrong = self._wrong(row, seen)
            if wrong:
                code, field_name = wrong
                path = ["input", "quantities", str(index), field_name]
                yield _error(code, f"{field_name} is not good", path if self.names_rows else None)

    def _wrong(self, row: Mapping[str, Any], seen: set[tuple[int, int]]) -> tuple[str, str] | None:
        place = _place(row)
        item_id, location_id = place
        variants = self._shop.variants_of(item_id)
        checks = (
            (place in seen, "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", "locationId"),
            (not variants, "INVALID_INVENTORY_ITEM", "inventoryItemId"),
            (location_id not in self._shop.locations, "INVALID_LOCATION", "locationId"),
            (
                any(one.components for one in variants),
                "NON_MUTABLE_INVENTORY_ITEM",
                "inventoryItemId",
            ),
            (abs(row["quantity"]) > QUANTITY_MAX, "INVALID_QUANTITY_TOO_HIGH", "quantity"),
            (self._is_stale(row), "CHANGE_FROM_QUANTITY_STALE", "changeFromQuantity"),
        )
        seen.add(place)
        return next(((code, name) for is_so, code, name in checks if is_so), None)

    def _is_stale(self, row: Mapping[str, Any]) -> bool:
        compared = row["changeFromQuantity"]
        level = self._shop.levels.get(_place(row))
        return compared is not None and compared != (level.available if level else 0)


def _check_inputs(rows: Sequence[Mapping[str, Any]]) -> None:
    if len(rows) > INPUTS_MAX:
        raise GraphQLError(f"The input array size of {len(rows)} is greater than {INPUTS_MAX}.")
    if any("changeFromQuantity" not in row for row in rows):
        raise GraphQLError(
            "must include the following argument: changeFromQuantity.",
            extensions={"code": "INVALID_FIELD_ARGUMENTS"},
        )


def _place(row: Mapping[str, Any]) -> tuple[int, int]:
    return _number(row["inventoryItemId"]), _number(row["locationId"])


def _number(gid: str) -> int:
    return int(gid.rpartition("/")[2])


def _one(code: str, message: str) -> Node:
    return {"userErrors": [_error(code, message, None)]}


def _error(code: str, message: str, path: list[str] | None) -> Node:
    return {"code": code, "message": message, "field": path}
