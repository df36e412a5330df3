"""One request and its one answer: sent once, read whole within its limits of size and time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
import requests
import urllib3
from requests.auth import AuthBase

from connectors.answers import RawAnswer
from connectors.errors import ConnectorError, Unavailable, Unintelligible
from connectors.transport import DEADLINE_FACTOR, no_answer
from ledger.instants import Clock

CONNECT_SECONDS: Final = 10.0

ANSWER_BYTES_MAX: Final = 64 * 1024 * 1024
"""A page of 100 orders with 1,000 lines each is about 60 MB unpacked; more is no answer of ours."""

CHUNK_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is sent. ``body`` goes as JSON, ``form`` as a form; ``cost`` is taken of the budget."""

    method: str
    path: str
    query: Mapping[str, Any] | None
    headers: Mapping[str, str] | None
    body: Any
    form: Mapping[str, str] | None
    read_seconds: float
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What stands between us and one address, whatever is asked."""

    address: str
    session: requests.Session
    auth: AuthBase | None
    verify: str | bool
    clock: Clock

    def exchange(self, call: Call, where: str) -> RawAnswer:
        """Raises the connectors' errors; an answer that tells a failure is an answer here."""
        failure: ConnectorError
        try:
            return self._exchange(call, where)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            failure = no_answer(where, error)
        # Raised out here, it drags no library's error along: those hold addresses with their keys.
        raise failure

    def _exchange(self, call: Call, where: str) -> RawAnswer:
        response = self.session.request(
            call.method,
            self.address + call.path,
            params=call.query,
            data=_content(call),
            headers=_headers(call),
            auth=self.auth,
            timeout=(CONNECT_SECONDS, call.read_seconds),
            allow_redirects=False,
            stream=True,
            verify=self.verify,
        )
        with response:
            content = self._read(response, call.read_seconds * DEADLINE_FACTOR, where)
            return RawAnswer(response.status_code, response.headers, content)

    def _read(self, response: requests.Response, seconds: float, where: str) -> bytes:
        """The whole body, unpacked.

        The real transport ends by itself what takes too long by the machine's time; here it ends
        by our clock, which in a fake world is the only one that moves.
        """
        began = self.clock()
        parts: list[bytes] = []
        size = 0
        while chunk := response.raw.read1(CHUNK_BYTES, decode_content=True):
            parts.append(chunk)
            size += len(chunk)
            if size > ANSWER_BYTES_MAX:
                raise Unintelligible(
                    f"{where}: the answer does not end (over {ANSWER_BYTES_MAX} bytes); is the "
                    "address right?"
                )
            if (self.clock() - began).total_seconds() > seconds:
                raise Unavailable(
                    f"{where}: the answer drips in too slowly; try again later", effect_unknown=True
                )
        return b"".join(parts)


def _content(call: Call) -> bytes | None:
    if call.form is not None:
        return urlencode(call.form).encode()
    return None if call.body is None else msgspec.json.encode(call.body)


def _headers(call: Call) -> dict[str, str]:
    """Squeezed answers always: a page of orders is a tenth of its size then."""
    kind = "application/json" if call.form is None else "application/x-www-form-urlencoded"
    return {
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "Content-Type": kind,
        **(call.headers or {}),
    }
