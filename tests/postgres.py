"""A private PostgreSQL for one test run: started once, shared by all workers, gone at the end."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

START_SECONDS_MAX: Final = 60
"""A cluster starts in under a second; a machine under load may take longer."""

SETTINGS: Final = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 60
listen_addresses = '127.0.0.1'
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """``url`` has no database name; append one."""

    folder: Path
    binaries: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}"

    def stop(self) -> None:
        _run(self.binaries / "pg_ctl", "stop", "-D", self.folder / "data", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


def find_binaries() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first; None where there is none."""
    versioned = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = [Path(found).parent for found in (shutil.which("initdb"),) if found]
    return next((one for one in (*versioned, *on_path) if (one / "initdb").exists()), None)


def start() -> Cluster | None:
    """A new empty cluster on a free port; None where PostgreSQL is not installed."""
    binaries = find_binaries()
    if binaries is None:
        return None
    # PostgreSQL refuses to run as root, and its user cannot enter a private parent folder.
    folder = Path(tempfile.mkdtemp(prefix="stockbook-postgresql-", dir="/var/tmp"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    cluster = Cluster(folder, binaries, _free_port())
    data = folder / "data"
    _run(binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8")
    socket_folder = f"unix_socket_directories = '{folder}'\n"
    _write(data / "postgresql.auto.conf", f"{SETTINGS}{socket_folder}port = {cluster.port}\n")
    log = folder / "server.log"
    wait = f"-t{START_SECONDS_MAX}"
    _run(binaries / "pg_ctl", "start", "-w", wait, "-D", data, "-l", log)
    return cluster


def _write(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _run(*command: object) -> None:
    words = [str(one) for one in command]
    if os.getuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    with tempfile.TemporaryFile() as output:
        # A file and not a pipe: the server keeps it open for as long as it runs.
        done = subprocess.run(words, stdout=output, stderr=output, cwd="/", check=False)
        if done.returncode:
            output.seek(0)
            text = output.read().decode(errors="replace")
            raise RuntimeError(f"{words[-1]} as {getpass.getuser()}: {text}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
