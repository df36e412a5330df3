"""What a command imports before it does anything: nobody waits for what is not needed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLOW = {"alembic", "apscheduler", "pandas", "requests", "sqlmodel"}
"""Each of them takes longer to import than all of `stockbook --help`."""


@pytest.mark.parametrize(
    "module", ["jobs.cli", "stockbook", "jobs.commands.stock", "jobs.commands.count"]
)
def test_nothing_slow_is_imported(module: str) -> None:
    """In a process of its own, since this one has all of it."""
    code = f"import sys, {module}; print(*sorted({SLOW!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert done.stdout.split() == []
