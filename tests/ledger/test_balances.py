"""Book stock: what was where, now or as of an instant, counted as a person would count it."""

import pytest

from ledger.balances import View, stock
from ledger.errors import Rejected
from ledger.orders.booking import book_page, channel_ref
from ledger.values import CUSTOMER, LOSS, State, place
from tests.ledger.books import ANNEX, MAIN, Book, book_of, receipt
from tests.ledger.stories import hours, line, order, shipped

DAMAGED = place("main", State.DAMAGED)


def asked(book: Book, **question: object) -> list[tuple[str, str, int]]:
    """(SKU, location, available) of each line."""
    with book.database.reading() as tx:
        lines = stock(tx, **question)  # type: ignore[arg-type]  # stock's own keywords
    return [(one.sku, one.location, one.available) for one in lines]


def test_every_state_is_told_by_itself(database_url: str) -> None:
    """What a person would count is there or promised, judged or not; not what is on its way."""
    with book_of(database_url, "A") as book:
        for number, state in enumerate(
            (State.AVAILABLE, State.INSPECTION, State.DAMAGED, State.INCOMING, State.IN_TRANSIT), 1
        ):
            book.post(receipt(state.value, "A", 10**number, destination=place("main", state)))
        book.book(order(line(3)))

        found = book.line("A")
        assert (found.available, found.committed, found.inspection) == (7, 3, 100)
        assert (found.damaged, found.incoming, found.in_transit) == (1_000, 10_000, 100_000)
        assert found.on_hand == 10 + 100 + 1_000


def test_an_item_that_was_never_booked_is_zero_everywhere(database_url: str) -> None:
    """It was asked for, so it is answered; without asking, only what was booked is."""
    with book_of(database_url, "A", "B") as book:
        book.post(receipt("k1", "A", 5))

        assert asked(book, skus=["B", "A"]) == [
            ("A", "annex", 0),
            ("A", "main", 5),
            ("B", "annex", 0),
            ("B", "main", 0),
        ]
        assert asked(book) == [("A", "main", 5)]
        assert asked(book, skus=[]) == []


def test_locations_may_be_chosen(database_url: str) -> None:
    """The others are left out."""
    with book_of(database_url, "A") as book:
        book.post(receipt("k1", "A", 5), receipt("k2", "A", 2, destination=ANNEX))

        assert asked(book, locations=["annex"]) == [("A", "annex", 2)]


def test_every_unknown_sku_is_told(database_url: str) -> None:
    """All at once; case counts."""
    with book_of(database_url, "A") as book, pytest.raises(Rejected) as refusal:
        asked(book, skus=["y", "A", "a"])

    assert refusal.value.problems == (
        "SKU 'a' is unknown; did you mean 'A'?",
        "SKU 'y' is unknown; list the known ones with `stockbook items list`",
    )


def test_the_past_is_told_by_when_it_happened(database_url: str) -> None:
    """A fact counts from its own instant on, that instant included."""
    with book_of(database_url, "A") as book:
        book.post(
            receipt("k1", quantity=10, at=1),
            receipt("k2", quantity=4, at=2, source=MAIN, destination=CUSTOMER),
            receipt("k3", quantity=1, at=3, source=MAIN, destination=DAMAGED),
        )

        on_hand = {}
        for hour in (0.5, 1, 1.5, 2, 3):
            found = book.line("A", view=View(as_of=hours(hour)))
            on_hand[hour] = (found.available, found.damaged)
        assert on_hand == {0.5: (0, 0), 1: (10, 0), 1.5: (10, 0), 2: (6, 0), 3: (5, 1)}


def test_the_past_is_told_as_it_was_known(database_url: str) -> None:
    """A fact learnt later is not seen by who asks what was known before."""
    with book_of(database_url, "A") as book:
        book.now = hours(10)
        book.post(receipt("k1", quantity=10, at=1))
        book.now = hours(20)
        book.post(receipt("k2", quantity=3, at=2, source=MAIN, destination=LOSS))

        def available(**view: float) -> int:
            asked_of = {name: hours(hour) for name, hour in view.items()}
            return book.line("A", view=View(**asked_of)).available

        assert available(as_of=5) == 7
        assert available(as_of=5, known_at=15) == 10
        assert available(known_at=15) == 10
        assert available(as_of=1.5, known_at=25) == 10
        assert available(known_at=5) == 0


def test_an_instant_in_the_future_sees_all(database_url: str) -> None:
    """Nothing has happened after now."""
    with book_of(database_url, "A") as book:
        book.post(receipt("k1", at=5_000))

        assert book.line("A", view=View(as_of=hours(1_000))).available == 5
        assert book.line("A", view=View(as_of=hours(9_000))).available == 5


def test_packed_goods_are_told_as_of_when_they_were_packed(database_url: str) -> None:
    """And as known then: packed is a part of committed with a past of its own."""
    with book_of(database_url, "A") as book:
        book.now = hours(10)
        book.book(order(line(3)))
        book.now = hours(20)
        book.book(order(line(3, packed=2), stamp=15))
        book.now = hours(30)
        book.book(order(line(1, shipped(2, at=25)), stamp=25))

        def packed(**view: float) -> int:
            asked_of = {name: hours(hour) for name, hour in view.items()}
            return book.line("A", view=View(**asked_of)).packed

        assert [packed(as_of=hour) for hour in (14, 15, 24, 25)] == [0, 2, 2, 0]
        assert [packed(known_at=hour) for hour in (19, 20, 29, 30)] == [0, 2, 2, 0]
        assert packed(as_of=24, known_at=19) == 0


def test_on_hand_counts_packed_goods_until_they_leave(database_url: str) -> None:
    """As a counter on that shelf would."""
    with book_of(database_url, "A", "B") as book:
        book.post(receipt("k1", quantity=10, at=1), receipt("k2", quantity=2, destination=ANNEX))
        book.book(order(line(1, shipped(2, at=5)), placed=2, stamp=5))

        with book.database.reading() as tx:
            found = [
                {
                    one.sku: one.on_hand
                    for one in stock(tx, locations=("main",), view=View(as_of=at))
                }
                for at in map(hours, (0, 4, 5))
            ]
        assert [one.get("A", 0) for one in found] == [0, 10, 8]


def test_many_items_are_one_question(database_url: str) -> None:
    """Past and present, in the order of SKUs."""
    skus = [f"S{number:04}" for number in range(1_200)]
    with book_of(database_url, *skus) as book:
        book.post(*(receipt(sku, sku, 2, at=1) for sku in skus))
        book.post(*(receipt(f"{sku}/2", sku, 1, at=3) for sku in skus))

        expected = [(sku, "main", 2) for sku in skus]
        assert asked(book, view=View(as_of=hours(2))) == expected
        assert asked(book, skus=skus, locations=["main"], view=View(as_of=hours(2))) == expected


def test_a_reader_sees_balances_and_movements_of_one_instant(database_url: str) -> None:
    """Although somebody posts between its two queries."""
    with book_of(database_url, "A") as book, book_of(database_url, "A") as other:
        book.post(receipt("k1", quantity=10, at=1))
        with book.database.reading() as tx:
            assert [one.available for one in stock(tx, view=View(as_of=hours(2)))] == [10]
            with other.database.writing() as writing:
                book_page(writing, channel_ref(writing, "shop"), [order(line(3), placed=1)])

            assert [one.available for one in stock(tx, view=View(as_of=hours(2)))] == [10]
            assert [one.available for one in stock(tx)] == [10]
