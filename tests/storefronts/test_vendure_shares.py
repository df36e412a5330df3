"""Mapped stock locations of a real Vendure server: its goods lie where ours do."""

from collections.abc import Iterator
from random import Random

import pytest

from jobs.storefronts.sync import Cycle
from tests.storefronts.vendure_book import Book, book_of
from tests.storefronts.vendure_desk import Desk
from tests.storefronts.vendure_history import LYING, History

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("vendure")]

ELSEWHERE = 7
"""On hand at the location that is not ours."""


def mapped(desk: Desk) -> dict[str, str]:
    """Its first location is main and its second boston; the third is not ours."""
    own_ids = list(desk.locations.values())
    return {own_ids[0]: "main", own_ids[1]: "boston"}


@pytest.fixture
def shared(desk: Desk, book_url: str) -> Iterator[Book]:
    """Ten at main and five at Boston, all of which Vendure has at its first location."""
    sku = desk.new_sku()
    desk.add_product(sku, 15, 0, ELSEWHERE)
    with book_of(desk, book_url, {sku: 10}, locations=mapped(desk)) as book:
        book.receive(sku, 5, at="boston")
        book.settle()
        yield book


def levels(desk: Desk, book: Book) -> list[tuple[int, int]]:
    """On hand and allocated, at each location in turn."""
    return list(desk.levels(book.items[0]).values())


def test_goods_lie_there_as_ours_do(desk: Desk, shared: Book) -> None:
    """Also after some were carried; then nothing more is called, and the third is left alone."""
    assert levels(desk, shared) == [(10, 0), (5, 0), (ELSEWHERE, 0)]
    shared.carry(shared.items[0], 3, "main", "boston")
    shared.agrees(available=15)
    assert levels(desk, shared) == [(7, 0), (8, 0), (ELSEWHERE, 0)]
    desk.set_stock(shared.items[0], 90, location="Elsewhere")
    audited = shared.sync(Cycle(audit=True))
    shared.settle()
    assert (audited.pushed, levels(desk, shared)) == (0, [(7, 0), (8, 0), (90, 0)])

    quiet = shared.sync()
    assert (quiet.pushed, quiet.calls) == (0, 2)
    assert shared.incidents() == []


def test_what_vendure_sells_and_ships_stays_as_it_is(desk: Desk, shared: Book) -> None:
    """It allocates and ships where our book has the order."""
    order_id = desk.sell({shared.items[0]: 4})
    shared.agrees(available=11, committed=4)
    assert levels(desk, shared) == [(10, 4), (5, 0), (ELSEWHERE, 0)]
    desk.ship(order_id)
    shared.agrees(available=11)
    assert levels(desk, shared) == [(6, 0), (5, 0), (ELSEWHERE, 0)]


def test_a_line_that_is_spread_is_told_once_and_mended(desk: Desk, shared: Book) -> None:
    """Of twelve, ten lie at main: Vendure allocates fifteen, and ships twelve of them."""
    order_id = desk.sell({shared.items[0]: 12})
    assert levels(desk, shared) == [(10, 10), (5, 5), (ELSEWHERE, 0)]
    shared.settle()
    assert sum(shared.free_at(shared.items[0]).values()) == 3
    assert shared.free_at(shared.items[0]) == shared.parts(shared.items[0])
    desk.ship(order_id)
    shared.settle()

    assert shared.free_at(shared.items[0]) == shared.parts(shared.items[0])
    assert shared.level(shared.items[0]) == 3
    assert [kind for kind, _ in shared.incidents()] == ["drift"]


def test_the_parts_agree_whatever_happens(desk: Desk, book_url: str) -> None:
    """Twenty deeds at random with an item and a kit of two of it, and goods that are carried."""
    mug, pair = desk.new_sku(), desk.new_sku()
    desk.add_product(mug, LYING, 0, ELSEWHERE)
    desk.add_product(pair, 0)
    kits = {pair: {mug: 2}}
    with book_of(desk, book_url, {mug: LYING}, kits=kits, locations=mapped(desk)) as book:
        book.carry(mug, LYING // 3, "main", "boston")
        book.settle()
        deeds = (History.carries,) * 4
        History(desk, book, Random(1), {mug: 1, pair: 2}, deeds=deeds).goes_on(20)
