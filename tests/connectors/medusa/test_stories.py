"""Book and fake shop agree after each step of every story; a real server tells the same ones."""

from collections.abc import Callable

import pytest

from connectors.fakes.medusa import Medusa
from tests.connectors.medusa.servers import MAPPED, server_on
from tests.storefronts.books import book_on
from tests.storefronts.medusa_story import STOCKED, STORIES, Story


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_book_and_shop_agree(story: Callable[[Story], None], database_url: str) -> None:
    """After each step, both ways."""
    with server_on() as server:
        stock_up(server.store)
        with book_on(
            database_url,
            server.connector,
            clock=server.clock,
            sleep=server.clock.pass_by,
            mapped=MAPPED,
            calls=server.http.calls,
        ) as book:
            story(Story(server.people, book))


def test_a_quiet_shop_costs_one_call_a_cycle(database_url: str) -> None:
    """The pull: no number is read or written when nothing changed."""
    with server_on() as server:
        stock_up(server.store)
        with book_on(
            database_url,
            server.connector,
            clock=server.clock,
            sleep=server.clock.pass_by,
            mapped=MAPPED,
            calls=server.http.calls,
        ) as book:
            Story(server.people, book).sees("A")
            server.clock.advance(600)
            book.sync()
            server.clock.advance(600)

            answer = book.sync()
            assert (answer.calls, answer.orders, answer.pushed) == (1, 0, 0)


def stock_up(store: Medusa) -> None:
    for sku in ("A", "B"):
        for location in ("Austin", "Boston"):
            store.set_stocked(sku, STOCKED, at=location)
    store.add_kit("K", {"A": 2, "B": 1})
