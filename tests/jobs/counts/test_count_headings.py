"""`count` of the same form every week: said once how to read it, seen, and taken back."""

from typing import Any

import pytest

from tests.jobs.sheet_desk import differing, refused, text_of
from tests.jobs.shop_desk import Desk

pytestmark = pytest.mark.slow

FORM = "Artikelnr;Gezählt;Gezählt am\n"
MAIN = ("--location", "main")


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """Much of A-1, and five 00123, at main and at the annex."""
    desk.opened("sku,quantity\nA-1,2000\n00123,5\n")
    return desk


def week(desk: Desk, number: int, row: str, *more: object, form: str = FORM) -> Any:
    """The answer to the form of a week, whatever it is."""
    path = desk.write(f"week-{number}.csv", f"{form}{row}\n")
    answered = desk.run("count", "upload", path, *MAIN, *more, "--json")
    return answered.json


def first_week(desk: Desk) -> Any:
    row = "A-1;1.200;11/12/2026 08:00"
    return week(desk, 1, row, "--decimal", "comma", "--dates", "month-first")


def test_how_numbers_and_dates_are_written_is_said_once(opened: Desk) -> None:
    """The next sheet with these headings is read so, and the answer says it."""
    assert differing(first_week(opened)) == [("A-1", 1200)]
    second = week(opened, 2, "A-1;1.300;11/10/2026 08:00")

    assert differing(second) == [("A-1", 1300)]
    assert second["variances"][0]["counted_at"].startswith("2026-11-10T08:00")
    (note,) = [one for one in second["notes"] if "said of the same headings before" in one]
    assert "--decimal comma; --dates month-first" in note
    assert "count headings" in note


def test_a_sheet_with_other_headings_is_asked_about(opened: Desk) -> None:
    """Be it one column more; and so is a sheet without any, or one of another location."""
    first_week(opened)
    more = week(opened, 2, "A-1;1.300;11/10/2026 08:00;x", form=FORM[:-1] + ";Notiz\n")
    assert [one["problem"].partition(": say ")[2] for one in more["problems"]] == [
        "which",
        "--dates day-first or month-first",
    ]

    bare = opened.write("bare.csv", "A-1;1.300\n")
    assert "say which" in text_of(refused(opened, bare, "--columns", "sku,quantity"))
    path = opened.write("annex.csv", f"{FORM}A-1;1.300;2026-11-10 08:00\n")
    annex = opened.run("count", "upload", path, "--location", "annex", "--json").json
    assert "say which" in text_of(annex)


def test_a_sheet_that_contradicts_what_was_said_is_refused(opened: Desk) -> None:
    """With a word on where that comes from; the other word said now holds from now on."""
    first_week(opened)
    refused_sheet = week(opened, 2, "A-1;1,300;13/11/2026 08:00")
    assert [one["column"] for one in refused_sheet["problems"]] == ["Gezählt", "Gezählt am"]
    assert any("--decimal comma" in note for note in refused_sheet["notes"])

    said = week(
        opened, 3, "A-1;1,300;10/11/2026 08:00", "--decimal", "point", "--dates", "day-first"
    )
    assert differing(said) == [("A-1", 1300)]
    again = week(opened, 4, "A-1;1,400;09/11/2026 08:00")
    assert again["variances"][0]["counted_at"].startswith("2026-11-09T08:00")


def test_what_is_remembered_is_listed_and_taken_back(opened: Desk) -> None:
    """With the count that used it last, and who that was."""
    first_week(opened)
    week(opened, 2, "A-1;1.300;11/10/2026 08:00")

    (one,) = opened.json("count", "headings", *MAIN)["remembered"]
    assert (one["count"], one["decimal"], one["dates"]) == (2, "comma", "month-first")
    assert one["headings"] == ["artikelnr", "gezahlt", "gezahlt am"]
    assert "--decimal comma" in opened.run("count", "headings", *MAIN).out
    assert "last used by count 1" in opened.refused("count", "headings-gone", 1, *MAIN)

    assert opened.json("count", "headings-gone", 2, *MAIN)["remembered"] == [one]
    assert opened.json("count", "headings", *MAIN)["remembered"] == []
    asked = week(opened, 3, "A-1;1.400;11/09/2026 08:00")
    assert "say which" in text_of(asked)


def test_what_was_said_of_headings_is_taken_back_too(opened: Desk) -> None:
    """It stands in the list beside how numbers are written, and goes with it."""
    form = "Wert;Zahl\n"
    said = ("--map", "sku=Wert", "--map", "quantity=Zahl", "--counted-at", "2026-11-10T08:00")
    week(opened, 1, "A-1;1.200", *said, "--decimal", "comma", form=form)
    again = week(opened, 2, "A-1;1.300", *said[4:], form=form)
    assert differing(again) == [("A-1", 1300)]

    opened.json("count", "headings-gone", again["count"], *MAIN)
    gone = week(opened, 3, "A-1;1.400", *said[4:], form=form)
    assert "no row of headings was found" in text_of(gone)
