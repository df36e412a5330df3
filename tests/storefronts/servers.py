"""Real storefront servers for the tests: installed from npm packages, run on a private PostgreSQL.

`make storefronts` installs what the folders beside this file name, outside of the tree. A server
runs in a folder of its own, which is gone afterwards, and ends with the tests, however they end.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from tests import postgres

HERE: Final = Path(__file__).parent

BOOT_SECONDS_MAX: Final = 240
"""A server is up in 20 seconds on an idle machine; one that is busy with tests takes several times
that."""

_GUARD: Final = '"$@" </dev/null & pid=$!; cat; kill $pid; wait $pid'
"""Waits until its standard input ends, which happens even when the test run is killed."""


def installed(name: str) -> Path:
    """Where a storefront's npm packages lie. Without them the test is skipped, or fails in CI."""
    folder = cache_folder(name)
    missing = next(_missing(name, folder), None)
    if missing is None:
        return folder
    message = f"{missing}, so nothing is tested on a real {name} server"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def cache_folder(name: str) -> Path:
    """Another one for other packages."""
    lock = (HERE / name / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "stockbook" / "storefronts" / f"{name}-{sha256(lock).hexdigest()[:16]}"


def _missing(name: str, folder: Path) -> Iterator[str]:
    if shutil.which("node") is None:
        yield "Node.js is missing (version 20 or newer; then run: make storefronts)"
    if not (folder / "ready").exists():
        yield f"the npm packages of {name} are not installed (run: make storefronts)"
    if postgres.find_binaries() is None:
        yield postgres.MISSING


@contextmanager
def workshop(name: str) -> Iterator[Path]:
    """A folder with the storefront's own files and its packages, in which it may write."""
    packages = installed(name)
    with tempfile.TemporaryDirectory(prefix=f"stockbook-{name}-") as made:
        folder = Path(made)
        shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
        (folder / "node_modules").symlink_to(packages / "node_modules")
        yield folder


def run(folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> None:
    """A step of setting up. Raises RuntimeError with the end of what it printed."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=BOOT_SECONDS_MAX,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {(done.stdout + done.stderr)[-2000:]}")


@contextmanager
def serving(
    folder: Path, command: Sequence[str], environment: Mapping[str, str], *, healthy: str
) -> Iterator[None]:
    """The server, from when the address ``healthy`` answers 200. Its log is ``server.log``."""
    log = folder / "server.log"
    with log.open("wb") as written:
        guard = subprocess.Popen(
            ["sh", "-c", _GUARD, "guard", *command],
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.STDOUT,
            # A Ctrl-C is for the tests: the guard must outlive them.
            start_new_session=True,
        )
    try:
        _wait(healthy, log)
        yield
    finally:
        guard.communicate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(healthy: str, log: Path) -> None:
    until = time.monotonic() + BOOT_SECONDS_MAX
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(healthy, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"{healthy} does not answer: {log.read_text(errors='replace')[-2000:]}")
