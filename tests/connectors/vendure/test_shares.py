"""Several stock locations of a fake Vendure: one number, which lies where our goods lie."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.fakes.vendure.orders import left_to_fulfil
from connectors.fakes.vendure.shop import ShopError
from jobs.config import ChannelSettings
from jobs.storefronts.channel_opening import on_hand_of_channel
from jobs.storefronts.explain import ExplainedPart, explain_number
from jobs.storefronts.listings import read_listings
from jobs.storefronts.offers import offer_of
from jobs.storefronts.shadow import ShadowPart, shadow
from jobs.storefronts.sync import Cycle, work_on_channel
from ledger.pushing.shares import share_out
from tests.connectors.vendure.books import Book, book_beside
from tests.connectors.vendure.shops import PLAIN
from tests.laws import examples

pytestmark = pytest.mark.slow

LYING: Final = {"main": 10, "boston": 5}
MAPPED: Final = {"1": "main", "2": "boston"}
ELSEWHERE: Final = 7
"""On hand at the third location, which is not ours."""


@contextmanager
def two_places(url: str, **how: Any) -> Iterator[Book]:
    with book_beside(url, lying=LYING, mapped=MAPPED, elsewhere=ELSEWHERE, **how) as book:
        yield book


def free_at(book: Book) -> list[int]:
    """What may be sold, at each stock location in turn."""
    levels = book.shop.store.shop.sold_as("A").levels
    return [one.on_hand - one.allocated for one in levels.values()]


def written(book: Book) -> list[dict[str, int]]:
    """On hand by stock location, of every row that was ever sent."""
    asked = [json.loads(one.body) for one in book.shop.mischief.seen]
    return [
        {one["stockLocationId"]: one["stockOnHand"] for one in row["stockLevels"]}
        for body in asked
        if "WriteLevels" in body["query"]
        for row in body["variables"]["variants"]
    ]


def is_quiet(book: Book) -> bool:
    """Another cycle reads orders, and no number."""
    answer = book.sync()
    return (answer.pushed, answer.calls) == (0, 2)


def test_the_number_is_shared_out_as_goods_lie(database_url: str) -> None:
    """All of it lay at the first one; what is not ours is neither counted nor written."""
    with two_places(database_url) as book:
        assert free_at(book) == [10, 5, ELSEWHERE]
        assert is_quiet(book)


def test_goods_that_are_carried_are_carried_in_the_shop(database_url: str) -> None:
    """The number stays the same: it is written once, and then nothing more is called."""
    with two_places(database_url) as book:
        book.carry(3, "main", "boston")
        carried = book.sync()
        assert (carried.pushed, free_at(book)) == (1, [7, 8, ELSEWHERE])

        assert is_quiet(book)
        assert book.incidents() == []


def test_only_the_locations_that_differ_are_written(database_url: str) -> None:
    """The others may be moving just now."""
    with two_places(database_url) as book:
        book.move(-4, at="boston")
        book.settle()

        assert written(book)[-1] == {"2": 1}
        assert free_at(book) == [10, 1, ELSEWHERE]


def test_what_the_shop_sells_and_ships_itself_is_not_written_again(database_url: str) -> None:
    """It takes from where our book has its orders; packing changes nothing of what is free."""
    with two_places(database_url) as book:
        store, clock, writes = book.shop.store, book.shop.clock, len(written(book))
        order = store.sell({"A": 4}, now=clock())
        book.settle()
        store.ship(order, now=clock())
        book.settle()

        assert (free_at(book), len(written(book))) == ([6, 5, ELSEWHERE], writes)
        assert is_quiet(book)


def test_an_order_that_is_taken_elsewhere_than_booked_is_written_once(database_url: str) -> None:
    """Our book has it at Boston, the shop at its first one: what is free is moved, and on hand
    follows our book once the order has left.
    """
    with two_places(database_url, location="boston") as book:
        store, clock, writes = book.shop.store, book.shop.clock, len(written(book))
        order = store.sell({"A": 4}, now=clock())
        book.settle()
        assert (free_at(book), len(written(book))) == ([10, 1, ELSEWHERE], writes + 1)
        store.ship(order, now=clock())
        book.settle()

        levels = book.shop.store.shop.sold_as("A").levels
        assert [(one.on_hand, one.allocated) for one in levels.values()] == [
            (10, 0),
            (1, 0),
            (ELSEWHERE, 0),
        ]
        assert len(written(book)) == writes + 1
        assert book.incidents() == []


def test_a_line_that_is_spread_is_allocated_too_often_and_mended(database_url: str) -> None:
    """Eight of six here and nine there: Vendure allocates fourteen, and ships eight of them."""
    with two_places(database_url) as book:
        store, clock = book.shop.store, book.shop.clock
        book.carry(4, "main", "boston")
        book.settle()
        order = store.sell({"A": 8}, now=clock())
        assert sum(free_at(book)[:2]) == 1
        book.settle()
        assert (book.available(), free_at(book)) == (7, [0, 7, ELSEWHERE])
        assert book.incidents() == ["drift"]
        store.ship(order, now=clock())
        book.settle()

        assert free_at(book) == [0, 7, ELSEWHERE]
        assert is_quiet(book)


def test_units_that_staff_carry_in_the_shop_are_carried_back(database_url: str) -> None:
    """By the daily look: its number is as expected, and lies elsewhere than in our book."""
    with two_places(database_url) as book:
        levels = book.shop.store.shop.sold_as("A").levels
        levels[1].on_hand, levels[2].on_hand = 3, 12
        assert is_quiet(book)
        book.sync(Cycle(audit=True))
        book.settle()

        assert free_at(book) == [10, 5, ELSEWHERE]
        assert book.incidents() == []


def test_other_firms_units_may_change_as_they_like(database_url: str) -> None:
    """They are looked at by nobody here."""
    with two_places(database_url) as book:
        book.shop.store.shop.sold_as("A").levels[3].on_hand = 90
        answer = book.sync(Cycle(audit=True))
        book.settle()

        assert (answer.pushed, free_at(book)) == (0, [10, 5, 90])
        assert book.incidents() == []


def test_explain_and_the_listings_tell_the_parts(database_url: str) -> None:
    """By the shop's ids and ours; only of the whole it is known what was written."""
    with two_places(database_url) as book:
        config = book.config()
        (number,) = explain_number(book.database, config, "A", "shop", at=None).numbers
        assert (number.wanted, number.standing) == (15, 15)
        assert number.parts == [
            ExplainedPart(location="1", ours="main", wanted=10),
            ExplainedPart(location="2", ours="boston", wanted=5),
        ]
        assert number.writes[0].reasons[-1] == "of it 10 at 1, 5 at 2"

        (listing,) = read_listings(book.database, config, []).listings
        assert (listing.wanted, listing.sent, listing.state) == (15, 15, "settled")
        told = [(one.location, one.wanted, one.sent) for one in listing.locations]
        assert told == [("1", 10, None), ("2", 5, None)]


def test_it_is_known_without_asking_the_shop_that_one_number_stands_for_all() -> None:
    """Of one location alone, and of a platform with numbers of its own at each, it is not so."""
    several, alone = {"1": "main", "2": "boston"}, {"1": "main"}
    offers = {
        (connector, len(locations)): offer_of(
            ChannelSettings(connector=connector, location="main", locations=locations), ()
        ).channel_locations
        for connector in ("vendure", "medusa", "nobodys")
        for locations in (several, alone)
    }

    assert offers == {
        ("vendure", 2): ("",),
        ("vendure", 1): ("1",),
        ("medusa", 2): ("1", "2"),
        ("medusa", 1): ("1",),
        ("nobodys", 2): ("1", "2"),
        ("nobodys", 1): ("1",),
    }


def test_a_dry_run_tells_what_would_be_carried(database_url: str) -> None:
    """Nothing where all is as it should be; the number itself does not change."""
    with two_places(database_url) as book:
        assert shadow(book.database, [book.channel]).changes == []
        book.carry(3, "main", "boston")
        (change,) = shadow(book.database, [book.channel]).changes

        assert (change.shown, change.wanted, change.location) == (15, 15, None)
        assert change.parts == [
            ShadowPart(location="1", shown=10, wanted=7),
            ShadowPart(location="2", shown=5, wanted=8),
        ]


def test_opening_stock_is_read_of_each_location(database_url: str) -> None:
    """What is free there; what is held for orders lies where our book has them."""
    with two_places(database_url) as book:
        book.shop.store.sell({"A": 4}, now=book.shop.clock())
        book.shop.clock.advance(60)
        with work_on_channel(book.database, book.channel, book.hands()) as work:
            found = {
                code: on_hand_of_channel(
                    work, book.channel.offer, code, lookback=book.channel.backfill
                ).units
                for code in LYING
            }

        assert found == {"main": {"A": 10}, "boston": {"A": 5}}


def sell(book: Book, units: int) -> None:
    book.shop.store.sell({"A": units}, now=book.shop.clock())


def sell_at_one_moment(book: Book, units: int) -> None:
    """Another payment came between, so that nothing was allocated."""
    cart = book.shop.store.cart({"A": units}, now=book.shop.clock())
    book.shop.store.pay(cart, now=book.shop.clock(), lost=True)


def ship(book: Book, units: int) -> None:
    """Some of the orders, where the shop finds enough on hand."""
    for order in book.shop.store.shop.orders.values():
        if left_to_fulfil(order) and order.id % 3 != units % 3:
            with suppress(ShopError):
                book.shop.store.ship(order, now=book.shop.clock())


def cancel(book: Book, units: int) -> None:
    """Of what nobody packed, some orders."""
    for order in book.shop.store.shop.orders.values():
        if order.state == "PaymentSettled" and order.id % 3 == units % 3:
            book.shop.store.cancel(order, now=book.shop.clock())


def type_elsewhere(book: Book, units: int) -> None:
    book.shop.store.shop.sold_as("A").levels[3].on_hand = units


_DEEDS: Final[Sequence[Callable[[Book, int], object]]] = (
    sell,
    sell_at_one_moment,
    ship,
    cancel,
    type_elsewhere,
    lambda book, units: book.carry(units, "main", "boston"),
    lambda book, units: book.carry(units, "boston", "main"),
    lambda book, units: book.move(units, at="boston"),
    lambda book, units: book.move(-units),
    lambda book, units: book.sync(),
)


@pytest.fixture
def empty_book(sqlite_template: bytes, tmp_path: Path) -> Callable[[], str]:
    """Makes the address of another book with nothing in it."""
    numbers = count()

    def made() -> str:
        path = tmp_path / f"{next(numbers)}.db"
        path.write_bytes(sqlite_template)
        return f"sqlite:///{path}"

    return made


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(st.tuples(st.integers(0, len(_DEEDS) - 1), st.integers(1, 6)), max_size=12),
    location=st.sampled_from(sorted(LYING)),
)
def test_whatever_happens_the_parts_end_as_goods_lie(
    empty_book: Callable[[], str], deeds: list[tuple[int, int]], location: str
) -> None:
    """They sum to the level, nothing is oversold, no other location is written, and it is quiet."""
    with two_places(empty_book(), location=location, front=PLAIN) as book:
        for number, units in deeds:
            _DEEDS[number](book, units)
            book.shop.clock.advance(1)
        book.settle()

        level = max(0, book.available())
        if level:
            parts = dict(share_out(book.available_at(), level, 1))
            assert free_at(book)[:2] == [parts["main"], parts["boston"]]
            assert sum(free_at(book)[:2]) == level
        else:
            assert sum(free_at(book)[:2]) <= 0
        assert not any("3" in row for row in written(book))
        assert is_quiet(book)
