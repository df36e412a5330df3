"""A real Medusa server of its own for a run of tests, with nothing in its shop."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from tests import postgres
from tests.storefronts.servers import free_port, run, serving, workshop

USER: Final = "admin@example.test"
PASSWORD: Final = "for-tests-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class MedusaServer:
    """``database_url``: to look behind, and to throw away what the API does not."""

    address: str
    database_url: str


@contextmanager
def medusa_server(postgresql: postgres.Server) -> Iterator[MedusaServer]:
    with postgresql.database() as name, workshop("medusa") as folder:
        environment = {
            # Two of its parts read the folder of the socket from two places.
            "DATABASE_URL": f"postgres://postgres@localhost/{name}?host={postgresql.folder}",
            "DATABASE_FOLDER": str(postgresql.folder),
            "MEDUSA_DISABLE_TELEMETRY": "true",
            "NODE_ENV": "production",
        }
        medusa = ("node", "node_modules/@medusajs/cli/cli.js")
        run(folder, (*medusa, "db:migrate"), environment)
        run(folder, (*medusa, "user", "--email", USER, "--password", PASSWORD), environment)
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        start = (*medusa, "start", "--host", "127.0.0.1", "--port", str(port))
        with serving(folder, start, environment, healthy=f"{address}/health"):
            yield MedusaServer(address=address, database_url=postgresql.url(name))
