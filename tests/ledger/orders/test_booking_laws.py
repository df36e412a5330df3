"""Laws of whole histories in the database: told shuffled, doubled and in parts, all ends alike."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.snapshots import EventKind, OrderSnapshot, PhysicalEvent
from tests.laws import examples
from tests.ledger.books import Book, book_of
from tests.ledger.stories import line, order, shipped

CHANGES = st.tuples(
    st.sampled_from(["owe", "cancel", "undo", "ship", "ship elsewhere", "return", "damage"]),
    st.integers(1, 3),
)
HISTORIES = st.lists(CHANGES, min_size=1, max_size=6)


def snapshots_of(order_id: str, changes: Sequence[tuple[str, int]]) -> list[OrderSnapshot]:
    """An order as a storefront shows it after each change; statements only grow."""
    owed, before_cancel = 3, 0
    events: list[PhysicalEvent] = []
    told = [order(line(owed), order_id=order_id, stamp=0)]
    for stamp, (change, units) in enumerate(changes, 1):
        gone = sum(one.quantity for one in events if one.kind is EventKind.SHIPPED)
        back = sum(one.quantity for one in events if one.kind is not EventKind.SHIPPED)
        if change == "owe":
            owed = units
        elif change == "cancel":
            owed, before_cancel = 0, owed
        elif change == "undo":
            owed = before_cancel
        elif change.startswith("ship") and owed:
            sent = min(units, owed)
            owed -= sent
            events.append(shipped(sent, "annex" if "elsewhere" in change else "main", at=stamp))
        elif gone > back and change in {"return", "damage"}:
            kind = {
                "return": EventKind.RETURNED_SELLABLE,
                "damage": EventKind.RETURNED_DAMAGED,
            }[change]
            came = min(units, gone - back)
            events.append(PhysicalEvent(kind=kind, quantity=came, location="main"))
        told.append(order(line(owed, *events), order_id=order_id, stamp=stamp))
    return told


def state(book: Book) -> dict[str, dict[str, int]]:
    return {location: book.levels("A", location) for location in ("main", "annex")}


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "law.db"


@given(histories=st.lists(HISTORIES, min_size=1, max_size=3), seed=st.integers(0, 2**32))
@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_arrival_does_not_matter(
    fresh: Path, sqlite_template: bytes, histories: list[list[tuple[str, int]]], seed: int
) -> None:
    """In order, or shuffled with doubles in pages of any size: the same levels, no problem."""
    told = [
        snapshot
        for number, changes in enumerate(histories)
        for snapshot in snapshots_of(str(1000 + number), changes)
    ]
    chance = random.Random(seed)
    shuffled = told + chance.choices(told, k=len(told))
    chance.shuffle(shuffled)
    ends = []
    for page_size, sequence in ((len(told), told), (chance.randint(1, 5), shuffled)):
        fresh.write_bytes(sqlite_template)
        with book_of(f"sqlite:///{fresh}", "A") as book:
            for start in range(0, len(sequence), page_size):
                book.book(*sequence[start : start + page_size])
            for snapshot in told:
                assert book.book(snapshot).movements == 0
            assert book.problems() == []
            ends.append(state(book))

    assert ends[0] == ends[1]
