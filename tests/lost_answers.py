"""A line to a real PostgreSQL that breaks at a writer's COMMIT: before the server, or after."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

_CHUNK: Final = 1 << 16
_COMMIT: Final = b"COMMIT\0"
"""With the end of the statement: others name the level READ COMMITTED."""
_INSERT: Final = b"INSERT INTO"
_SECONDS_MAX: Final = 30
"""Of waiting for a server that answers within milliseconds."""


class Breaks(StrEnum):
    """When the line breaks, which the client cannot tell apart."""

    NEVER = "never"
    BEFORE = "before the commit"
    AFTER = "after the commit"


class Line:
    """``breaks`` may be set at any time; each connection has a thread of its own."""

    def __init__(self, server: Path) -> None:
        self.breaks = Breaks.NEVER
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            server.connect(str(self._server))
            server.settimeout(_SECONDS_MAX)
            answers = threading.Thread(target=_copy, args=(server, client), daemon=True)
            self._listen_to(client, server, answers)

    def _listen_to(
        self, client: socket.socket, server: socket.socket, answers: threading.Thread
    ) -> None:
        wrote = False
        answers.start()
        while asked := client.recv(_CHUNK):
            if self.breaks is not Breaks.NEVER and wrote and _COMMIT in asked:
                self._break(client, server, asked, answers)
                return
            wrote = wrote or _INSERT in asked
            server.sendall(asked)

    def _break(
        self, client: socket.socket, server: socket.socket, asked: bytes, answers: threading.Thread
    ) -> None:
        # Nothing more reaches the client, whatever the server says.
        client.shutdown(socket.SHUT_WR)
        if self.breaks is Breaks.AFTER:
            server.sendall(asked)
            # Its answer finds no client any more; only then is it certain that it has committed.
            answers.join(_SECONDS_MAX)
        server.shutdown(socket.SHUT_WR)
        client.close()


def _copy(source: socket.socket, destination: socket.socket) -> None:
    with suppress(OSError):
        while answered := source.recv(_CHUNK):
            destination.sendall(answered)


@contextmanager
def line_to(url: str) -> Iterator[tuple[Line, str]]:
    """A line to the server of this address, and the address by which it is used."""
    base, _, folder = url.partition("?host=")
    line = Line(Path(folder) / ".s.PGSQL.5432")
    threading.Thread(target=line.serve, daemon=True).start()
    try:
        yield line, base.replace("@/", f"@127.0.0.1:{line.port}/") + "?sslmode=disable"
    finally:
        line.close()
