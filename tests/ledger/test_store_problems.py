"""What is wrong with movements is told at once, and nothing of it is booked."""

import pytest

from ledger.errors import Rejected
from ledger.store import PROBLEMS_SHOWN_MAX
from ledger.values import State, place
from tests.ledger.books import book_of, receipt
from tests.ledger.databases import CrashError, ask


def test_everything_wrong_is_told_at_once_and_nothing_is_booked(database_url: str) -> None:
    """Committed goods, unknown SKUs and unknown places, each with what to do."""
    moon, committed = place("moon", State.AVAILABLE), place("main", State.COMMITTED)
    with book_of(database_url, "A") as book:
        with pytest.raises(Rejected) as refusal:
            book.post(
                receipt("k1"),
                receipt("k2", "x"),
                receipt("k3", "y", destination=moon),
                receipt("k4", "x", source=committed),
            )

        assert [problem.split(";")[0] for problem in refusal.value.problems] == [
            "movement k4: only orders may move committed goods",
            "SKU 'x' is unknown",
            "SKU 'y' is unknown",
            "place 'moon:available' is unknown",
        ]
        assert all(";" in problem for problem in refusal.value.problems)
        assert book.levels("A") == {}


def test_a_thousand_problems_are_told_and_the_rest_counted(database_url: str) -> None:
    """Nobody reads more."""
    with book_of(database_url) as book:
        with pytest.raises(Rejected) as refusal:
            book.post(*(receipt(f"k{number}", f"x{number:04}") for number in range(1_200)))

        assert len(refusal.value.problems) == PROBLEMS_SHOWN_MAX + 1
        assert refusal.value.problems[-1] == "and 200 more"


@pytest.mark.parametrize(
    ("step", "posted"), [("begin", 0), ("before commit", 0), ("after commit", 1)]
)
def test_a_crash_leaves_all_or_nothing(database_url: str, step: str, posted: int) -> None:
    """Movement, balances and used numbers; told again, it is booked once."""
    armed: set[str] = set()

    def at(reached: str) -> None:
        if reached in armed:
            raise CrashError

    with book_of(database_url, "A", at=at) as book:
        ((before,),) = ask(book.database.engine, "SELECT sequence FROM counter")
        armed.add(step)
        with pytest.raises(CrashError):
            book.post(receipt("k1"))
        armed.clear()

        assert book.levels("A") == ({"available": 5} if posted else {})
        assert book.rows("SELECT sequence FROM counter") == [(before + posted,)]
        assert book.post(receipt("k1")).known == posted
        assert book.levels("A") == {"available": 5}
        assert book.problems() == []
