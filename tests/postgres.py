"""A private PostgreSQL for one test run: started when first asked for, shared by all workers.

The run reserves a folder and a guard. Whoever needs the server first starts it in that folder;
the guard stops it and removes the folder when the run ends, however it ends.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine

MISSING: Final = "PostgreSQL is missing, so this is not tested on it: apt-get install postgresql"

START_SECONDS_MAX: Final = 60
"""A cluster starts in under a second; a machine under load may take longer."""

_SETTINGS: Final = """
# Reached by its socket alone: no port to be taken meanwhile, and nothing listens on the network.
listen_addresses = ''
unix_socket_directories = '{folder}'
# For every worker a few connections, and for race tests some more.
max_connections = 200
# What a power cut would destroy is thrown away anyway.
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""

_STRATEGY_SINCE: Final = 15
"""The first version of PostgreSQL that can be told how to copy a database."""

_GUARD: Final = 'cat; "$1/pg_ctl" stop --pgdata "$2/data" --mode immediate; rm -rf "$2"'
"""Waits until its standard input ends, which happens even when the test run is killed."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """The folder in which the server of this run may be started."""

    folder: Path
    _guard: "subprocess.Popen[bytes]"

    def release(self) -> None:
        """Stop the server, if it was started, and leave nothing behind."""
        self._guard.communicate()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server on which databases come and go."""

    folder: Path
    _engine: Engine

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """The name of a new database, a copy of ``template``, dropped at the end."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} {self._copying()}")
        yield name
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _copying(self) -> str:
        """Copying files takes a quarter of the time of what is the default since version 15."""
        version = float((self.folder / "data" / "PG_VERSION").read_text())
        return "STRATEGY FILE_COPY" if version >= _STRATEGY_SINCE else ""

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)


def reserve() -> Reservation | None:
    """None where PostgreSQL is not installed."""
    binaries = find_binaries()
    if binaries is None:
        return None
    # Its own user cannot enter a private parent folder, which temporary folders often are.
    folder = Path(tempfile.mkdtemp(prefix="stockbook-postgresql-", dir="/var/tmp"))
    if _server_user():
        shutil.chown(folder, "postgres", "postgres")
    guard = subprocess.Popen(
        ["sh", "-c", _GUARD, "guard", binaries, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # A Ctrl-C is for the tests: the guard must outlive them.
        start_new_session=True,
        **_server_user(),
    )
    return Reservation(folder, guard)


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """The server of a reserved folder, started now if no other worker has done so."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "data" / "postmaster.pid").exists():
            _start(folder)
    url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    yield Server(folder, engine)
    engine.dispose()


def find_binaries() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version first; None where there is none."""
    versioned = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(versioned, key=lambda one: float(one.parent.name), reverse=True)
    on_path = [Path(found).resolve().parent for found in (shutil.which("initdb"),) if found]
    return next((one for one in (*newest_first, *on_path) if (one / "initdb").exists()), None)


def _start(folder: Path) -> None:
    binaries = find_binaries()
    assert binaries is not None, "the programs have vanished since the run began"
    data = folder / "data"
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    _run(binaries / "initdb", "--pgdata", data, *options)
    with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS.format(folder=folder))
    wait = ("--wait", f"--timeout={START_SECONDS_MAX}")
    _run(binaries / "pg_ctl", "start", "--pgdata", data, "--log", folder / "server.log", *wait)


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", check=False, **_server_user()
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


def _server_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then its own user runs it."""
    if os.getuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}
