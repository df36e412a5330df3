"""The warehouse of `bench/causes.py`: its mistakes are all that makes its counts differ."""

import ast
from pathlib import Path
from typing import Final

import pytest

from bench.warehouse.office import played

WORLD: Final = Path(__file__).parents[2] / "bench" / "warehouse"


def test_nothing_differs_that_nobody_did(tmp_path: Path) -> None:
    """The book, told of everything but the mistakes, is the shelf."""
    story = played(tmp_path, 7, products=40)
    lines = story.answer.lines

    assert lines
    assert [one.sku for one in lines if not story.why.get(one.sku)] == []


@pytest.mark.parametrize("part", ["goods", "days", "counters"])
def test_the_world_knows_nothing_of_the_rules(part: str) -> None:
    """Else it would plant what they look for."""
    tree = ast.parse((WORLD / f"{part}.py").read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert not {one for one in imported if one.startswith(("reconcile", "jobs", "ledger"))}
