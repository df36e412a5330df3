"""The command line: how commands end, and what they say when they cannot go on."""

import importlib
import subprocess
import sys

import pytest

from jobs.cli import COMMANDS
from tests.jobs.shop_desk import Desk


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    """`stockbook --help` reads the list and imports no command."""
    command = importlib.import_module(f"jobs.commands.{name}").command

    assert command.get_short_help_str(limit=100) == COMMANDS[name]


def test_help_imports_nothing_heavy() -> None:
    """Neither the database's, the network's nor pandas' libraries."""
    script = (
        "import sys; from jobs.cli import run; run(['--help']); "
        "print([m for m in ('sqlalchemy', 'requests', 'pandas', 'rich') if m in sys.modules])"
    )

    printed = subprocess.run(  # our own interpreter and script
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout

    assert printed.endswith("[]\n")


def test_a_missing_database_says_to_run_init(desk: Desk) -> None:
    """Exit 3: it could not, and what to do."""
    assert "run `stockbook init`" in desk.refused("stock", status=3)


def test_a_missing_configuration_says_what_to_copy(desk: Desk) -> None:
    """Exit 2 and one sentence."""
    (desk.folder / "config.yaml").unlink()

    assert "copy config.example.yaml" in desk.refused("stock")


def test_an_unknown_command_is_refused_in_json_too(desk: Desk) -> None:
    """One object with what, which and next, and nothing else on standard output."""
    assert desk.refused("stok") == "there is no command 'stok'; did you mean 'stock'?"


def test_init_can_be_run_again(desk: Desk) -> None:
    """What is there stays."""
    desk.opened()

    assert desk.json("init")["locations"] == ["annex", "fba", "main"]
    assert desk.level("A-1")["on_hand"] == 10


def test_people_read_a_table(desk: Desk) -> None:
    """Numbers to the right, under the names of the columns."""
    desk.opened()

    lines = desk.run("stock", "A-1").out.splitlines()

    assert lines[0].split()[:3] == ["sku", "location", "available"]
    assert lines[3].split()[:3] == ["A-1", "main", "10"]


def test_what_changed_the_world_is_one_line_in_the_log(desk: Desk) -> None:
    """Who booked how much; looking at things leaves none."""
    desk.opened()
    (desk.folder / "stockbook.log").unlink(missing_ok=True)

    for _ in range(2):
        desk.json("receive", "A-1", 5, "--location", "main", "--key", "note-7")
    desk.json("stock")

    (line,) = desk.log().splitlines()
    assert line.endswith("booked 1 movement as receive/note-7")
