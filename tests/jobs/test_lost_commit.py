"""A command whose answer is lost with the database: repeated as it says, it books once."""

import re

import pytest

from tests.jobs.shop_desk import CONFIG, Desk
from tests.lost_answers import Breaks, line_to


@pytest.mark.parametrize(("breaks", "written"), [(Breaks.BEFORE, 0), (Breaks.AFTER, 1)])
def test_a_receipt_whose_commit_was_lost_is_booked_once(
    desk: Desk, postgresql_url: str, breaks: Breaks, written: int
) -> None:
    """The command tells its key; with it, the repetition adds what is missing and no more."""
    with line_to(postgresql_url) as (line, url):
        desk.write("config.yaml", f"{CONFIG}\ndatabase: {url}\n")
        desk.opened()
        line.breaks = breaks

        said = desk.refused("receive", "A-1", 5, "--location", "main", status=3)

        line.breaks = Breaks.NEVER
        (key,) = re.findall(r"--key (\w+)", said)
        again = desk.json("receive", "A-1", 5, "--location", "main", "--key", key)
        assert (again["posted"], again["known"]) == (1 - written, written)
        assert desk.level("A-1")["available"] == 15


def test_the_same_key_without_an_instant_is_the_same_fact(desk: Desk) -> None:
    """It happened when it was first told; other content under it is refused."""
    desk.opened()
    note = ("--location", "main", "--key", "note-7")

    first = desk.json("receive", "A-1", 5, *note)
    second = desk.json("receive", "A-1", 5, *note)

    assert (first["posted"], second["posted"], second["known"]) == (1, 0, 1)
    assert "known with other content" in desk.refused("receive", "A-1", 6, *note)
    assert desk.level("A-1")["available"] == 15
