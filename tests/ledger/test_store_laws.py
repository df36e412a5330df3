"""Laws of the store over random movements: nothing is made or lost, and the past stays the past."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.balances import View, stock
from ledger.items import save_items
from ledger.said import ItemRecord
from ledger.values import CUSTOMER, LOSS, OPENING, SUPPLIER, Movement, State, place
from tests.laws import examples
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
SHARED = settings(
    max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""All examples share one database; each has items and keys of its own."""


@dataclass(slots=True)
class Told:
    """Batches told to a book an hour apart, of items that only this one knows."""

    book: Book
    number: int
    facts: dict[str, tuple[Movement, int]] = field(default_factory=dict)
    batches: int = 0

    def tell(self, batch: Iterable[Movement]) -> int:
        """Answers how many were new."""
        own = [
            replace(one, key=f"{self.number}/{one.key}", sku=f"{one.sku}{self.number}")
            for one in batch
        ]
        self.book.now = told_at(self.batches)
        for one in own:
            clamped = replace(one, occurred_at=min(one.occurred_at, self.book.now))
            self.facts.setdefault(one.key, (clamped, self.batches))
        self.batches += 1
        return self.book.post(*own).new

    @property
    def skus(self) -> list[str]:
        return [f"{sku}{self.number}" for sku in SKUS]

    def recount(self, *, hour: float = HOURS_MAX, batch: int) -> dict[tuple[str, str], int]:
        """What was at each place, by adding up every fact one by one."""
        sums: Counter[tuple[str, str]] = Counter()
        for one, told_in in self.facts.values():
            if told_in <= batch and one.occurred_at <= hours(hour):
                sums[one.sku, one.source.name] -= one.quantity
                sums[one.sku, one.destination.name] += one.quantity
        return {key: units for key, units in sums.items() if units}

    def balances(self) -> dict[tuple[str, str], int]:
        """As they are kept, at every place, outside too."""
        rows = ask(self.book.database.engine, BALANCES)
        return {(sku, name): units for sku, name, units in rows if sku in self.skus and units}

    def levels(self, view: View) -> dict[tuple[str, str], int]:
        """As they are answered, at locations."""
        with self.book.database.reading() as tx:
            lines = stock(tx, skus=self.skus, view=view)
        return {
            (line.sku, f"{line.location}:{state}"): units
            for line in lines
            for state in State
            if (units := getattr(line, state))
        }


BALANCES = """
    SELECT item.sku, place.name, balance.quantity FROM balance
    JOIN item ON item.id = balance.item_id JOIN place ON place.id = balance.place_id
"""


def told_at(batch: int) -> datetime:
    return hours(FIRST_BATCH_AT + batch)


def at_locations(levels: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {key: units for key, units in levels.items() if ":" in key[1]}


@pytest.fixture
def begin(database_url: str) -> Iterator[Callable[[], Told]]:
    """Something new to tell, of items of its own."""
    numbers = count(1)
    with book_of(database_url) as book:

        def begun() -> Told:
            told = Told(book, next(numbers))
            with book.database.writing() as tx:
                save_items(tx, [ItemRecord(sku=sku) for sku in told.skus])
            return told

        yield begun


@given(batches=BATCHES)
@SHARED
def test_nothing_is_made_or_lost(begin: Callable[[], Told], batches: list[list[Movement]]) -> None:
    """Balances are the sums of the facts, and add up to nothing over all places."""
    told = begin()
    for batch in batches:
        told.tell(batch)
        totals: Counter[str] = Counter()
        for (sku, _), units in told.balances().items():
            totals[sku] += units

        assert not any(totals.values())
        assert told.balances() == told.recount(batch=told.batches)
    assert told.book.problems() == []


@given(batches=BATCHES, again=st.integers(0, 4))
@SHARED
def test_telling_again_changes_nothing(
    begin: Callable[[], Told], batches: list[list[Movement]], again: int
) -> None:
    """Whole batches, doubled within one, or among news."""
    told = begin()
    for batch in batches:
        told.tell([*batch, *batch])
        told.tell([*batches[again % len(batches)][:3], *batch])
    facts, before = len(told.facts), told.balances()

    assert told.tell(one for batch in batches for one in batch) == 0
    assert told.balances() == before == told.recount(batch=told.batches)
    assert len(told.facts) == facts


@given(batches=BATCHES, chance=st.randoms(use_true_random=False))
@SHARED
def test_the_order_of_telling_does_not_matter(
    begin: Callable[[], Told], batches: list[list[Movement]], chance: Random
) -> None:
    """In batches, or one by one and shuffled: the same balances."""
    together, alone = begin(), begin()
    facts = [one for batch in batches for one in batch]
    for batch in batches:
        together.tell(batch)
    chance.shuffle(facts)
    for one in facts:
        alone.tell([one])

    def places(told: Told) -> list[tuple[str, str, int]]:
        return sorted((sku[0], name, units) for (sku, name), units in told.balances().items())

    assert places(together) == places(alone)


@given(batches=BATCHES)
@SHARED
def test_every_past_is_the_sum_of_its_facts(
    begin: Callable[[], Told], batches: list[list[Movement]]
) -> None:
    """As of any hour, as known after any batch, and both: a plain recount says the same."""
    told = begin()
    for batch in batches:
        told.tell(batch)
    last = told.batches - 1

    for number in range(told.batches):
        known = View(known_at=told_at(number))
        assert told.levels(known) == at_locations(told.recount(batch=number))
        for hour in (0, 50, FIRST_BATCH_AT + 0.5, HOURS_MAX):
            both = View(as_of=hours(hour), known_at=told_at(number))
            assert told.levels(both) == at_locations(told.recount(hour=hour, batch=number))
            as_of = View(as_of=hours(hour))
            assert told.levels(as_of) == at_locations(told.recount(hour=hour, batch=last))


@given(before=BATCHES, after=BATCHES)
@SHARED
def test_what_was_known_once_stays_known(
    begin: Callable[[], Told], before: list[list[Movement]], after: list[list[Movement]]
) -> None:
    """No later fact changes an answer that says what it knew then."""
    told = begin()
    for batch in before:
        told.tell(batch)
    then = View(as_of=hours(50), known_at=told_at(told.batches - 1))
    answer = told.levels(then)
    for batch in after:
        told.tell(batch)

    assert told.levels(then) == answer
