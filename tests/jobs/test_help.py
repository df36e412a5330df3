"""The command line explains itself, and every command that is named anywhere is one."""

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import pytest

from jobs.cli import COMMANDS, SECTIONS, cli
from jobs.commands.items import import_file as import_items
from jobs.commands.movements import import_file as import_movements
from jobs.goods.item_files import COLUMNS
from ledger.history import EXPORT_COLUMNS
from tests.jobs.shop_desk import Desk

ROOT: Final = Path(__file__).parents[2]

PAGES: Final = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "config.example.yaml",
    *(ROOT / "docs").rglob("*.md"),
]

SOURCES: Final = [
    path
    for part in ("ledger", "connectors", "reconcile", "jobs", "web")
    for path in (ROOT / part).rglob("*.py")
]

_NAMED: Final = re.compile(r"`stockbook ([^`]+)`|^(?:\$ )?stockbook (.+?) *(?:#.*)?$", re.MULTILINE)
"""In backticks, or a line of a session."""


def command_named(words: list[str]) -> tuple[click.Command, list[str]] | None:
    """The command that these words call, and what is said to it."""
    command: click.Command | None = cli
    while isinstance(command, click.Group) and words:
        command, words = command.get_command(click.Context(cli), words[0]), words[1:]
    return (command, words) if command else None


def wrongly_named(text: str, *, groups: bool) -> Iterator[str]:
    """Commands and options that there are not. ``groups``: the name of a group alone will do."""
    for said in map("".join, _NAMED.findall(text)):
        if said.startswith(("-", "NAME ")):
            continue
        found = command_named(shlex.split(said))
        if found is None or (isinstance(found[0], click.Group) and not groups):
            yield said
            continue
        known = {
            one
            for each in found[0].get_params(click.Context(cli))
            for one in (*each.opts, *each.secondary_opts)
        }
        options = [one.strip("[]").partition("=")[0] for one in found[1]]
        if any(one.startswith("--") and one not in known | {"--help"} for one in options):
            yield said


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_pages_name_only_commands_that_there_are(page: Path) -> None:
    """With options that they have."""
    assert not list(wrongly_named(page.read_text(encoding="utf-8"), groups=True))


def test_messages_name_only_commands_that_can_be_run() -> None:
    """Whoever does as a message says is not told that it takes another word."""
    wrong = [
        f"{path.relative_to(ROOT)}: {said}"
        for path in SOURCES
        for text in texts_of(path)
        for said in wrongly_named(text, groups=False)
    ]

    assert not wrong


def texts_of(path: Path) -> Iterator[str]:
    """Every text in the code but docstrings, with X for what is put into it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
              for part in node.values}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )
        elif isinstance(node, ast.Constant) and id(node) not in inside:
            text = node.value if isinstance(node.value, str) else ""
            # What begins with a command is the docstring of its module.
            yield "" if text.startswith("`stockbook") else text


def test_the_first_page_has_every_command_in_a_section(desk: Desk) -> None:
    """In the order in which they are met."""
    page = desk.run("--help").out

    assert [page.index(f"\n{title}:\n") for title in SECTIONS] == sorted(
        page.index(f"\n{title}:\n") for title in SECTIONS
    )
    assert re.findall(r"^  ([a-z]+)  ", page, re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize(
    "group", ["items", "movements", "listings", "count", "returns", "incidents"]
)
def test_a_group_tells_whole_sentences(desk: Desk, group: str) -> None:
    """What is cut off was the point."""
    page = desk.run(group, "--help").out

    assert "..." not in page.partition("Commands:")[2]


def test_a_name_with_options_alone_lists(desk: Desk) -> None:
    """`stockbook listings --json` is what programs say, as it stands in the table of commands."""
    desk.initialised()
    assert desk.json("listings") == desk.json("listings", "list")
    assert desk.run("items", "--help").out.startswith("Usage: stockbook items ")


def test_whoever_says_nothing_is_told_what_there_is(desk: Desk) -> None:
    """The page itself, and that nothing was done."""
    answered = desk.run()

    assert answered.status == 2
    assert answered.err.startswith("Usage: stockbook ")
    assert desk.run("items").err.startswith("Usage: stockbook items ")


def test_files_are_described_with_their_columns() -> None:
    """Nobody has to make a mistake to learn them."""
    for command, columns in ((import_items, COLUMNS), (import_movements, EXPORT_COLUMNS)):
        words = set(re.findall(r"[a-z_]+", command.help or ""))

        assert set(columns) <= words


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["stok"], "there is no command 'stok'; did you mean 'stock'?"),
        (["sofa"], "there is no command 'sofa'"),
        (["items", "create"], "SKU is missing"),
        (["receive", "A-1", "1.5"], "QUANTITY: '1.5' is not a whole number"),
        (["receive", "A-1", "0"], "QUANTITY: 0 is too few; it must be at least 1"),
        (["receive", "A-1", "--", "-3"], "QUANTITY: -3 is too few; it must be at least 1"),
        (["count", "show", "first"], "COUNT: 'first' is not a whole number"),
        (
            ["stock", "--as-of", "yesterday"],
            "--as-of: 'yesterday' is no instant; write 2026-03-01T08:00+00:00",
        ),
    ],
)
def test_a_wrong_argument_is_told_by_its_name(desk: Desk, words: list[str], what: str) -> None:
    """In our words, not in those of the library that read it."""
    assert desk.refused(*words) == what


def test_an_error_names_the_command_and_not_what_was_said_to_it(desk: Desk) -> None:
    """A program that reads it can tell what failed."""
    desk.opened()

    assert desk.run("stock", "nope", "--json").json["error"]["which"] == "stockbook stock"
    wrong = desk.run("items", "create", "A 1", "--name", "list", "--pack-size", "x", "--json")
    assert wrong.json["error"]["which"] == "stockbook items create"
    assert desk.run("--json", "stock").json["error"]["which"] == "stockbook stock"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("incidents list", "nothing needs a person"),
        ("returns list", "nothing waits"),
        ("stock", "nothing was booked by then"),
        ("items list", "no items are known; create them with `stockbook items create SKU`"),
        ("listings list", "no listings are known; read a catalogue with `stockbook adopt CHANNEL`"),
        ("count list", "nothing was counted yet"),
    ],
)
def test_nothing_is_said_to_be_nothing(desk: Desk, words: str, said: str) -> None:
    """Headings over nothing look like something that went wrong."""
    desk.initialised()

    assert desk.run(*words.split()).out == f"{said}\n"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("stockbook st", {"stock"}),
        ("stockbook --c", {"--config"}),
        ("stockbook stock --k", {"--known-at"}),
        ("stockbook count r", {"recount", "report", "reverse", "rule"}),
    ],
)
def test_a_shell_completes_what_may_come_next(typed: str, wanted: set[str]) -> None:
    """Bash asks the installed command itself."""
    words = typed.split()
    said = subprocess.run(
        [Path(sys.executable).with_name("stockbook")],
        env={
            "_STOCKBOOK_COMPLETE": "bash_complete",
            "COMP_WORDS": typed,
            "COMP_CWORD": str(len(words) - 1),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert {line.partition(",")[2] for line in said.splitlines()} == wanted


def test_files_and_places_are_called_alike_everywhere() -> None:
    """So that what was learnt of one command is true of the next."""
    alike = {
        "--location": "LOCATION",
        "--at": "INSTANT",
        "--as-of": "INSTANT",
        "--channel": "CHANNEL",
        "--file": "FILE",
        "--key": "NAME",
    }
    for command in every_command():
        context = click.Context(command)
        for one in command.get_params(context):
            if isinstance(one, click.Argument):
                assert "PATH" not in one.make_metavar(context), command.name
            for option in alike.keys() & set(one.opts):
                assert one.make_metavar(context) == alike[option], (command.name, option)


def every_command() -> Iterator[click.Command]:
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        yield from command.commands.values() if isinstance(command, click.Group) else [command]
