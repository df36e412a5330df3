"""The one way in for movements: validated, idempotent, all or none, with their balances."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from ledger.errors import KeyConflict, LedgerUnavailable, Rejected
from ledger.store import post
from ledger.values import CUSTOMER, Movement, State, place
from tests.ledger.books import MAIN, book_of, receipt
from tests.ledger.stories import hours


def test_the_same_fact_is_booked_once(database_url: str) -> None:
    """In one call and in two; it is counted as known."""
    with book_of(database_url, "A") as book:
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


def test_unknown_skus_are_told_together_and_nothing_is_booked(database_url: str) -> None:
    """Each with what to do."""
    with book_of(database_url, "A") as book:
        with pytest.raises(Rejected) as refusal:
            book.post(receipt("k1"), receipt("k2", "x"), receipt("k3", "y"))

        assert [problem.split(";")[0] for problem in refusal.value.problems] == [
            "SKU 'x' is unknown",
            "SKU 'y' is unknown",
        ]
        assert book.levels("A") == {}


def test_an_unknown_location_is_told(database_url: str) -> None:
    """Its place is named."""
    moon = place("moon", State.AVAILABLE)
    with book_of(database_url, "A") as book, pytest.raises(Rejected, match="'moon:available'"):
        book.post(receipt("k1", destination=moon))


def test_people_may_not_move_committed_goods(database_url: str) -> None:
    """Only orders do, or the proof of committed goods would lie."""
    committed = place("main", State.COMMITTED)
    with book_of(database_url, "A") as book, pytest.raises(Rejected, match="only orders"):
        book.post(receipt("k1", source=MAIN, destination=committed))


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


def test_goods_may_be_sold_that_are_not_there(database_url: str) -> None:
    """It happened, so it is recorded."""
    with book_of(database_url, "A") as book:
        book.post(receipt("k1", quantity=3, source=MAIN, destination=CUSTOMER))

        assert book.levels("A") == {"available": -3}


@pytest.mark.parametrize("step", ["begin", "before commit"])
def test_a_crash_before_the_commit_leaves_nothing(database_url: str, step: str) -> None:
    """Neither movements, nor balances, nor used numbers."""

    class CrashError(Exception):
        pass

    armed = False

    def at(reached: str) -> None:
        if armed and reached == step:
            raise CrashError

    with book_of(database_url, "A", at=at) as book:
        before = book.rows("SELECT sequence FROM counter")
        armed = True
        with pytest.raises(CrashError):
            book.post(receipt("k1"))
        armed = False

        assert book.levels("A") == {}
        assert book.rows("SELECT sequence FROM counter") == before


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
    """They grow in the order of commits."""
    with book_of(database_url, "A") as book:
        for number in range(3):
            book.post(receipt(f"a{number}"), receipt(f"b{number}"))

        numbers = [number for (number,) in book.rows("SELECT sequence FROM movement ORDER BY key")]
        assert numbers[:3] < numbers[3:]
        assert len(set(numbers)) == 6


def test_ten_thousand_movements_are_one_call(database_url: str) -> None:
    """The bulk way in, with known facts among them."""
    movements = [receipt(f"k{number}", "AB"[number % 2]) for number in range(10_000)]
    with book_of(database_url, "A", "B") as book:
        book.post(*movements[:10])
        outcome = book.post(*movements)

        assert (outcome.new, outcome.known) == (9_990, 10)
        assert book.levels("A") == {"available": 25_000}
        assert book.problems() == []


def test_a_full_disk_is_told_and_nothing_is_half_done(
    tmp_path: Path, sqlite_template: bytes
) -> None:
    """SQLite may not grow any further."""
    path = tmp_path / "small.db"
    path.write_bytes(sqlite_template)
    with book_of(f"sqlite:///{path}", "A") as book:
        limit = book.rows("PRAGMA page_count")[0][0]
        book.database.dispose()
        event.listen(
            book.database.engine,
            "connect",
            lambda connection, _: connection.execute(f"PRAGMA max_page_count = {limit}"),
        )
        long = "x" * 900
        movements = [
            Movement(
                key=f"k{number}{long}",
                occurred_at=hours(0) + timedelta(seconds=number),
                sku="A",
                quantity=1,
                source=MAIN,
                destination=CUSTOMER,
                reason=long,
            )
            for number in range(2_000)
        ]

        with pytest.raises(LedgerUnavailable, match="full"):
            book.post(*movements)

        assert book.rows("SELECT count(*) FROM movement") == [(0,)]
        assert book.problems() == []
