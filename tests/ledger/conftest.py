"""A database for what only SQLite does."""

from pathlib import Path

import pytest


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: bytes) -> str:
    path = tmp_path / "stockbook.db"
    path.write_bytes(sqlite_template)
    return f"sqlite:///{path}"
