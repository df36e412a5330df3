"""What a complete sheet does not name is not there: of the location, a category or a supplier."""

from typing import Any

import pytest

from tests.jobs.count_desk import CountDesk
from tests.jobs.sheet_desk import AT, refused, text_of, upload
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Ten each of three mugs and a lamp; two of the mugs and the lamp are bought from Hansen."""
    desk.opened("sku,quantity\nred,10\nblue,10\ngreen,10\nlamp,10\n")
    rows = (
        "sku,category,supplier\nred,mugs,Hansen\nblue,mugs,Hansen\ngreen,mugs,\nlamp,lamps,Hansen\n"
    )
    desk.json("items", "import", desk.write("items.csv", rows))
    return desk


def lines(answer: Any) -> dict[str, int]:
    """By SKU what was counted."""
    return {one["sku"]: one["counted"] for one in answer["variances"]}


def sheet(desk: Desk, *more: object) -> Any:
    return upload(desk, desk.write("count.csv", "SKU,Counted\nred,9\n"), *more)


@pytest.mark.parametrize(
    ("scope", "unnamed"),
    [
        ((), set()),
        (("--complete",), {"blue", "green", "lamp"}),
        (("--supplier", "Hansen"), {"blue", "lamp"}),
        (("--category", "mugs"), {"blue", "green"}),
        (("--category", "mugs", "--supplier", "Hansen"), {"blue"}),
    ],
)
def test_a_sheet_is_complete_for_what_it_says(
    opened: Desk, scope: tuple[str, ...], unnamed: set[str]
) -> None:
    """Nothing else of the location is taken for gone."""
    answer = sheet(opened, *scope)

    assert lines(answer) == {"red": 9, **dict.fromkeys(unnamed, 0)}


def test_what_a_scope_left_out_asserts_nothing_later(opened: Desk) -> None:
    """Late news of an unnamed item of the supplier is balanced; of another's it is not."""
    answer = sheet(opened, "--supplier", "Hansen")
    opened.json_or_differing("count", "approve", answer["count"])
    opened.json_or_differing("count", "post", answer["count"])

    for sku in ("lamp", "green"):
        opened.json_or_differing(
            "receive", sku, 3, "--location", "main", "--at", "2026-11-11T12:00"
        )
    levels = {one["sku"]: one["available"] for one in opened.json("stock")["items"]}
    assert (levels["lamp"], levels["green"]) == (0, 13)


def test_a_scope_without_items_is_refused(opened: Desk) -> None:
    """It would be a sheet that is complete for nothing; every other problem is told beside it."""
    path = opened.write("count.csv", "SKU,Counted\nred,?\n")
    said = text_of(refused(opened, path, "--supplier", "Hanson"))

    assert "no item is of supplier 'Hanson'; see `stockbook items list`" in said
    assert "says no number" in said


def test_a_file_that_is_added_has_the_scope_of_its_count(opened: Desk) -> None:
    """Another one is refused."""
    first = sheet(opened, "--supplier", "Hansen")
    path = opened.write("more.csv", "SKU,Counted\nblue,9\n")

    answer = upload(opened, path, "--add-to", first["count"])
    assert lines(answer) == {"red": 9, "blue": 9, "lamp": 0}
    other = opened.write("other.csv", "SKU,Counted\nlamp,9\n")
    said = opened.refused("count", "upload", other, *AT, "--add-to", answer["count"],
                          "--supplier", "Meyer")  # fmt: skip
    assert "--supplier was said otherwise" in said


def test_the_report_says_for_what_a_count_is_complete(opened: Desk) -> None:
    """For the auditor."""
    answer = sheet(opened, "--supplier", "Hansen", "--category", "mugs")
    path = opened.folder / "report.html"
    opened.json("count", "report", answer["count"], path)

    assert "category mugs and supplier Hansen" in path.read_text(encoding="utf-8")


def test_what_a_complete_sheet_leaves_out_contradicts_a_count_of_that_instant(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a line of it would: else the posted one was true no more, and nobody was told."""
    desk.opened()
    hall = CountDesk(desk, monkeypatch)
    hall.upload("ann", {"A-1": 9})
    hall.run("eve", "approve", 1)
    hall.run("eve", "post", 1)
    hall.upload("bob", {"00123": 5}, "--complete")
    hall.run("eve", "approve", 2)

    assert "A-1 was counted at this very instant" in hall.refused("eve", "post", 2)
