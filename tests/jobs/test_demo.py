"""`demo`: a day that ends with a book in order."""

import re
from pathlib import Path

import pytest

from jobs.demo import play
from jobs.demo_shop import keep_open
from ledger.instants import utc_now
from tests.jobs.shop_desk import Desk


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """All that one day tells."""
    told: list[str] = []
    assert play(tmp_path_factory.mktemp("demo"), clock=utc_now, tell=told.append)
    return told


def test_the_day_ends_with_everything_right(told: list[str]) -> None:
    """Both shops show the same numbers and the ledger is proved, over real HTTP."""
    assert told[-1].strip() == "the book is in order"
    assert [line.strip()[:2] for line in told if line.startswith("\n")] == [
        f"{number}." for number in range(1, 10)
    ]


@pytest.mark.slow
def test_the_readme_shows_what_it_prints(told: list[str]) -> None:
    """Line by line, as far as it goes."""
    printed = "\n".join(told).strip()
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

    (shown,) = re.findall(r"```text\n(1\. .*?)\n```", readme, re.DOTALL)

    parts = shown.split("\n…\n")
    places = [printed.find(part.strip("\n…")) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_a_shop_stays_open_to_be_tried_by_hand(desk: Desk) -> None:
    """What it says to configure works as it stands, and its shoppers' orders come in."""
    told: list[str] = []
    cycles: list[int] = []

    def work(_: float) -> bool:
        if not cycles:
            settings = told[0].partition("\n\n")[2].partition("\n\n")[0]
            desk.write("config.yaml", f"locations: {{main: {{}}}}\nchannels:\n{settings}\n")
            desk.json("init")
            desk.json("adopt", "shop", "--create-items", "--confirm")
            desk.json("opening", "--from-channel", "shop")
        cycles.append(desk.json("sync")["channels"][0]["orders"])
        return len(cycles) == 3

    keep_open(work, clock=utc_now, tell=told.append)

    assert told[1:] == [
        "order 13: somebody buys 1 MUG-BLUE",
        "order 14: somebody buys 1 MUG-RED",
    ]
    assert desk.level("MUG-BLUE")["committed"] == desk.level("MUG-RED")["committed"] == 1


@pytest.mark.slow
def test_anyone_can_watch_it(desk: Desk) -> None:
    """Without a configuration."""
    (desk.folder / "config.yaml").unlink()

    assert desk.run("demo").status == 0
