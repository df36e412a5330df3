"""The databases that tests are given, on both engines."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from ledger.database import open_engine
from ledger.schema import require_schema
from tests import postgres

RESERVE_AND_WAIT = """
import sys
from tests import postgres
reservation = postgres.reserve()
with postgres.running(reservation.folder):
    print(reservation.folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Callable[[str], Engine]:
    """Open an engine that is closed after the test."""

    def opener(url: str) -> Engine:
        engine = open_engine(url)
        request.addfinalizer(engine.dispose)
        return engine

    return opener


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_with_an_empty_database(
    turn: int, empty_url: str, opened: Callable[[str], Engine]
) -> None:
    """What one test leaves behind is not there for the next."""
    engine = opened(empty_url)

    assert inspect(engine).get_table_names() == []

    with engine.connect().execution_options(stockbook_writes=True) as connection:
        connection.exec_driver_sql("CREATE TABLE left_behind (id integer)")
        connection.commit()


def test_a_database_comes_with_our_schema(
    database_url: str, opened: Callable[[str], Engine]
) -> None:
    """A test that wants to book may do so at once."""
    with opened(database_url).connect() as connection:
        require_schema(connection)


@pytest.mark.slow
def test_a_killed_run_leaves_no_server_behind() -> None:
    """The server stops and its folder goes, even when the run has no time to say good-bye."""
    if postgres.find_binaries() is None:
        pytest.skip(postgres.MISSING)
    root = Path(__file__).parents[1]
    run = subprocess.Popen(
        [sys.executable, "-c", RESERVE_AND_WAIT],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    folder = Path(run.stdout.readline().strip())
    assert (folder / "data" / "postmaster.pid").exists()

    run.kill()
    run.communicate()

    _wait_until_gone(folder)


def _wait_until_gone(folder: Path) -> None:
    """The guard needs a moment; a minute is for a machine under load."""
    for _ in range(600):
        if not folder.exists():
            return
        time.sleep(0.1)
    pytest.fail(f"{folder} is still there")
