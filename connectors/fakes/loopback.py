"""A fake storefront behind a real HTTP server on this machine only.

HTTP/1.1 with kept-alive connections and Nagle's delay off; over TLS where a context is given.
"""

import select
import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final

from connectors.fakes.fronts import (
    Delivery,
    Request,
    Response,
    Sleep,
    Storefront,
    no_sleep,
    on_the_wire,
    read_request,
)
from ledger.instants import Clock

BODY_BYTES_MAX: Final = 16 * 1024 * 1024
"""Far above any batch of 100 rows; a larger request is a fault of the caller."""

_SILENT_SECONDS_MAX: Final = 120.0
"""A client without a time limit is let go after this, so that no test hangs for ever."""

_LOOK_UP_SECONDS: Final = 0.05
"""How often a held connection is looked at: has the client left, does the server close?"""


class Loopback:
    """``with Loopback(storefront, clock=clock) as address:`` serves it at ``address``.

    Requests are handled one at a time. Hold ``busy`` to act on the storefront from elsewhere
    meanwhile. A fault of the fake itself is answered with 500 and raised again at the end.
    """

    def __init__(
        self,
        storefront: Storefront,
        *,
        clock: Clock,
        tls: ssl.SSLContext | None = None,
        sleep: Sleep = no_sleep,
    ) -> None:
        self.busy = threading.Lock()
        self.closing = threading.Event()
        self.sleep = sleep
        self._storefront = storefront
        self._clock = clock
        self._faults: list[Exception] = []
        self._server = _Server(partial(_Handler, self), tls)
        self.address = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> str:
        self._thread.start()
        return self.address

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()
        if self._faults and error is None:
            raise self._faults[0]

    def answer(self, request: Request) -> Response:
        with self.busy:
            try:
                return self._storefront.handle(request, self._clock())
            except Exception as fault:  # noqa: BLE001  # raised again when the server ends
                self._faults.append(fault)
                return Response(status=500, body=b"the fake itself failed")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: Callable[..., "_Handler"], tls: ssl.SSLContext | None) -> None:
        self._tls = tls
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self._tls:
            # The handshake waits for the connection's own thread; a slow one delays nobody else.
            connection = self._tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or distrusts our certificate, is part of the play."""

    def hang_up(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was faster


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, front: Loopback, *connection: Any) -> None:
        self._front = front
        super().__init__(*connection)

    def do_GET(self) -> None:
        request = self._read()
        if request is None:
            return self._write(Request(method="", url="", path=""), Response(status=413))
        response = self._front.answer(request)
        self._front.sleep(response.seconds)
        if response.delivery is Delivery.SILENT:
            self._hold()
        if response.delivery in (Delivery.SILENT, Delivery.DROPPED):
            self.close_connection = True
            return None
        return self._write(request, response)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = do_GET

    def _read(self) -> Request | None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > BODY_BYTES_MAX:
            return None
        scheme, _, authority = self._front.address.partition("://")
        host = self.headers.get("Host", authority)
        return read_request(
            self.command,
            f"{scheme}://{host}{self.path}",
            headers=dict(self.headers.items()),
            body=self.rfile.read(size),
        )

    def _write(self, request: Request, response: Response) -> None:
        wire = on_the_wire(request, response, self._front.sleep)
        whole = response.delivery in (Delivery.WHOLE, Delivery.DRIPPING)
        self.close_connection = self.close_connection or not whole
        self.send_response_only(wire.status, wire.reason)
        for name, value in wire.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in wire.pieces:
            if self._front.closing.is_set():
                return
            self.wfile.write(piece)

    def _hold(self) -> None:
        """Until the client gives up, the front closes, or nobody could still be waiting."""
        for _ in range(int(_SILENT_SECONDS_MAX / _LOOK_UP_SECONDS)):
            gone, _, _ = select.select([self.connection], [], [], _LOOK_UP_SECONDS)
            if gone or self._front.closing.is_set():
                return

    def log_message(self, format: str, *values: object) -> None:
        """A test's output is not the place for an access log."""
