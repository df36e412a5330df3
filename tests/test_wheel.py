"""What users install: the wheel is built, installed away from the source, and tried."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.wheels import ROOT, Installed, build_wheel, lend, make_environment, pip

PARTS: Final = ("stockbook", "ledger", "connectors", "reconcile", "jobs", "web")

CONFIG: Final = "locations:\n  main: {time_zone: Europe/London}\n"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source") / "stockbook"
    return build_wheel(source=source, target=tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel alone is installed."""
    programs = make_environment(tmp_path_factory.mktemp("environment"))
    pip("--python", str(programs / "python"), "install", str(wheel))
    lend(programs)
    return programs


@pytest.fixture
def installed(programs: Path, tmp_path: Path) -> Installed:
    return Installed(programs, tmp_path)


def test_the_wheel_holds_every_file_of_the_parts_and_nothing_else(wheel: Path) -> None:
    """Subpackages, migrations and data files are easily lost, tests and benches easily shipped."""
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert packed == set(_files_of_the_parts())


def test_the_installed_program_works_away_from_its_source(installed: Installed) -> None:
    """It starts, and makes and proves a book, from what the wheel brought."""
    (installed.folder / "config.yaml").write_text(CONFIG)

    origin = installed.run("python", "-c", "import ledger; print(ledger.__file__)")
    assert Path(origin).is_relative_to(installed.programs.parent)

    assert "init" in installed.run("stockbook", "--help")
    assert "init" in installed.run("python", "-m", "stockbook", "--help")

    installed.run("stockbook", "init")
    installed.run("stockbook", "check")


def test_the_installed_demo_plays_its_day(installed: Installed) -> None:
    """Whoever has only the wheel can see what Stockbook does."""
    installed.run("stockbook", "demo")


def test_other_authors_are_told_our_types(installed: Installed) -> None:
    """A checker that looks into the wheel finds a mistake in what calls it."""
    (installed.folder / "corner.py").write_text(
        "import stockbook\n\nname: int = stockbook.Setting(name='address', why='where').name\n"
    )
    python = str(installed.programs / "python")

    said = installed.run(
        "python", "-m", "mypy", "--strict", "--python-executable", python, "corner.py", status=1
    )

    assert 'expression has type "str", variable has type "int"' in said
    assert "Found 1 error in 1 file" in said


def _files_of_the_parts() -> Iterator[str]:
    for part in PARTS:
        for path in (ROOT / part).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()
