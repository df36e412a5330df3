"""The two engines behave alike: how they connect, wait, and say what went wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from ledger.database import open_engine
from ledger.engines import BUSY_SECONDS
from ledger.errors import LedgerUnavailable, NotReady, Rejected
from ledger.migrations.upgrade import upgrade
from tests.ledger.databases import (
    ask,
    database_of,
    insert_items,
    on_connect,
    skus_in,
    stored_skus,
)

ROOT = Path(__file__).parents[2]


def test_a_reader_sees_one_state_while_others_write(database_url: str) -> None:
    """From its first query on; neither waits for the other."""
    with database_of(database_url) as database, database_of(database_url) as other:
        with database.reading() as tx:
            assert skus_in(tx) == []
            with other.writing() as writing:
                insert_items(writing, ["A"])

            assert skus_in(tx) == []
        assert stored_skus(database) == ["A"]


def test_a_second_writer_waits_no_longer_than_said(database_url: str) -> None:
    """Then it says so, and can write when the first has ended."""
    impatient = {"sqlite": "PRAGMA busy_timeout = 1", "postgresql": "SET lock_timeout = '1ms'"}
    with database_of(database_url) as first, database_of(database_url) as second:
        on_connect(second.engine, impatient[second.engine.dialect.name])
        with first.writing() as tx:
            insert_items(tx, ["A"])
            with pytest.raises(LedgerUnavailable, match="lock"), second.writing():
                pass
        with second.writing() as tx:
            insert_items(tx, ["B"])

        assert stored_skus(first) == ["A", "B"]


def test_every_connection_knows_how_long_to_wait(database_url: str) -> None:
    """Otherwise a writer that hangs would hold up all others for ever."""
    question = {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW lock_timeout"}
    answer = {"sqlite": BUSY_SECONDS * 1000, "postgresql": f"{BUSY_SECONDS}s"}
    with database_of(database_url) as database:
        name = database.engine.dialect.name

        assert ask(database.engine, question[name]) == [(answer[name],)]


@pytest.mark.parametrize("address", ["mysql://host/db", "nonsense", "oracle://x", "sqlite+x://"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    """With the two that are known; a driver of one's own choice is not asked for."""
    if address.startswith("sqlite"):
        assert open_engine(address).dialect.driver == "pysqlite"
        return
    with pytest.raises(Rejected, match="sqlite"):
        open_engine(address)


def test_a_missing_driver_says_how_to_install_it() -> None:
    """PostgreSQL is an extra."""
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from ledger.database import open_engine\n"
        "from ledger.errors import Rejected\n"
        "try:\n    open_engine('postgresql://host/name')\n"
        "except Rejected as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "pip install 'stockbook[postgres]'" in done.stdout


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """And left as it is."""
    path = tmp_path / "stock.csv"
    path.write_text("sku,quantity\n" * 200, encoding="utf-8")
    with database_of(f"sqlite:///{path}") as database:
        with pytest.raises(NotReady, match="file is not a database"), database.reading():
            pass
        with pytest.raises(NotReady, match="file is not a database"):
            upgrade(database.engine)

    assert path.read_text(encoding="utf-8") == "sku,quantity\n" * 200


@pytest.mark.parametrize(
    "address",
    ["sqlite:///{folder}/absent/stockbook.db", "postgresql://u:hush@/name?host={folder}"],
)
def test_a_database_that_is_not_there_is_told_without_its_password(
    address: str, tmp_path: Path
) -> None:
    """By a folder that is missing, or a server that does not run."""
    with database_of(address.format(folder=tmp_path)) as database:
        with pytest.raises(LedgerUnavailable, match="check its address") as refusal:
            upgrade(database.engine)
        with pytest.raises(LedgerUnavailable, match="try again"), database.reading():
            pass

    assert "hush" not in str(refusal.value)


def test_a_server_that_goes_away_is_found_again(postgresql_url: str) -> None:
    """What was under way is lost and said to be; the next transaction goes through."""
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with database_of(postgresql_url) as database, database_of(postgresql_url) as killer:
        with pytest.raises(LedgerUnavailable), database.writing() as tx:  # noqa: PT012  # its way
            insert_items(tx, ["A"])
            ask(killer.engine, kill)
            insert_items(tx, ["B"])

        with database.writing() as tx:
            insert_items(tx, ["C"])
        assert stored_skus(database) == ["C"]


def test_a_full_disk_of_the_server_is_told(postgresql_url: str) -> None:
    """By the server's own code for it."""
    full = "DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
    with database_of(postgresql_url) as database:
        with pytest.raises(LedgerUnavailable, match="extend"), database.writing() as tx:  # noqa: PT012  # its way
            insert_items(tx, ["A"])
            with tx.savepoint():
                tx.run(full)

        assert stored_skus(database) == []


def test_wrong_sql_is_our_mistake_and_told_as_it_is(database_url: str) -> None:
    """Not as a database that may work again later."""
    with database_of(database_url) as database:
        with pytest.raises(Exception, match="no_such_table") as error, database.reading() as tx:
            tx.rows("SELECT * FROM no_such_table")

        assert not isinstance(error.value, LedgerUnavailable)
        assert stored_skus(database) == []
