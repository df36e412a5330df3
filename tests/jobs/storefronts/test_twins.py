"""One shop under two names with two keys: only a person knows, so it is told."""

import pytest

from jobs.config import ChannelSettings
from jobs.storefronts.twins import perhaps_one_shop


def channel(connector: str = "woocommerce", **own: object) -> ChannelSettings:
    return ChannelSettings.model_validate({"connector": connector, "location": "main", **own})


def test_a_second_key_of_one_address_is_told() -> None:
    """However the address is written, and whatever else is set."""
    notes = perhaps_one_shop(
        {
            "one": channel(address="https://shop.example", key="ck_1", secret="a"),
            "two": channel(
                address="HTTPS://Shop.example/",
                key="ck_2",
                secret="b",
                shipped_statuses=["completed", "sent"],
            ),
        }
    )

    assert list(notes) == ["two"]
    assert notes["two"].startswith("is told like one but for its key.")
    assert "ck_" not in notes["two"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (channel(address="https://a.example"), channel(address="https://a.example/second")),
        (channel("medusa", address="https://a.example"), channel(address="https://a.example")),
        (
            channel("vendure", address="https://a.example", channel_token="one"),
            channel("vendure", address="https://a.example", channel_token="two"),
        ),
        (channel("bigcommerce", store_hash="a"), channel("bigcommerce", store_hash="b")),
        (channel("memory"), channel("memory")),
    ],
    ids=["another path", "another platform", "another channel", "another store", "our own"],
)
def test_different_shops_are_not(first: ChannelSettings, second: ChannelSettings) -> None:
    assert not perhaps_one_shop({"one": first, "two": second})
