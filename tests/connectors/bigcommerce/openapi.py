"""BigCommerce's own OpenAPI files, where they are present, as checks of one request and answer.

The files are read by a library that resolves their references; comma-separated lists, which the
files call integers in some places, are checked word by word.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema
import yaml
from referencing import Registry
from referencing.jsonschema import DRAFT4

from connectors.fakes.fronts import Request, Response
from tests.shared import shared

FILES: Final = (
    "orders.v2.oas2.yml",
    "orders.v3.yml",
    "inventory.v3.yml",
    "locations.v3.yml",
    "settings.v3.yml",
)

HERE: Final = "urn:bigcommerce"
"""What the references within a file are relative to."""

UNLISTED_PARAMETERS: Final = frozenset({"is_deleted"})
"""Named in the guide to common query parameters, not in the files."""

UNLISTED_PATHS: Final = ("/v3/catalog/",)
"""The catalogue's file is not among them."""

_VERSION: Final = re.compile(r"/stores/[^/]+/(v[23])(/.*)")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, in the file that describes it."""

    document: Json
    parameters: list[Json]
    described: Json
    validators: "Validators"

    def problems_of_request(self, request: Request) -> Iterator[str]:
        known = {one["name"]: one for one in self.parameters if one["in"] == "query"}
        for name, text in request.query:
            if name in known:
                yield from self._query_problems(known[name], text)
            elif name not in UNLISTED_PARAMETERS:
                yield f"there is no query parameter {name}"
        headers = {one["name"].lower() for one in self.parameters if one["in"] == "header"}
        yield from (f"the header {one} is missing" for one in headers - request.headers.keys())
        if body := self.described.get("requestBody"):
            schema = self._resolved(body)["content"]["application/json"]["schema"]
            yield from self.validators.problems(self.document, schema, json.loads(request.body))

    def problems_of_answer(self, response: Response) -> Iterator[str]:
        answers = self.described["responses"]
        if response.status == 204:
            return  # The files know it of shipments only; v2 is known to answer it for every list.
        told = answers.get(str(response.status))
        if told is None:
            yield f"status {response.status} is not described"
            return
        for media in self._resolved(told).get("content", {}).values():
            body = json.loads(response.body)
            if "null" in told.get("description", ""):
                # In words only: a channel's setting that is null is that of the whole store.
                body["data"] = {name: one for name, one in body["data"].items() if one is not None}
            yield from self.validators.problems(self.document, media.get("schema", {}), body)

    def _query_problems(self, parameter: Json, text: str) -> Iterator[str]:
        schema = self._resolved(parameter["schema"])
        words = text.split(",") if ":in" in parameter["name"] or schema.get("explode") else [text]
        if schema.get("type") == "array":
            schema, words = self._resolved(schema["items"]), text.split(",")
        if parameter["name"] == "sort":
            words = [text.partition(":")[0]]
        for word in words:
            number = schema.get("type") in {"integer", "number"} and word.isdigit()
            value = int(word) if number else word
            yield from self.validators.problems(self.document, schema, value)

    def _resolved(self, node: Json) -> Json:
        return resolved(self.document, node)


class Validators:
    """OpenAPI 3.0 schemas as JSON Schema: `nullable` allows null, all else is the same."""

    def problems(self, document: Json, schema: Json, value: Any) -> Iterator[str]:
        resource = DRAFT4.create_resource(document)
        registry: Registry[Any] = Registry().with_resource(HERE, resource)
        validator = jsonschema.Draft4Validator(schema, registry=registry)
        for error in validator.iter_errors(value):
            yield f"{error.json_path}: {error.message[:200]}"


@cache
def documents() -> Mapping[str, Json]:
    """By their names; the calling test is skipped where they are absent."""
    folder = shared("schemas/bigcommerce")
    return {name: _nullable(_loaded(folder / name)) for name in FILES}


def _loaded(path: Path) -> Any:
    # Python's own loader takes ten seconds for them.
    return yaml.load(path.read_text(), yaml.CSafeLoader)


def operation_of(request: Request) -> Operation | None:
    """None for a path that no file describes and that is known to be in none."""
    found = _VERSION.search(request.path)
    assert found, f"{request.path} is no path of the API"
    version, path = found.groups()
    for name, document in documents().items():
        if f".{version}." not in name:
            continue
        for pattern, item in document["paths"].items():
            if _matches(pattern, path) and request.method.lower() in item:
                return _operation(document, item, item[request.method.lower()])
    assert any(one in request.path for one in UNLISTED_PATHS), f"no such path: {request.path}"
    return None


def resolved(document: Json, node: Json) -> Json:
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix(f"{HERE}#/").split("/"):
            target = target[part.replace("~1", "/")]
        node = target
    return node


def _operation(document: Json, item: Json, described: Json) -> Operation:
    both = [*item.get("parameters", ()), *described.get("parameters", ())]
    parameters = [resolved(document, one) for one in both]
    return Operation(document, parameters, described, Validators())


def _matches(pattern: str, path: str) -> bool:
    """A name in braces stands for a number."""
    return re.fullmatch(re.sub(r"\{[^}]+\}", r"\\d+", pattern), path) is not None


def _nullable(node: Any) -> Any:
    """References made absolute; null among the types and values where `nullable` says so."""
    if isinstance(node, list):
        return [_nullable(one) for one in node]
    if not isinstance(node, dict):
        return node
    told = {key: _nullable(value) for key, value in node.items()}
    if isinstance(told.get("$ref"), str):
        told["$ref"] = f"{HERE}{told['$ref']}"
    if "oneOf" in told:
        # The files' alternatives overlap: nothing in them is required.
        told["anyOf"] = told.pop("oneOf")
    if told.pop("nullable", False) and isinstance(told.get("type"), str):
        told["type"] = [told["type"], "null"]
        if "enum" in told:
            told["enum"] = [*told["enum"], None]
    return told
