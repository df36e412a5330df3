"""`connectors`: what is installed, and that docs/tested.md says the same of it."""

import re
from pathlib import Path

import pytest

from tests.jobs.shop_desk import Desk

TESTED = Path(__file__).parents[3] / "docs" / "tested.md"
BROKEN = "[stockbook.connectors]\ntwice = jobs.tables\nbroken = nowhere.at_all\n"


def test_every_connector_is_listed_with_its_settings(desk: Desk) -> None:
    """Without a configuration: one reads it before writing one."""
    (desk.folder / "config.yaml").unlink()

    found = {one["name"]: one for one in desk.json("connectors")["connectors"]}

    assert {"bigcommerce", "medusa", "memory", "shopify", "vendure", "woocommerce"} <= set(found)
    secret = {one["name"] for one in found["woocommerce"]["settings"] if one["secret"]}
    assert secret == {"key", "secret"}
    assert {one["distribution"] for one in found.values()} == {"stockbook"}
    assert all(one["problem"] is None for one in found.values())


def test_the_page_says_what_the_connectors_say(desk: Desk) -> None:
    """What each was tested against has one home, its module."""
    table = TESTED.read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\w+) \| (.*) \|$", table, re.MULTILINE))
    del rows["connector"]

    told = {one["name"]: one["tested_against"] for one in desk.json("connectors")["connectors"]}

    assert rows == told


def test_a_package_that_is_broken_is_told_and_hides_no_other(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its module, with what to do."""
    package = tmp_path / "others-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: others\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(BROKEN)
    monkeypatch.syspath_prepend(str(tmp_path))

    answered = desk.run("connectors", "--json")

    problems = {one["name"]: one["problem"] for one in answered.json["connectors"]}
    assert answered.status == 1
    assert (
        problems["broken"]
        == "nowhere.at_all cannot be loaded (ModuleNotFoundError: nowhere); reinstall it"
    )
    assert problems["twice"] == "jobs.tables has no SETTINGS and no connect; tell its author"
    assert problems["woocommerce"] is None


def test_people_read_it_as_well(desk: Desk) -> None:
    """A paragraph for each."""
    out = desk.run("connectors").out

    assert "woocommerce   (stockbook " in out
    assert "(required)" in out
