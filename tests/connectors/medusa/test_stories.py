"""Book and fake shop agree after each step of every story; a real server tells the same ones."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from random import Random

import pytest

from connectors.fakes.medusa import Medusa
from tests.connectors.medusa.servers import AUSTIN, MAPPED, Server, server_on
from tests.storefronts.books import Book, book_on
from tests.storefronts.medusa_history import LYING, History
from tests.storefronts.medusa_story import STOCKED, STORIES, Story


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_book_and_shop_agree(story: Callable[[Story], None], database_url: str) -> None:
    """After each step, both ways."""
    with opened(database_url) as (server, book):
        story(Story(server.people, book))


def test_a_quiet_shop_costs_one_call_a_cycle(database_url: str) -> None:
    """The pull: no number is read or written when nothing changed."""
    with opened(database_url) as (server, book):
        Story(server.people, book).sees("A")
        server.clock.advance(600)
        book.sync()
        server.clock.advance(600)

        answer = book.sync()
        assert (answer.calls, answer.orders, answer.pushed) == (1, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_book_and_shop_agree_whatever_happens(seed: int, database_url: str) -> None:
    """Forty deeds at random; after each, what lies there, the book and the shop are compared."""
    with opened(database_url, units=LYING) as (server, book):
        History(server.people, book, Random(seed)).goes_on(40)


def test_what_another_firm_shipped_and_is_brought_to_us_is_told(database_url: str) -> None:
    """Medusa puts it into our number; the book does not know whose it is, and says so."""
    ours = {own: code for own, code in MAPPED.items() if own == AUSTIN}
    with opened(database_url, ours) as (server, book):
        people = server.people
        order = people.sell({"A": 4})
        people.ship(order, people.fulfil(order, {"A": 4}, at="Boston"), {"A": 4})
        people.receive(order, people.request_return(order, {"A": 3}), good={"A": 3})
        book.sync()

        assert book.line("A", "austin").on_hand == STOCKED
        assert book.incidents() == ["excess_return"]


@contextmanager
def opened(
    database_url: str, mapped: Mapping[str, str] = MAPPED, *, units: int = STOCKED
) -> Iterator[tuple[Server, Book]]:
    """A stocked fake and its book, on one clock."""
    with server_on(mapped=mapped) as server:
        stock_up(server.store, units)
        with book_on(
            database_url,
            server.connector,
            clock=server.clock,
            sleep=server.clock.pass_by,
            mapped=mapped,
            calls=server.http.calls,
        ) as book:
            yield server, book


def stock_up(store: Medusa, units: int) -> None:
    for sku in ("A", "B"):
        for location in ("Austin", "Boston"):
            store.set_stocked(sku, units, at=location)
    store.add_kit("K", {"A": 2, "B": 1})
