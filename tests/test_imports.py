"""Who may import whom: web -> jobs -> {connectors, reconcile} -> ledger; where libraries belong."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]

BELOW: Final[Mapping[str, tuple[str, ...]]] = {
    "ledger": (),
    "connectors": ("ledger",),
    "reconcile": ("ledger",),
    "jobs": ("connectors", "reconcile", "ledger"),
    "web": ("jobs", "ledger"),
    "stockbook": ("jobs", "connectors", "ledger"),
}
"""What stands below each part, which is all of ours that it may import."""

COMPOSITION_ROOT: Final = "jobs.cli"
"""Wires everything, so it may import everything."""

ONLY_IN: Final[Mapping[str, tuple[str, ...]]] = {
    # The network and what it needs have one door.
    "requests": ("connectors",),
    "requests_oauthlib": ("connectors",),
    "tenacity": ("connectors",),
    "urllib3": ("connectors",),
    # Tables of counts; slow to import, and no rule needs them.
    "pandas": ("reconcile",),
    "numpy": ("reconcile",),
    # What labels and tags say.
    "biip": ("reconcile.barcodes",),
    "epcpy": ("reconcile.barcodes",),
    # What a person gives and gets.
    "csv": ("jobs", "reconcile"),
    "openpyxl": ("jobs", "reconcile"),
    "click": ("jobs",),
    "rich": ("jobs",),
    "yaml": ("jobs.config_file",),
    "apscheduler": ("jobs.schedule",),
    # The database: the configuration only checks how its address is written.
    "sqlalchemy": ("ledger", "jobs.config", "jobs.config_sense"),
    "sqlmodel": ("ledger",),
    "alembic": ("ledger.migrations",),
    "sqlite3": ("ledger.database", "ledger.store"),
    "psycopg": ("ledger.database", "ledger.store"),
    # Parts of ours that are not for everybody.
    "connectors.contract": (
        "connectors.contract",
        "connectors.contract_locations",
        "connectors.contract_network",
    ),
    "connectors.contract_network": ("connectors.contract_network",),
    "connectors.contract_front": (),
    "connectors.fakes": (
        "connectors.fakes",
        "connectors.contract_front",
        "connectors.contract_network",
        "jobs.demo",
        "jobs.demo_stage",
        "jobs.demo_shop",
    ),
    "jobs.cli": ("stockbook",),
    # What a user of the program does not have.
    "pytest": (
        "connectors.contract",
        "connectors.contract_locations",
        "connectors.contract_network",
    ),
    "graphql": ("connectors.fakes",),
    "hypothesis": (),
    "jsonschema": (),
    "psutil": (),
    "responses": ("connectors.contract",),
    "tests": (),
    "bench": (),
}
"""Who may import what, each with all that is inside it; tests and benches do as they like."""


def test_every_module_imports_only_what_it_may() -> None:
    """The parts know each other in one direction only, and each library has its place."""
    found = [
        problem
        for module, path in _shipped_modules()
        for problem in _problems(module, path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("ledger.values", "from jobs import stock"),
        ("ledger.values", "def late():\n    import connectors.http"),
        ("connectors.shop", "import reconcile.reading.sheet"),
        ("reconcile.reading.sheet", "from connectors.http import Http"),
        ("web.pages", "import connectors"),
        ("jobs.storefronts.pull", "from requests import Session"),
        ("jobs.goods.stock", "from jobs.cli import main"),
        ("jobs.run", "from connectors import fakes"),
        ("connectors.shop", "from connectors.fakes.shop import Shop"),
        ("ledger.check", "if TYPE_CHECKING:\n    import pandas.core"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str) -> None:
    """Wherever it stands in the file and however it is written."""
    assert _problems(module, source) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("jobs.storefronts.pull", "from ledger.values import Movement"),
        ("jobs.cli", "import web"),
        ("jobs.demo", "from connectors.fakes.woocommerce import Shop"),
        ("connectors.http", "import requests.adapters"),
        ("ledger.values", "import requests_toolkit"),
    ],
)
def test_an_allowed_import_is_let_through(module: str, source: str) -> None:
    """Downwards, at home, and by names that only begin alike."""
    assert _problems(module, source) == []


def _problems(module: str, source: str) -> list[str]:
    return [
        f"{module} imports {imported}"
        for imported in _imported(ast.parse(source))
        if not (_is_below(module, imported) and _is_at_home(module, imported))
    ]


def _is_below(module: str, imported: str) -> bool:
    part, other = module.partition(".")[0], imported.partition(".")[0]
    return other not in BELOW or other == part or other in BELOW[part] or module == COMPOSITION_ROOT


def _is_at_home(module: str, imported: str) -> bool:
    return all(
        any(_is_inside(module, home) for home in homes)
        for owned, homes in ONLY_IN.items()
        if _is_inside(imported, owned)
    )


def _is_inside(module: str, other: str) -> bool:
    return module == other or module.startswith(f"{other}.")


def _imported(tree: ast.Module) -> Iterator[str]:
    """Full names; `from a import b` yields `a.b`, since b may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _shipped_modules() -> Iterator[tuple[str, Path]]:
    for part in BELOW:
        for path in (ROOT / f"{part}.py", *sorted((ROOT / part).rglob("*.py"))):
            if path.exists():
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path
