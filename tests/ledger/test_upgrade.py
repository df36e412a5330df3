"""Upgrades: all or nothing, also when a table is rebuilt, a disk is full or two do it at once."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DBAPIError

from ledger.errors import LedgerUnavailable, NotReady
from ledger.migrations.upgrade import SCRIPTS, upgrade
from ledger.schema import SCHEMA_HEAD
from ledger.triggers import missing_triggers
from tests.ledger.databases import (
    ask,
    database_of,
    engine_of,
    insert_items,
    on_connect,
    stored_skus,
    write,
)

ROOT = Path(__file__).parents[2]

AddVersion = Callable[[str], Path]
"""Makes a history with one more version, which does what is said; answers where it lies."""

VERSION = """
from alembic import op
from sqlalchemy import Column, Integer

revision, down_revision = "9001", "{head}"


def upgrade():
    {what}
"""


@pytest.fixture
def add_version(tmp_path: Path) -> AddVersion:
    def added(what: str) -> Path:
        scripts = tmp_path / "50%scripts"
        shutil.copytree(SCRIPTS, scripts)
        text = VERSION.format(head=SCHEMA_HEAD, what=what)
        (scripts / "versions" / "9001_next.py").write_text(text, encoding="utf-8")
        return scripts

    return added


def schema(engine: Engine) -> dict[str, tuple[list[str], list[str], int]]:
    """Columns, indexes and the number of rows of every table."""
    found = inspect(engine)
    return {
        table: (
            [f"{column['name']} {column['type']}" for column in found.get_columns(table)],
            sorted(str(index["name"]) for index in found.get_indexes(table)),
            ask(engine, f"SELECT count(*) FROM {table}")[0][0],
        )
        for table in found.get_table_names()
    }


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    """`init` may be run at any time."""
    with database_of(database_url) as database:
        with database.writing() as tx:
            insert_items(tx, ["A"])
        before = schema(database.engine)

        upgrade(database.engine)

        assert schema(database.engine) == before


@pytest.mark.slow
def test_two_processes_may_upgrade_at_once(empty_url: str) -> None:
    """One does it, the other waits and finds it done."""
    program = (
        "import sys\n"
        "from ledger.database import open_engine\n"
        "from ledger.migrations.upgrade import upgrade\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "upgrade(open_engine(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, empty_url]
    processes = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()

    for process in processes:
        process.communicate(timeout=120)
    assert [process.returncode for process in processes] == [0, 0]
    with database_of(empty_url) as database:
        assert stored_skus(database) == []


@pytest.mark.parametrize("version", ["0001", "0002"])
def test_an_upgrade_that_fails_leaves_what_was_there(empty_url: str, version: str) -> None:
    """A table of the same name stands in the way of its last step: nothing half-made stays."""
    last = {"0001": "unreadable_order", "0002": "push_record"}[version]
    with engine_of(empty_url) as engine:
        upgrade(engine, revision=version)
        write(engine, f"CREATE TABLE {last} (x INTEGER)")
        before = schema(engine)

        with pytest.raises(DBAPIError, match="already exists"):
            upgrade(engine)

        assert schema(engine) == before
        write(engine, f"DROP TABLE {last}")
        upgrade(engine)


def test_a_migration_that_fails_halfway_leaves_nothing(
    database_url: str, add_version: AddVersion
) -> None:
    """Neither its table, nor its rows, nor its version."""
    what = (
        "op.create_table('half', Column('x', Integer)); "
        "op.execute('INSERT INTO half VALUES (1)'); "
        "op.execute('UPDATE counter SET sequence = 7'); "
        "raise ZeroDivisionError"
    )
    with engine_of(database_url) as engine:
        before = schema(engine)

        with pytest.raises(ZeroDivisionError):
            upgrade(engine, scripts=add_version(what))

        assert schema(engine) == before
        assert ask(engine, "SELECT sequence FROM counter") == [(0,)]
        assert ask(engine, "SELECT version_num FROM alembic_version") == [(SCHEMA_HEAD,)]


@pytest.mark.parametrize("table", ["item", "movement", "place"])
def test_a_table_may_be_rebuilt_though_others_refer_to_it(
    sqlite_url: str, add_version: AddVersion, table: str
) -> None:
    """As SQLite must for most changes: rows, references and triggers are there afterwards."""
    what = (
        f"with op.batch_alter_table('{table}', recreate='always') as batch: "
        "batch.add_column(Column('new_one', Integer))"
    )
    with database_of(sqlite_url) as database:
        with database.writing() as tx:
            insert_items(tx, ["A"])
            tx.run("INSERT INTO barcode (code, item_id) SELECT 'code', id FROM item")
            tx.run(
                "INSERT INTO movement (sequence, key, item_id, quantity, source_id, destination_id,"
                " occurred_at, recorded_at, actor, reason, reference, lot)"
                " SELECT 1, 'k', id, 1, 1, 2, 0, 0, '', '', '', '' FROM item"
            )
        engine = database.engine

        upgrade(engine, scripts=add_version(what))

        assert ask(engine, f"SELECT count(*) > 0 FROM {table} WHERE new_one IS NULL") == [(1,)]
        assert ask(engine, "SELECT count(*) FROM movement JOIN item ON item.id = item_id") == [(1,)]
        with engine.begin() as connection:
            assert missing_triggers(connection) == []
        with pytest.raises(DBAPIError, match="facts are never changed"):
            write(engine, "DELETE FROM movement")
        with pytest.raises(DBAPIError, match="FOREIGN KEY"):
            write(engine, "INSERT INTO barcode (code, item_id) VALUES ('other', 999)")


def test_an_upgrade_that_would_lose_references_is_refused(
    sqlite_url: str, add_version: AddVersion
) -> None:
    """SQLite does not look while tables are rebuilt, so it is asked before the commit."""
    with database_of(sqlite_url) as database:
        with database.writing() as tx:
            insert_items(tx, ["A"])
            tx.run("INSERT INTO barcode (code, item_id) SELECT 'code', id FROM item")

        with pytest.raises(NotReady, match="rows of barcode refer to rows that are not there"):
            upgrade(database.engine, scripts=add_version("op.execute('DELETE FROM item')"))

        assert stored_skus(database) == ["A"]


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """It is told as such, and the same call goes through when there is room."""
    with engine_of(f"sqlite:///{tmp_path / 'stockbook.db'}") as engine:
        on_connect(engine, "PRAGMA max_page_count = 20")
        with pytest.raises(LedgerUnavailable, match="full"):
            upgrade(engine)
        assert inspect(engine).get_table_names() == []

        on_connect(engine, "PRAGMA max_page_count = 100000")
        upgrade(engine)


def test_a_newer_database_is_not_upgraded(database_url: str) -> None:
    """This program does not know what the newer one did to it."""
    with engine_of(database_url) as engine:
        write(engine, "UPDATE alembic_version SET version_num = '9999'")
        before = schema(engine)

        with pytest.raises(NotReady, match="schema 9999, which this program does not know"):
            upgrade(engine)

        assert schema(engine) == before


def test_a_database_of_another_program_is_left_alone(empty_url: str) -> None:
    """Its tables are named."""
    with engine_of(empty_url) as engine:
        write(engine, "CREATE TABLE item (x INTEGER)")
        before = schema(engine)

        with pytest.raises(NotReady, match=r"another program \(item\)"):
            upgrade(engine)

        assert schema(engine) == before


@pytest.mark.slow
def test_a_process_that_dies_during_an_upgrade_leaves_nothing(
    database_url: str, add_version: AddVersion
) -> None:
    """Killed between two steps; the same upgrade then goes through."""
    what = "op.create_table('half', Column('x', Integer)); {}"
    killed = "__import__('os').kill(__import__('os').getpid(), 9)"
    program = (
        "import sys; from pathlib import Path\n"
        "from ledger.database import open_engine\n"
        "from ledger.migrations.upgrade import upgrade\n"
        "upgrade(open_engine(sys.argv[1]), scripts=Path(sys.argv[2]))"
    )
    scripts = add_version(what.format(killed))
    with engine_of(database_url) as engine:
        before = schema(engine)
        command = [sys.executable, "-c", program, database_url, str(scripts)]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9

        assert schema(engine) == before
        version = scripts / "versions" / "9001_next.py"
        text = VERSION.format(head=SCHEMA_HEAD, what=what.format("pass"))
        version.write_text(text, encoding="utf-8")
        upgrade(engine, scripts=scripts)
        assert schema(engine).keys() - before.keys() == {"half"}
