"""A plain REST client of the fake shop: what the recorded exchanges were made with."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from connectors.fakes.fronts import read_request
from connectors.fakes.woocommerce import Key, WooCommerce

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(slots=True)
class Client:
    """With Basic, as the right key unless another is given; ``address`` is over TLS as a rule."""

    shop: WooCommerce
    key: Key | None = Key()  # noqa: RUF009  # a frozen value
    now: datetime = NOON
    address: str = "https://shop.example/wp-json/wc/v3"

    def ask(
        self, method: str, path: str, query: Mapping[str, object] | None = None, body: Any = None
    ) -> Said:
        pairs = {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in (query or {}).items()
        }
        url = f"{self.address}{path}?{urlencode(pairs)}"
        headers = {"Content-Type": "application/json"}
        if self.key is not None:
            pair = f"{self.key.consumer_key}:{self.key.consumer_secret}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        text = body if isinstance(body, str) else json.dumps(body)
        content = b"" if body is None else text.encode()
        request = read_request(method, url, headers=headers, body=content)
        answer = self.shop.handle(request, self.now)
        return Said(answer.status, answer.headers, json.loads(answer.body))
