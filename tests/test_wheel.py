"""What users install: the wheel is built, installed away from the source, and tried."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]

PARTS: Final = ("ledger", "connectors", "reconcile", "jobs", "web")

CONFIG: Final = "locations:\n  main: {time_zone: Europe/London}\n"

SECONDS_MAX: Final = 300
"""The demo takes under a minute; this only ends what hangs."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Installed:
    """The wheel in an environment of its own, and an empty folder to work in."""

    programs: Path
    folder: Path

    def run(self, program: str, *arguments: str) -> str:
        """What the program printed. Fails with its errors unless it ended well."""
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy without what earlier builds left in the tree, which would slip in."""
    source = tmp_path_factory.mktemp("source") / "stockbook"
    left_out = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")
    shutil.copytree(ROOT, source, ignore=left_out)
    target = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-build-isolation", "--wheel-dir", str(target), str(source))
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel alone is installed; its dependencies are lent by the environment of the tests."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=True)
    programs = environment / "bin"
    _pip("--python", str(programs / "python"), "install", str(wheel))
    packages = sysconfig.get_path("purelib", vars={"base": str(environment)})
    (Path(packages) / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return programs


@pytest.fixture
def installed(programs: Path, tmp_path: Path) -> Installed:
    return Installed(programs, tmp_path)


def test_the_wheel_holds_every_file_of_the_parts_and_nothing_else(wheel: Path) -> None:
    """Subpackages, migrations and data files are easily lost, tests and benches easily shipped."""
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert packed == {"stockbook.py", *_files_of_the_parts()}


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


def _pip(*arguments: str) -> None:
    """Without looking for anything elsewhere: the tests need no network."""
    offline = ("--no-index", "--no-deps", "--quiet", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", *arguments, *offline], check=True)


def _files_of_the_parts() -> Iterator[str]:
    for part in PARTS:
        for path in (ROOT / part).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()
