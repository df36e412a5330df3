"""The bench of a year's backfill, on a small year: what it proves beside its figures holds."""

from pathlib import Path

import pytest

from bench.backfill import interrupted, whole

ORDERS = 800


@pytest.mark.slow
def test_a_backfill_reads_every_order_once(tmp_path: Path) -> None:
    """But for one order a page, by which it finds its place. So few are read before any progress
    is worth showing.
    """
    _, _, read, _ = whole(tmp_path / "whole", ORDERS)

    assert read.ok


@pytest.mark.slow
def test_a_backfill_that_is_told_to_end_goes_on_where_it_was(tmp_path: Path) -> None:
    """By SIGTERM to the real process; nothing is read twice, nothing is lost."""
    (read,) = interrupted(tmp_path / "interrupted", ORDERS)

    assert read.ok
