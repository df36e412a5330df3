"""What a fake storefront is, and what its two fronts have in common.

A fake is anything with ``handle(request, now) -> Response``: plain values in and out, the clock
passed in. ``loopback`` serves it over real HTTP, ``direct`` plugs it into a requests session
without sockets; both give the client the same answer and carry out the same bad manners.
A front without a ``sleep`` takes no time at all; with one it takes what the real platform would.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

Sleep = Callable[[float], None]

ENDLESS_BYTES_MAX: Final = 256 * 1024 * 1024
"""A client that sets no limit of its own is found out here instead of hanging for ever."""

DRIP_SECONDS: Final = 0.05
"""Between two dripped bytes: short for a test, yet ten bytes outlast a patient half second."""

_GZIP_BYTES_MIN: Final = 1_000
"""Below this an answer fits one packet, and squeezing it buys nothing."""


class Delivery(StrEnum):
    """How an answer reaches the client."""

    WHOLE = "whole"
    DROPPED = "dropped"
    """The connection closes without an answer."""
    SILENT = "silent"
    """No answer ever comes; the client's own time limit has to end it."""
    CUT = "cut"
    """Half of the body, then the connection closes."""
    DRIPPING = "dripping"
    """One byte at a time."""
    ENDLESS = "endless"
    """The body again and again, without an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as a storefront sees it. Header names are lower case, the path is decoded."""

    method: str
    url: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def scheme(self) -> str:
        return urlsplit(self.url).scheme

    @property
    def host(self) -> str:
        """With the port, where the address names one."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer. ``seconds`` is the time the real platform would have taken for it."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0
    delivery: Delivery = Delivery.WHOLE


class Storefront(Protocol):
    """Anything that answers requests; ``now`` is the platform's clock at that moment."""

    def handle(self, request: Request, now: datetime) -> Response: ...


def read_request(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes = b""
) -> Request:
    """A request as a client sent it to the absolute address ``url``."""
    parts = urlsplit(url)
    return Request(
        method=method.upper(),
        url=url,
        path=unquote(parts.path) or "/",
        query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        headers={name.lower(): value for name, value in headers.items()},
        body=body,
    )


def no_sleep(seconds: float) -> None:
    """Time does not pass in this front."""


@dataclass(frozen=True, slots=True)
class Wire:
    """An answer as it goes over the wire: its headers, and the pieces of its body."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]

    @property
    def reason(self) -> str:
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return "Unknown"


def on_the_wire(request: Request, response: Response, sleep: Sleep) -> Wire:
    """The answer for this client; gzip where it is asked for."""
    headers, body = dict(response.headers), response.body
    if _may_squeeze(request, response):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    if response.delivery is not Delivery.ENDLESS:
        headers["Content-Length"] = str(len(body))
    return Wire(response.status, headers, _pieces(response.delivery, body, sleep))


def _may_squeeze(request: Request, response: Response) -> bool:
    return (
        response.delivery is Delivery.WHOLE
        and "Content-Encoding" not in response.headers
        and len(response.body) >= _GZIP_BYTES_MIN
        and "gzip" in request.headers.get("accept-encoding", "")
    )


def _pieces(delivery: Delivery, body: bytes, sleep: Sleep) -> Iterator[bytes]:
    if delivery is Delivery.CUT:
        yield body[: len(body) // 2]
    elif delivery is Delivery.DRIPPING:
        for position in range(len(body)):
            sleep(DRIP_SECONDS)
            yield body[position : position + 1]
    elif delivery is Delivery.ENDLESS:
        for _ in range(ENDLESS_BYTES_MAX // max(1, len(body))):
            yield body or b" "
    else:
        yield body
