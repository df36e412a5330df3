"""The real transport: TLS as it is checked, and nothing that outlasts its deadline."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from connectors.errors import Refused, Unavailable
from connectors.fakes import mischief
from connectors.fakes.loopback import Loopback
from connectors.fakes.mischief import Mischief
from tests.connectors.doors import BEGIN, Counter, Door, door_on

pytestmark = pytest.mark.slow

READ_SECONDS = 0.2
DRIP_SECONDS = 0.02
"""Far below the read limit, so that only the deadline of the whole answer can end it."""


def ask(door: Door, address: str, method: str = "GET", *, ca_file: str | None = None) -> object:
    http = door.maker.to(address, key="ck_123456", secret="cs_123456", ca_file=ca_file)
    return http.request(method, "/", decode=dict[str, object], read_seconds=READ_SECONDS).value


@pytest.mark.parametrize(
    ("once", "drip"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"y"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + b"\0" * 6, b"n"),
    ],
    ids=[
        "status",
        "headers",
        "one header",
        "body",
        "body without length",
        "size of a chunk",
        "trailers",
        "gzip that yields nothing",
    ],
)
def test_a_drip_is_cut_off_wherever_it_drips(once: bytes, drip: bytes) -> None:
    """Our clock stands still here: it is the machine's time that ends it."""
    with dripping(once, drip) as address, door_on() as door:
        door.maker.adapter = None
        with pytest.raises(Unavailable, match=r"in time|failed or broke") as failure:
            ask(door, address, "POST")

        assert failure.value.effect_unknown


def test_a_certificate_of_ones_own_is_trusted_by_its_file(authority: Path) -> None:
    """And a write whose connection ends without an answer is in doubt over TLS too."""
    with shop(authority) as (planned, address), door_on() as door:
        door.maker.adapter = None

        assert ask(door, address, ca_file=str(authority)) == {"number": 0, "note": "." * 2_000}
        planned.plan(mischief.answer_dropped())
        with pytest.raises(Unavailable) as failure:
            ask(door, address, "POST", ca_file=str(authority))
        assert failure.value.effect_unknown


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(authority: Path) -> None:
    """No key is sent, and no pause would help."""
    with shop(authority) as (planned, address), door_on() as door:
        door.maker.adapter = None
        with pytest.raises(Refused, match="not trusted; set ca_file"):
            ask(door, address)

        assert (planned.seen, door.clock.slept) == ([], [])


def test_https_where_only_http_is_spoken_is_told() -> None:
    """The first word of the address may be wrong."""
    with Loopback(Mischief(Counter()), clock=lambda: BEGIN) as address, door_on() as door:
        door.maker.adapter = None
        with pytest.raises(Unavailable, match="begin with http or with https"):
            ask(door, address.replace("http:", "https:"))


@contextmanager
def shop(authority: Path) -> Iterator[tuple[Mischief, str]]:
    """A counter over TLS, and its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, authority.with_suffix(".key"))
    planned = Mischief(Counter())
    with Loopback(planned, clock=lambda: BEGIN, tls=context) as address:
        yield planned, address


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that vouches for itself; its key lies beside it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not here, so no certificate can be made")
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    command = f"{openssl} req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(path.with_suffix(".key")), "-out", str(path)]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    return path


@contextmanager
def dripping(once: bytes, drip: bytes) -> Iterator[str]:
    """A server that begins to answer, and then sends ``drip`` again and again until it is left."""
    stop = threading.Event()

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(once)
            while not stop.wait(DRIP_SECONDS):
                try:
                    connection.sendall(drip)
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()
