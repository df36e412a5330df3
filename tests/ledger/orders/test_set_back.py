"""Orders that were said to be shipped and set back, with a count of the shelf in between."""

from collections.abc import Iterator, Sequence

import pytest

from ledger.balances import View
from ledger.counts.facts import LineStatus
from ledger.counts.rulings import When
from ledger.items import save_items
from ledger.open_incidents import list_incidents
from ledger.orders.planner import Outcome, Ruling
from ledger.orders.rulings import inspection_list, rule
from ledger.recipes import RecipeRecord, save_recipe
from ledger.said import Assembly, ItemRecord
from ledger.snapshots import EventKind, LineSnapshot
from tests.ledger.books import book_of, receipt
from tests.ledger.count_book import CountBook
from tests.ledger.stories import event, hours, line, order, shipped

SHIPPED, COUNTED, SET_BACK, SHIPPED_AGAIN, READ = 24, 48, 72, 96, 97
"""Hours at which things happen."""

UNDONE = event(EventKind.SHIPMENT_UNDONE, 3, at=SET_BACK)
COMPLETED = line(0, shipped(3, at=SHIPPED))
ANEW = line(0, shipped(3, at=SHIPPED_AGAIN))


@pytest.fixture
def desk(database_url: str) -> Iterator[CountBook]:
    """Ten of A since the first hour; it is the hour of the last reading."""
    with book_of(database_url, "A") as book:
        book.post(receipt("a", "A", 10, at=1))
        book.now = hours(READ)
        yield CountBook(book)


def told(desk: CountBook, *stories: tuple[float, LineSnapshot], status: str = "") -> None:
    """An order's line at each of these stamps; its status tells whether it is completed."""
    for stamp, one in stories:
        word = status or ("processing" if one.owed else "completed")
        desk.book.book(order(one, stamp=stamp, status=word))


def level(desk: CountBook) -> int:
    return desk.book.line("A").on_hand


def incidents(desk: CountBook) -> list[str]:
    with desk.book.database.reading() as tx:
        return [one.subject for one in list_incidents(tx)]


SET_BACKS: Sequence[LineSnapshot] = (
    line(3),
    line(3, shipped(3, at=SHIPPED), UNDONE),
    line(0, shipped(3, at=SHIPPED), UNDONE),
)


@pytest.mark.parametrize("set_back", SET_BACKS, ids=["owed again", "undone", "undone and over"])
@pytest.mark.parametrize("first", [line(3), None], ids=["read as owed", "first seen shipped"])
def test_goods_that_a_count_found_are_not_found_twice_when_they_never_left(
    desk: CountBook, set_back: LineSnapshot, first: LineSnapshot | None
) -> None:
    """Shipped by the shop's word, ten on the shelf, set back: ten, and the count is as expected."""
    told(desk, *([(0, first)] if first else []), (SHIPPED, COMPLETED))
    count = desk.count({"A": 10}, at=COUNTED)

    told(desk, (SET_BACK, set_back))

    assert (level(desk), desk.as_of("A", COUNTED), desk.as_of("A", SHIPPED)) == (10, 10, 10)
    assert desk.statuses(count) == {"A": LineStatus.REOPENED}
    assert incidents(desk) == []  # the variance of +3 is explained: it shrank
    assert desk.book.problems() == []


@pytest.mark.parametrize("set_back", [line(3), None], ids=["set back read", "reading lost"])
def test_an_order_set_back_and_shipped_again_left_once(
    desk: CountBook, set_back: LineSnapshot | None
) -> None:
    """Whether or not anybody read it while it was set back: ten were there, seven are left."""
    told(desk, (SHIPPED, COMPLETED))
    desk.count({"A": 10}, at=COUNTED)

    told(desk, *([(SET_BACK, set_back)] if set_back else []), (SHIPPED_AGAIN, ANEW))
    told(desk, (READ, ANEW))

    assert (level(desk), desk.as_of("A", COUNTED), desk.as_of("A", SHIPPED)) == (7, 10, 10)
    assert desk.book.problems() == []


def test_goods_ruled_never_to_have_left_were_there_all_the_time(desk: CountBook) -> None:
    """By a person, of an order that was cancelled after it had left by the shop's word."""
    told(desk, (SHIPPED, COMPLETED))
    desk.count({"A": 10}, at=COUNTED)
    told(desk, (SET_BACK, line(0, shipped(3, at=SHIPPED), event(EventKind.REFUNDED, 3))))

    with desk.book.database.writing() as tx:
        (waiting,) = inspection_list(tx)
        never = Ruling(outcome=Outcome.NEVER_LEFT, quantity=3, location="main", at=hours(SET_BACK))
        rule(tx, waiting.id, never)

    assert (level(desk), desk.as_of("A", COUNTED)) == (10, 10)
    assert desk.book.problems() == []


def test_goods_that_did_leave_and_came_back_are_ruled_after_the_count(desk: CountBook) -> None:
    """Seven were on the shelf, so the set-back makes the count doubtful: a person is asked."""
    told(desk, (SHIPPED, COMPLETED))
    count = desk.count({"A": 7}, at=COUNTED)

    told(desk, (SET_BACK, line(3)))

    assert (level(desk), incidents(desk)) == (7, [f"count-{count}/A"])
    desk.rule(count, "A", When.AFTER)
    assert (level(desk), desk.as_of("A", COUNTED), incidents(desk)) == (10, 7, [])
    told(desk, (SHIPPED_AGAIN, ANEW))
    assert (level(desk), desk.book.problems()) == (7, [])


def test_a_parcel_that_left_after_the_count_in_spite_of_its_stamp_never_left_then(
    desk: CountBook,
) -> None:
    """Its shipping was ruled to lie after the count, and so does what takes it back."""
    count = desk.count({"A": 10}, at=COUNTED)
    told(desk, (SHIPPED, COMPLETED))
    desk.rule(count, "A", When.AFTER)
    assert level(desk) == 7

    told(desk, (SET_BACK, line(3)))

    assert (level(desk), desk.as_of("A", COUNTED)) == (10, 10)
    assert desk.statuses(count) == {"A": LineStatus.POSTED}
    assert desk.book.problems() == []


def test_what_comes_back_as_a_return_comes_when_it_is_said_to(desk: CountBook) -> None:
    """A refund with restock is no set-back: the goods were away."""
    told(desk, (SHIPPED, COMPLETED))
    desk.count({"A": 7}, at=COUNTED)
    back = event(EventKind.RETURNED_SELLABLE, 3, at=SET_BACK)

    told(desk, (SET_BACK, line(0, shipped(3, at=SHIPPED), back)))

    assert (level(desk), desk.as_of("A", COUNTED)) == (10, 7)


def test_of_two_parcels_the_one_that_is_told_no_more_never_left(desk: CountBook) -> None:
    """The older shipment was deleted; the newer one stands."""
    first, second = shipped(1, at=SHIPPED), shipped(2, at=COUNTED)
    told(desk, (COUNTED, line(0, first, second)))

    told(desk, (SET_BACK, line(1, second)), status="completed")

    assert [desk.as_of("A", at) for at in (SHIPPED, COUNTED)] == [10, 8]


def test_an_undone_parcel_left_before_it_was_undone(desk: CountBook) -> None:
    """Not the one that was sent instead, which is known by the same reading."""
    sent = shipped(3, at=SHIPPED), UNDONE, shipped(3, at=SHIPPED_AGAIN)

    told(desk, (READ, line(0, *sent)))

    instants = (SHIPPED, COUNTED, SET_BACK, READ)
    assert [desk.as_of("A", at) for at in instants] == [10, 10, 10, 7]


def test_a_shipment_that_gets_an_instant_of_its_own_was_not_set_back(desk: CountBook) -> None:
    """Dated by the stamp of "shipped" first; "completed" then gives a date, and nothing left."""
    told(desk, (SHIPPED, line(0, shipped(3, at=None))), status="shipped")

    told(desk, (SHIPPED_AGAIN, ANEW), status="completed")

    assert [desk.as_of("A", at) for at in (SHIPPED, COUNTED, READ)] == [7, 7, 7]


def test_shipped_elsewhere_is_taken_back_where_and_when_it_was_said_to_have_left(
    desk: CountBook,
) -> None:
    """The wrong location never lacked the goods."""
    told(desk, (SHIPPED, COMPLETED))
    desk.count({"A": 10}, at=COUNTED)

    told(desk, (SET_BACK, line(0, shipped(3, "annex", at=SHIPPED))))

    assert (level(desk), desk.book.line("A", "annex").on_hand) == (10, -3)
    assert desk.as_of("A", COUNTED) == 10


def test_what_never_left_before_the_opening_is_in_its_stock(desk: CountBook) -> None:
    """Nothing was booked for it, so nothing is taken back; it is promised out of the opening."""
    long_ago = -24 * 40
    told(desk, (long_ago, line(0, shipped(3, at=long_ago))))
    assert level(desk) == 10

    told(desk, (SET_BACK, line(3)))

    assert desk.book.levels("A") == {"available": 7, "committed": 3}


def test_each_part_of_a_kit_is_taken_back_at_the_instant_of_its_own(database_url: str) -> None:
    """Cups were ruled to have left after their count, lids were not."""
    with book_of(database_url, "A", "cup", "lid") as book:
        with book.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="A", assembly=Assembly.COMPONENTS)])
            parts = {"cup": 1, "lid": 1}
            save_recipe(tx, RecipeRecord(sku="A", holds_from=hours(-1), parts=parts))
        book.post(receipt("c", "cup", 10, at=1), receipt("l", "lid", 10, at=1))
        book.now = hours(READ)
        desk = CountBook(book)
        count = desk.count({"cup": 10, "lid": 7}, at=COUNTED)
        told(desk, (SHIPPED, COMPLETED))
        desk.rule(count, "cup", When.AFTER)

        told(desk, (SET_BACK, line(3)))

        assert [desk.as_of(sku, COUNTED) for sku in ("cup", "lid")] == [10, 7]
        assert [book.line(sku).on_hand for sku in ("cup", "lid")] == [10, 7]
        assert book.problems() == []


@pytest.mark.parametrize("read", [True, False], ids=["shipping read", "reading lost"])
@pytest.mark.parametrize("back", [0, 3], ids=["unpacked", "packed still"])
def test_a_packed_parcel_that_never_left_stayed_where_nobody_counted(
    desk: CountBook, read: bool, back: int
) -> None:
    """Seven on the shelf and three in the parcel that waited: ten, and nothing to ask."""
    told(desk, (1, line(3, packed=3)))
    if read:
        told(desk, (SHIPPED, COMPLETED))
    count = desk.upload({"A": 7}, at=COUNTED, packed_counted=False)
    desk.post(count)

    told(desk, (SET_BACK, line(3, shipped(3, at=SHIPPED), UNDONE, packed=back)))

    assert (level(desk), desk.book.line("A").packed, incidents(desk)) == (10, back, [])
    asked = View(as_of=hours(COUNTED))
    there = desk.book.line("A", view=asked)
    assert (there.on_hand, there.packed) == (10, 3)
    assert desk.book.problems() == []
