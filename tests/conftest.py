"""What all tests share: the two engines, each with a fresh, migrated database a test."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import create_engine, text

from ledger.database import open_engine
from ledger.migrations.upgrade import upgrade
from tests import postgres

_CLUSTER: Final = pytest.StashKey[postgres.Cluster | None]()
_URL: Final = pytest.StashKey[str | None]()

MISSING: Final = "PostgreSQL is missing, so this is not tested on it: apt-get install postgresql"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engines", default="sqlite,postgresql", help="databases to test on")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that the workers are started from."""
    workerinput = getattr(config, "workerinput", None)
    if workerinput is not None:
        config.stash[_URL] = workerinput["postgresql_url"]
        return
    wanted = "postgresql" in config.getoption("--engines")
    cluster = postgres.start() if wanted else None
    if wanted and cluster is None and os.environ.get("CI") == "true":
        raise pytest.UsageError(MISSING)
    config.stash[_CLUSTER] = cluster
    config.stash[_URL] = cluster.url if cluster else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of pytest-xdist where the database is."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]  # xdist has no types
    node.workerinput["postgresql_url"] = config.stash[_URL]  # type: ignore[attr-defined]  # likewise


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(_CLUSTER, None):
        cluster.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for an engine runs on each."""
    if "engine_name" in metafunc.fixturenames:
        engines = metafunc.config.getoption("--engines").split(",")
        metafunc.parametrize("engine_name", engines)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A migrated SQLite file to copy: faster than migrating for every test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path.read_bytes()


@pytest.fixture(scope="session")
def postgresql_template(pytestconfig: pytest.Config) -> Iterator[str]:
    """The name of a migrated database to copy, one for each worker."""
    url = pytestconfig.stash[_URL]
    if url is None:
        pytest.skip(MISSING)
    name = f"template_{uuid.uuid4().hex[:12]}"
    _execute(url, f"CREATE DATABASE {name}")
    engine = open_engine(f"{url}/{name}")
    upgrade(engine)
    engine.dispose()
    yield name
    _execute(url, f"DROP DATABASE {name}")


@pytest.fixture
def empty_url(engine_name: str, tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of a database with nothing in it."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'stockbook.db'}"
        return
    url = pytestconfig.stash[_URL]
    if url is None:
        pytest.skip(MISSING)
    yield from _postgresql_database(url, "template0")


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with our schema and nothing else in it."""
    if engine_name == "sqlite":
        path = tmp_path / "stockbook.db"
        path.write_bytes(request.getfixturevalue("sqlite_template"))
        yield f"sqlite:///{path}"
        return
    template = request.getfixturevalue("postgresql_template")
    yield from _postgresql_database(str(request.config.stash[_URL]), template)


def _postgresql_database(url: str, template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    _execute(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{url}/{name}"
    _execute(url, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: str, statement: str) -> None:
    engine = create_engine(
        f"{url}/postgres".replace("postgresql:", "postgresql+psycopg:"),
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
