"""Laws of the store over random movements: nothing is made or lost, and the past stays the past."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.balances import View, stock
from ledger.values import CUSTOMER, LOSS, OPENING, SUPPLIER, Movement, State, place
from tests.ledger.books import ANNEX, MAIN, Book, book_of, receipt
from tests.ledger.stories import hours

PLACES = [SUPPLIER, CUSTOMER, LOSS, OPENING, MAIN, ANNEX, place("main", State.DAMAGED)]
MOVES = st.builds(
    lambda number, sku, quantity, at, sides: receipt(
        f"k{number}-{sku}-{quantity}-{at}-{sides[0].name}-{sides[1].name}",
        sku,
        quantity,
        at=at,
        source=sides[0],
        destination=sides[1],
    ),
    st.integers(0, 50),
    st.sampled_from(["A", "B"]),
    st.integers(1, 9),
    st.integers(0, 100),
    st.permutations(PLACES),
)
BATCHES = st.lists(st.lists(MOVES, max_size=6), min_size=1, max_size=5)


@pytest.fixture
def fresh(tmp_path: Path, sqlite_template: bytes) -> Path:
    path = tmp_path / "law.db"
    path.write_bytes(sqlite_template)
    return path


@given(batches=BATCHES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_levels_at_every_instant_are_the_sum_of_the_facts_up_to_it(
    fresh: Path, sqlite_template: bytes, batches: Sequence[list[Movement]]
) -> None:
    """As of any hour, as known at any batch, with replays: a plain recount says the same."""
    fresh.write_bytes(sqlite_template)
    facts: dict[str, tuple[Movement, int]] = {}
    with book_of(f"sqlite:///{fresh}", "A", "B") as book:
        for number, batch in enumerate(batches):
            book.now = hours(200 + number)
            book.post(*batch, *batch)
            for one in batch:
                facts.setdefault(one.key, (one, number))
        assert book.problems() == []
        for hour in (0, 50, 100):
            for known in range(len(batches)):
                view = View(as_of=hours(hour), known_at=hours(200 + known))
                seen = [one for one, batch in facts.values() if batch <= known]
                assert levels(book, view) == recount(
                    [one for one in seen if one.occurred_at <= hours(hour)]
                )


def levels(book: Book, view: View) -> dict[tuple[str, str], int]:
    with book.database.reading() as tx:
        lines = stock(tx, view=view)
    found = {(one.sku, f"{one.location}:available"): one.available for one in lines}
    found |= {(one.sku, f"{one.location}:damaged"): one.damaged for one in lines}
    return {key: units for key, units in found.items() if units}


def recount(facts: Sequence[Movement]) -> dict[tuple[str, str], int]:
    sums: Counter[tuple[str, str]] = Counter()
    for one in facts:
        sums[one.sku, one.source.name] -= one.quantity
        sums[one.sku, one.destination.name] += one.quantity
    return {key: units for key, units in sums.items() if units and ":" in key[1]}
