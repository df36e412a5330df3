"""Our wheel, and an environment that has nothing but what is installed into it and what we lend."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]

SECONDS_MAX: Final = 300
"""The demo takes under a minute; this only ends what hangs."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The programs of an environment of its own, and an empty folder to work in."""

    programs: Path
    folder: Path

    def run(self, *words: str | Path, status: int = 0, **variables: str) -> str:
        """What the program printed. Fails with its errors unless it ended so."""
        own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        path = f"{self.programs}{os.pathsep}{own['PATH']}"
        done = subprocess.run(
            [self.programs / words[0], *words[1:]],
            cwd=self.folder,
            env=own | {"PATH": path} | variables,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout


def build_wheel(*, source: Path, target: Path) -> Path:
    """Built from a copy without what earlier builds left in the tree, which would slip in."""
    left_out = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")
    shutil.copytree(ROOT, source, ignore=left_out)
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(target), str(source))
    return next(target.glob("*.whl"))


def make_environment(folder: Path) -> Path:
    """Its programs: Python and nothing else."""
    venv.create(folder, symlinks=True)
    return folder / "bin"


def lend(programs: Path) -> None:
    """The environment of the tests lends its packages; what is installed already comes first."""
    packages = sysconfig.get_path("purelib", vars={"base": str(programs.parent)})
    (Path(packages) / "lent.pth").write_text(sysconfig.get_path("purelib"))


def pip(*arguments: str, folder: Path = ROOT) -> None:
    """Without looking for anything elsewhere: the tests need no network."""
    offline = ("--no-index", "--no-deps", "--quiet", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", *arguments, *offline], cwd=folder, check=True)
