"""The one way in for movements: validated, idempotent, all or none, with their balances."""

from datetime import date, timedelta
from typing import Any

import pytest

from ledger.errors import KeyConflict, LedgerUnavailable, Rejected
from ledger.items import save_items
from ledger.recipes import RecipeRecord, save_recipe
from ledger.said import Assembly, ItemRecord
from ledger.store import post
from ledger.values import CUSTOMER, SUPPLIER, Movement, State, place
from tests.ledger.books import ANNEX, MAIN, Book, book_of, receipt
from tests.ledger.databases import CrashError, ask, on_connect
from tests.ledger.stories import hours


def test_the_same_fact_is_booked_once(database_url: str) -> None:
    """In one call and in two; it is counted as known. Nothing told is nothing booked."""
    with book_of(database_url, "A") as book:
        book.post()
        book.post(receipt("k1"), receipt("k2"))
        again = book.post(receipt("k1"), receipt("k3"), receipt("k3"))

        assert (again.new, again.known) == (1, 2)
        assert book.levels("A") == {"available": 15}


@pytest.mark.parametrize("same_call", [True, False])
def test_one_key_is_never_two_facts(database_url: str, *, same_call: bool) -> None:
    """The second one raises, and nothing of its call is booked."""
    first, second = receipt("k1", quantity=5), receipt("k1", quantity=6)
    with book_of(database_url, "A") as book:
        if same_call:
            calls = [[receipt("k0"), first, second]]
        else:
            book.post(first)
            calls = [[receipt("k0"), second]]

        with pytest.raises(KeyConflict, match="'k1' is known with other content"):
            book.post(*calls[0])

        assert book.levels("A") == ({} if same_call else {"available": 5})
        assert book.problems() == []


def fact(**other: Any) -> Movement:
    """A movement with everything said of it."""
    said = {
        "key": "k1",
        "occurred_at": hours(1),
        "sku": "A",
        "quantity": 5,
        "source": SUPPLIER,
        "destination": MAIN,
        "actor": "eva",
        "reason": "order 7",
        "reference": "DN-1",
        "lot": "L1",
        "expiry": date(2027, 1, 31),
        "unit_cost": 1_500_000,
        "earliest_at": hours(0),
    }
    return Movement(**{**said, **other})


@pytest.mark.parametrize(
    "other",
    [
        {"occurred_at": hours(1) + timedelta(microseconds=1)},
        {"sku": "B"},
        {"quantity": 6},
        {"source": CUSTOMER},
        {"destination": ANNEX},
        {"reason": "order 8"},
        {"reference": ""},
        {"lot": "L2"},
        {"expiry": None},
        {"unit_cost": None},
    ],
)
def test_any_other_content_is_another_fact(database_url: str, other: dict[str, Any]) -> None:
    """So it needs a key of its own."""
    with book_of(database_url, "A", "B") as book:
        book.post(fact())
        before = book.rows("SELECT * FROM movement")

        with pytest.raises(KeyConflict):
            book.post(fact(**other))

        assert book.rows("SELECT * FROM movement") == before


def test_who_tells_a_fact_and_how_precisely_does_not_make_it_another(database_url: str) -> None:
    """The first telling stays."""
    with book_of(database_url, "A") as book:
        book.post(fact())

        assert book.post(fact(actor="ben", earliest_at=None)).known == 1
        assert book.rows("SELECT actor, lot, expiry, unit_cost FROM movement") == [
            ("eva", "L1", "2027-01-31", 1_500_000)
        ]


def test_skus_and_places_are_told_apart_exactly(database_url: str) -> None:
    """Case counts, and a SKU may be spelled like a place."""
    with book_of(database_url, "A", "a", MAIN.name) as book:
        book.post(receipt("k1", "a"), receipt("k2", MAIN.name, 7))

        assert (book.line("A").available, book.line("a").available) == (0, 5)
        with pytest.raises(Rejected, match="'MAIN:available'"):
            book.post(receipt("k3", destination=place("MAIN", State.AVAILABLE)))


def test_an_instant_in_the_future_becomes_now_and_the_claim_is_kept(database_url: str) -> None:
    """A clock that is wrong does not hide goods until tomorrow."""
    with book_of(database_url, "A") as book:
        book.post(receipt("k1", at=5000))
        again = book.post(receipt("k1", at=5000))

        (row,) = book.rows(
            "SELECT occurred_at = recorded_at, claimed_at > occurred_at FROM movement"
        )
        assert [bool(cell) for cell in row] == [True, True]
        assert again.known == 1

        book.now = hours(6000)
        assert book.post(receipt("k1", at=5000)).known == 1
        with pytest.raises(KeyConflict):
            book.post(receipt("k1", at=1000))


def test_goods_may_be_sold_that_are_not_there(database_url: str) -> None:
    """It happened, so it is recorded."""
    with book_of(database_url, "A") as book:
        book.post(receipt("k1", quantity=3, source=MAIN, destination=CUSTOMER))

        assert book.levels("A") == {"available": -3}


def test_an_item_that_was_never_committed_is_not_believed_in(database_url: str) -> None:
    """Its id goes to another item, which must not get its movements."""
    with book_of(database_url) as book:
        with pytest.raises(CrashError), book.database.writing() as tx:  # noqa: PT012  # undone
            save_items(tx, [ItemRecord(sku="lost")])
            post(tx, [receipt("k1", "lost")])
            raise CrashError
        with book.database.writing() as tx:
            with pytest.raises(CrashError), tx.savepoint():  # noqa: PT012  # undone together
                save_items(tx, [ItemRecord(sku="lost")])
                post(tx, [receipt("k1", "lost")])
                raise CrashError
            save_items(tx, [ItemRecord(sku="kept")])
            with pytest.raises(Rejected, match="'lost' is unknown"):
                post(tx, [receipt("k2", "lost")])
            post(tx, [receipt("k3", "kept")])

        with pytest.raises(Rejected, match="'lost' is unknown"):
            book.post(receipt("k4", "lost"))
        assert book.levels("kept") == {"available": 5}


def test_what_fails_inside_a_savepoint_is_undone_alone(database_url: str) -> None:
    """The rest of the transaction goes through, and no number is used twice."""
    with book_of(database_url, "A") as book:
        with book.database.writing() as tx:
            post(tx, [receipt("k1")])
            with pytest.raises(Rejected), tx.savepoint():  # noqa: PT012  # the first one is undone
                post(tx, [receipt("k2")])
                post(tx, [receipt("k3", "unknown")])
            post(tx, [receipt("k4")])

        keys = [key for (key,) in book.rows("SELECT key FROM movement ORDER BY sequence")]
        assert keys == ["k1", "k4"]
        assert book.problems() == []


def test_every_movement_has_a_number_of_its_own(database_url: str) -> None:
    """They grow in the order of commits, and a replay or a refusal leaves no gap."""
    with book_of(database_url, "A") as book:
        ((first,),) = ask(book.database.engine, "SELECT sequence FROM counter")
        book.post(receipt("a"), receipt("b"))
        book.post(receipt("a"), receipt("b"), receipt("c"))
        with pytest.raises(KeyConflict):
            book.post(receipt("d"), receipt("a", quantity=9))
        book.post(receipt("d"))

        assert book.rows("SELECT key, sequence FROM movement ORDER BY sequence") == [
            (key, first + number) for number, key in enumerate("abcd", 1)
        ]


def due(book: Book) -> dict[str, int]:
    """The mark of each stock key."""
    return dict(ask(book.database.engine, "SELECT inventory_id, due FROM stock_key"))


def test_what_moved_is_due_with_the_number_of_its_movement(database_url: str) -> None:
    """And the kits that contain it; nothing else, and not for what was known already."""
    with book_of(database_url, "cup", "plate", "set", "spoon") as book:
        with book.database.writing() as tx:
            save_items(tx, [ItemRecord(sku="set", assembly=Assembly.COMPONENTS)])
            save_recipe(tx, RecipeRecord(sku="set", holds_from=hours(0), parts={"cup": 2}))
        before = due(book)
        book.post(receipt("k1", "cup"))
        ((number,),) = ask(book.database.engine, "SELECT sequence FROM movement")

        after = {**before, "cup": number, "set": number}
        assert due(book) == after
        book.post(receipt("k1", "cup"))
        assert due(book) == after


def test_ten_thousand_movements_are_one_call(database_url: str) -> None:
    """The bulk way in, with known facts among them."""
    movements = [receipt(f"k{number}", "AB"[number % 2]) for number in range(10_000)]
    with book_of(database_url, "A", "B") as book:
        book.post(*movements[:10])
        outcome = book.post(*movements)

        assert (outcome.new, outcome.known) == (9_990, 10)
        assert book.levels("A") == {"available": 25_000}
        assert book.problems() == []


@pytest.mark.parametrize("together", [1, 2_000])
def test_a_full_disk_is_told_and_nothing_is_half_done(sqlite_url: str, together: int) -> None:
    """Movements one by one, or all in one call; with room again the same call goes through."""
    facts = [fact(key=f"k{number}", reason="x" * 900) for number in range(2_000)]
    calls = [facts[start : start + together] for start in range(0, len(facts), together)]
    with book_of(sqlite_url, "A") as book:
        (pages,) = book.rows("PRAGMA page_count")[0]
        on_connect(book.database.engine, f"PRAGMA max_page_count = {pages}")
        done = 0
        with pytest.raises(LedgerUnavailable, match="full"):  # noqa: PT012  # sooner or later
            for call in calls:
                book.post(*call)
                done += len(call)

        assert book.rows("SELECT count(*) FROM movement") == [(done,)]
        assert book.problems() == []
        on_connect(book.database.engine, "PRAGMA max_page_count = 1000000")
        assert book.post(*facts).new == len(facts) - done
        assert book.problems() == []
