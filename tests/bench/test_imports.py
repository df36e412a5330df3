"""Benches leave nothing behind where they are only imported."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHES = sorted(path.stem for path in (ROOT / "bench").glob("*.py"))


@pytest.mark.slow
def test_importing_a_bench_makes_no_folder() -> None:
    """It would stay for ever: only a bench that runs clears up."""
    code = (
        "import importlib, tempfile\n"
        "def refused(*_, **__): raise SystemExit('a folder is made')\n"
        "tempfile.mkdtemp = refused\n"
        f"for name in {BENCHES}: importlib.import_module(f'bench.{{name}}')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True)

    assert (done.returncode, done.stderr) == (0, b"")
