"""What is written about the project is true of it: folder maps and links."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]

LISTED_ELSEWHERE: Final = ("jobs/commands",)
"""One module a command: their list is jobs.cli.COMMANDS, which another test compares."""

MAPS: Final = [
    folder
    for part in ("ledger", "connectors", "reconcile", "jobs", "web")
    for path in sorted((ROOT / part).rglob("__init__.py"))
    if (folder := path.parent.relative_to(ROOT).as_posix()) not in LISTED_ELSEWHERE
]

PAGES: Final = [
    path.relative_to(ROOT).as_posix()
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))
]


@pytest.mark.parametrize("folder", MAPS)
def test_a_folder_map_names_every_module(folder: str) -> None:
    """Whoever opens a folder finds in its `__init__.py` what each file is for."""
    text = _map_of(folder)
    here = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    inside = {path.parent.name for path in (ROOT / folder).glob("[a-z]*/*.py")}
    missing = sorted(name for name in here | inside if not re.search(rf"\b{name}\b", text))

    assert not missing, f"{folder}/__init__.py does not name {', '.join(missing)}"


@pytest.mark.parametrize("folder", MAPS)
def test_a_folder_map_names_no_module_that_is_gone(folder: str) -> None:
    """A file that was renamed is renamed in the map too."""
    named = re.findall(r"\b([a-z_]+\.py)\b", _map_of(folder))
    gone = [name for name in named if not (ROOT / folder / name).exists()]

    assert not gone, f"{folder}/__init__.py names {', '.join(gone)}, which is not there"


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    """A link to a file of ours is followed as a reader would."""
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    broken = [to for to in targets if not (ROOT / page).parent.joinpath(to).exists()]

    assert not broken, f"{page} links to {', '.join(broken)}, which is not there"


def _map_of(folder: str) -> str:
    source = (ROOT / folder / "__init__.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""
