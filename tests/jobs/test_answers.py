"""The JSON of every command is described in docs/json, and real answers are as described."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from jobs.answers import SCHEMAS, schema_of
from jobs.cli import COMMANDS, cli
from tests.jobs.shop_desk import Desk

FOLDER = Path(__file__).parents[2] / "docs" / "json"
SILENT = {"run", "demo"}
"""Commands that answer with a log or a story."""


def commands() -> list[str]:
    """Every command that can be called, groups with their own."""
    found = []
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        inner = command.list_commands(context) if isinstance(command, click.Group) else []
        found += [f"{name} {one}" for one in inner] or [name]
    return found


def test_every_command_that_answers_has_a_schema() -> None:
    """And no other has one."""
    named = {name.replace(" ", "-") for name in commands() if name not in SILENT}

    assert set(SCHEMAS) == named | {"sync-dry-run"}
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SCHEMAS)


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_the_described_shape_is_the_real_one(name: str) -> None:
    """`python scripts/json_schemas.py` writes them anew."""
    described = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))

    assert described == schema_of(SCHEMAS[name])


@pytest.mark.parametrize(
    "words",
    [
        ["stock", "A-1"],
        ["history", "A-1"],
        ["check"],
        ["items", "list"],
        ["receive", "A-1", 1, "--location", "main"],
        ["listings", "list"],
        ["returns", "list"],
        ["incidents", "list"],
        ["sync"],
        ["init"],
    ],
)
def test_real_answers_are_as_described(desk: Desk, words: list[object]) -> None:
    """Checked by a validator that knows nothing of us."""
    desk.opened()
    name = "-".join(str(one) for one in words if f"{words[0]}-{one}" in SCHEMAS or one == words[0])

    jsonschema.validate(desk.json(*words), schema_of(SCHEMAS[name]))


def test_instants_have_one_form_in_every_answer(desk: Desk) -> None:
    """The form of exports and of what people read: in UTC, and not with a Z."""
    desk.opened()
    desk.json("items", "create", "KIT")
    desk.json("items", "recipe", "KIT", "00123=2", "--holds-from", "2026-11-02T08:00+01:00")
    answers = [
        desk.json("stock", "--as-of", "2026-11-03T09:00Z"),
        desk.json("history", "A-1"),
        desk.json("items", "list"),
    ]

    told = {"2026-11-03T09:00:00+00:00", "2026-11-01T08:00:00+00:00", "2026-11-02T07:00:00+00:00"}
    assert told <= {text for one in answers for text in texts(one)}
    assert not [text for one in answers for text in texts(one) if re.search(r"\d\dZ$", text)]


def texts(answer: Any) -> Iterator[str]:
    """All texts in it, wherever they stand."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict | list):
        for one in answer.values() if isinstance(answer, dict) else answer:
            yield from texts(one)
