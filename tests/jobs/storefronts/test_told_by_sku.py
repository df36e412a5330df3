"""What is told of a stock key names the item, by which people know it."""

import logging

import pytest

from jobs.goods.returns import read_returns, settle_return
from jobs.incidents import resolve
from ledger.channels import Guard
from ledger.open_incidents import list_incidents
from ledger.orders.planner import Outcome
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


def test_a_refusal_is_over_when_the_number_is_taken(database_url: str) -> None:
    """Written again, or found to stand there already: nobody need look any more."""
    with world_of(database_url, {"A": 10, "B": 10}) as world:
        shop = world.add_shop("one", ["A", "B"], guard=Guard.BLIND, shown=10)
        world.settle()
        gone = {key: shop.numbers.pop(key) for key in list(shop.numbers)}
        for sku in ("A", "B"):
            world.receive(sku, 1)
        world.settle()
        with world.database.reading() as tx:
            told = [one.text for one in list_incidents(tx)]
        assert [text.partition(": ")[0] for text in told] == ["A", "B"]

        shop.numbers |= {key: 10 if key.inventory_id == "A" else 11 for key in gone}
        world.clock.sleep(3600)
        world.settle()

        assert (world.shown("A"), world.shown("B")) == ({"one": 11}, {"one": 11})
        with world.database.reading() as tx:
            assert [one for one in list_incidents(tx) if one.kind == "push_refused"] == []


def test_what_the_book_itself_shows_has_no_number_to_resolve(database_url: str) -> None:
    """It ends by itself once the book is right again."""
    with world_of(database_url, {"A": 1}) as world:
        shop = world.add_shop("one", ["A"], shown=1)
        shop.place("1", {"A": 3})
        world.settle()

        with world.database.reading() as tx:
            (oversold,) = list_incidents(tx)
        assert (oversold.kind, oversold.id) == ("oversold", None)


def test_the_log_says_what_a_person_settled_and_resolved(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """By channel, order and SKU: nobody knows the numbers of rows."""
    caplog.set_level(logging.INFO, logger="stockbook")
    with world_of(database_url, {"A": 9}) as world:
        shop = world.add_shop("one", ["A"], guard=Guard.BLIND, shown=9)
        shop.place("1", {"A": 2})
        world.settle()
        shop.ship("1")
        world.settle()
        shop.edit("1", "1", 1)
        world.settle()
        (waiting,) = read_returns(world.database).waiting
        settle_return(
            world.database, waiting.id, Outcome.SELLABLE, 1, location="main", at=world.clock()
        )
        resolve(world.database, 1, actor="ann")

    assert "A of order 1 of one ruled sellable: 1 unit" in caplog.text
    assert "ann resolved incident 1: unexplained of one/1/1" in caplog.text
