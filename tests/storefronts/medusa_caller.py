"""One user of a Medusa server's API."""

from typing import Any

import requests


class Caller:
    """Requests with these headers."""

    def __init__(self, address: str, **headers: str) -> None:
        self.address = address
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.update(headers)

    def raw(self, method: str, path: str, body: object = None, **query: Any) -> requests.Response:
        return self._session.request(
            method, self.address + path, json=body, params=query, timeout=60
        )

    def __call__(self, method: str, path: str, body: object = None, **query: Any) -> Any:
        """The answer. Raises AssertionError for a failure."""
        answer = self.raw(method, path, body, **query)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()
