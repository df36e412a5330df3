"""What people said of counts, what was learnt since and what may explain them, on both engines."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from ledger.counts.countable import counted_items
from ledger.counts.decisions import (
    confirmations,
    first_count,
    hands_in,
    save_confirmation,
    save_decisions,
    save_recount,
    words_on_lines,
)
from ledger.counts.facts import Confirmation, Decided, Decision, LineStatus
from ledger.counts.measures import ItemScope, items_to_count, measured_counts, unit_costs
from ledger.counts.open_goods import OpenGoods, Origin, open_goods
from ledger.counts.reports import later_movements, line_skus
from ledger.counts.rows import counted_columns, load_count
from ledger.errors import Rejected
from ledger.instants import to_micros
from ledger.items import save_items
from ledger.said import ItemRecord
from ledger.snapshots import EventKind
from ledger.values import CUSTOMER, State, place
from tests.ledger.books import ANNEX, MAIN, book_of, receipt
from tests.ledger.count_book import CountBook
from tests.ledger.stories import event, hours, line, order, shipped

COMING = place("main", State.INCOMING)
ON_THE_WAY = place("main", State.IN_TRANSIT)


@pytest.fixture
def hall(database_url: str) -> Iterator[CountBook]:
    """Twenty A, each worth 3, and twenty B at main."""
    with book_of(database_url, "A", "B") as book:
        with book.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="A", unit_cost=3, category="x")])
        book.post(receipt("r1", "A", 20), receipt("r2", "B", 20))
        yield CountBook(book)


def test_every_word_on_a_line_is_kept_in_order(hall: CountBook) -> None:
    """With who said it, when, and why."""
    count = hall.upload({"A": 18, "B": 20}, at=5)
    said = [
        Decision(line=1, decided=Decided.RECOUNT, difference=-2),
        Decision(line=1, decided=Decided.ACCEPTED, difference=-2, reason_code="theft"),
    ]
    with hall.book.database.writing() as tx:
        for who, word in zip(("ann", "bob"), said, strict=True):
            save_decisions(tx, count, [word], actor=who)
    with hall.book.database.reading() as tx:
        (words,) = words_on_lines(tx, count).values()

    assert [(one.actor, one.decided, one.reason_code) for one in words] == [
        ("ann", Decided.RECOUNT, ""),
        ("bob", Decided.ACCEPTED, "theft"),
    ]
    assert {one.at for one in words} == {hall.book.now}


def test_a_recount_is_linked_once_and_its_counters_are_known(hall: CountBook) -> None:
    """Both sheets' people had a hand in it; another first count is refused."""
    first, again, other = (hall.upload({"A": 18}, at=at) for at in (5, 6, 4))
    with hall.book.database.writing() as tx:
        tx.run("UPDATE stock_count SET uploaded_by = 'eve' WHERE id = ?", (again,))
        for _ in range(2):
            save_recount(tx, load_count(tx, again), load_count(tx, first), actor="eve")
        with pytest.raises(Rejected, match=f"counts lines of count {first} again already"):
            save_recount(tx, load_count(tx, again), load_count(tx, other), actor="eve")
        with pytest.raises(Rejected, match="was true before"):
            save_recount(tx, load_count(tx, other), load_count(tx, again), actor="ann")
    with hall.book.database.reading() as tx:
        found = first_count(tx, again)
        assert found is not None
        assert found.id == first
        assert hands_in(tx, load_count(tx, again)).of(1) == {"counter", "eve"}
        assert first_count(tx, first) is None


def test_confirmations_are_history(hall: CountBook) -> None:
    """The newest one last."""
    count = hall.upload({"A": 0}, at=5)
    with hall.book.database.writing() as tx:
        for units in (-20, -19):
            said = Confirmation(differing=1, units=units, doubts="zeros")
            save_confirmation(tx, count, said, actor="ann")
    with hall.book.database.reading() as tx:
        assert [(one.units, one.actor) for one in confirmations(tx, count)] == [
            (-20, "ann"),
            (-19, "ann"),
        ]


def test_what_was_booked_for_a_posted_line_since_is_told_with_its_cause(hall: CountBook) -> None:
    """A shipment from before the count, learnt after it."""
    count = hall.count({"A": 18, "B": 20}, at=5)
    hall.book.post(receipt("gone", "B", 3, at=4, source=MAIN, destination=CUSTOMER))
    with hall.book.database.reading() as tx:
        (later,) = later_movements(tx, count)
        stored = load_count(tx, count)
        skus = line_skus(tx, stored, counted_columns(tx, count), [1, 2])
        (one,) = measured_counts(tx, "main", hours(0), hours(9))

    assert (later.sku, later.units, later.cause) == ("B", 3, "gone")
    assert (later.happened_at, later.booked_at) == (hours(4), hall.book.now)
    assert skus == {1: "A", 2: "B"}
    assert [(at.sku, at.difference, at.booked, at.passed) for at in one.lines] == [
        ("A", -2, -2, LineStatus.ACCEPTED),
        ("B", 0, 3, None),
    ]


def test_master_data_and_what_there_is_to_count(hall: CountBook) -> None:
    """Costs of those that have one; items by location with their category."""
    with hall.book.database.reading() as tx:
        ids = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", ["A", "B"])
        assert unit_costs(tx) == {ids["A"]: 3}
        assert items_to_count(tx) == {
            "main": {ids["A"]: ItemScope("x", ""), ids["B"]: ItemScope("", "")}
        }
        told = counted_items(tx, list(ids.values()))
        assert (told[ids["A"]].unit_cost, told[ids["B"]].unit_cost) == (3, None)


def open_at(hall: CountBook, at: float, sku: str = "A") -> list[OpenGoods]:
    with hall.book.database.reading() as tx:
        ids = tx.mapping("SELECT sku, id FROM item WHERE sku IN (?*)", [sku])
        main = tx.rows("SELECT id FROM location WHERE code = 'main'")[0][0]
        return open_goods(tx, main, {ids[sku]: to_micros(hours(at))})


def test_ordered_goods_are_open_as_far_as_they_were_all_along(hall: CountBook) -> None:
    """Ten ordered, eight of them arrived later and five ordered anew: two were open then."""
    hall.book.post(
        receipt("o1", quantity=10, at=2, destination=COMING),
        receipt("o2", quantity=8, at=6, source=COMING),
        receipt("o3", quantity=5, at=7, destination=COMING),
    )

    assert [one.units for one in open_at(hall, 5)] == [2]
    assert [one.units for one in open_at(hall, 8)] == [7]
    assert open_at(hall, 1) == []
    assert open_at(hall, 5, "B") == []


def test_goods_on_their_way_know_whence(hall: CountBook) -> None:
    """The location that they left last."""
    hall.book.post(
        receipt("a", quantity=9, at=1, destination=ANNEX),
        receipt("t", quantity=4, at=2, source=ANNEX, destination=ON_THE_WAY),
    )

    (goods,) = open_at(hall, 5)

    assert (goods.origin, goods.units, goods.sent_from) == (Origin.IN_TRANSIT, 4, "annex")


def test_refunded_goods_may_come_back_once_they_had_left(hall: CountBook) -> None:
    """As many as were refunded; ids with slashes are ids like others."""
    told = line(0, shipped(3, at=3), event(EventKind.REFUNDED, 2, at=4), line_id="7/b")
    hall.book.book(order(told, order_id="1/001", stamp=5))

    (goods,) = open_at(hall, 6)

    assert (goods.origin, goods.units, goods.per_unit) == (Origin.RETURN, 2, 1)
    assert open_at(hall, 2) == []
    assert open_at(hall, 6, "B") == []


def test_only_counts_of_the_time_and_place_are_measured(hall: CountBook) -> None:
    """Their instants lie from the first until before the last; one that was reversed is none."""
    count = hall.count({"A": 20}, at=5)
    hall.reverse(hall.count({"B": 20}, at=6))

    assert measured(hall, None, hours(5), hours(9)) == [count]
    assert measured(hall, "main", hours(0), hours(5)) == []
    assert measured(hall, "main", hours(5.1), hours(9)) == []
    assert measured(hall, "annex", hours(0), hours(9)) == []


def measured(hall: CountBook, location: str | None, since: datetime, until: datetime) -> list[int]:
    """The numbers of the counts that are looked at."""
    with hall.book.database.reading() as tx:
        return [one.count.id for one in measured_counts(tx, location, since, until)]
