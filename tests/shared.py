"""Where real data and recorded answers lie beside the project, if they do."""

from pathlib import Path

import pytest


def shared(path: str) -> Path:
    """The file or folder ``../shared/PATH``; the test is skipped where it is absent."""
    found = Path(__file__).resolve().parents[2] / "shared" / path
    if not found.exists():
        pytest.skip(f"../shared/{path} is not here, so this is not compared with it")
    return found
