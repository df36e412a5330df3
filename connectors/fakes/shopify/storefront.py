"""The shop as API clients see it, and with its staff's hands on it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from graphql import DocumentNode, GraphQLError, GraphQLSchema

from connectors.fakes.fronts import Request, Response
from connectors.fakes.shopify.answers import OBJECTS_MAX, Documents, Root
from connectors.fakes.shopify.bulk import Bulk
from connectors.fakes.shopify.costs import Costs
from connectors.fakes.shopify.keys import Keys
from connectors.fakes.shopify.own_schema import own_schema
from connectors.fakes.shopify.points import COST_MAX, Points
from connectors.fakes.shopify.searches import told
from connectors.fakes.shopify.shop import ALL_SCOPES, Shop, whole_second
from connectors.fakes.shopify.staff import Staff
from connectors.fakes.shopify.stock import Quantities

VERSION: Final = "2026-10"

TOKEN: Final = "shpat_fake_token"
CLIENT_ID: Final = "fake-client"
CLIENT_SECRET: Final = "fake-client-secret"

_UNKNOWN_TOKEN: Final = "[API] Invalid API key or access token (unrecognized login)"


class Shopify(Staff):
    """A storefront (connectors.fakes.fronts). ``schema``: the official one, where it is at hand.

    ``served``: the version that answers whatever is asked, when the asked one is dead. ``lag``:
    of the search index. ``seen`` counts the documents by their names.
    """

    def __init__(
        self,
        *,
        name: str = "Fake shop",
        scopes: Iterable[str] = ALL_SCOPES,
        schema: GraphQLSchema | None = None,
        served: str = VERSION,
        lag: timedelta = timedelta(),
        objects_max: int = OBJECTS_MAX,
    ) -> None:
        super().__init__(Shop(name=name, scopes=scopes))
        self.documents = Documents(schema or own_schema())
        self.keys = Keys(token=TOKEN, client_id=CLIENT_ID, secret=CLIENT_SECRET)
        self.points = Points()
        self.quantities = Quantities(self.shop)
        self.bulk = Bulk(self.shop, self.documents)
        self.seen: list[str] = []
        self._served = served
        self._lag = lag
        self._objects_max = objects_max

    def handle(self, request: Request, now: datetime) -> Response:
        headers = {"Date": format_datetime(whole_second(now), usegmt=True)}
        if request.path.startswith("/files/"):
            return self._file(request)
        if request.path == "/admin/oauth/access_token":
            status, body = self._token(request, now)
        elif not request.path.startswith("/admin/api/"):
            status, body = 404, {"errors": "Not Found"}
        elif not self.keys.knows(request.headers.get("x-shopify-access-token", ""), now):
            status, body = 401, {"errors": _UNKNOWN_TOKEN}
        else:
            status, body = 200, self._asked(request, now)
            headers["X-Shopify-API-Version"] = self._served
        return Response(
            status=status,
            headers={"Content-Type": "application/json; charset=utf-8", **headers},
            body=json.dumps(body).encode(),
        )

    def _token(self, request: Request, now: datetime) -> tuple[int, Mapping[str, Any]]:
        found = self.keys.grant(dict(parse_qsl(request.body.decode())), now)
        if found is None:
            return 400, {"error": "application_cannot_be_found"}
        return 200, found | {"scope": ",".join(sorted(self.shop.scopes))}

    def _asked(self, request: Request, now: datetime) -> Mapping[str, Any]:
        asked = json.loads(request.body)
        self.seen.append(str(asked.get("operationName")))
        try:
            document, errors = self.documents.read(asked["query"])
        except GraphQLError as error:
            errors = [error]
        if errors:
            return {"errors": [_told(one) for one in errors]}
        variables = asked.get("variables") or {}
        costs = Costs(self.documents.schema, document, variables)
        requested = costs.of()
        if requested > COST_MAX:
            text = f"Query cost is {requested:.0f}, which exceeds the single query max cost limit"
            return _failed("MAX_COST_EXCEEDED", text, self.points.told(requested, None))
        if not self.points.take(requested, now):
            return _failed("THROTTLED", "Throttled", self.points.told(requested, None))
        parts = urlsplit(request.url)
        body = self._executed(
            document, variables, now=now, address=f"{parts.scheme}://{parts.netloc}"
        )
        actual = min(requested, costs.of(body.get("data") or {}))
        self.points.give_back(requested - actual)
        body["extensions"]["cost"] = self.points.told(requested, actual)
        return body

    def _executed(
        self, document: DocumentNode, variables: Mapping[str, Any], *, now: datetime, address: str
    ) -> dict[str, Any]:
        root = Root(
            shop=self.shop,
            now=whole_second(now),
            lag=self._lag,
            objects_max=self._objects_max,
        )
        fields = {
            **root.queries(self.bulk.seen(address, now)),
            "inventorySetQuantities": lambda **given: self.quantities.write(
                given["input"], _key(document, variables)
            ),
            "bulkOperationRunQuery": lambda **given: self.bulk.run(
                given["query"], grouped=given.get("groupObjects", False), now=now
            ),
        }
        result = self.documents.execute(document, variables, fields)
        body: dict[str, Any] = {"data": result.data, "extensions": {}}
        if result.errors:
            body["errors"] = [_told(one) for one in result.errors]
        if warnings := told(root.searches):
            body["extensions"]["search"] = warnings
        return body

    def _file(self, request: Request) -> Response:
        """A part of it where one is asked for; the address is its own key."""
        content = self.bulk.file(int(request.path.rpartition("/")[2]))
        if content is None or ("signature", "secret-signature") not in request.query:
            return Response(status=404)
        wanted = request.headers.get("range", "")
        if not wanted:
            return Response(status=200, body=content)
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        if int(first) >= len(content):
            return Response(status=416)
        return Response(status=206, body=content[int(first) : int(last) + 1])


def _key(document: DocumentNode, variables: Mapping[str, Any]) -> str | None:
    """Of the directive on the field."""
    selected = document.definitions[0].selection_set.selections[0]  # type: ignore[attr-defined]
    for directive in selected.directives:
        if directive.name.value == "idempotent":
            return str(variables[directive.arguments[0].value.name.value])
    return None


def _told(error: GraphQLError) -> dict[str, Any]:
    return {"message": error.message, "extensions": dict(error.extensions or {})}


def _failed(code: str, message: str, cost: Mapping[str, Any]) -> dict[str, Any]:
    """In HTTP 200 all the same."""
    error = {"message": message, "extensions": {"code": code}}
    return {"errors": [error], "extensions": {"cost": cost}}
