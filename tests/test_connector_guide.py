"""docs/connectors.md is the way to a connector: its code is a package, its commands are run."""

import ast
import importlib.util
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

import stockbook
from connectors.fakes.loopback import Loopback
from ledger.instants import utc_now
from tests.wheels import ROOT, Installed, build_wheel, lend, make_environment, pip

PACKAGE: Final = ROOT / "tests" / "thirdparty" / "corner"

GUIDE: Final = (ROOT / "docs" / "connectors.md").read_text(encoding="utf-8")

PARTS: Final = sorted(path.parent.name for path in (ROOT / "connectors").glob("*/connector.py"))
"""Our own connectors."""

MORE: Final = "…"
"""A line that stands for any others."""


@pytest.mark.parametrize("name", ["pyproject.toml", "stockbook_corner.py", "test_corner.py"])
def test_the_guide_shows_the_package_whole_and_to_the_letter(name: str) -> None:
    """In parts, in the order in which they are explained."""
    rest = (PACKAGE / name).read_text(encoding="utf-8")
    for part in _blocks(name):
        assert rest.count(part) == 1, f"{name} has not exactly once:\n{part}"
        rest = rest.replace(part, "")

    assert rest.split() == []


@pytest.mark.parametrize("part", PARTS)
def test_other_authors_have_all_that_our_own_connectors_use(part: str) -> None:
    """`stockbook` exports it; nothing else is promised to stay."""
    used = {
        name
        for path in (ROOT / "connectors" / part).rglob("*.py")
        for name in _imported_from_elsewhere(path, part)
    }

    assert sorted(used - set(stockbook.__all__)) == []
    assert all(hasattr(stockbook, name) for name in stockbook.__all__)


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with Stockbook and the package, installed as the guide says."""
    made = tmp_path_factory.mktemp
    wheel = build_wheel(source=made("source") / "stockbook", target=made("wheel"))
    folder = made("author") / "corner"
    shutil.copytree(PACKAGE, folder, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    installed = Installed(make_environment(made("environment")), folder)
    ours, own = [words for words, _ in _sessions()[0] if "install" in words]
    here = ("--python", str(installed.programs / "python"))
    pip(*here, *ours[3:], "--find-links", str(wheel.parent))
    lend(installed.programs)
    pip(*here, *own[3:], "--no-build-isolation", folder=folder)
    return installed


@pytest.mark.slow
def test_it_is_listed_with_where_it_is_from(author: Installed) -> None:
    """As the guide shows it."""
    ((words, shown),) = [one for one in _sessions()[0] if "install" not in one[0]]
    _expect(author.run(*words), shown)

    told = json.loads(author.run(*words, "--json"))["connectors"]
    (corner,) = [one for one in told if one["name"] == "corner"]
    assert (corner["distribution"], corner["version"]) == ("stockbook-corner", "1.0")
    assert {one["name"]: one["secret"] for one in corner["settings"]} == {
        "address": False,
        "token": True,
    }


@pytest.mark.slow
def test_it_passes_the_contract_that_is_shipped(author: Installed) -> None:
    """Run as the guide says, on what the wheel brought."""
    ((words, _),) = _sessions()[1]

    said = author.run(*words)
    assert re.search(r"\b\d{2,} passed", said)
    assert "failed" not in said


@pytest.mark.slow
def test_an_operator_works_with_it(author: Installed, tmp_path: Path) -> None:
    """Step by step as the guide says; then a sale, its shipping and a delivery go round."""
    module = _module("corner_shop")
    shop = module.CornerShop()
    for sku, stock in (("A", 10), ("B", 5)):
        shop.add_listing(sku, stock)
    shop.sell("A", 2, utc_now())
    desk = Installed(author.programs, tmp_path)
    with Loopback(shop, clock=utc_now) as address:
        (config,) = _blocks("config.yaml")
        (tmp_path / "config.yaml").write_text(config.replace("https://corner.example", address))
        for words, shown in _sessions()[2]:
            _expect(desk.run(*words, CORNER_TOKEN=module.TOKEN), shown)
        order = shop.sell("B", 1, utc_now())
        _sync(desk, module.TOKEN)
        shop.ship(order, utc_now())
        desk.run("stockbook", "receive", "A", "4", "--location", "main")
        _sync(desk, module.TOKEN)
        desk.run("stockbook", "check")

        assert _units(desk) == {
            ("A", "available"): 12,
            ("A", "committed"): 2,
            ("B", "available"): 4,
        }
        assert {sku: shop.listing(sku)["stock"] for sku in ("A", "B")} == {"A": 12, "B": 4}


def _blocks(title: str) -> list[str]:
    """The guide's code that bears this title."""
    return re.findall(rf"```\w+ title={re.escape(title)}\n(.*?)```", GUIDE, re.DOTALL)


Command = tuple[list[str], list[str]]
"""Its words, and the lines that it is shown to print."""


def _sessions() -> list[list[Command]]:
    """What the guide has the reader type, box by box."""
    return [list(_commands(box)) for box in re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL)]


def _commands(box: str) -> Iterator[Command]:
    for told in re.split(r"^\$ ", box, flags=re.MULTILINE)[1:]:
        first, *shown = told.splitlines()
        yield [word.strip("'") for word in first.split()], shown


def _expect(printed: str, shown: list[str]) -> None:
    """Every line shown is printed, in this order, however wide its columns are."""
    lines = iter([" ".join(line.split()) for line in printed.splitlines()])
    for line in shown:
        assert line == MORE or " ".join(line.split()) in lines, f"{line!r} is not in:\n{printed}"


def _imported_from_elsewhere(path: Path, part: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            is_ours = node.module.partition(".")[0] in {"connectors", "ledger"}
            if is_ours and not node.module.startswith(f"connectors.{part}"):
                yield from (name.name for name in node.names)


def _module(name: str) -> Any:
    """The package's own fake shop, which is installed nowhere."""
    spec = importlib.util.spec_from_file_location(name, PACKAGE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _sync(desk: Installed, token: str) -> None:
    desk.run("stockbook", "sync", "corner", CORNER_TOKEN=token)


def _units(desk: Installed) -> dict[tuple[str, str], int]:
    items = json.loads(desk.run("stockbook", "stock", "--json"))["items"]
    states = ("available", "committed")
    return {(one["sku"], state): one[state] for one in items for state in states if one[state]}
