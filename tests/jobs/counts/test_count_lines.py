"""All lines of a count, told while they are read: the same everywhere, as the sheet has them."""

import csv
import io
import random
from typing import Any

import pytest

from ledger.counts.rows import LINES_TOLD
from tests.jobs.shop_desk import Desk

LINES = LINES_TOLD + 200
"""More than are told at a time."""

UNLISTED = "Z-LAST"
"""What the sheet, which is complete, does not name."""


@pytest.fixture
def walked(desk: Desk) -> Desk:
    """A count of a thousand shelves as people walked them, with blank rows; some have fewer."""
    skus = [f"S-{number}" for number in range(LINES)]
    desk.opened("\n".join(["sku,quantity", *(f"{sku},5" for sku in skus), f"{UNLISTED},1", ""]))
    random.Random(3).shuffle(skus)
    rows = [f"{sku},{counted_of(sku)}\n" + ",\n" * (sku.endswith("0")) for sku in skus]
    sheet = desk.write("walk.csv", "SKU,Counted\n" + "".join(rows))
    at = ("--location", "main", "--counted-at", "2026-11-12T12:00", "--complete")
    assert desk.run("count", "upload", sheet, *at).status == 1
    return desk


def counted_of(sku: str) -> int:
    return 4 if sku.endswith("77") else 5


def all_of(desk: Desk, *what: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.json_or_differing("count", *what)["variances"]
    return found


def test_every_line_is_told_once_in_the_order_of_the_sheet(walked: Desk) -> None:
    """Last what the sheet does not name."""
    lines = all_of(walked, "show", "1", "--all")

    *listed, last = lines
    assert last["sku"] == UNLISTED
    assert len({one["sku"] for one in listed}) == LINES == len(listed)
    assert [one["row"] for one in listed] == sorted(one["row"] for one in listed)
    assert all(one["counted"] == counted_of(one["sku"]) for one in listed)
    assert all(one["expected"] == 5 for one in listed)


def test_what_differs_is_told_as_it_is_without_the_others(walked: Desk) -> None:
    """Whether the rest was asked for or not; the other parts of the answer too."""
    every = walked.json_or_differing("count", "show", 1, "--all")
    odd = walked.json_or_differing("count", "show", 1)

    assert [one for one in every["variances"] if one["status"] != "matched"] == odd["variances"]
    assert len(odd["variances"]) == 1 + sum(counted_of(f"S-{n}") == 4 for n in range(LINES))
    assert every | {"variances": []} == odd | {"variances": []}


@pytest.mark.parametrize("command", ["export", "report"])
def test_a_file_of_it_has_the_same_lines(walked: Desk, command: str) -> None:
    """As numbers and texts of a CSV."""
    told = [(one["sku"], str(one["counted"])) for one in all_of(walked, "show", "1", "--all")]

    written = csv.DictReader(io.StringIO(walked.run("count", command, 1).out))

    assert [(row["sku"], row["counted"]) for row in written] == told


def test_a_person_sees_the_first_of_all_and_how_many_more(walked: Desk) -> None:
    """And how it stands as a whole."""
    told = walked.run("count", "show", 1, "--all")

    differing = 1 + sum(counted_of(f"S-{n}") == 4 for n in range(LINES))
    assert told.status == 1
    assert f"and {LINES + 1 - 100} more: " in told.out
    assert f"{LINES} lines, {differing} differ; open" in told.out


def test_an_upload_tells_all_lines_too(walked: Desk) -> None:
    """The same sheet again is the same count."""
    at = ("--location", "main", "--counted-at", "2026-11-12T12:00", "--complete")
    again = all_of(walked, "upload", str(walked.folder / "walk.csv"), *at, "--all")

    assert again == all_of(walked, "show", "1", "--all")
