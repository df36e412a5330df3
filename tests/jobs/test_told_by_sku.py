"""What is told of a stock key names the item, by which people know it."""

import logging

import pytest

from ledger.channels import Guard
from ledger.open_incidents import list_incidents
from tests.jobs.world import world_of


def test_writes_and_drift_are_told_with_the_sku(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log and in the incident, beside the channel's own id of the number."""
    caplog.set_level(logging.INFO, logger="stockbook.push")
    with world_of(database_url, {"A": 10}) as world:
        shop = world.add_shop("one", ["A"], guard=Guard.BLIND, shown=3)
        world.settle()
        (key,) = shop.numbers
        shop.numbers[key] = 99
        world.audit()

        assert "one A (A): 10 over 3 accepted" in caplog.text
        with world.database.reading() as tx:
            (drift,) = list_incidents(tx)
        assert drift.text.startswith("A: 99 stood there where 10 was expected")


def test_what_the_book_itself_shows_has_no_number_to_resolve(database_url: str) -> None:
    """It ends by itself once the book is right again."""
    with world_of(database_url, {"A": 1}) as world:
        shop = world.add_shop("one", ["A"], shown=1)
        shop.place("1", {"A": 3})
        world.settle()

        with world.database.reading() as tx:
            (oversold,) = list_incidents(tx)
        assert (oversold.kind, oversold.id) == ("oversold", None)
