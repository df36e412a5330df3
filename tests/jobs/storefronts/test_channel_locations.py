"""A channel's own locations beside what the configuration maps."""

import pytest

from connectors.protocol import Account
from jobs.storefronts.channel_locations import check_locations


@pytest.mark.parametrize(("missing", "problems"), [((), 1), (("read locations",), 0)])
def test_locations_that_are_hidden_are_not_said_to_be_none(
    missing: tuple[str, ...], problems: int
) -> None:
    """Whoever is told to leave the mapping empty will do so, and the right is what lacks."""
    account = Account(
        name="One",
        platform="BigCommerce",
        version="",
        time_zone="UTC",
        can_read=not missing,
        can_write=True,
        missing_rights=missing,
    )

    assert len(check_locations("one", account, {"1": "main"}).problems) == problems
