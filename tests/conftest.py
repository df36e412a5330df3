"""What all tests share: the two engines, and a fresh database on each for every test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import settings

from ledger.database import open_engine
from ledger.migrations.upgrade import upgrade
from tests import laws, postgres
from tests.scheduling import OneWorkerForEachServer

collect_ignore = ["thirdparty"]
"""Packages of others, which are tested where they are installed."""

_RESERVATION: Final = pytest.StashKey[postgres.Reservation]()
_FOLDER: Final = pytest.StashKey[Path | None]()

# A busy machine is no failure, so neither profile has a deadline.
settings.load_profile(laws.FULL_PROFILE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engines", default="sqlite,postgresql", help="databases to test on")


def pytest_configure(config: pytest.Config) -> None:
    """Decide where PostgreSQL will run, once, in the process that starts the workers."""
    if hasattr(config, "workerinput"):
        told = config.workerinput["postgresql_folder"]
        config.stash[_FOLDER] = Path(told) if told else None
        return
    config.stash[_FOLDER] = None
    if "postgresql" not in _engines(config):
        return
    if reservation := postgres.reserve():
        config.stash[_RESERVATION] = reservation
        config.stash[_FOLDER] = reservation.folder
    elif os.environ.get("CI"):
        raise pytest.UsageError(postgres.MISSING)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where PostgreSQL runs."""
    folder = node.config.stash[_FOLDER]
    node.workerinput["postgresql_folder"] = str(folder) if folder else ""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneWorkerForEachServer:
    return OneWorkerForEachServer(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    if reservation := config.stash.get(_RESERVATION, None):
        reservation.release()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for an engine, or for a database, runs on each engine."""
    if "engine_name" in metafunc.fixturenames:
        metafunc.parametrize("engine_name", _engines(metafunc.config))


@pytest.fixture
def empty_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'stockbook.db'}"
        return
    server: postgres.Server = request.getfixturevalue("postgresql_server")
    with server.database() as name:
        yield server.url(name)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with our schema and nothing else in it."""
    template = request.getfixturevalue(f"{engine_name}_template")
    if engine_name == "sqlite":
        path = tmp_path / "stockbook.db"
        path.write_bytes(template)
        yield f"sqlite:///{path}"
        return
    server: postgres.Server = request.getfixturevalue("postgresql_server")
    with server.database(template=template) as name:
        yield server.url(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite file to copy: faster than migrating for every test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path.read_bytes()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: postgres.Server) -> Iterator[str]:
    """The name of a migrated database to copy, one for each worker."""
    with postgresql_server.database() as name:
        _migrate(postgresql_server.url(name))
        yield name


@pytest.fixture(scope="session")
def postgresql_server(pytestconfig: pytest.Config) -> Iterator[postgres.Server]:
    folder = pytestconfig.stash[_FOLDER]
    if folder is None:
        asked = "postgresql" in _engines(pytestconfig)
        pytest.skip(postgres.MISSING if asked else "--engines leaves PostgreSQL out")
    with postgres.running(folder) as server:
        yield server


@pytest.fixture
def postgresql_url(postgresql_server: postgres.Server, postgresql_template: str) -> Iterator[str]:
    """For what only PostgreSQL does: a database with our schema and nothing else in it."""
    with postgresql_server.database(template=postgresql_template) as name:
        yield postgresql_server.url(name)


def _engines(config: pytest.Config) -> list[str]:
    wanted: str = config.getoption("--engines")
    return wanted.split(",")


def _migrate(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
