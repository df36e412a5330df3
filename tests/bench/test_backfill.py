"""The bench of a year's backfill, on small years: what it proves beside its figures holds."""

from pathlib import Path

import pytest

from bench.backfill import PLATFORMS, interrupted

ORDERS = 1_200
"""Enough for Shopify to make a file of them."""


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_backfill_that_is_told_to_end_goes_on_where_it_was(platform: str, tmp_path: Path) -> None:
    """By SIGTERM to the real process; nothing is read twice but a part of a file, nothing lost."""
    (read,) = interrupted(platform, tmp_path / "interrupted", ORDERS)

    assert read.ratio <= 1.03 if platform != "shopify" else read.ratio < 2
