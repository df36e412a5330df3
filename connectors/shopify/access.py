"""Who we are to a shop, and what we may do there.

A server app of one's own asks for a token that lasts a day; apps made in the admin before 2026
have a permanent one. Each kind of fulfilment order needs a scope of its own: without it, its lines
are silently missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec

from connectors.answers import RawAnswer, clean, failure_of
from connectors.auth import Renewable, Token
from connectors.errors import ConnectorError, NotAuthorised, Refused
from connectors.http import Http
from connectors.shopify.documents_shop import ACCOUNT, LOCATIONS, SCOPES
from connectors.shopify.graph import Graph
from connectors.shopify.shapes import Shape
from connectors.shopify.shapes_shop import Location, Rows
from ledger.instants import Clock

HEADER: Final = "X-Shopify-Access-Token"

SCOPES_NEEDED: Final = (
    "read_orders",
    "read_all_orders",
    "read_returns",
    "read_products",
    "read_inventory",
    "write_inventory",
    "read_locations",
    "read_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "read_assigned_fulfillment_orders",
)

OLD_ORDERS: Final = "read_all_orders"
"""Without it orders older than 60 days look as if they had never been."""

WRITE: Final = "write_inventory"

LOCATIONS_MAX: Final = 1_000
"""As many as any plan has."""

PAGE: Final = 100


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: float | None = None


class _Denied(msgspec.Struct):
    error: str | None = None
    error_description: str | None = None


class _Scope(Shape):
    handle: str


class _Installation(Shape):
    access_scopes: list[_Scope]


class _Scopes(Shape):
    current_app_installation: _Installation


class Shop(Shape):
    id: str
    name: str
    iana_timezone: str


class _Account(_Scopes):
    shop: Shop


def granted_tokens(door: Http, client_id: str, secret: str, *, clock: Clock) -> Renewable:
    """The client credentials grant; there is nothing to refresh, one just asks again."""

    def fetch() -> Token:
        answer = door.request(
            "POST",
            "access_token",
            form={
                "grant_type": "client_credentials",
                "client_id": client_id,
                "client_secret": secret,
            },
            decode=_Granted,
            repeatable=True,
        ).value
        lasts = answer.expires_in
        ends = None if lasts is None else clock() + timedelta(seconds=lasts)
        return Token(text=answer.access_token, ends=ends)

    return Renewable(fetch, clock=clock, header=HEADER, form="{}")


def app_failure(raw: RawAnswer, where: str, *, now: datetime) -> ConnectorError | None:
    """What it means that no token is granted; the shop says it in OAuth's words."""
    found = failure_of(raw, where, now=now)
    if not isinstance(found, Refused | NotAuthorised):
        return found
    try:
        said = msgspec.json.decode(raw.content, type=_Denied)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        said = _Denied()
    words = clean(f"{said.error or ''} {said.error_description or ''}")
    return NotAuthorised(
        f"{where}: {raw.status} {words}".rstrip()
        + "; check client_id and client_secret, that the app is of the organisation that owns "
        "the shop, and that it is installed there",
        status=raw.status,
    )


def permanent_token(text: str, *, clock: Clock) -> Renewable:
    return Renewable(lambda: Token(text=text), clock=clock, header=HEADER, form="{}")


@dataclass(slots=True)
class Rights:
    """The scopes that the app was granted, asked for once."""

    graph: Graph
    _scopes: frozenset[str] | None = field(default=None)

    def missing(self) -> tuple[str, ...]:
        return tuple(one for one in SCOPES_NEEDED if not self.has(one))

    def has(self, scope: str) -> bool:
        """Who may write may read."""
        if self._scopes is None:
            found = self.graph.ask(SCOPES, {}, _Scopes)
            self._scopes = _handles(found)
        return scope in self._scopes or scope.replace("read_", "write_", 1) in self._scopes

    def shop(self) -> Shop:
        """Who it is; the scopes come along in the same call."""
        found = self.graph.ask(ACCOUNT, {}, _Account)
        self._scopes = _handles(found)
        return found.shop


def locations(graph: Graph) -> Iterator[Location]:
    """The active ones."""
    after: str | None = None
    for _ in range(LOCATIONS_MAX // PAGE):
        rows = graph.ask(LOCATIONS, {"first": PAGE, "after": after}, Rows[Location]).rows
        yield from rows.nodes
        after = rows.page_info.following(after)
        if after is None:
            return


def _handles(found: _Scopes) -> frozenset[str]:
    return frozenset(one.handle for one in found.current_app_installation.access_scopes)
