"""The configuration: checked whole, and every problem told at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from jobs.config import CheckSettings, load_config
from jobs.storefronts.installed import settings_problems
from ledger.errors import Rejected
from reconcile.decide import Tolerance


def nothing_of_its_own(_connector: str, _given: Mapping[str, Any]) -> list[str]:
    """What a connector says that takes any settings."""
    return []


def problems_of(
    tmp_path: Path, text: str, *, check: CheckSettings = nothing_of_its_own
) -> list[str]:
    """What is said of a configuration, without the file's name."""
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Rejected) as refusal:
        load_config(path, {"KNOWN": "secret-value"}, check=check)
    return [problem.replace(f"{path}: ", "") for problem in refusal.value.problems]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Unknown keys, wrong values, missing secrets and a connector's own keys, each by its place."""
    text = """
    colour: red
    locations:
      main: {time_zone: Europe/Lodnon}
    channels:
      shop: {connector: woocommerce, location: main, secret: "${MISSING}", rule: {bufer: 2}}
      other: {connector: woocomerce, location: main}
    schedule: {pull_seconds: 1}
    """

    told = problems_of(tmp_path, text, check=settings_problems)

    assert told[0] == "environment variable MISSING is not set; set it, or correct the name"
    assert {one.split(": ")[0] for one in told[1:]} == {
        "colour",
        "locations.main.time_zone",
        "channels.shop.address",
        "channels.shop.key",
        "channels.shop.rule.bufer",
        "channels.other.connector",
        "schedule.pull_seconds",
    }


def test_a_channel_needs_a_location_of_ours(tmp_path: Path) -> None:
    """Neither an unknown one nor another firm's."""
    text = """
    locations: {main: {}, fba: {kind: external}}
    channels:
      one: {connector: memory, location: nowhere}
      two: {connector: memory, location: fba}
    """

    assert problems_of(tmp_path, text) == [
        "channels.one.location: 'nowhere' is not under locations",
        "channels.two.location: 'fba' is another firm's stock",
    ]


def test_contradictions_are_told_beside_wrong_values(tmp_path: Path) -> None:
    """One round of mending is enough, whatever is wrong."""
    text = """
    locations: {main: {time_zone: Europe/Lodnon}}
    channels:
      one: {connector: memory, location: mian, rule: {buffer: -3}, offers_from: [[main], attic]}
      two: {connector: memory, location: main, locations: {10: cellar, 20: {}}}
      three: [memory]
    database: "sqlite://"
    """

    assert problems_of(tmp_path, text) == [
        "locations.main.time_zone: time zone 'Europe/Lodnon' is unknown; write an IANA name such "
        "as Europe/London or UTC",
        "channels.one.offers_from.0: must be text",
        "channels.one.rule.buffer: must be at least 0",
        "channels.two.locations.20: must be text",
        "channels.three: must hold settings below it, each as NAME: VALUE",
        "channels.one.location: 'mian' is not under locations",
        "channels.one.offers_from: 'attic' is not under locations",
        "channels.two.locations.10: 'cellar' is not under locations",
        "channels.two.location: 'main' is none of its locations, so what is committed there would "
        "be offered nowhere; choose one of ours and map it",
        "database: is kept nowhere; name a file, such as sqlite:///stockbook.db",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schedule: {pull_seconds: soon}", "schedule.pull_seconds: must be a whole number"),
        ("schedule: {pull_seconds: 1.5}", "schedule.pull_seconds: must be a whole number"),
        ("schedule: 60", "schedule: must hold settings below it, each as NAME: VALUE"),
        ("schedule:", "schedule: must hold settings below it, each as NAME: VALUE"),
        ("channels: 7", "channels: must hold settings below it, each as NAME: VALUE"),
        ("log_file: 7", "log_file: must be text"),
        ("counts: {reasons: theft}", "counts.reasons: must be a list, such as [one, two]"),
        ("counts: {reasons: []}", "counts.reasons: must name at least 1"),
        ("counts: {tolerance_percent: 101}", "counts.tolerance_percent: must be at most 100"),
        ("counts: {tolerance_value: much}", "counts.tolerance_value: must be an amount, such as"),
        ("count_plan: {class_by: size}", "count_plan.class_by: must be 'value' or 'units'"),
        ("channels: {a: {connector: memory}}", "channels.a.location: is missing"),
        (
            "channels: {a: {connector: memory, location: main, show_negative: maybe}}",
            "channels.a.show_negative: must be true or false",
        ),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(tmp_path: Path, text: str, said: str) -> None:
    """What it must be, not what a library thinks of it."""
    (told,) = problems_of(tmp_path, f"locations: {{main: {{}}}}\n{text}")

    assert told.startswith(said)


def test_secrets_come_from_the_environment(tmp_path: Path) -> None:
    """And stand in no message, even when they are of the wrong kind."""
    path = tmp_path / "config.yaml"
    path.write_text(
        "locations: {main: {}}\n"
        "channels: {shop: {connector: memory, location: main, key: '${KNOWN}'}}\n"
    )

    config = load_config(path, {"KNOWN": "secret-value"}, check=nothing_of_its_own)

    assert config.channels["shop"].settings == {"key": "secret-value"}
    told = problems_of(tmp_path, "locations: {main: {}}\ndatabase: {url: '${KNOWN}'}")
    assert "secret-value" not in " ".join(told)


def test_commands_of_the_book_work_without_secrets(tmp_path: Path) -> None:
    """`stock` needs no key of a shop."""
    path = tmp_path / "config.yaml"
    path.write_text(
        "locations: {main: {}}\n"
        "channels: {shop: {connector: memory, location: main, key: '${MISSING}'}}\n"
    )

    assert load_config(path, {}, check=None).channels["shop"].settings == {"key": "${MISSING}"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no settings"),
        ("a: [", "is not YAML"),
        ("locations: {}", "locations: must name at least 1"),
        ("locations: {a: {}}\nlocations: {b: {}}", "locations: said twice; join the two"),
        ("locations: {a: {}}\ndatabase: 'sqlite:///:memory:'", "database: is kept nowhere"),
    ],
)
def test_a_file_that_is_no_configuration_is_told_so(tmp_path: Path, text: str, said: str) -> None:
    """One sentence, not a traceback."""
    assert said in problems_of(tmp_path, text)[0]


def test_the_database_lies_beside_the_configuration(tmp_path: Path) -> None:
    """So that the same command works from every folder."""
    path = tmp_path / "config.yaml"
    path.write_text("locations: {main: {}}\n")

    config = load_config(path, {}, check=nothing_of_its_own)

    assert config.database == f"sqlite:///{tmp_path / 'stockbook.db'}"


def test_locations_that_contradict_are_refused_by_name(tmp_path: Path) -> None:
    """One of ours may feed one of the channel's only, and orders go where goods are offered."""
    text = """
    locations: {main: {}, annex: {}, fba: {kind: external}}
    channels:
      one:
        connector: memory
        location: annex
        locations: {10: main, 20: main, 30: attic, 40: fba, 50: fba}
        offers_from: [annex]
    """

    assert problems_of(tmp_path, text) == [
        "channels.one.locations: 'main' feeds both 10 and 20; its goods can be offered at one of "
        "them only",
        "channels.one.locations.30: 'attic' is not under locations",
        "channels.one.location: 'annex' is none of its locations, so what is committed there would "
        "be offered nowhere; choose one of main",
        "channels.one.offers_from: leave it empty; with locations each of them offers its own "
        "goods",
    ]


def test_another_firms_locations_may_be_named_and_are_left_alone(tmp_path: Path) -> None:
    """An id of digits is text; nothing is offered from, or pushed to, an external location."""
    path = tmp_path / "config.yaml"
    path.write_text(
        "locations: {main: {}, annex: {}, fba: {kind: external}}\n"
        "channels: {one: {connector: memory, location: main, "
        "locations: {10: main, b: annex, 30: fba}}}\n"
    )
    config = load_config(path, {}, check=nothing_of_its_own)

    offer = config.channels["one"].offer(config.external)
    assert offer.mapped == {"10": "main", "b": "annex"}
    assert offer.locations == ("main", "annex")
    assert offer.channel_locations == ("10", "b")


def test_counts_are_decided_by_amounts_and_codes_that_make_sense(tmp_path: Path) -> None:
    """Each wrong one by its place; amounts are exact, however YAML reads them."""
    text = """
    locations: {main: {}}
    counts:
      tolerance_value: -1
      second_person_above: 0.0000001
      reasons: [theft, theft]
      tolerance_by_category: {screws: {unit: 3}}
      tolerance_by_class: {D: {units: 1}, a: {units: 1}, B: {percent: 101}}
      brake: {factor: 1}
    """
    assert {one.split(": ")[0] for one in problems_of(tmp_path, text)} == {
        "counts.tolerance_value",
        "counts.second_person_above",
        "counts.reasons",
        "counts.tolerance_by_category.screws.unit",
        "counts.tolerance_by_class.D",
        "counts.tolerance_by_class.a",
        "counts.tolerance_by_class.B.percent",
        "counts.brake.factor",
    }

    path = tmp_path / "config.yaml"
    path.write_text(
        "locations: {main: {}}\n"
        "counts: {tolerance_value: 0.1, tolerance_by_class: {A: {value: 2.5}, C: {units: 3}}}\n"
    )
    rules = load_config(path, {}, check=None).counts.rules()
    assert (rules.tolerance.value, rules.second_person_above) == (100_000, None)
    assert rules.by_class == {"A": Tolerance(value=2_500_000), "C": Tolerance(units=3)}


def test_one_shop_under_two_names_is_refused(tmp_path: Path) -> None:
    """Its orders would be booked twice; two shops, or two empty ones of our own, are no problem."""
    text = """
    locations: {{main: {{}}}}
    channels:
      one: {{connector: woocommerce, location: main, address: "https://shop.example", key: a}}
      two: {{connector: woocommerce, location: main, address: "{}", key: a}}
      three: {{connector: memory, location: main, guard: on_hand}}
      four: {{connector: memory, location: main, guard: on_hand}}
    """

    for written in ("https://shop.example/", "HTTPS://Shop.example"):
        (told,) = problems_of(tmp_path, text.format(written))
        assert told.startswith("channels.two: is the same shop as channels.one")

    path = tmp_path / "config.yaml"
    path.write_text(text.format("https://shop.example/second"), encoding="utf-8")
    load_config(path, {}, check=nothing_of_its_own)
