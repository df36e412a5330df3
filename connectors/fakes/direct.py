"""A fake storefront as a requests transport adapter: no sockets, no real time."""

import io
from collections.abc import Iterator

import requests
import urllib3
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers

from connectors.fakes.fronts import (
    Delivery,
    Request,
    Sleep,
    Storefront,
    Wire,
    no_sleep,
    on_the_wire,
    read_request,
)
from ledger.instants import Clock


class DirectAdapter(BaseAdapter):
    """Mount it on a session under the address that the shop shall have.

    ``sleep`` is told every wait, so that a virtual clock can advance. An answer that would take
    longer than the client's read time limit takes effect and is then lost, as it would be.
    """

    def __init__(self, storefront: Storefront, *, clock: Clock, sleep: Sleep = no_sleep) -> None:
        super().__init__()
        self._storefront = storefront
        self._clock = clock
        self._sleep = sleep

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: object = True,
        cert: object = None,
        proxies: object = None,
    ) -> requests.Response:
        asked = _read_prepared(request)
        answer = self._storefront.handle(asked, self._clock())
        limit = _read_seconds(timeout)
        if answer.delivery is Delivery.SILENT or answer.seconds > limit:
            self._time_out(request, limit)
        self._sleep(answer.seconds)
        if answer.delivery is Delivery.DROPPED:
            raise requests.ConnectionError("connection closed without an answer", request=request)
        return _build(request, on_the_wire(asked, answer, self._sleep))

    def close(self) -> None:
        """Nothing is held open."""

    def _time_out(self, request: requests.PreparedRequest, limit: float) -> None:
        if limit == float("inf"):
            raise RuntimeError("the client set no read time limit; a real one would hang for ever")
        self._sleep(limit)
        raise requests.ReadTimeout(f"read timed out after {limit} s", request=request)


def _read_prepared(request: requests.PreparedRequest) -> Request:
    body = request.body or b""
    return read_request(
        request.method or "GET",
        request.url or "",
        headers={name: _text(value) for name, value in request.headers.items()},
        body=body.encode() if isinstance(body, str) else bytes(body),
    )


def _text(value: str | bytes) -> str:
    """A header value may be bytes, and signers make it so."""
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _read_seconds(timeout: object) -> float:
    """The read limit out of everything that requests takes as ``timeout``."""
    if isinstance(timeout, tuple):
        timeout = timeout[1]
    if isinstance(timeout, urllib3.Timeout):
        timeout = timeout.read_timeout
    return float(timeout) if isinstance(timeout, int | float) else float("inf")


def _build(request: requests.PreparedRequest, wire: Wire) -> requests.Response:
    response = requests.Response()
    response.status_code = wire.status
    response.reason = wire.reason
    response.url = request.url or ""
    response.request = request
    response.headers = CaseInsensitiveDict(wire.headers)
    response.encoding = get_encoding_from_headers(response.headers)
    response.raw = urllib3.HTTPResponse(
        body=io.BufferedReader(_Body(wire.pieces)),
        headers=wire.headers,
        status=wire.status,
        reason=wire.reason,
        preload_content=False,
        request_method=request.method,
    )
    return response


class _Body(io.RawIOBase):
    """The pieces of a body as a stream, one piece a read at most."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
