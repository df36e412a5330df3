"""The desk of every command's test."""

from pathlib import Path

import pytest

from tests.jobs.shop_desk import Desk


@pytest.fixture(scope="session")
def books_begun() -> dict[str, bytes]:
    return {}


@pytest.fixture
def desk(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: bytes,
    books_begun: dict[str, bytes],
) -> Desk:
    return Desk(tmp_path, capsys, migrated=sqlite_template, kept=books_begun)
