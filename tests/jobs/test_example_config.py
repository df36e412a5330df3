"""The example configuration: complete, and true about the defaults."""

from pathlib import Path

from pydantic import BaseModel

from connectors.woocommerce import SETTINGS
from jobs.config import ChannelSettings, Config, load_config
from jobs.storefronts.installed import installed, settings_problems

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"
SECRETS = {"SHOP_KEY": "ck_1", "SHOP_SECRET": "cs_1"}


def test_it_is_a_configuration() -> None:
    """It can be copied and run, given its secrets."""
    assert load_config(EXAMPLE, SECRETS, check=settings_problems).channels


def test_every_setting_is_in_it_with_its_default() -> None:
    """What is not said is what the example says."""
    config = load_config(EXAMPLE, SECRETS, check=settings_problems)
    shop = config.channels["shop"]
    bare = Config.model_validate({"locations": {"main": {}}})

    assert _said(config) == set(Config.model_fields)
    assert _said(shop) - {one.name for one in SETTINGS} == set(ChannelSettings.model_fields)
    assert {one.name for one in SETTINGS} <= set(shop.settings)
    for section in ("schedule", "counts", "count_plan"):
        assert getattr(config, section) == getattr(bare, section)
        assert _said(getattr(config, section)) == set(type(getattr(bare, section)).model_fields)
    assert _said(config.counts.brake) == set(type(config.counts.brake).model_fields)
    for section in ("rule", "brake"):
        assert getattr(shop, section) == ChannelSettings.model_fields[section].default
        assert _said(getattr(shop, section)) == set(type(getattr(shop, section)).model_fields)
    assert tuple(shop.settings["shipped_statuses"]) == SETTINGS[-1].default


def test_each_connector_is_in_it_with_what_it_needs() -> None:
    """A channel of any platform can be written from the example alone."""
    text = EXAMPLE.read_text(encoding="utf-8")

    for one in installed():
        if one.entry.value.startswith("connectors."):
            part = text.partition(f"connector: {one.entry.name}")[2]
            needed = [each.name for each in one.module.SETTINGS if each.required]
            assert part or not needed, f"{one.entry.name} is not in the example"
            assert [name for name in needed if f"{name}:" not in part] == []


def _said(section: BaseModel) -> set[str]:
    return section.model_fields_set
