"""Every command that counts tell works as it is printed, and taken twice it is taken once."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from ledger.snapshots import Owed
from tests.jobs.causes_desk import COUNTED, explaining, sold, upload
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow

BEFORE: Final = "2026-11-10T08:00"
AT: Final = ("--location", "main", "--at", BEFORE)
ODD: Final = "--A 'odd' $KU"


@dataclass(frozen=True, slots=True)
class Story:
    """What happened before the sheet, its rows, and what was said of it."""

    happened: Callable[[Desk], object]
    rows: str
    said: tuple[str, ...] = COUNTED
    heading: str = "sku,counted"


def booked(desk: Desk, *words: object) -> None:
    """Where `--` must stand before the SKU, nothing may follow it."""
    assert desk.run(*words).status == 0


def ordered(desk: Desk) -> None:
    booked(desk, "receive", "--ordered", *AT, "--", ODD, 24)
    desk.json("receive", "A-1", 24, "--ordered", *AT)


def sent(desk: Desk) -> None:
    desk.json("receive", "A-1", 40, "--location", "annex", "--at", BEFORE)
    way = ("--location", "annex", "--to", "main", "--at", "2026-11-11T08:00")
    desk.json("transfer", "A-1", 24, "--departed", *way)


def found_at_the_annex(desk: Desk) -> None:
    at = ("--location", "annex", "--counted-at", "2026-11-12T11:00+00:00")
    upload(desk, "A-1,37\n", *at, name="annex.csv")


def packed(desk: Desk) -> None:
    sold(desk, "A-1", owed=[Owed(location="main", quantity=12, packed=12)])


def sheet(desk: Desk, rows: str, heading: str, at: str) -> None:
    path = desk.write("before.csv", f"{heading}\n{rows}")
    desk.json_or_differing("count", "upload", path, "--location", "main", "--counted-at", at)


STORIES: Final = {
    "ordered": Story(ordered, f'A-1,124\n"{ODD}",124\n'),
    "ordered, counted from to": Story(
        ordered, "A-1,124\n", (*COUNTED, "--counted-from", "2026-11-12T09:00")
    ),
    "sent": Story(sent, "A-1,124\n"),
    "at the annex": Story(found_at_the_annex, "A-1,63\n"),
    "refunded": Story(lambda desk: sold(desk, "A-1", shipped=12), "A-1,95\n"),
    "packed": Story(packed, "A-1,88\n", (*COUNTED, "--packed", "counted")),
    "packed and not said": Story(packed, "A-1,88\n"),
    "mistaken": Story(lambda _: None, "A-1,37\nA-2,163\n"),
    "booked as another": Story(
        lambda desk: desk.json("receive", "A-1", 48, *AT), "A-1,100\nA-2,148\n"
    ),
    "mistyped": Story(lambda _: None, f'"{ODD}",10\n'),
    "nearby": Story(
        lambda desk: desk.json("ship", "A-1", 9, "--location", "main", "--at", "2026-11-12T12:00"),
        "A-1,100\n",
    ),
    "not counted": Story(lambda _: None, "A-1,100\nB-7,100\n", (*COUNTED, "--complete")),
    "zeros": Story(lambda _: None, "".join(f"C-{number},0\n" for number in range(6))),
    "damaged": Story(lambda _: None, "A-1,97,ok\nA-1,3,damaged\n", heading="sku,counted,state"),
    "bin missed": Story(
        lambda desk: sheet(desk, "A-1,60,x\nA-1,40,'y z'\n", "sku,counted,bin", "2026-11-09T12:00"),
        "A-1,60,x\n",
        heading="sku,counted,bin",
    ),
}


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """A hundred of each, one of a SKU that a shell would take apart."""
    explaining(desk)
    booked(desk, "items", "create", "--", ODD)
    booked(desk, "receive", "--location", "main", "--at", "2026-11-01T09:00", "--", ODD, 100)
    for number in range(6):
        desk.json("items", "create", f"C-{number}")
        desk.json("receive", f"C-{number}", 30, *AT)
    return desk


@pytest.mark.parametrize("story", STORIES)
def test_a_command_works_as_it_is_printed(opened: Desk, story: str) -> None:
    """Then what it was told of is so no longer; and once more it changes nothing."""
    count = counted(opened, story)
    before = (opened.folder / "stockbook.db").read_bytes()
    commands = told(opened, count)
    assert commands

    for command in commands:
        opened.write("stockbook.db", before)
        told_of = state(opened, count)
        program, *words = shlex.split(command)
        assert program == "stockbook"
        answered = opened.run(*words)
        assert answered.status in {0, 1}, (command, answered)
        effect = state(opened, count)
        assert mended(words, told_of, effect), (command, told_of, effect)
        stock = opened.json("stock")["items"]
        opened.run(*words)
        assert opened.json("stock")["items"] == stock, command
        assert opened.json("check")["ok"]


def counted(desk: Desk, story: str) -> int:
    one = STORIES[story]
    one.happened(desk)
    path = desk.write("count.csv", f"{one.heading}\n{one.rows}")
    return int(desk.json_or_differing("count", "upload", path, *one.said)["count"])


def told(desk: Desk, count: int) -> list[str]:
    """All that a person sees of this count's lines, each command once."""
    printed = [_NEXT.sub("", desk.run("count", word, count).out) for word in ("show", "causes")]
    found = [one for text in printed for one in _TOLD.findall(text)]
    commands = [first or second for first, second in found]
    return [one for one in dict.fromkeys(commands) if shlex.split(one)[1:3] != ["count", "causes"]]


_NEXT: Final = re.compile(r"^next: .*$", re.MULTILINE)
"""Whose lines a person has yet to name."""

_TOLD: Final = re.compile(r"`(stockbook [^`]+)`|^ +(stockbook .+)$", re.MULTILINE)


def state(desk: Desk, count: int) -> Any:
    """How the newest number of the count stands."""
    numbers = [one["count"] for one in desk.json("count", "list")["counts"]
               if one["location"] == "main"]  # fmt: skip
    return desk.run("count", "show", max(numbers), "--json").json


def mended(words: list[str], before: Any, after: Any) -> bool:
    """As far as the command promises; what a storefront is told first is out of our hands."""
    differs = {one["sku"]: one["status"] for one in after["variances"] if one["difference"]}
    reasons = [one["reason"] or "" for one in after["variances"]]
    decided = {"recount": "recount", "approve": "accepted"}
    match words:
        case ["count", "recount" | "approve" as word, _, *skus]:
            return all(differs[sku] == decided[word] for sku in skus if sku != "--")
        case ["count", "confirm", *_]:
            kept = not before["doubts"] or after["doubts"]
        case ["count", "declare", *_]:
            kept = any("nobody said" in reason for reason in reasons)
        case ["count", "bin-gone", *_]:
            kept = any("not all of it was counted" in reason for reason in reasons)
        case ["damage", *_]:
            kept = not before["misplaced"] or after["misplaced"]
        case ["sync" | "returns", *_]:
            kept = words[0] == "returns" and "A-1" in differs
        case _:
            kept = words[-2] in differs
    return not kept


def test_late_news_are_ruled_by_the_commands_printed(opened: Desk) -> None:
    """Before the count, or after it: then nothing is reopened."""
    count = counted(opened, "mistyped")
    opened.json("count", "approve", count)
    opened.json("count", "post", count)
    late = ("--location", "main", "--at", "2026-11-11T08:00")
    booked(opened, "ship", *late, "--", ODD, 2)
    before = (opened.folder / "stockbook.db").read_bytes()
    commands = told(opened, count)

    assert {shlex.split(one)[-1] for one in commands} == {"before", "after"}
    for command in commands:
        opened.write("stockbook.db", before)
        assert opened.run(*shlex.split(command)[1:]).status == 0
        assert "reopened" not in opened.run("count", "show", count).out
        levels = {one["sku"]: one["on_hand"] for one in opened.json("stock")["items"]}
        assert levels[ODD] == (10 if shlex.split(command)[-1] == "before" else 8)


def test_what_waits_is_decided_by_the_commands_that_refuse_to_post(opened: Desk) -> None:
    """Each line alone."""
    count = counted(opened, "mistyped")
    said = opened.refused("count", "post", count)
    commands = [first or second for first, second in _TOLD.findall(said)]

    assert [shlex.split(one)[2] for one in commands] == ["approve", "recount"]
    for command in commands:
        assert opened.run(*shlex.split(command)[1:]).status == 0
