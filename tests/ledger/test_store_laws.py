"""Laws of the store over random movements: nothing is made or lost, and the past stays the past."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.balances import View, stock
from ledger.values import (
    CUSTOMER,
    LOSS,
    ON_HAND_STATES,
    OPENING,
    SUPPLIER,
    Movement,
    State,
    place,
)
from tests.ledger.books import ANNEX, MAIN, Book, book_of, receipt
from tests.ledger.databases import ask
from tests.ledger.stories import hours

PLACES = [SUPPLIER, CUSTOMER, LOSS, OPENING, MAIN, ANNEX, place("main", State.DAMAGED)]
SKUS = ("A", "B")
HOURS_MAX = 100
FIRST_BATCH_AT = 60
"""Hours; so that some movements claim an instant that is still to come."""


@st.composite
def movements(draw: st.DrawFn) -> Movement:
    """The key says all that the movement is, so equal keys are equal facts."""
    source, destination = draw(st.permutations(PLACES))[:2]
    sku, quantity = draw(st.sampled_from(SKUS)), draw(st.integers(1, 9))
    at = draw(st.integers(0, HOURS_MAX))
    return receipt(
        f"{sku}-{quantity}-{at}-{source.name}-{destination.name}",
        sku,
        quantity,
        at=at,
        source=source,
        destination=destination,
    )


BATCHES = st.lists(st.lists(movements(), max_size=6), min_size=1, max_size=5)

ONE_DATABASE = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""All examples share it; each has items and keys of its own."""


@pytest.fixture
def numbers() -> Iterator[int]:
    return count(1)


class Told:
    """A book that is told batches, an hour apart, of items that only this example knows."""

    def __init__(self, book: Book, number: int) -> None:
        self.book = book
        self.skus = [f"{sku}{number}" for sku in SKUS]
        self.facts: dict[str, tuple[Movement, int]] = {}
        self._number = number
        self._batches = 0

    def tell(self, batch: Iterable[Movement]) -> int:
        """Answers how many were new."""
        own = [
            replace(one, key=f"{self._number}/{one.key}", sku=f"{one.sku}{self._number}")
            for one in batch
        ]
        self.book.now = self.hour(self._batches)
        for one in own:
            known = replace(one, occurred_at=min(one.occurred_at, self.book.now))
            self.facts.setdefault(one.key, (known, self._batches))
        self._batches += 1
        return self.book.post(*own).new

    @staticmethod
    def hour(batch: int) -> "datetime":
        return hours(FIRST_BATCH_AT + batch)

    def recount(self, *, hour: float, batch: int) -> dict[tuple[str, str], int]:
        """What was at each place, by adding up every fact one by one."""
        sums: Counter[tuple[str, str]] = Counter()
        for one, told_in in self.facts.values():
            if told_in <= batch and one.occurred_at <= hours(hour):
                sums[one.sku, one.source.name] -= one.quantity
                sums[one.sku, one.destination.name] += one.quantity
        return {key: units for key, units in sums.items() if units}
