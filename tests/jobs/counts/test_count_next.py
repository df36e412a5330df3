"""A count on the screen ends with what a person does next."""

import pytest

from tests.jobs.shop_desk import Desk

AT = ("--location", "main", "--counted-at", "2026-11-12T12:00")


@pytest.fixture
def uploaded(desk: Desk) -> Desk:
    """Two of A-1 are missing."""
    desk.opened()
    desk.run("count", "upload", desk.write("sheet.csv", "SKU,Qty\nA-1,8\n00123,5\n"), *AT)
    return desk


def last_lines(desk: Desk, *words: object, some: int = 2) -> list[str]:
    return desk.run("count", *words).out.splitlines()[-some:]


def test_a_line_waits_for_a_decision(uploaded: Desk) -> None:
    """It is accepted, or counted again."""
    assert last_lines(uploaded, "show", 1)[-1] == (
        "next: `stockbook count approve 1 SKU...` accepts lines, "
        "`stockbook count recount 1 SKU...` has them counted again"
    )


def test_a_decided_count_is_posted_and_then_nothing_is_left_to_do(uploaded: Desk) -> None:
    """No word about a next step then."""
    assert last_lines(uploaded, "approve", 1)[-1] == "next: `stockbook count post 1`"
    assert last_lines(uploaded, "post", 1)[-1].startswith("count 1 of main")


def test_a_line_left_out_names_the_upload_of_whoever_counts_it_again(uploaded: Desk) -> None:
    """The rest can be posted meanwhile."""
    sheet, *others = last_lines(uploaded, "recount", 1, "A-1", some=3)
    assert sheet.endswith("`stockbook count sheet FILE --location main --reason recount`")
    assert others == [
        "once somebody else counted again: `stockbook count upload FILE --location main "
        "--counted-at T --recount-of 1`",
        "next: `stockbook count post 1`",
    ]
