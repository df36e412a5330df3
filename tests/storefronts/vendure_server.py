"""A real Vendure server of its own for a run of tests, with nothing in its shop."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests import postgres
from tests.storefronts.servers import free_port, run, serving, workshop


@contextmanager
def vendure_server(postgresql: postgres.Server) -> Iterator[str]:
    """Its address. Vendure is GPL-3: a program beside ours, for tests only."""
    with postgresql.database() as name, workshop("vendure") as folder:
        port = free_port()
        environment = {
            "VENDURE_DATABASE": name,
            "VENDURE_DATABASE_HOST": str(postgresql.folder),
            "VENDURE_PORT": str(port),
            "VENDURE_DISABLE_TELEMETRY": "true",
            # In production it refuses the password that everybody knows.
            "NODE_ENV": "test",
        }
        run(folder, ("node", "server.js", "populate"), environment)
        address = f"http://127.0.0.1:{port}"
        with serving(folder, ("node", "server.js"), environment, healthy=f"{address}/health"):
            yield address
