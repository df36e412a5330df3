"""When a count was true, as its location's clocks showed it."""

from typing import Any

import pytest

from tests.jobs.shop_desk import Desk


@pytest.fixture
def desk_of_october(desk: Desk) -> Desk:
    """Ten of A-1 in London since the first of October."""
    desk.initialised()
    opening = desk.write("opening.csv", "sku,quantity\nA-1,10\n")
    desk.json("opening", opening, "--location", "main", "--at", "2026-10-01T08:00",
              "--create-items")  # fmt: skip
    return desk


def upload(desk: Desk, sheet: str, *said: str) -> Any:
    answered = desk.run("count", "upload", desk.write("sheet.csv", sheet), "--location", "main",
                        *said, "--json")  # fmt: skip
    return answered.json


def problems(answer: Any) -> list[tuple[int, str]]:
    return [(one["row"], one["problem"]) for one in answer["problems"]]


def test_a_night_on_which_the_clocks_go_back_has_an_hour_more(desk_of_october: Desk) -> None:
    """What left in either of the two hours between one and two left while people counted."""
    for offset in ("+01:00", "+00:00"):
        desk_of_october.json("ship", "A-1", 1, "--at", f"2026-10-25T01:30{offset}",
                             "--location", "main")  # fmt: skip
    span = ("--counted-from", "2026-10-25T00:30", "--counted-at", "2026-10-25T02:30")

    (line,) = upload(desk_of_october, "SKU,Qty\nA-1,8\n", *span)["variances"]

    assert (line["expected"], line["counted_at"]) == (8, "2026-10-25T02:30:00+00:00")
    assert line["reason"] == "2 units moved while it was counted"


def test_rows_of_the_doubled_hour_and_of_no_known_time_are_told_together(
    desk_of_october: Desk,
) -> None:
    """With an offset the hour is one of the two."""
    times = ("2026-10-25T01:30", "2026-10-25T01:30+01:00", "2026-09-30T12:00", "2999-01-01T12:00")
    rows = "".join(f"A-1,{bin_},1,{at}\n" for bin_, at in zip("wxyz", times, strict=True))

    found = problems(upload(desk_of_october, f"SKU,Bin,Qty,Counted at\n{rows}"))

    assert [row for row, _ in found] == [2, 4, 5]
    assert "happened twice in Europe/London" in found[0][1]
    assert "lies before the opening of the book there" in found[1][1]
    assert "lies in the future" in found[2][1]


def test_what_left_within_the_second_of_a_count_left_after_it(desk_of_october: Desk) -> None:
    """And what left at its very instant was gone."""
    for at in ("12:00:00", "12:00:00.000001"):
        desk_of_october.json("ship", "A-1", 1, "--at", f"2026-10-12T{at}", "--location", "main")

    answer = upload(desk_of_october, "SKU,Qty\nA-1,9\n", "--counted-at", "2026-10-12T12:00")

    assert answer["variances"] == []
